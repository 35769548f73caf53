import functools
from datetime import UTC, timedelta

from odoo import models


class ResourceCalendar(models.Model):
    """The hours in which promises with working hours run."""

    _inherit = "resource.calendar"

    def _care_has_hours(self):
        """Whether it says when people work: flexible and empty calendars don't."""
        self.ensure_one()
        return bool(self.attendance_ids) and not self.flexible_hours

    def _care_hours(self, company):
        """A function of two UTC moments that gives the intervals in which people work, holidays
        left out; each range is read once.

        :param company: whose holidays; those without a company hold everywhere
        """
        self.ensure_one()
        holidays = self._care_holiday_domain(company)

        @functools.cache
        def hours(start, end):
            if not self._care_has_hours():
                return []
            intervals = self._work_intervals_batch(
                start.replace(tzinfo=UTC), end.replace(tzinfo=UTC), domain=holidays
            )
            return [(_utc(since), _utc(upto)) for since, upto, _attendance in intervals[False]]

        return hours

    def _care_holidays(self, company, start, end):
        """The holidays between two UTC moments."""
        return self.env["resource.calendar.leaves"].search(
            [
                *self._care_holiday_domain(company),
                ("calendar_id", "in", (False, self.id)),
                ("resource_id", "=", False),
                ("date_from", "<", end),
                ("date_to", ">", start),
            ],
            order="date_from",
        )

    def _care_holiday_domain(self, company):
        return [
            ("time_type", "=", "leave"),
            ("company_id", "in", (False, *company.parent_ids.ids)),
        ]


def _utc(moment):
    """Naive and in whole seconds: a day until 24:00 ends a microsecond before it in core."""
    moment = moment.astimezone(UTC).replace(tzinfo=None)
    return (moment + timedelta(microseconds=500_000)).replace(microsecond=0)
