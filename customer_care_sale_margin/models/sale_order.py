from odoo import api, fields, models

from odoo.addons.customer_care.const import GROUP_USER


class SaleOrder(models.Model):
    _inherit = "sale.order"

    # What a refresh of all customers reads of this wide table.
    _care_margin_idx = models.Index(
        "(partner_id, company_id, date_order) INCLUDE (amount_untaxed, margin, currency_rate)"
        " WHERE state = 'sale'"
    )

    care_profit = fields.Monetary(
        string="Profit",
        compute="_compute_care_profit",
        currency_field="care_company_currency_id",
        groups=GROUP_USER,
        help="Margin in the company's currency, at the rate of the order's own date.",
    )

    @api.depends("margin", "currency_rate", "company_id")
    def _compute_care_profit(self):
        """As ``care.profile._figures_profit`` has it."""
        for order in self:
            amount = order.margin / (order.currency_rate or 1)
            order.care_profit = order.company_id.currency_id.round(amount)

    @api.model
    def _care_watched(self):
        return super()._care_watched() | {"margin"}
