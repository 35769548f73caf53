from odoo import fields, models


class ResCompany(models.Model):
    """How often customers are asked, and when an answer is a call for help."""

    _inherit = "res.company"

    care_quiet_days = fields.Integer(
        string="Quiet Period (Days)",
        required=True,
        default=90,
        help="Nobody is asked again within so many days, whichever survey it is. 0: no limit.",
    )
    care_low_satisfaction = fields.Float(
        string="Low Satisfaction Up To",
        required=True,
        default=2,
        help="An answer of at most so much, of 5, is followed up.",
    )

    care_thank_promoters = fields.Boolean(
        "Thank Promoters",
        default=True,
        help="Whoever answers 9 or 10 of 10 is thanked by mail, and the owner is to ask for a"
        " referral.",
    )
    care_referral_days = fields.Integer(
        "Referral Request Every (Days)",
        required=True,
        default=365,
        help="A customer is asked for a referral at most once within so many days.",
    )

    _care_referral_range = models.Constraint(
        "CHECK (care_referral_days >= 0)", "The days between two requests can't be negative."
    )
    _care_voice_range = models.Constraint(
        "CHECK (care_quiet_days >= 0 AND care_low_satisfaction BETWEEN 1 AND 5)",
        "The quiet period can't be negative, and satisfaction is between 1 and 5.",
    )
