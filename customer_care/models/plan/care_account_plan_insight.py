from odoo import fields, models

INSIGHT_KINDS = [
    ("environment", "Environment"),
    ("market", "Market"),
    ("technology", "Technology"),
    ("strategy", "Strategy"),
    ("organisation", "Organisation"),
    ("competition", "Rivals"),
]


class CareAccountPlanInsight(models.Model):
    """The meaning of what we know 客户信息的意义: a fact, what it means for the customer, and then
    for us and for whether we can meet what they will need."""

    _name = "care.account.plan.insight"
    _description = "Meaning of Customer Information"
    _inherit = "care.account.plan.line"
    _rec_name = "fact"

    kind = fields.Selection(INSIGHT_KINDS, required=True, default="environment")
    fact = fields.Text("Fact or Trend", required=True)
    meaning_them = fields.Text("What It Means for Them")
    meaning_us = fields.Text("What It Means for Us")
    ability = fields.Text("Our Ability", help="Whether we can meet what they will need.")
