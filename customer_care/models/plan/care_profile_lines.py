"""What a customer bought, by product: the lines of the documents that turnover is counted from."""

from odoo import api, models
from odoo.tools import SQL


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.model
    def _trade_lines(self, scope):
        """The lines of the documents of ``_trade_documents``, one row each: ``customer_id, day,
        product_id, categ_id, amount`` (untaxed, company currency at the document's own date);
        credit notes subtract. What has no product has no category.
        """
        build = {
            "orders": self._trade_lines_orders,
            "invoices": self._trade_lines_invoices,
        }[scope.company.care_turnover_source]
        return SQL(
            "SELECT t.*, c.categ_id FROM (%s) t"
            " LEFT JOIN product_product q ON q.id = t.product_id"
            " LEFT JOIN product_template c ON c.id = q.product_tmpl_id WHERE t.day <= %s",
            build(scope),
            scope.today,
        )

    @api.model
    def _trade_lines_orders(self, scope):
        """Lines of confirmed orders; also ``uom_id, quantity, delivered`` and ``saved``: by how
        much the agreed discount lowered the line."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id,
                   (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                   l.product_id, l.product_uom_id AS uom_id, l.product_uom_qty AS quantity,
                   l.qty_delivered AS delivered, %(amount)s AS amount,
                   CASE WHEN l.discount > 0 AND l.discount < 100
                        THEN %(amount)s * l.discount::numeric / (100 - l.discount::numeric)
                        ELSE 0 END AS saved
              FROM sale_order_line l
              JOIN sale_order o ON o.id = l.order_id
              JOIN res_partner m ON m.id = o.partner_id
             WHERE o.state = 'sale' AND l.display_type IS NULL AND o.company_id IN %(branches)s
               AND %(scope)s
            """,
            tz=scope.company._care_timezone(),
            amount=SQL(
                "CASE WHEN COALESCE(o.currency_rate, 1) IN (0, 1) THEN l.price_subtotal"
                " ELSE ROUND(l.price_subtotal / o.currency_rate, %s) END",
                scope.company.currency_id.decimal_places,
            ),
            branches=scope.branch_ids,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )

    @api.model
    def _trade_lines_invoices(self, scope):
        """Lines of posted customer invoices, receipts and credit notes."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id, o.invoice_date AS day, l.product_id,
                   -l.balance AS amount
              FROM account_move_line l
              JOIN account_move o ON o.id = l.move_id
              JOIN res_partner m ON m.id = o.partner_id
             WHERE o.state = 'posted' AND l.display_type = 'product'
               AND o.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND o.company_id IN %(branches)s AND %(scope)s
            """,
            branches=scope.branch_ids,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )
