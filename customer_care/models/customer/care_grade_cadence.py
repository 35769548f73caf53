from odoo import api, fields, models

from ...const import CHANNELS

_DEFAULT_DAYS = 30  # a contact a month, until the manager says otherwise


class CareGradeCadence(models.Model):
    """One rhythm in which customers of a grade are contacted: every so many days, such as a call
    every 14, or a number of times a month. Managers write it; the calendar plans touchpoints from
    it."""

    _name = "care.grade.cadence"
    _description = "Contact Cadence"
    _order = "grade_id, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    grade_id = fields.Many2one("care.grade", required=True, index=True, ondelete="cascade")
    active = fields.Boolean(default=True)
    channel = fields.Selection(CHANNELS, required=True, default="call")
    quantity_per_month = fields.Integer(
        string="Times a Month",
        help="So many touchpoints in each calendar month, spread over it, instead of one every so"
        " many days. What was not done in its month is planned no more.",
    )
    interval_days = fields.Integer(
        string="Every (Days)",
        compute="_compute_interval_days",
        store=True,  # people write it; a number a month takes its place
        readonly=False,
        precompute=True,
        help="Days from the last contact to the next planned one.",
    )
    max_days = fields.Integer(
        string="At Most (Days)",
        compute="_compute_max_days",
        store=True,  # as above
        readonly=False,
        precompute=True,
        help="Days without contact after which the customer counts as neglected.",
    )
    counts_as_contact = fields.Boolean(
        default=True,
        help="A real contact starts the interval of every line anew. Leave it off for news and"
        " product information: they follow their own rhythm and never count as contact.",
    )

    completion_standard = fields.Char(
        string="Standard of Completion",
        translate=True,
        help="When such a contact is done well. Printed on the care plan.",
    )

    _interval_positive = models.Constraint(
        "CHECK (COALESCE(quantity_per_month, 0) > 0"
        " OR (interval_days > 0 AND max_days >= interval_days))",
        "The interval must be positive and not longer than the maximum.",
    )
    _quantity_range = models.Constraint(
        "CHECK (quantity_per_month BETWEEN 0 AND 10)",
        "Plan at most 10 touchpoints a month; for more, set an interval.",
    )
    _interval_or_quantity = models.Constraint(
        "CHECK (NOT (quantity_per_month > 0 AND (interval_days > 0 OR max_days > 0)))",
        "Choose one: an interval, or a number of times a month.",
    )

    @api.depends("quantity_per_month")
    def _compute_interval_days(self):
        for line in self:
            line.interval_days = (
                0 if line.quantity_per_month else line.interval_days or _DEFAULT_DAYS
            )

    @api.depends("quantity_per_month")
    def _compute_max_days(self):
        for line in self:
            line.max_days = (
                0
                if line.quantity_per_month
                else line.max_days or max(line.interval_days, _DEFAULT_DAYS)
            )
