from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

KINDS = [
    ("missing", "Missing"),
    ("stale", "To Verify"),
    ("duplicate", "Perhaps Double"),
    ("manual", "Suggestion"),
]
_TRANSITIONS = {("open", "done"), ("open", "dropped"), ("done", "open"), ("dropped", "open")}
_BY_OWNER = {"comment"}


class CareFileReportLine(models.Model):
    """One suggestion of a file improvement report: what is to be improved in one customer's file,
    by whom and by when. The information administrator writes it; its account manager carries it
    out and comments on it; it closes itself when the thing is there."""

    _name = "care.file.report.line"
    _description = "File Improvement"
    _order = "date_due, id"
    _rec_name = "suggestion"

    report_id = fields.Many2one("care.file.report", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(
        related="report_id.company_id",
        store=True,  # the record rules compare it
        index=True,
    )
    report_state = fields.Selection(related="report_id.state", string="State of the Report")
    profile_id = fields.Many2one(
        "care.profile", string="Customer", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(related="profile_id.partner_id", string="Contact")
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        compute="_compute_user_id",
        store=True,  # who is asked, until somebody else is chosen
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    kind = fields.Selection(KINDS, required=True, default="manual", readonly=True)
    requirement_ids = fields.Many2many("care.file.requirement", string="Missing", readonly=True)
    suggestion = fields.Char(required=True)
    date_due = fields.Date(
        "To Be Done By",
        compute="_compute_date_due",
        store=True,  # people write their own
        precompute=True,
        readonly=False,
        required=True,
    )
    state = fields.Selection(
        [("open", "Open"), ("done", "Done"), ("dropped", "Dropped")],
        required=True,
        default="open",
        readonly=True,
        index=True,
    )
    date_done = fields.Date("Done On", readonly=True)
    done_user_id = fields.Many2one(
        "res.users", string="Done By", readonly=True, index="btree_not_null", ondelete="set null"
    )
    evidence = fields.Char(readonly=True, help="How it is known that it was carried out.")
    comment = fields.Char()
    is_late = fields.Boolean("Overdue", compute="_compute_is_late", search="_search_is_late")

    _kind_uniq = models.UniqueIndex(
        "(report_id, profile_id, kind) WHERE kind <> 'manual'",
        "The report suggests this for the customer already.",
    )

    # === COMPUTE METHODS === #

    @api.depends("profile_id")
    def _compute_user_id(self):
        for line in self:
            line.user_id = line.profile_id.user_id

    @api.depends("report_id")
    def _compute_date_due(self):
        for line in self:
            line.date_due = line.date_due or line.report_id.date_due

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for line in self:
            line.is_late = line.state == "open" and bool(line.date_due) and line.date_due < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_due", "<", fields.Date.context_today(self))]

    # === CONSTRAINTS === #

    @api.constrains("profile_id", "report_id")
    def _check_company(self):
        for line in self:
            if line.profile_id.company_id != line.report_id.company_id:
                raise UserError(self.env._("The customer is another company's."))

    # === CRUD METHODS === #

    def write(self, vals):
        """The steward edits suggestions; account managers only comment. States move by buttons."""
        if not self.env.su:
            if {"state", "date_done", "done_user_id", "evidence", "kind"} & set(vals):
                raise AccessError(self.env._("Close a suggestion with its buttons."))
            if set(vals) - _BY_OWNER:
                self.env["care.profile"]._check_steward()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(line.report_id.state != "draft" for line in self):
            raise UserError(self.env._("The report is issued: drop the suggestion instead."))

    # === ACTIONS === #

    def action_done(self):
        """It is carried out; a suggestion that the system made must really be."""
        self.check_access("write")
        unmet = self - self._settled()
        for line in unmet.filtered(lambda line: line.kind != "manual"):
            raise UserError(
                self.env._(
                    "%(customer)s: “%(suggestion)s” is not carried out yet. It closes by itself as"
                    " soon as it is.",
                    customer=line.profile_id.display_name,
                    suggestion=line.suggestion,
                )
            )
        self._set_state("done")

    def action_drop(self):
        """It need not be done, says the information administrator."""
        self.env["care.profile"]._check_steward()
        self._set_state("dropped")

    def action_reopen(self):
        """It is to be done after all."""
        self.env["care.profile"]._check_steward()
        self._set_state("open")

    @api.readonly
    def action_fill(self):
        """Open what the suggestion is about: the first thing that is missing, else the file."""
        self.ensure_one()
        missing = self.profile_id._missing_parts()[self.profile_id] & self.requirement_ids
        if missing:
            return self.profile_id.action_fill_missing(missing[0].id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.profile",
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }

    def _set_state(self, state):
        self.check_access("write")
        if any((line.state, state) not in _TRANSITIONS for line in self):
            raise UserError(self.env._("The suggestion is in that state already."))
        today = fields.Date.context_today(self)
        # sudo - care.file.report.line: states change through the checked actions alone
        self.sudo().write(
            {
                "state": state,
                "date_done": state == "done" and today,
                "done_user_id": state == "done" and self.env.uid,
                "evidence": False,
            }
        )
