from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_list, formatLang

from ...const import GROUP_MANAGER

_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}

_TRANSITIONS = {
    ("proposed", "approved"),
    ("proposed", "rejected"),
    ("proposed", "applied"),
    ("approved", "applied"),
    ("approved", "rejected"),
}


class CareGradeChange(models.Model):
    """One change of a customer's grade with its reason and evidence; together they are the
    customer's grade history. Written by the engine (first grades) and through ``_record`` and the
    actions alone (nobody has write access), never deleted."""

    _name = "care.grade.change"
    _description = "Grade Change"
    _order = "date desc, id desc"
    _rec_name = "partner_id"
    _check_company_auto = True

    partner_id = fields.Many2one("res.partner", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one("res.company", required=True, index=True, ondelete="cascade")
    profile_id = fields.Many2one("care.profile", required=True, index=True, ondelete="cascade")
    old_grade_id = fields.Many2one("care.grade", ondelete="restrict")
    new_grade_id = fields.Many2one("care.grade", ondelete="restrict", check_company=True)
    state = fields.Selection(
        [
            ("proposed", "Proposed"),
            ("approved", "Approved"),
            ("applied", "Applied"),
            ("rejected", "Rejected"),
        ],
        required=True,
        default="proposed",
        readonly=True,
        copy=False,
    )
    origin = fields.Selection(
        [("first", "First grade"), ("review", "Review"), ("manual", "By hand")],
        required=True,
        default="manual",
    )
    review_id = fields.Many2one("care.grade.review", index="btree_not_null", ondelete="restrict")
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_apply = fields.Date(required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        default=lambda self: self.env.user,
        ondelete="set null",
        index="btree_not_null",
    )
    reason = fields.Char()
    evidence = fields.Json(
        readonly=True, help="Each criterion with its threshold and the value it met that day."
    )
    evidence_text = fields.Char(
        string="Why",
        compute="_compute_evidence_text",
        help="The criteria of the new grade against the figures of that day; of the old grade,"
        " where it is taken away.",
    )

    _open_uniq = models.UniqueIndex(
        "(profile_id) WHERE state IN ('proposed', 'approved')",
        "The customer already has an open grade change: approve or reject that one first.",
    )
    _history_idx = models.Index("(profile_id, date) WHERE state = 'applied'")

    @api.depends("evidence", "new_grade_id", "old_grade_id")
    @api.depends_context("lang")
    def _compute_evidence_text(self):
        for change in self:
            grades = change.new_grade_id | change.old_grade_id
            best = grades.sorted("sequence")[
                :1
            ]  # climbing: what is met; falling: what no longer is
            rows = [row for row in change.evidence or [] if row["grade_id"] == best.id]
            change.evidence_text = "; ".join(change._evidence_phrase(row) for row in rows)

    def _evidence_phrase(self, row):
        """One criterion as it was judged: "Turnover 12 Months 849,000 ≥ 500,000 ✓"."""
        field = self.env["care.profile"]._fields.get(row["metric"])

        def number(value):
            if value is None:
                return "—"
            if field.type == "monetary":
                currency = self.company_id.currency_id
                digits = 0 if abs(value) >= 1000 else currency.decimal_places
                return formatLang(self.env, value, digits=digits, currency_obj=currency)
            return formatLang(self.env, value, digits=0 if value == int(value) else 1)

        return " ".join(
            (
                field._description_string(self.env),
                number(row["actual"]),
                _SIGNS[row["operator"]],
                number(row["threshold"]),
                "✓" if row["met"] else "✗",
            )
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a customer's grade can't be deleted."))

    # === ACTIONS === #

    def action_approve(self):
        """Approve the proposals and apply those whose day has come.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        self._set_state("approved")
        self.filtered(lambda change: change.date_apply <= fields.Date.context_today(self))._apply()

    def action_reject(self):
        """Reject the proposals; the grade stays as it is.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        self._set_state("rejected")

    def action_adjust(self):
        """Open the question which other grade the customer should have."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_grade_propose_action"
        )
        action["context"] = {"default_profile_ids": self.profile_id.ids}
        return action

    def _check_manager(self):
        self.check_access("read")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager decides about grade changes."))

    # === BUSINESS === #

    @api.model
    def _record(self, profiles, grade, reason=None):
        """Write down that a person wants these customers in ``grade`` (or in none).

        A manager's word is applied at once, anybody else's is a proposal; it takes the place of an
        open one.

        :return: the changes, none for customers who have the grade already
        """
        profiles.check_access("read")
        by_manager = self.env.user.has_group(GROUP_MANAGER)
        profiles = profiles.filtered(lambda profile: profile.grade_id != grade)
        # sudo - care.grade.change: a proposal that a colleague made is replaced too
        open_changes = self.sudo().search(
            [("profile_id", "in", profiles.ids), ("state", "in", ("proposed", "approved"))]
        )
        open_changes._set_state("rejected")
        open_changes.flush_recordset()
        # sudo - care.grade.change: nobody may write the history but through this method
        changes = self.sudo().create(
            [
                {
                    "partner_id": profile.partner_id.id,
                    "company_id": profile.company_id.id,
                    "profile_id": profile.id,
                    "old_grade_id": profile.grade_id.id,
                    "new_grade_id": grade.id,
                    "reason": reason,
                }
                for profile in profiles
            ]
        )
        if by_manager:
            changes._apply()
        return changes

    def _apply(self):
        """Put the customers into the grade they were given. Runs on approved changes whose day has
        come and on a manager's own."""
        self._set_state("applied")
        for (grade, date), changes in self.grouped(
            lambda change: (change.new_grade_id, change.date_apply)
        ).items():
            # sudo - care.profile: the grade is a judgement, written through its change alone
            changes.profile_id.sudo().write({"grade_id": grade.id, "grade_since": date})
        self.profile_id._after_grade_change()

    def _set_state(self, state):
        wrong = self.filtered(lambda change: (change.state, state) not in _TRANSITIONS)
        if wrong:
            raise UserError(
                self.env._(
                    "The grade change of %(customers)s is closed already.",
                    customers=format_list(self.env, wrong.mapped("partner_id.display_name")),
                )
            )
        # sudo - care.grade.change: states change through the checked actions alone
        self.sudo().write({"state": state})
