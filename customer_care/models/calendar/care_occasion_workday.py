"""For which working day of the company an occasion is planned, and how its work is spread."""

import datetime
from typing import NamedTuple

from odoo import fields, models

# How far a working day can be from the day that was meant: the longest break of any country.
_LONGEST_SHIFT_DAYS = 14


class MovedDay(NamedTuple):
    """A day of an occasion, and the day for which it is planned for the customers of a place."""

    day: datetime.date
    place: int
    date_planned: datetime.date


class CareOccasion(models.Model):
    _inherit = "care.occasion"

    workday_shift = fields.Selection(
        [
            ("before", "The working day before"),
            ("after", "The next working day"),
            ("none", "That day all the same"),
        ],
        string="On a Day Off",
        required=True,
        default="before",
        help="When it is planned if that is a day off: a weekend or public holiday of the company,"
        " or a day off of its working hours. China's make-up working days are working days.",
    )
    spread_days = fields.Integer(
        "Spread Over (Working Days)",
        required=True,
        default=1,
        help="A festival is on the same day for all customers. To have the work not on one day,"
        " it is planned for so many working days before: for each customer one of them.",
    )

    _spread_days_range = models.Constraint(
        "CHECK (spread_days BETWEEN 1 AND 20)", "Spread the work over 1 to 20 working days."
    )

    # === BUSINESS METHODS === #

    def _reach_days(self):
        """How many days an occasion can lie after the day for which it is planned."""
        # 20 working days are four weeks and the holidays between them
        spread = max(self.mapped("spread_days"), default=1) * 2
        return max(self.mapped("lead_days"), default=0) + spread + _LONGEST_SHIFT_DAYS

    def _first_day(self, today, workdays):
        """The first day for which something can still be planned."""
        return today if self.workday_shift == "none" else workdays.since(today)

    def _planned_for(self, day, workdays, place=0):
        """The day for which the occasion on ``day`` is planned.

        :param workdays: of the company, see ``WorkingDays``
        :param int place: of the customer, below ``spread_days``
        """
        planned = fields.Date.subtract(day, days=self.lead_days)
        if self.workday_shift == "before":
            planned = workdays.until(planned)
        elif self.workday_shift == "after":
            planned = workdays.since(planned)
        return workdays.earlier(planned, place)

    def _moved_days(self, days, workdays, first):
        """For which day each of ``days`` is planned, for each place among those over whom the work
        is spread; never before the day ``first``."""
        return [
            MovedDay(day, place, max(self._planned_for(day, workdays, place), first))
            for day in days
            for place in range(self.spread_days)
        ]
