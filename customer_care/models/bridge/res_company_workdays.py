"""Which days a company works, for the care calendar."""

import datetime
from zoneinfo import ZoneInfo

from odoo import fields, models

from ...tools.public_holidays import WorkingDays

_NOON = datetime.time(12)
_LAST_WORKDAY = 4  # Friday, for those who keep no working hours

# What plans of the calendar are made from.
_PLANNED_FROM = {
    *("care_missing_day", "care_return_days", "country_id", "state_id", "resource_calendar_id"),
}


class ResCompany(models.Model):
    _inherit = "res.company"

    care_missing_day = fields.Selection(
        [("before", "On the day before"), ("after", "On the day after")],
        string="Days That a Year Lacks",
        required=True,
        default="before",
        help="When a birthday or anniversary of 29 February, or of the 30th of a lunar month, is"
        " kept in a year without that day.",
    )

    care_daily_contacts = fields.Integer(
        "Contacts a Working Day",
        default=8,
        help="How many contacts a person has time for on a working day. My Day draws what is"
        " planned against it. 0: not counted.",
    )

    care_check_days = fields.Integer(
        "Check Deals of the Last (Days)",
        default=90,
        help="The first contact after an order was carried out asks how it went, if that is not"
        " longer ago. 0: never.",
    )
    care_return_days = fields.Integer(
        "Return Visit After (Days)",
        default=3,
        help="So many days after the promised day of an order a return visit is planned. 0: none.",
    )

    _care_deal_days_range = models.Constraint(
        "CHECK (care_check_days BETWEEN 0 AND 3650 AND care_return_days BETWEEN 0 AND 365)",
        "Check deals of the last 0 to 3650 days; plan return visits at most 365 days after.",
    )
    _care_daily_contacts_range = models.Constraint(
        "CHECK (care_daily_contacts BETWEEN 0 AND 200)",
        "A person has time for 0 to 200 contacts a working day.",
    )

    def write(self, vals):
        """Plans follow changed settings soon, not only at night."""
        changed = {name for name in _PLANNED_FROM & vals.keys() if self._care_changes(name, vals)}
        result = super().write(vals)
        if changed:
            self.env["care.occasion"]._plan_soon()
        return result

    def _care_changes(self, name, vals):
        value = vals[name]
        return any(
            (company[name].id if self._fields[name].relational else company[name]) != value
            for company in self
        )

    def _care_keeps_day_after(self):
        return self.care_missing_day == "after"

    def _care_working_days(self):
        """The company's working days: the week of its working hours and its country's make-up
        days, without the public holidays and the days off that were entered for all.

        :rtype: WorkingDays
        """
        self.ensure_one()
        # sudo - resource.calendar: when a company works is no secret inside it
        schedule = self.sudo().resource_calendar_id
        return WorkingDays(
            schedule._works_on_date if schedule.attendance_ids else _is_monday_to_friday,
            country=self.country_id.code,
            subdivision=self.state_id.code,
            days_off=self._care_days_off(schedule),
        )

    def _care_days_off(self, schedule):
        """The days of which a time off for all, entered in the working hours, covers the noon."""
        zone = ZoneInfo(schedule.tz or self._care_timezone())
        # sudo - resource.calendar.leaves: as above
        leaves = (
            self.env["resource.calendar.leaves"]
            .sudo()
            .search_fetch(
                [
                    ("resource_id", "=", False),
                    ("time_type", "=", "leave"),
                    ("calendar_id", "in", (False, schedule.id)),
                    ("company_id", "in", (False, self.id)),
                ],
                ["date_from", "date_to"],
            )
        )
        return {day for leave in leaves for day in _noons(leave.date_from, leave.date_to, zone)}


def _is_monday_to_friday(day):
    return day.weekday() <= _LAST_WORKDAY


def _noons(start, end, zone):
    """The days whose noon lies between two moments in UTC."""
    start, end = (
        moment.replace(tzinfo=ZoneInfo("UTC")).astimezone(zone).replace(tzinfo=None)
        for moment in (start, end)
    )
    for number in range((end.date() - start.date()).days + 1):
        day = start.date() + datetime.timedelta(days=number)
        if start <= datetime.datetime.combine(day, _NOON) <= end:
            yield day
