from odoo import api, models


class ResPartner(models.Model):
    """A customer with account plans stays."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_plans(self):
        """Drafts go with the customer, but no plan that was submitted."""
        self.env["care.account.plan"]._clear_for_deletion(
            [("partner_id", "in", self.ids)],
            self.env._(
                "Account plans hang on this customer. Archive the contact instead of deleting it."
            ),
        )
