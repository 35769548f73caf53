"""The year at a glance: a row for each customer or person, a column for each month."""

import datetime
from collections import Counter
from typing import NamedTuple

import babel.dates

from odoo import models
from odoo.tools import babel_locale_parse, format_date

from ..tools.public_holidays import holiday_names

# The form says why, the filling how far it is; both are told apart without colour.
_SIGNS = {"cadence": "●○", "occasion": "★☆", "follow_up": "▲△"}
_OTHER_SIGNS = "■□"
_ONE_DAY = datetime.timedelta(days=1)


class Month(NamedTuple):
    """A column of the wall plan."""

    name: str
    first: datetime.date
    work_days: int
    holidays: str


class Day(NamedTuple):
    """A column of the strip over a month."""

    number: int
    weekday: str
    is_off: bool
    count: int


class CarePlanPrint(models.TransientModel):
    _inherit = "care.plan.print"

    # === SIGNS === #

    def _sign(self, row):
        done, open_ = _SIGNS.get(row.origin, _OTHER_SIGNS)
        return done if row.state == "done" else open_

    def _legend(self):
        """What the signs mean."""
        return [
            ("●○", self.env._("Cadence")),
            ("★☆", self.env._("Occasion")),
            ("▲△", self.env._("Return visit")),
            ("■□", self.env._("Agreed or by hand")),
        ]

    def _legend_states(self):
        return self.env._("filled: done; empty: planned; in grey and slanted: foreseen")

    # === COLUMNS === #

    def _months(self):
        """The twelve months with their working days and public holidays."""
        workdays = self.company_id.root_id._care_working_days()
        months = []
        for number in range(1, 13):
            first = self.date_from.replace(month=number, day=1)
            days = [day for day in self._days_from(first) if day.month == number]
            months.append(
                Month(
                    name=format_date(self.env, first, date_format="LLL"),
                    first=first,
                    work_days=sum(day in workdays for day in days),
                    holidays=self._holidays_text(days),
                )
            )
        return months

    def _days_from(self, first):
        return [first + _ONE_DAY * number for number in range(31)]

    def _holidays_text(self, days):
        """Public holidays among the days, such as *1 New Year's Day*; those that last several days
        once."""
        known = self._holiday_names(days[0].year)
        found = {}
        for day in days:
            for name in known.get(day, ()):
                found.setdefault(name, day.day)
        return ", ".join(f"{day} {name}" for name, day in found.items())

    def _holiday_names(self, year):
        company = self.company_id.root_id
        return holiday_names(
            company.country_id.code, company.state_id.code, year, self.env.lang or "en_US"
        )

    def _strip(self, rows, days_off):
        """The days of a plan of at most a month, with how much there is to do on each."""
        length = (self.date_to - self.date_from).days + 1
        if length > 31:
            return []
        counts = Counter(row.day for row in rows)
        return [
            Day(
                number=day.day,
                weekday=format_date(self.env, day, date_format="EEEEE"),
                is_off=day in days_off,
                count=counts[day],
            )
            for day in self._days_from(self.date_from)[:length]
        ]

    def _days_off(self):
        """Why nobody works on a day of the plan: the holiday, an empty text for another day off."""
        workdays = self.company_id.root_id._care_working_days()
        length = (self.date_to - self.date_from).days + 1
        days = (self.date_from + _ONE_DAY * number for number in range(length))
        return {
            day: ", ".join(self._holiday_names(day.year).get(day, ()))
            for day in days
            if day not in workdays
        }

    # === ROWS === #

    def _wall(self, rows):
        """The rows of the wall plan: ``(grade, name, detail, cells)``; a cell is a list of
        ``(text, state)``, one for each month."""
        return self._wall_people(rows) if self.wall_rows == "person" else self._wall_customers(rows)

    def _wall_customers(self, rows):
        by_profile = {}
        for row in rows:
            by_profile.setdefault(row.profile, []).append(row)
        ordered = sorted(by_profile, key=lambda p: (*self._grade_place(p), p.partner_id.name or ""))
        return [
            (
                profile.grade_id.code or "",
                profile.partner_id.name,
                profile.user_id.name or "",
                self._cells(
                    by_profile[profile], lambda row: (f"{row.day.day}{self._sign(row)}", row.state)
                ),
            )
            for profile in ordered
        ]

    def _wall_people(self, rows):
        return [
            (
                "",
                plan["user"].name or self.env._("Nobody"),
                self.env._("%(count)s contacts", count=len(plan["rows"])),
                [
                    [(f"{sign} {number}", "planned") for sign, number in sorted(cell.items())]
                    for cell in map(Counter, self._cells(plan["rows"], self._sign))
                ],
            )
            for plan in self._plans(rows)
        ]

    def _cells(self, rows, text):
        cells = [[] for _month in range(12)]
        for row in rows:
            cells[row.day.month - 1].append(text(row))
        return cells

    def _grade_place(self, profile):
        grade = profile.grade_id
        return (not grade, grade.sequence, grade.id or 0)

    # === LINES: WHAT A CUSTOMER GETS IN THE YEAR === #

    def _lines(self, rows):
        """The year's plan in words: for each customer its actions, each with all its days.

        :return: list of ``(profile, lines)``, a line is the list of rows of one action
        """
        by_profile = {}
        for row in rows:
            key = (row.purpose, row.channel, row.contact.id, row.user.id)
            by_profile.setdefault(row.profile, {}).setdefault(key, []).append(row)
        ordered = sorted(by_profile, key=lambda p: (*self._grade_place(p), p.partner_id.name or ""))
        return [(profile, list(by_profile[profile].values())) for profile in ordered]

    def _days_text(self, line):
        """The days of one action with their signs."""
        return "  ".join(f"{self._short_day(row.day)}{self._sign(row)}" for row in line)

    def _short_day(self, day):
        locale = babel_locale_parse(self.env.lang)
        return babel.dates.format_skeleton("Md", day, locale=locale)

    def _line_state(self, line):
        """How far one action is: done of all."""
        done = sum(row.state == "done" for row in line)
        return self.env._("%(done)s of %(all)s", done=done, all=len(line))
