from odoo import api, fields, models


class CareAccountPlanCompare(models.TransientModel):
    """The question with which other plan of the customer one is compared."""

    _name = "care.account.plan.compare"
    _description = "Compare Account Plans"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(related="plan_id.profile_id")
    before_id = fields.Many2one(
        "care.account.plan",
        string="Compare With",
        index=True,
        ondelete="cascade",
        compute="_compute_before_id",
        store=True,  # people choose another one
        readonly=False,
        domain="[('profile_id', '=', profile_id), ('id', '!=', plan_id)]",
    )
    difference_html = fields.Html("Differences", compute="_compute_difference_html", sanitize=False)

    @api.depends("plan_id")
    def _compute_before_id(self):
        for wizard in self:
            plan = wizard.plan_id
            wizard.before_id = plan.previous_id or plan.last_year_id

    @api.depends("plan_id", "before_id")
    @api.depends_context("lang")
    def _compute_difference_html(self):
        for wizard in self:
            before = wizard.before_id
            wizard.difference_html = wizard.plan_id._render_difference(before) if before else False
