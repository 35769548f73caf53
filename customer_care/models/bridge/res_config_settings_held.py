from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_hold_name = fields.Boolean(related="company_id.care_hold_name", readonly=False)
    care_hold_vat = fields.Boolean(related="company_id.care_hold_vat", readonly=False)
    care_hold_user_id = fields.Boolean(related="company_id.care_hold_user_id", readonly=False)
    care_hold_property_payment_term_id = fields.Boolean(
        related="company_id.care_hold_property_payment_term_id", readonly=False
    )
