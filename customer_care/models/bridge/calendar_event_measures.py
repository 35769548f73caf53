from odoo import fields, models


class CalendarEvent(models.Model):
    """Meetings decide on improvement measures."""

    _inherit = "calendar.event"

    care_measure_ids = fields.One2many(
        "care.measure",
        "event_id",
        string="Improvement Measures",
        groups="customer_care.group_care_user",
    )
