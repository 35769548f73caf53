from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_intelligence_monthly = fields.Boolean(
        related="company_id.care_intelligence_monthly", readonly=False
    )
    care_intelligence_weekday = fields.Selection(
        related="company_id.care_intelligence_weekday", readonly=False
    )
