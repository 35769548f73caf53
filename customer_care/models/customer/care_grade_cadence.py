from odoo import fields, models

from ...const import CHANNELS


class CareGradeCadence(models.Model):
    """One rhythm in which customers of a grade are contacted, such as a call every 14 days.
    Managers write it; the calendar plans touchpoints from it."""

    _name = "care.grade.cadence"
    _description = "Contact Cadence"
    _order = "grade_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    grade_id = fields.Many2one("care.grade", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    channel = fields.Selection(CHANNELS, required=True, default="call")
    interval_days = fields.Integer(
        string="Every (Days)",
        required=True,
        default=30,
        help="Days from the last contact to the next planned one.",
    )
    max_days = fields.Integer(
        string="At Most (Days)",
        required=True,
        default=30,
        help="Days without contact after which the customer counts as neglected.",
    )
    counts_as_contact = fields.Boolean(
        default=True,
        help="A real contact starts the interval of every line anew. Leave it off for news and"
        " product information: they follow their own rhythm and never count as contact.",
    )

    _interval_positive = models.Constraint(
        "CHECK (interval_days > 0 AND max_days >= interval_days)",
        "The interval must be positive and not longer than the maximum.",
    )
