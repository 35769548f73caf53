from odoo import api, models


class ResPartner(models.Model):
    """A customer with contracts stays."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contracts(self):
        """Drafts go with the customer, but no contract that was signed."""
        self.env["care.contract"]._clear_for_deletion(
            [("partner_id", "in", self.ids)],
            self.env._(
                "Contracts hang on this customer. Archive the contact instead of deleting it."
            ),
        )
