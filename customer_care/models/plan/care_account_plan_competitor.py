from odoo import fields, models

THREATS = [("1", "Slight"), ("2", "Medium"), ("3", "Great")]


class CareAccountPlanCompetitor(models.Model):
    """A rival at the customer: where it stands there, what it can and can't, and what we do."""

    _name = "care.account.plan.competitor"
    _description = "Competitor in an Account Plan"
    _inherit = "care.account.plan.line"

    name = fields.Char("Competitor", required=True)
    standing = fields.Text(
        "Position There", help="What they deliver to the customer, and who there is for them."
    )
    threat = fields.Selection(THREATS, default="2", required=True)
    strengths = fields.Text()
    weaknesses = fields.Text()
    counter_strategy = fields.Text(help="What we do about them.")
