from odoo import fields, models


class ResConfigSettings(models.TransientModel):
    _inherit = "res.config.settings"

    care_return_delivery = fields.Selection(
        related="company_id.root_id.care_return_delivery", readonly=False
    )
