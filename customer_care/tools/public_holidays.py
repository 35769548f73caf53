"""Public holidays and make-up working days of a country, and the days that a company works.

Where a government publishes its calendar late, the package knows the rule first and the published
days after it was updated.
"""

import datetime
from collections.abc import Callable, Collection
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import holidays

_ENGLISH = "en_US"
_LONGEST_BREAK = 40  # days without work after which we stop looking for a working day

ONE_DAY = datetime.timedelta(days=1)


class CountryYear(NamedTuple):
    """A year of a country's public calendar."""

    names: dict[datetime.date, tuple[str, ...]]  # English names of the day's holidays
    make_up: frozenset[datetime.date]  # days of the weekend on which everybody works


@lru_cache(maxsize=2000)
def country_year(country: str, subdivision: str | None, year: int) -> CountryYear:
    """The public calendar of a country; empty where nobody knows it.

    :param str country: ISO code
    :param subdivision: ISO code of the state or province; None or an unknown one: those holidays
        that the whole country has
    """
    known = holidays.list_supported_countries()
    if country not in known:
        return CountryYear({}, frozenset())
    if subdivision not in known[country]:
        subdivision = None
    days = holidays.country_holidays(country, subdiv=subdivision, years=year, language=_ENGLISH)
    names = {day: tuple(name.split("; ")) for day, name in days.items() if day.year == year}
    make_up = {day for day in getattr(days, "weekend_workdays", ()) if day.year == year}
    return CountryYear(names, frozenset(make_up))


@lru_cache(maxsize=500)
def holiday_names(
    country: str | None, subdivision: str | None, year: int, language: str
) -> dict[datetime.date, tuple[str, ...]]:
    """The names of the holidays of a year by day, in a language such as ``zh_CN`` where the
    package speaks it, else in English."""
    known = holidays.list_supported_countries()
    if country not in known:
        return {}
    spoken = holidays.list_localized_countries().get(country, ())
    days = holidays.country_holidays(
        country,
        subdiv=subdivision if subdivision in known[country] else None,
        years=year,
        language=language if language in spoken else _ENGLISH,
    )
    return {day: tuple(name.split("; ")) for day, name in days.items() if day.year == year}


@lru_cache(maxsize=5000)
def holiday_days(
    country: str, name: str, year: int, subdivision: str | None = None
) -> tuple[datetime.date, ...]:
    """The days of the year on which a holiday of that name begins; of one that lasts several days
    the first.

    :param str name: English, as the package has it; what stands in brackets may be left out.
        Several names for the same holiday are separated by commas.
    :param subdivision: as in ``country_year``
    """
    wanted = {part.strip().casefold() for part in name.split(",")}
    days = sorted(
        day
        for day, names in country_year(country, subdivision, year).names.items()
        if any(_is_named(known, wanted) for known in names)
    )
    begins = days[:1] + [day for before, day in pairwise(days) if day - before > ONE_DAY]
    return tuple(begins)


def _is_named(known: str, wanted: Collection[str]) -> bool:
    """A day off that only stands in for the holiday is not the holiday."""
    known = known.casefold()
    return "(observed)" not in known and (known in wanted or known.split(" (")[0] in wanted)


class WorkingDays:
    """The days that a company works: those of its week and the country's make-up days, without
    public holidays and its own days off."""

    def __init__(
        self,
        is_of_week: Callable[[datetime.date], bool],
        country: str | None = None,
        subdivision: str | None = None,
        days_off: Collection[datetime.date] = (),
    ):
        self._is_of_week = is_of_week
        self._country = country
        self._subdivision = subdivision
        self._days_off = days_off
        self._known: dict[datetime.date, bool] = {}

    def __contains__(self, day: datetime.date) -> bool:
        if day not in self._known:
            self._known[day] = self._works(day)
        return self._known[day]

    def _works(self, day: datetime.date) -> bool:
        if day in self._days_off:
            return False
        if self._country:
            year = country_year(self._country, self._subdivision, day.year)
            if day in year.make_up or day in year.names:
                return day in year.make_up
        return self._is_of_week(day)

    def until(self, day: datetime.date) -> datetime.date:
        """The day itself or the last working day before it."""
        return self._look(day, -ONE_DAY)

    def since(self, day: datetime.date) -> datetime.date:
        """The day itself or the next working day after it."""
        return self._look(day, ONE_DAY)

    def earlier(self, day: datetime.date, count: int) -> datetime.date:
        """So many working days before a day."""
        for _step in range(count):
            day = self.until(day - ONE_DAY)
        return day

    def _look(self, day: datetime.date, step: datetime.timedelta) -> datetime.date:
        found = day
        for _step in range(_LONGEST_BREAK):
            if found in self:
                return found
            found += step
        return day  # a company that never works
