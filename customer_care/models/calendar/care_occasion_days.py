"""Occasions whose day is the same for all customers, or for all of a country."""

import calendar

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ...tools.lunar import LunarDay, lunar_birthdays, nth_weekday, solar_birthdays
from ...tools.public_holidays import holiday_days
from .care_occasion import columns

# What each kind has to know about its day.
_NEEDED = {
    "holiday": ("holiday_name",),
    "fixed": ("month", "day"),
    "nth_weekday": ("month", "week_number", "weekday"),
    "lunar": ("lunar_month", "lunar_day"),
    "industry": ("month", "industry_ids"),
}
# The day is the same for all customers.
_COMMON = ("fixed", "nth_weekday", "lunar", "industry")

_A_LEAP_YEAR = 2000


class CareOccasion(models.Model):
    """A kind of common day is a method ``_is_<kind>`` that says whether a day is the one."""

    _inherit = "care.occasion"

    holiday_name = fields.Char(
        "Name of the Holiday",
        help="Its English name, such as New Year's Day. The next days below show whether it is"
        " known. Names that differ between countries are separated by commas.",
    )
    month = fields.Selection(
        [
            ("1", "January"),
            ("2", "February"),
            ("3", "March"),
            ("4", "April"),
            ("5", "May"),
            ("6", "June"),
            ("7", "July"),
            ("8", "August"),
            ("9", "September"),
            ("10", "October"),
            ("11", "November"),
            ("12", "December"),
        ],
    )
    day = fields.Integer(help="29 February is kept in other years as the settings say.")
    week_number = fields.Selection(
        [("1", "First"), ("2", "Second"), ("3", "Third"), ("4", "Fourth"), ("-1", "Last")],
        string="Which Week",
    )
    weekday = fields.Selection(
        [
            ("0", "Monday"),
            ("1", "Tuesday"),
            ("2", "Wednesday"),
            ("3", "Thursday"),
            ("4", "Friday"),
            ("5", "Saturday"),
            ("6", "Sunday"),
        ],
    )
    lunar_month = fields.Integer()
    lunar_day = fields.Integer(
        help="Day of the Chinese lunar month. The 30th is the last day of a shorter month."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("kind", "holiday_name", "month", "week_number", "weekday", "industry_ids")
    def _check_needed(self):
        for occasion in self:
            if missing := occasion._missing_fields():
                raise ValidationError(
                    self.env._(
                        "%(occasion)s needs: %(field)s.",
                        occasion=occasion.name,
                        field=self._fields[missing[0]]._description_string(self.env),
                    )
                )

    def _missing_fields(self):
        """Names of what the kind of day needs and nobody filled in."""
        needed = list(_NEEDED.get(self.kind, ()))
        if self.kind == "industry":
            needed += ["weekday"] if self.week_number else ["day"]
        return [name for name in needed if not self[name]]

    @api.constrains("kind", "month", "day", "lunar_month", "lunar_day")
    def _check_day(self):
        for occasion in self:
            if not occasion._has_day():
                raise ValidationError(
                    self.env._(
                        "There is no such day in any year. Correct the day of %(occasion)s.",
                        occasion=occasion.name,
                    )
                )

    def _has_day(self):
        """Whether some year has the day that is filled in."""
        if self.kind == "lunar":
            return 1 <= self.lunar_month <= 12 and 1 <= self.lunar_day <= 30
        if self.kind == "fixed" or (self.kind == "industry" and not self.week_number):
            month = int(self.month or 1)
            return 1 <= self.day <= calendar.monthrange(_A_LEAP_YEAR, month)[1]
        return True

    # === KINDS: THE SAME DAY FOR ALL === #

    def _is_fixed(self, day, company):
        return (int(self.month), self.day) in solar_birthdays(day, company._care_keeps_day_after())

    def _is_nth_weekday(self, day, company):
        number, weekday = int(self.week_number), int(self.weekday)
        return day == nth_weekday(day.year, int(self.month), number, weekday)

    def _is_lunar(self, day, company):
        """A festival belongs to the year that ends: the last day of a short month is its 30th."""
        return LunarDay(self.lunar_month, self.lunar_day, False) in lunar_birthdays(day)

    def _is_industry(self, day, company):
        return (self._is_nth_weekday if self.week_number else self._is_fixed)(day, company)

    def _common_days(self, days, company):
        is_day = getattr(self, f"_is_{self.kind}")
        return [day for day in days if is_day(day, company)]

    def _sql_common(self, scope, moved):
        """The days that are the same for all, as SQL; columns as in ``_planned_birthday``, but
        without customers. Nothing is looked up where none of the days is one."""
        kept = set(self._common_days(dict.fromkeys(row.day for row in moved), scope.company))
        return self._sql_moved([row for row in moved if row.day in kept])

    def _sql_moved(self, moved):
        if not moved:
            return None
        return SQL(
            "SELECT NULL::int AS contact_id, s.*"
            " FROM unnest(%s::date[], %s::int[], %s::date[]) AS s(day, place, date_planned)",
            [row.day for row in moved],
            [row.place for row in moved],
            [row.date_planned for row in moved],
        )

    def _sql_belongs(self):
        return SQL("TRUE") if self.kind in _COMMON else super()._sql_belongs()

    def _planned_fixed(self, scope, moved):
        return self._sql_common(scope, moved)

    def _planned_nth_weekday(self, scope, moved):
        return self._sql_common(scope, moved)

    def _planned_lunar(self, scope, moved):
        return self._sql_common(scope, moved)

    def _planned_industry(self, scope, moved):
        return self._sql_common(scope, moved)

    # === KINDS: BY COUNTRY AND BY CUSTOMER === #

    def _planned_holiday(self, scope, moved):
        """The holiday in the country and state of the customer or, where it has no country, of the
        company; columns as in ``_planned_birthday``."""
        years = {row.day.year for row in moved}
        kept = [
            (country.id, state.id, *row)
            for country, state in self._holiday_places(scope)
            if (holidays := set(self._holidays_in(country, years, state)))
            for row in moved
            if row.day in holidays
        ]
        if not kept:
            return None
        return SQL(
            """
            SELECT a.partner_id, NULL::int AS contact_id, b.day, b.place, b.date_planned
              FROM care_profile a
              JOIN res_partner r ON r.id = a.partner_id
              JOIN unnest(%(countries)s::int[], %(states)s::int[], %(days)s::date[],
                          %(places)s::int[], %(planned)s::date[])
                   AS b(country_id, state_id, day, place, date_planned)
                ON b.country_id = COALESCE(r.country_id, %(home)s)
               AND b.state_id = COALESCE(
                       CASE WHEN r.country_id IS NULL THEN %(home_state)s ELSE r.state_id END, 0)
             WHERE a.company_id = %(company)s
            """,
            home=scope.company.country_id.id or None,
            home_state=scope.company.state_id.id or None,
            company=scope.company.id,
            **columns(
                ("countries", "states", "days", "places", "planned"),
                [(country_id, state_id or 0, *row) for country_id, state_id, *row in kept],
            ),
        )

    def _holiday_places(self, scope):
        """Where the customers are who may be meant: pairs of country and state (empty where a
        customer has none)."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT r.country_id, r.state_id FROM care_profile p
                  JOIN res_partner r ON r.id = p.partner_id
                 WHERE p.active AND r.country_id IS NOT NULL AND %s
                """,
                scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        home = (scope.company.country_id, scope.company.state_id)
        Country, State = self.env["res.country"], self.env["res.country.state"]
        places = {(Country.browse(row[0]), State.browse(row[1] or ())) for row in rows} | {home}
        wanted = self.country_ids
        return [place for place in places if not wanted or place[0] in wanted]

    def _holidays_in(self, country, years, state=None):
        """The days of the holiday in a country, or in a state of it, in order."""
        name = self.holiday_name or ""
        subdivision = state.code if state else None
        return [
            day
            for year in sorted(years)
            for day in holiday_days(country.code, name, year, subdivision)
        ]

    def _planned_company_date(self, scope, moved):
        """The founding day of the customer, from the first year on; columns as in
        ``_planned_birthday``."""
        return SQL(
            """
            SELECT c.id AS partner_id, NULL::int AS contact_id, b.day, b.place, b.date_planned
              FROM res_partner c
              JOIN (%(solar)s) b ON b.month_day = %(month_day)s
             WHERE c.care_birthday < b.day AND c.is_company AND c.id = c.commercial_partner_id
               AND %(customers)s
            """,
            solar=self._sql_solar_days(moved, scope.company),
            month_day=self._sql_month_day(SQL("c.care_birthday")),
            customers=scope.covers_partner(SQL("c.id")),
        )
