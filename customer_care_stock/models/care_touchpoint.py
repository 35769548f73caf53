"""Return visits after the delivery, where one belongs to the order."""

from odoo import api, models
from odoo.tools import SQL

# By the company's setting: which of the deliveries ``k`` that were done is the one that counts.
_CARRIED_OUT = {
    "last": SQL("CASE WHEN NOT bool_or(k.is_open) THEN MAX(k.date_done) FILTER (WHERE k.counts) END"),
    "first": SQL("MIN(k.date_done) FILTER (WHERE k.counts)"),
}


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _sql_carried_out(self, scope):
        """What stock delivers is carried out when its delivery is done; as long as it is under way,
        and where all was cancelled, nobody knows a day. Goods that come back are no delivery.

        The deliveries of all orders are summed up once; those of some customers are looked up.
        Index: that of ``stock.picking.sale_id``.
        """
        join, promised = super()._sql_carried_out(scope)
        deliveries = SQL(
            """
            SELECT k.sale_id, %s AS carried_out
              FROM (%s) k GROUP BY k.sale_id
            """,
            _CARRIED_OUT[scope.company.care_return_delivery],
            self._sql_deliveries(scope),
        )
        return (
            SQL(
                "%s LEFT JOIN LATERAL (%s) delivered ON delivered.sale_id = o.id", join, deliveries
            ),
            SQL(
                "CASE WHEN delivered.sale_id IS NULL THEN %s ELSE delivered.carried_out END",
                promised,
            ),
        )

    @api.model
    def _sql_deliveries(self, scope):
        """The deliveries to customers, drop shipments too: of all orders or, in a scope of some
        customers, of the order ``o``."""
        return SQL(
            """
            SELECT d.sale_id, d.state <> 'cancel' AS counts, d.date_done,
                   d.state NOT IN ('done', 'cancel') AS is_open
              FROM stock_picking d
              JOIN stock_location l ON l.id = d.location_dest_id AND l.usage = 'customer'
             WHERE %s
            """,
            SQL("d.sale_id IS NOT NULL")
            if scope.partner_ids is None
            else SQL("d.sale_id = o.id"),
        )
