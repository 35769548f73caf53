from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_unmet_days = fields.Integer(related="company_id.care_unmet_days", readonly=False)
