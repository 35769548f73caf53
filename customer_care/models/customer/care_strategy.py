from odoo import fields, models


class CareStrategy(models.AbstractModel):
    """How customers of a grade are served and what they are promised: one row of the strategy table
    客户分级管理策略表."""

    _name = "care.strategy"
    _description = "Strategy per Grade"

    served_by = fields.Selection(
        [
            ("dedicated", "Dedicated account manager and service team"),
            ("rep", "Sales representative"),
            ("agent", "Service agent"),
        ],
        help="Who looks after these customers.",
    )
    survey_interval_months = fields.Integer(
        "Survey Every (Months)",
        help="How often these customers are asked whether they are satisfied. 0: not regularly.",
    )
    answer_hours = fields.Integer(
        "Answer Within (Hours)",
        help="Enquiries, requests, suggestions and complaints are answered within so many hours."
        " 0: nothing is promised.",
    )
    major_solution_hours = fields.Integer(
        "Major Complaint Solved Within (Hours)",
        help="A solution of a major complaint is proposed within so many hours. 0: nothing is"
        " promised.",
    )
    privileges = fields.Text(
        translate=True,
        help="What these customers get that others don't, a line each: a green lane, joint"
        " development, a quarterly value report.",
    )
    at_risk_measures = fields.Text(
        "When at Risk",
        translate=True,
        help="What is done for a customer of this grade who is about to leave, a line each.",
    )

    _strategy_not_negative = models.Constraint(
        "CHECK (survey_interval_months >= 0 AND answer_hours >= 0 AND major_solution_hours >= 0)",
        "Intervals and response times can't be negative.",
    )
