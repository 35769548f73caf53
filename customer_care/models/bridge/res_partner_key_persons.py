from odoo import models


class ResPartner(models.Model):
    """Key persons follow what happens to the contact."""

    _inherit = "res.partner"

    def write(self, vals):
        """Who is archived or goes to another customer left the old one."""
        result = super().write(vals)
        if "parent_id" in vals or "is_company" in vals or vals.get("active") is False:
            self.env["care.key.person"]._follow_contacts(self)
        return result
