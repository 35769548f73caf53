from odoo import fields, models


class CareMeasure(models.Model):
    """What customers may read of a measure."""

    _inherit = "care.measure"

    customer_note = fields.Char(
        "For Customers",
        tracking=True,
        help="What customers whom it concerns read of it in their value report. Empty: they are not"
        " told. The measure itself, its problem and its owner stay with us.",
    )
