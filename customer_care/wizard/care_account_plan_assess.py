from odoo import api, fields, models

from ..models.plan.care_account_plan_review import VERDICTS


class CareAccountPlanAssess(models.TransientModel):
    """The review of an account plan on one screen: where its objectives stand, how it goes, and
    when to look again."""

    _name = "care.account.plan.assess"
    _description = "Review an Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    objective_ids = fields.Many2many(
        "care.account.plan.objective",
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
            question.objective_ids = plan.objective_ids
            question.next_date = plan and plan._suggested_review_date(today)

    def action_review(self):
        """Take the review down; the values of objectives are written already."""
        self.ensure_one()
        self.check_access("write")
        self.plan_id._review(self.verdict, self.note, self.next_date)
        return {"type": "ir.actions.act_window_close"}
