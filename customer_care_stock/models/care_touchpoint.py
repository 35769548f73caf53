"""Return visits after the delivery, where one belongs to the order."""

from odoo import api, models
from odoo.tools import SQL

# By the company's setting: which of the deliveries ``k`` that were done is the one that counts.
_CARRIED_OUT = {
    "last": SQL("CASE WHEN NOT bool_or(k.is_open) THEN MAX(k.date_done) END"),
    "first": SQL("MIN(k.date_done)"),
}


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _sql_carried_out(self, scope):
        """What stock delivers is carried out when its delivery is done; as long as it is under way,
        and where all was cancelled, nobody knows a day. Goods that come back are no delivery.

        Index: that of ``stock.picking.sale_id``.
        """
        return SQL(
            """
            CASE WHEN EXISTS (SELECT FROM (%(deliveries)s) k)
                 THEN (SELECT %(carried_out)s FROM (%(deliveries)s) k WHERE NOT k.is_cancelled)
                 ELSE %(promised)s END
            """,
            deliveries=self._sql_deliveries(),
            carried_out=_CARRIED_OUT[scope.company.care_return_delivery],
            promised=super()._sql_carried_out(scope),
        )

    @api.model
    def _sql_deliveries(self):
        """The deliveries to the customer that belong to the order ``o``, drop shipments too."""
        return SQL(
            """
            SELECT d.date_done, d.state = 'cancel' AS is_cancelled,
                   d.state NOT IN ('done', 'cancel') AS is_open
              FROM stock_picking d
              JOIN stock_location l ON l.id = d.location_dest_id AND l.usage = 'customer'
             WHERE d.sale_id = o.id
            """
        )
