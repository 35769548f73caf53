from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_date

from ...const import GROUP_MANAGER


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
    date_apply = fields.Date(string="In Force On", required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="By",
        default=lambda self: self.env.user,
        ondelete="set null",
        index="btree_not_null",
    )
    reason = fields.Char()
    lock_date = fields.Date(
        string="Keep Until",
        readonly=True,
        help="Until this day no review proposes another grade for the customer.",
    )

    # the decision
    proposed_grade_id = fields.Many2one(
        "care.grade",
        string="Proposed at First",
        readonly=True,
        ondelete="restrict",
        help="What the figures asked for, where a manager chose another grade instead.",
    )
    decision = fields.Char(
        string="Reason of the Decision",
        readonly=True,
        help="Why the manager rejected the proposal or chose another grade.",
    )
    decided_user_id = fields.Many2one(
        "res.users",
        string="Decided By",
        readonly=True,
        ondelete="set null",
        index="btree_not_null",
    )
    decided_date = fields.Date(string="Decided On", readonly=True)

    # what was judged
    failing_since = fields.Date(
        readonly=True, help="Since when the figures no longer carry the old grade."
    )
    evidence = fields.Json(
        readonly=True, help="Each criterion with its threshold and the value it met that day."
    )
    evidence_lines = fields.Json(
        string="Figures Against Thresholds",
        compute="_compute_evidence_lines",
        help="For drawing: dicts of text, met, required, points.",
    )
    evidence_text = fields.Char(
        string="Why",
        compute="_compute_evidence_lines",
        help="The criteria of the new grade against the figures of that day; of the old grade,"
        " where it is taken away.",
    )

    _open_uniq = models.UniqueIndex(
        "(profile_id) WHERE state IN ('proposed', 'approved')",
        "The customer already has an open grade change: approve or reject that one first.",
    )
    _history_idx = models.Index("(profile_id, date) WHERE state = 'applied'")

    @api.depends("evidence", "new_grade_id", "old_grade_id", "failing_since")
    @api.depends_context("lang")
    def _compute_evidence_lines(self):
        for change in self:
            # climbing: what is met; falling: what no longer is
            best = (change.new_grade_id | change.old_grade_id).sorted("sequence")[:1]
            lines = [
                change._evidence_line(row)
                for row in change.evidence or []
                if row["grade_id"] == best.id
            ]
            phrases = [f"{line['text']} {'✓' if line['met'] else '✗'}" for line in lines]
            if change.failing_since:
                phrases.append(change._failing_phrase())
                lines.append({"text": change._failing_phrase(), "met": None})
            change.evidence_lines = lines
            change.evidence_text = "; ".join(phrases)

    def _evidence_line(self, row):
        """One criterion as it was judged: "Turnover 12 Months 849,000 ≥ 500,000"."""
        Criterion = self.env["care.grade.criterion"]
        return {
            "text": Criterion._phrase(row, self.company_id.currency_id),
            "met": row["met"],
            "required": row["required"],
            "points": 0 if row["required"] else row.get("weight", 1),
        }

    def _failing_phrase(self):
        return self.env._(
            "fails %(grade)s since %(day)s",
            grade=self.old_grade_id.name,
            day=format_date(self.env, self.failing_since),
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("The history of a customer's grade can't be deleted."))

    # === ACTIONS === #

    def action_approve(self):
        """Approve the proposals and apply those whose day has come.

        Those that somebody else decided about meanwhile are passed over; the person is told so.

        :raise AccessError: for anybody but a care manager
        :raise UserError: when none of them was waiting for a decision any more
        """
        self._check_manager()
        return self._report_decided(self._decide(self._sql_these(), "approved"))

    def action_reject(self):
        """Ask why the proposals are rejected; the grade stays as it is.

        :raise AccessError: for anybody but a care manager
        """
        return self._ask("customer_care.care_grade_decide_action_reject")

    def action_adjust(self):
        """Ask which other grade the customers should have, and why.

        :raise AccessError: for anybody but a care manager
        """
        return self._ask("customer_care.care_grade_decide_action_adjust")

    def _ask(self, xmlid):
        self._check_manager()
        self._check_undecided()
        action = self.env["ir.actions.act_window"]._for_xml_id(xmlid)
        action["context"] = {"default_change_ids": self.ids}
        return action

    # === BUSINESS === #

    @api.model
    def _record(self, profiles, grade, reason=None, lock_date=None):
        """Write down that a person wants these customers in ``grade`` (or in none).

        A manager's word is applied at once, anybody else's is a proposal; it takes the place of an
        open one.

        :param lock_date: until when reviews leave the grade alone; the company's usual time when
            None, not at all when False
        :return: the changes, none for customers who have the grade already
        """
        profiles.check_access("read")
        by_manager = self.env.user.has_group(GROUP_MANAGER)
        profiles = profiles.filtered(lambda profile: profile.grade_id != grade)
        # sudo - care.grade.change: a proposal that a colleague made is replaced too
        open_changes = self.sudo().search(
            [("profile_id", "in", profiles.ids), ("state", "in", ("proposed", "approved"))]
        )
        open_changes._set_state(
            "rejected", decision=self.env._("Replaced by another change of the grade.")
        )
        # sudo - care.grade.change: nobody may write the history but through this method
        changes = self.sudo().create(
            [profile._vals_of_change(grade, reason, lock_date) for profile in profiles]
        )
        if by_manager:
            changes._apply()
        return changes
