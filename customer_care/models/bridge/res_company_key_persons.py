from odoo import fields, models


class ResCompany(models.Model):
    """When a gap opens in the relations to a customer."""

    _inherit = "res.company"

    care_unmet_days = fields.Integer(
        "Meet Who Decides Every (Days)",
        default=90,
        help="Whoever decides at a customer and was not met for so many days is a gap in the"
        " relationship map. 0: never.",
    )

    _care_unmet_days_check = models.Constraint(
        "CHECK (care_unmet_days >= 0)", "The days in which to meet who decides can't be negative."
    )
