from odoo import api, fields, models
from odoo.fields import Domain

from ...const import GROUP_USER

_LOOKUPS = ("ilike", "like", "=", "=ilike", "in")


class ResPartner(models.Model):
    """A customer is found by its code wherever a contact is chosen."""

    _inherit = "res.partner"

    care_customer_code = fields.Char(
        string="Customer Code",
        compute="_compute_care_customer_code",
        search="_search_care_customer_code",
        groups=GROUP_USER,
    )

    @api.depends("care_profile_id.customer_code")
    @api.depends_context("company", "uid", "allowed_company_ids")
    def _compute_care_customer_code(self):
        for partner in self:
            partner.care_customer_code = partner.care_profile_id.customer_code

    def _search_care_customer_code(self, operator, value):
        here = Domain("company_id", "=", self.env.company.root_id.id)
        return self._search_files("care_customer_code", operator, value, "customer_code", here)

    @api.model
    def _search_display_name(self, operator, value):
        """Names as ever, and the customer of a code that was typed whole.

        The code is looked up first, by its index: the search for names stays what it was.
        """
        domain = super()._search_display_name(operator, value)
        if operator not in _LOOKUPS or not self.env.user.has_group(GROUP_USER):
            return domain
        texts = [value] if isinstance(value, str) else value
        codes = [text.strip() for text in texts or () if isinstance(text, str) and text.strip()]
        customers = codes and self.env["care.profile"]._of_codes(codes).partner_id
        return Domain.OR([domain, [("id", "in", customers.ids)]]) if customers else domain
