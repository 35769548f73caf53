from odoo import api, models

_WATCHED = {
    "state",
    "partner_id",
    "company_id",
    "date_order",
    "amount_untaxed",
    "currency_id",
    "currency_rate",
    "user_id",
    "opportunity_id",
}


class SaleOrder(models.Model):
    """Confirmed orders are what customers are counted from."""

    _inherit = "sale.order"

    @api.model
    def _care_watched(self):
        """Names of the columns that figures are counted from; glue addons add theirs."""
        return _WATCHED

    def _write_multi(self, vals_list):
        """Every stored change passes here, that of a computed amount too."""
        Dirty = self.env["care.dirty"]
        with Dirty._storing_documents(self, vals_list, self._care_watched(), "sale"):
            return super()._write_multi(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        confirmed = self.filtered(lambda order: order.state == "sale")
        self.env["care.dirty"]._put_documents(confirmed, "sale")
