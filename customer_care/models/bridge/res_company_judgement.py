from odoo import fields, models


class ResCompany(models.Model):
    """The rules by which the customers' value and risk are judged."""

    _inherit = "res.company"

    care_value_high_percent = fields.Integer(
        string="High Value",
        default=10,
        help="Share of the customers with turnover, from the top, that are of high value.",
    )
    care_value_middle_percent = fields.Integer(
        string="Middle Value",
        default=30,
        help="Share of the customers next to those of high value that are of middle value.",
    )
    care_risk_silence_months = fields.Integer(
        string="Months Without Trade",
        default=3,
        help="A customer who did not trade for so many months is at risk.",
    )
    care_growth_percent = fields.Integer(
        string="Growing From",
        default=10,
        help="A customer whose turnover rose by so many percent in twelve months is growing.",
    )
    care_contract_reminder_days = fields.Integer(
        string="Contract Reminder",
        default=60,
        help="So many days before its end the responsible is reminded to renew a contract.",
    )

    _care_value_shares = models.Constraint(
        "CHECK (care_value_high_percent >= 0 AND care_value_middle_percent >= 0"
        " AND care_value_high_percent + care_value_middle_percent <= 100)",
        "The shares of high and middle value are percentages and together at most 100.",
    )
    _care_risk_silence = models.Constraint(
        "CHECK (care_risk_silence_months > 0)",
        "A customer is at risk after one month without trade at the earliest.",
    )
    _care_contract_reminder = models.Constraint(
        "CHECK (care_contract_reminder_days >= 0)",
        "The reminder comes before the end of a contract: its days can't be negative.",
    )
