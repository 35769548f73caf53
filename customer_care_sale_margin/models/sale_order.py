from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # What a refresh of all customers reads of this wide table.
    _care_margin_idx = models.Index(
        "(partner_id, company_id, date_order) INCLUDE (amount_untaxed, margin, currency_rate)"
        " WHERE state = 'sale'"
    )

    @api.model
    def _care_watched(self):
        return super()._care_watched() | {"margin"}
