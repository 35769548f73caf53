from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_value_report_days = fields.Integer(
        related="company_id.care_value_report_days", readonly=False
    )
    care_value_fall_percent = fields.Integer(
        related="company_id.care_value_fall_percent", readonly=False
    )
