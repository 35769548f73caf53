from odoo import api, fields, models

from ...const import GROUP_USER


class SaleOrder(models.Model):
    """What an order adds to its customer's turnover, for the list that a figure opens."""

    _inherit = "sale.order"

    care_turnover = fields.Monetary(
        string="Turnover",
        compute="_compute_care_turnover",
        currency_field="care_company_currency_id",
        groups=GROUP_USER,
        help="Untaxed amount in the company's currency, at the rate of the order's own date.",
    )
    care_company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Company Currency", groups=GROUP_USER
    )

    @api.depends("amount_untaxed", "currency_rate", "company_id")
    def _compute_care_turnover(self):
        """As ``care.profile._trade_documents_orders`` has it."""
        for order in self:
            amount = order.amount_untaxed / (order.currency_rate or 1)
            order.care_turnover = order.company_id.currency_id.round(amount)
