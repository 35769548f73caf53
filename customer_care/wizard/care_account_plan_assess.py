from odoo import Command, api, fields, models

from ..models.customer.figure_fields import ScoreFigure
from ..models.plan.care_account_plan_review import VERDICTS


class CareAccountPlanAssess(models.TransientModel):
    """The review of an account plan on one screen: where its objectives stand, how it goes, and
    when to look again."""

    _name = "care.account.plan.assess"
    _description = "Review an Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    line_ids = fields.One2many(
        "care.account.plan.assess.line",
        "question_id",
        string="Objectives",
        compute="_compute_from_plan",
        store=True,
        readonly=False,
    )
    verdict = fields.Selection(VERDICTS, string="How Does It Go?", required=True)
    note = fields.Text("What We Found", help="What goes well, what does not, and what follows.")
    next_date = fields.Date(
        "Review Again On", compute="_compute_from_plan", store=True, readonly=False
    )

    @api.depends("plan_id")
    def _compute_from_plan(self):
        for question in self:
            plan = question.plan_id
            today = fields.Date.context_today(self)
            question.line_ids = [Command.clear()] + [
                Command.create({"objective_id": one.id, "value": one.current_value})
                for one in plan.objective_ids
            ]
            question.next_date = plan and plan._suggested_review_date(today)

    def action_review(self):
        """Write down where the objectives stand that nobody measures, and the review."""
        self.ensure_one()
        self.check_access("write")
        self.plan_id._check_reviewable()
        for line in self.line_ids:
            objective = line.objective_id
            if objective in self.plan_id.objective_ids and line.value != objective.current_value:
                objective.current_value = line.value
        self.plan_id._review(self.verdict, self.note, self.next_date)
        return {"type": "ir.actions.act_window_close"}


class CareAccountPlanAssessLine(models.TransientModel):
    """Where one objective stands, as long as the question of the review is open."""

    _name = "care.account.plan.assess.line"
    _description = "Objective in the Review of an Account Plan"

    question_id = fields.Many2one(
        "care.account.plan.assess", required=True, index=True, ondelete="cascade"
    )
    objective_id = fields.Many2one(
        "care.account.plan.objective", required=True, index=True, ondelete="cascade"
    )
    metric = fields.Selection(related="objective_id.metric")
    start_value = fields.Float(related="objective_id.start_value")
    target_value = fields.Float(related="objective_id.target_value")
    value = ScoreFigure("Today", readonly=False)
