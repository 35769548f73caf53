from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

_TRANSITIONS = {
    ("planned", "done"),
    ("planned", "cancelled"),
    ("done", "effective"),
    ("done", "ineffective"),
    # not done after all, or not enough
    ("done", "planned"),
    ("cancelled", "planned"),
}


class CareMeasure(models.Model):
    """An improvement, so that something does not happen again: who does what until when, and
    whether it helped. It stems from a case, from a cause that recurs, or from a meeting."""

    _name = "care.measure"
    _description = "Improvement Measure"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_due, id"
    _check_company_auto = True

    # What follows from the steps and the check: no person writes it.
    _STEP_FIELDS = {
        *("state", "date_done", "date_checked", "case_count_before", "case_count_after"),
        *("verdict", "date_reminded", "reminder_id"),
    }

    name = fields.Char("Measure", required=True, tracking=True)
    problem = fields.Text(help="What went wrong.")
    cause_id = fields.Many2one(
        "care.cause",
        string="Root Cause",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        help="Whether the measure helped is seen by whether cases of this cause came back.",
    )
    case_id = fields.Many2one(
        "care.case", index="btree_not_null", ondelete="set null", check_company=True
    )
    event_id = fields.Many2one(
        "calendar.event",
        string="Meeting",
        index="btree_not_null",
        ondelete="set null",
        help="The meeting that decided on it; its minutes tell why.",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Owner",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
    )
    department = fields.Char(help="Who has to act, such as finance, development or IT.")
    date_due = fields.Date(
        "Due",
        required=True,
        default=lambda self: fields.Date.add(fields.Date.context_today(self), days=30),
        tracking=True,
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("done", "Done"),
            ("effective", "Effective"),
            ("ineffective", "Not Effective"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_done = fields.Date("Done On", readonly=True, copy=False)

    # did it help
    check_days = fields.Integer(
        "Check After (Days)",
        default=90,
        required=True,
        help="So many days before and after it was done are compared.",
    )
    date_check = fields.Date("Check On", compute="_compute_date_check", store=True)  # cron scans it
    date_checked = fields.Date("Checked On", readonly=True, copy=False)
    case_count_before = fields.Integer("Cases Before", readonly=True, copy=False)
    case_count_after = fields.Integer("Cases After", readonly=True, copy=False)
    verdict = fields.Char(readonly=True, copy=False, help="Why it is effective or not.")

    # who was told
    date_reminded = fields.Date(readonly=True, copy=False)
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    _days_range = models.Constraint(
        "CHECK (check_days BETWEEN 1 AND 730)", "A measure is checked after 1 to 730 days."
    )
    _due_idx = models.Index("(date_due) WHERE state = 'planned'")
    _check_idx = models.Index("(date_check) WHERE state = 'done'")

    # === COMPUTE METHODS === #

    @api.depends("date_done", "check_days")
    def _compute_date_check(self):
        for measure in self:
            measure.date_check = measure.date_done and fields.Date.add(
                measure.date_done, days=measure.check_days
            )

    @api.onchange("case_id")
    def _onchange_case_id(self):
        self.cause_id = self.cause_id or self.case_id.cause_id
        self.problem = self.problem or self.case_id.subject

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        fresh = {**dict.fromkeys(self._STEP_FIELDS, False), "state": "planned"}
        return super().create([{**vals, **fresh} for vals in vals_list])

    def write(self, vals):
        """Let the reminder follow.

        :raise AccessError: where somebody writes what only the steps may
        """
        if not self.env.su and self._STEP_FIELDS & set(vals):
            raise AccessError(self.env._("The state of a measure changes by its buttons."))
        result = super().write(vals)
        if {"user_id", "date_due"} & set(vals):
            self._forget_reminder()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(measure.state not in ("planned", "cancelled") for measure in self):
            raise UserError(self.env._("A measure that was done stays: it is history."))

    # === ACTIONS === #

    def action_done(self):
        """The measure was carried out; whether it helped is checked later."""
        self._set_state("done", date_done=fields.Date.context_today(self))

    def action_cancel(self):
        """It will not be carried out."""
        self._set_state("cancelled")

    def action_reopen(self):
        """It is to be carried out after all, or again."""
        self._set_state("planned", date_done=False)

    def action_again(self):
        """It did not help: plan another one for the same cause."""
        self.ensure_one()
        self.check_access("read")
        other = self.copy({"date_due": fields.Date.add(fields.Date.context_today(self), days=30)})
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": other.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _set_state(self, state, **vals):
        """The one way in which a measure's state changes.

        :raise UserError: where that does not follow from the present one
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for measure in self:
            if (measure.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(measure)s is “%(present)s”: it can't become “%(state)s”.",
                        measure=measure.display_name,
                        present=labels[measure.state],
                        state=labels[state],
                    )
                )
        # sudo - care.measure: states change through the checked steps alone
        self.sudo().write({"state": state, **vals})
        self._forget_reminder()
