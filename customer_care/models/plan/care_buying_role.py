from odoo import fields, models


class CareBuyingRole(models.Model):
    """What part somebody plays when the customer decides to buy. The code is what gaps are looked
    for by; the words are the company's own."""

    _name = "care.buying.role"
    _description = "Buying Role"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    code = fields.Char(
        help="Gaps of the relationship map are found by decider and approver. Leave it as it is."
    )
    sequence = fields.Integer(default=10)
    color = fields.Integer()
    active = fields.Boolean(default=True)
    concern = fields.Text(
        "Cares About",
        translate=True,
        help="What people in this role usually look at: a hint for whoever fills in the map.",
    )

    _code_uniq = models.UniqueIndex(
        "(code) WHERE code IS NOT NULL", "There is a buying role with this code already."
    )
