from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import is_html_empty

_TRANSITIONS = {
    ("planned", "waiting"),
    ("waiting", "planned"),
    ("planned", "done"),
    ("waiting", "refused"),
    ("planned", "withdrawn"),
    ("waiting", "withdrawn"),
}


class CareRemedy(models.Model):
    """Something done for the customer to make up for what happened in a case. Whoever works on the
    case plans and does it; compensation above the company's limit waits for a manager."""

    _name = "care.remedy"
    _description = "Remedy"
    _order = "case_id, id"

    # What follows from the steps: no person writes it.
    _STEP_FIELDS = {"state", "date_done", "decided_by_id", "refuse_reason", "measure_id"}

    case_id = fields.Many2one("care.case", required=True, index=True, ondelete="cascade")
    partner_id = fields.Many2one(related="case_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="case_id.company_id")
    user_id = fields.Many2one(related="case_id.user_id", string="Responsible")
    kind = fields.Selection(
        [
            ("verbal", "Verbal apology and explanation"),
            ("letter", "Written apology letter"),
            ("compensation", "Compensation plan"),
            ("measure", "Improvement measure"),
        ],
        required=True,
        default="verbal",
    )
    name = fields.Char("What", required=True)
    amount = fields.Monetary(help="What the compensation costs us.")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    letter = fields.Html(help="The text between greeting and signature.")
    measure_id = fields.Many2one(
        "care.measure", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )
    state = fields.Selection(
        [
            ("planned", "Planned"),
            ("waiting", "Waits for Approval"),
            ("done", "Done"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
        ],
        required=True,
        default="planned",
        readonly=True,
        copy=False,
    )
    date_done = fields.Date("Done On", readonly=True, copy=False)
    decided_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    refuse_reason = fields.Char("Refused Because", readonly=True, copy=False)

    _amount_not_negative = models.Constraint(
        "CHECK (amount >= 0)", "A compensation can't be negative."
    )
    _waiting_idx = models.Index("(case_id) WHERE state = 'waiting'")

    # === COMPUTE METHODS === #

    @api.depends("name", "case_id.name")
    def _compute_display_name(self):
        for remedy in self:
            remedy.display_name = f"{remedy.case_id.name or ''} {remedy.name or ''}".strip()

    @api.onchange("kind")
    def _onchange_kind(self):
        labels = dict(self._fields["kind"]._description_selection(self.env))
        if self.kind and (not self.name or self.name in labels.values()):
            self.name = labels[self.kind]

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A letter begins with a text of its own; a measure is made at once."""
        fresh = {**dict.fromkeys(self._STEP_FIELDS, False), "state": "planned"}
        remedies = super().create([{**vals, **fresh} for vals in vals_list])
        remedies._check_case_open()
        for remedy in remedies:
            if remedy.kind == "letter" and is_html_empty(remedy.letter):
                remedy.letter = remedy._letter_text()
            elif remedy.kind == "measure":
                remedy._make_measure()
        remedies._ask_approval()
        return remedies

    def write(self, vals):
        """Let a new amount wait for approval again.

        :raise AccessError: where somebody writes what only the steps may, or changes one that is
            settled
        """
        if not self.env.su:
            if (self._STEP_FIELDS | {"case_id"}) & set(vals):
                raise AccessError(self.env._("The state of a remedy changes by its buttons."))
            if any(remedy.state not in ("planned", "waiting") for remedy in self):
                raise AccessError(
                    self.env._("This remedy is settled: it can't be changed any more.")
                )
        result = super().write(vals)
        if {"amount", "currency_id", "kind"} & set(vals):
            # sudo - care.remedy: whoever changes the amount takes the approval away
            self.sudo().filtered(lambda r: r.state == "planned").decided_by_id = False
            self._ask_approval()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_settled(self):
        if any(remedy.state not in ("planned", "waiting") for remedy in self):
            raise UserError(
                self.env._("A remedy that was done or refused belongs to the case: it stays.")
            )

    # === ACTIONS === #

    def action_done(self):
        """The remedy was done."""
        for remedy in self:
            if remedy.kind == "letter" and is_html_empty(remedy.letter):
                raise UserError(self.env._("Write the letter first."))
            if remedy.kind == "compensation" and not remedy.amount:
                raise UserError(self.env._("Enter what the compensation costs first."))
        self._set_state("done", date_done=fields.Date.context_today(self))

    def action_withdraw(self):
        """The remedy will not be done."""
        self._set_state("withdrawn")

    def action_print_letter(self):
        """The apology letter as a PDF, in the customer's language."""
        self.check_access("read")
        letters = self.filtered(lambda remedy: remedy.kind == "letter")
        return self.env.ref("customer_care.report_apology_letter_action").report_action(letters)

    # === BUSINESS METHODS === #

    def _set_state(self, state, **vals):
        """The one way in which a remedy's state changes.

        :raise UserError: where that does not follow from the present one
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for remedy in self:
            if (remedy.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(remedy)s is “%(present)s”: it can't become “%(state)s”.",
                        remedy=remedy.display_name,
                        present=labels[remedy.state],
                        state=labels[state],
                    )
                )
        # sudo - care.remedy: states change through the checked steps alone
        self.sudo().write({"state": state, **vals})

    def _check_case_open(self):
        for remedy in self:
            remedy.case_id._refuse_from(("closed", "rejected", "cancelled"))

    def _make_measure(self):
        """The improvement measure, with what the case knows. It counts as done by being there."""
        case = self.case_id
        # sudo - care.remedy: the measure is linked by this alone
        self.sudo().measure_id = self.env["care.measure"].create(
            {
                "name": self.name,
                "problem": case.subject,
                "case_id": case.id,
                "cause_id": case.cause_id.id,
                "company_id": case.company_id.id,
                "user_id": (case.user_id or self.env.user).id,
            }
        )
        self.sudo().write({"state": "done", "date_done": fields.Date.context_today(self)})
