from odoo import fields, models

from ...const import GROUP_USER


class ResPartnerCategory(models.Model):
    """A company sorts its own tags by what they say of a customer."""

    _inherit = "res.partner.category"

    care_dimension = fields.Selection(
        [
            ("value", "Value"),
            ("potential", "Potential"),
            ("risk", "Risk"),
            ("need", "Need"),
            ("other", "Other"),
        ],
        string="Dimension",
        groups=GROUP_USER,
        help="What the tag says of a customer. The tags are yours: nothing is tagged by itself.",
    )
