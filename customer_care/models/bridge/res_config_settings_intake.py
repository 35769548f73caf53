from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_alias_name = fields.Char(related="company_id.care_alias_name", readonly=False)
    care_alias_domain_id = fields.Many2one(related="company_id.alias_domain_id")
    care_mail_clock = fields.Boolean(related="company_id.care_mail_clock", readonly=False)
    care_answer_limit = fields.Integer(related="company_id.care_answer_limit", readonly=False)
    care_case_limit = fields.Integer(related="company_id.care_case_limit", readonly=False)
