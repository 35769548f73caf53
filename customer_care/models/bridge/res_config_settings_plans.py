from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_plan_review_months = fields.Integer(
        related="company_id.care_plan_review_months", readonly=False
    )
    care_plan_draft_days = fields.Integer(related="company_id.care_plan_draft_days", readonly=False)
