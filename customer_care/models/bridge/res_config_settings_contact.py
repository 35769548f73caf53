from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_form_open = fields.Boolean(related="company_id.care_form_open", readonly=False)
    care_hotline = fields.Char(related="company_id.care_hotline", readonly=False)
    care_hotline_hours = fields.Char(related="company_id.care_hotline_hours", readonly=False)
