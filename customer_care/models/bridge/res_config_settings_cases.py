from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_currency_id = fields.Many2one(related="company_id.currency_id", string="Care Currency")
    care_reopen_days = fields.Integer(related="company_id.care_reopen_days", readonly=False)
    care_compensation_limit = fields.Monetary(
        related="company_id.care_compensation_limit",
        readonly=False,
        currency_field="care_currency_id",
    )
    care_recurring_count = fields.Integer(related="company_id.care_recurring_count", readonly=False)
    care_recurring_days = fields.Integer(related="company_id.care_recurring_days", readonly=False)
