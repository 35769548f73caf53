from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_reminder_days = fields.Integer(related="company_id.care_reminder_days", readonly=False)
    care_reminder_limit = fields.Integer(related="company_id.care_reminder_limit", readonly=False)
    care_digest_hour = fields.Integer(related="company_id.care_digest_hour", readonly=False)
    care_escalation_days = fields.Integer(related="company_id.care_escalation_days", readonly=False)
