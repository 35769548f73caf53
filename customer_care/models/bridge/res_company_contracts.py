from odoo import api, models


class ResCompany(models.Model):
    """A company with contracts stays."""

    _inherit = "res.company"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_contracts(self):
        """Drafts go with the company or branch, but no contract that was signed."""
        self.env["care.contract"]._clear_for_deletion(
            [("company_id", "in", self.ids)],
            self.env._("Contracts hang on this company. Archive it instead of deleting it."),
        )
