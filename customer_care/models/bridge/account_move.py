from odoo import api, models

_TYPES = {"out_invoice", "out_refund", "out_receipt"}
_WATCHED = {
    "state",
    "partner_id",
    "company_id",
    "invoice_date",
    "invoice_date_due",
    "amount_untaxed_signed",
    "amount_residual_signed",
    "payment_state",
}


class AccountMove(models.Model):
    """Posted customer invoices, and what is paid of them, are what customers are counted from."""

    _inherit = "account.move"

    def _write_multi(self, vals_list):
        """Every stored change passes here: payments and reconciliations too, which move the
        residual amount and the payment state as computed columns."""
        types = self._fields["move_type"]._get_cache(self.env)
        sales = [
            (move_id, vals)
            for move_id, vals in zip(self._ids, vals_list, strict=True)
            if types.get(move_id, "out_invoice") in _TYPES
        ]
        with self.env["care.dirty"]._storing_documents(
            self.browse(move_id for move_id, _vals in sales),
            [vals for _move_id, vals in sales],
            _WATCHED,
            "posted",
        ):
            return super()._write_multi(vals_list)

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        posted = self.filtered(lambda m: m.state == "posted" and m.move_type in _TYPES)
        self.env["care.dirty"]._put_documents(posted, "posted")
