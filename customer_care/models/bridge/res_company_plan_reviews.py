from odoo import fields, models


class ResCompany(models.Model):
    """How often account plans are looked at, and when one is shown as stale."""

    _inherit = "res.company"

    care_plan_review_months = fields.Integer(
        "Review Account Plans Every (Months)",
        default=3,
        help="So many months after its approval, and after each review, an account plan is to be"
        " reviewed. 0: never.",
    )
    care_plan_draft_days = fields.Integer(
        "Account Plans Drafted Within (Days)",
        default=30,
        help="A plan that is not approved so many days after its year began, or after somebody"
        " began to write it within the year, is shown as stale. 0: never.",
    )

    _care_plan_check = models.Constraint(
        "CHECK (care_plan_review_months BETWEEN 0 AND 120"
        " AND care_plan_draft_days BETWEEN 0 AND 3660)",
        "Account plans are reviewed every 0 to 120 months, and drafted within 0 to 3660 days.",
    )
