from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_value_high_percent = fields.Integer(
        related="company_id.care_value_high_percent", readonly=False
    )
    care_value_middle_percent = fields.Integer(
        related="company_id.care_value_middle_percent", readonly=False
    )
    care_risk_silence_months = fields.Integer(
        related="company_id.care_risk_silence_months", readonly=False
    )
    care_growth_percent = fields.Integer(related="company_id.care_growth_percent", readonly=False)
    care_contract_reminder_days = fields.Integer(
        related="company_id.care_contract_reminder_days", readonly=False
    )
