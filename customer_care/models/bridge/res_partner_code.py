from odoo import api, fields, models
from odoo.fields import Domain

from ...const import GROUP_USER

_LOOKUPS = ("ilike", "like", "=", "=ilike", "in")


class ResPartner(models.Model):
    """A customer is found by its code wherever a contact is chosen."""

    _inherit = "res.partner"

    care_customer_code = fields.Char(
        string="Customer Code",
        compute="_compute_care_columns",
        search="_search_care_customer_code",
        groups=GROUP_USER,
    )

    def _search_care_customer_code(self, operator, value):
        return self._search_care_column("care_customer_code", operator, value)

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
