from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...const import GROUP_MANAGER
from .refresh_scope import RefreshScope

_TRANSITIONS = {("draft", "open"), ("open", "done")}


class CareGradeReview(models.Model):
    """One look at all customers of a company: whom the present figures would put into another
    grade, with the evidence, and what the managers decide. Managers open and close it."""

    _name = "care.grade.review"
    _description = "Grade Review"
    _order = "date desc, id desc"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_apply = fields.Date(
        required=True,
        default=fields.Date.context_today,
        help="The day on which approved changes come into force.",
    )
    state = fields.Selection(
        [("draft", "Draft"), ("open", "To Decide"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    change_ids = fields.One2many("care.grade.change", "review_id", readonly=True, copy=False)
    change_count = fields.Integer(compute="_compute_counts")
    open_count = fields.Integer(string="To Decide", compute="_compute_counts")
    flow = fields.Json(
        compute="_compute_flow", help="How many customers move from which grade to which."
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._(
            "Review %(year)s Q%(quarter)s", year=today.year, quarter=(today.month + 2) // 3
        )

    @api.depends("change_ids.state")
    def _compute_counts(self):
        self.change_count = self.open_count = 0
        for review, state, count in self.env["care.grade.change"]._read_group(
            [("review_id", "in", self.ids)], ["review_id", "state"], ["__count"]
        ):
            review.change_count += count
            review.open_count += count if state == "proposed" else 0

    @api.depends("change_ids.new_grade_id")
    def _compute_flow(self):
        moves = defaultdict(list)
        for review, old, new, count in self.env["care.grade.change"]._read_group(
            [("review_id", "in", self.ids), ("state", "!=", "rejected")],
            ["review_id", "old_grade_id", "new_grade_id"],
            ["__count"],
        ):
            moves[review].append({"from": old.name or "", "to": new.name or "", "count": count})
        for review in self:
            review.flow = moves[review]

    # === ACTIONS === #

    def action_propose(self):
        """Propose a change for every customer whom the present figures put into another grade.

        Again it adds those who have come to it meanwhile; a customer with an open change is left
        alone.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        for review in self:
            if review.state == "done":
                raise UserError(self.env._("The review is closed. Open a new one."))
            if review.state == "draft":
                review._set_state("open")
            review._propose()

    def action_approve(self):
        """Approve all changes of the review that nobody has decided about.

        Those whose day has come are applied at once.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        self._undecided().action_approve()
        self._close_if_decided()

    def action_apply(self):
        """Put the approved changes into force whose day has come, and close a decided review.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        today = fields.Date.context_today(self)
        self.change_ids.filtered(
            lambda change: change.state == "approved" and change.date_apply <= today
        )._apply()
        self._close_if_decided()

    def action_open_changes(self):
        """The changes of the review, to decide about one by one."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_grade_change_action"
        )
        action["domain"] = [("review_id", "=", self.id)]
        return action

    # === BUSINESS METHODS === #

    def _propose(self):
        """Insert the proposals of this review, set-based, with the evidence of the day."""
        self.ensure_one()
        scope = RefreshScope.of(self.company_id)
        # sudo - care.grade: the engine judges by the company's rules
        grades = self.env["care.grade"].sudo()._set_of(self.company_id)
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_grade_change (review_id, profile_id, partner_id, company_id,
                            old_grade_id, new_grade_id, state, origin, date, date_apply, evidence,
                            user_id, create_uid, create_date, write_uid, write_date)
                SELECT %(review)s, p.id, p.partner_id, p.company_id,
                       p.grade_id, %(grade)s, 'proposed', 'review', %(today)s, %(apply)s,
                       %(evidence)s, %(uid)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM care_profile p
                 WHERE %(scope)s AND p.active AND p.first_order_date IS NOT NULL
                   AND %(grade)s IS DISTINCT FROM p.grade_id
                   AND NOT EXISTS (SELECT FROM care_grade_change c
                                    WHERE c.profile_id = p.id
                                      AND c.state IN ('proposed', 'approved'))
              ORDER BY p.id
             RETURNING id
                """,
                review=self.id,
                grade=grades._sql_judgement("p"),
                evidence=grades.criterion_ids._sql_evidence("p"),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
                today=scope.today,
                apply=self.date_apply,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    def _undecided(self):
        return self.change_ids.filtered(lambda change: change.state == "proposed")

    def _close_if_decided(self):
        for review in self:
            is_open = any(change.state in ("proposed", "approved") for change in review.change_ids)
            if review.state == "open" and not is_open:
                review._set_state("done")

    def _set_state(self, state):
        for review in self:
            if (review.state, state) not in _TRANSITIONS:
                raise UserError(self.env._("The review %(name)s is closed.", name=review.name))
        self.write({"state": state})

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager decides about grade changes."))
