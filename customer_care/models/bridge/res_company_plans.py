from odoo import api, models


class ResCompany(models.Model):
    """A company with account plans stays."""

    _inherit = "res.company"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_plans(self):
        """Drafts go with the company, but no plan that was submitted."""
        self.env["care.account.plan"]._clear_for_deletion(
            [("company_id", "in", self.ids)],
            self.env._("Account plans hang on this company. Archive it instead of deleting it."),
        )
