from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_quiet_days = fields.Integer(related="company_id.care_quiet_days", readonly=False)
    care_low_satisfaction = fields.Float(related="company_id.care_low_satisfaction", readonly=False)
    care_thank_promoters = fields.Boolean(related="company_id.care_thank_promoters", readonly=False)
    care_referral_days = fields.Integer(related="company_id.care_referral_days", readonly=False)
