from odoo import api, models


class SaleOrder(models.Model):
    _inherit = "sale.order"

    @api.model
    def _care_watched(self):
        """A delivery that is done, cancelled or added moves the return visit at once."""
        return super()._care_watched() | {"delivery_status", "effective_date"}
