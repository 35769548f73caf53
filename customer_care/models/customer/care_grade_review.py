from collections import defaultdict

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL

from ...const import GROUP_MANAGER

_TRANSITIONS = {("draft", "open"), ("open", "done")}
_STATES = ("proposed", "approved", "applied", "rejected")


class CareGradeReview(models.Model):
    """One look at all customers of a company: whom the present figures would put into another
    grade, with the evidence, and what the managers decide. Managers open and close it."""

    _name = "care.grade.review"
    _description = "Grade Review"
    _inherit = ["mail.thread", "mail.activity.mixin"]
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
        string="In Force On",
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
    quarter_date = fields.Date(
        string="Quarter",
        readonly=True,
        copy=False,
        help="First day of the quarter for which the review was opened by itself.",
    )
    change_ids = fields.One2many("care.grade.change", "review_id", readonly=True, copy=False)

    # progress
    change_count = fields.Integer(string="Proposals", compute="_compute_counts")
    open_count = fields.Integer(string="To Decide", compute="_compute_counts")
    approved_count = fields.Integer(
        string="Approved",
        compute="_compute_counts",
        help="Approved, waiting for their day.",
    )
    applied_count = fields.Integer(string="Applied", compute="_compute_counts")
    rejected_count = fields.Integer(string="Rejected", compute="_compute_counts")
    adjusted_count = fields.Integer(
        string="Adjusted",
        compute="_compute_counts",
        help="Approved or applied with another grade than the figures asked for.",
    )
    decided_percent = fields.Float(string="Decided (%)", compute="_compute_counts")
    flow = fields.Json(
        compute="_compute_flow", help="How many customers move from which grade to which."
    )

    _quarter_uniq = models.UniqueIndex(
        "(company_id, quarter_date) WHERE quarter_date IS NOT NULL",
        "The company has a review of that quarter already.",
    )

    # === COMPUTE METHODS === #

    @api.model
    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._(
            "Review %(year)s Q%(quarter)s", year=today.year, quarter=(today.month + 2) // 3
        )

    @api.depends("change_ids.state", "change_ids.proposed_grade_id")
    def _compute_counts(self):
        counts = defaultdict(lambda: defaultdict(int))
        for review, state, adjusted, count in self.env["care.grade.change"]._read_group(
            [("review_id", "in", self.ids)],
            ["review_id", "state", "proposed_grade_id"],
            ["__count"],
        ):
            counts[review][state] += count
            counts[review]["adjusted"] += count if adjusted else 0
        for review in self:
            of = counts[review]
            review.open_count, review.approved_count = of["proposed"], of["approved"]
            review.applied_count, review.rejected_count = of["applied"], of["rejected"]
            review.adjusted_count = of["adjusted"]
            review.change_count = total = sum(of[state] for state in _STATES)
            review.decided_percent = 100 * (total - of["proposed"]) / total if total else 0

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

        They come into force on the review's day, at once when it has come.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        for review in self:
            self.env["care.grade.change"]._decide(
                review._sql_changes(), "approved", date_apply=review.date_apply
            )

    def action_reject(self):
        """Ask why all changes that nobody has decided about are rejected.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        return self.change_ids.filtered_domain([("state", "=", "proposed")]).action_reject()

    def action_apply(self):
        """Put the approved changes into force whose day has come.

        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        today = fields.Date.context_today(self)
        for review in self:
            self.env["care.grade.change"]._move(
                SQL("%s AND state = 'approved' AND date_apply <= %s", review._sql_changes(), today),
                SQL("'applied'"),
                {"applied"},
                {},
            )
        self._close_decided(self.ids)

    @api.readonly
    def action_open_changes(self):
        """The changes of the review, to decide about one by one or many at once."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_grade_change_action"
        )
        action["domain"] = [("review_id", "=", self.id)]
        action["context"] = {"search_default_filter_open": int(self.state == "open")}
        return action

    # === BUSINESS METHODS === #

    def _sql_changes(self):
        self.ensure_one()
        return SQL("review_id = %s", self.id)

    @api.model
    def _close_decided(self, review_ids):
        """Close the open ones of these reviews in which nothing waits for a decision or a day."""
        closed = self.env.execute_query(
            SQL(
                """
                UPDATE care_grade_review r SET state = 'done', write_date = %s
                 WHERE r.id = ANY(%s) AND r.state = 'open'
                   AND NOT EXISTS (SELECT FROM care_grade_change c
                                    WHERE c.review_id = r.id
                                      AND c.state IN ('proposed', 'approved'))
             RETURNING r.id
                """,
                self.env.cr.now(),
                review_ids,
            )
        )
        if closed:
            reviews = self.browse(row[0] for row in closed)
            reviews.invalidate_recordset()
            # sudo - mail.activity: whoever decides last closes the reminders of all managers
            reviews.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def _set_state(self, state):
        for review in self:
            if (review.state, state) not in _TRANSITIONS:
                raise UserError(self.env._("The review %(name)s is closed.", name=review.name))
        self.write({"state": state})

    def _check_manager(self):
        self.check_access("write")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager decides about grade changes."))
