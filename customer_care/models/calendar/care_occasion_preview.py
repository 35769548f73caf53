"""What the form of an occasion shows: the next days on which it takes place."""

import datetime

from odoo import api, fields, models
from odoo.tools import format_date, format_list

_YEARS_AHEAD = 3
_COUNTRIES_SHOWN = 5


class CareOccasion(models.Model):
    _inherit = "care.occasion"

    next_dates = fields.Text(
        "Next Days",
        compute="_compute_next_dates",
        help="The next days of this occasion, and for when it is planned.",
    )

    @api.depends(
        *("kind", "holiday_name", "month", "day", "week_number", "weekday", "lunar_month"),
        *("lunar_day", "country_ids", "lead_days", "workday_shift", "company_id"),
    )
    @api.depends_context("lang", "company")
    def _compute_next_dates(self):
        for occasion in self:
            occasion.next_dates = occasion._explain_next_dates()

    def _explain_next_dates(self):
        """The next days as text, in the reader's language; nothing while the form is not filled
        in, or where every customer has days of its own."""
        company = (self.company_id or self.env.company).root_id
        if self.kind == "holiday":
            return self._explain_holidays(company) if self.holiday_name else False
        if not hasattr(self, f"_is_{self.kind}") or not self._is_filled_in():
            return False
        today = company._care_today()
        days = (today + datetime.timedelta(days=n) for n in range(_YEARS_AHEAD * 366))
        return self._explain_days(self._common_days(days, company)[:_YEARS_AHEAD], company)

    def _explain_holidays(self, company):
        """The next days of the holiday, a line for each country."""
        today = company._care_today()
        years = range(today.year, today.year + _YEARS_AHEAD)
        countries = self.country_ids._origin or company.country_id
        lines = []
        for country in countries[:_COUNTRIES_SHOWN]:
            days = [day for day in self._holidays_in(country, years) if day >= today]
            explained = self._explain_days(days[:2], company, separator=", ")
            lines.append(
                self.env._("%(country)s: %(days)s", country=country.name, days=explained)
                if days
                else self._explain_states(country, years)
            )
        return "\n".join(lines)

    def _explain_states(self, country, years):
        """Where a holiday is not one of the whole country: how many of its states have it."""
        states = [s for s in country.state_ids if self._holidays_in(country, years, s)]
        if not states:
            return self.env._("%(country)s: no public holiday of that name", country=country.name)
        return self.env._(
            "%(country)s: in %(count)s states: %(states)s",
            country=country.name,
            count=len(states),
            states=format_list(self.env, [state.name for state in states[:_COUNTRIES_SHOWN]])
            + ("…" if states[_COUNTRIES_SHOWN:] else ""),
        )

    def _explain_days(self, days, company, separator="\n"):
        workdays = company._care_working_days()
        return separator.join(
            self.env._(
                "%(day)s (planned for %(planned)s)",
                day=self._format_day(day),
                planned=self._format_day(self._planned_for(day, workdays)),
            )
            for day in days
        )

    def _format_day(self, day):
        weekday = format_date(self.env, day, date_format="EEE")
        return f"{weekday} {format_date(self.env, day)}"

    def _is_filled_in(self):
        return not self._missing_fields() and self._has_day()
