"""Which days of the year are kept on a day, by the Gregorian and by the Chinese lunar calendar.

Days that a year does not have are not lost: 29 February and the 30th of a short lunar month are
kept on the day before, or on the day after where the company wants it so; a birthday of a leap
month is kept in the ordinary month of that number.
"""

import calendar
import datetime
from functools import lru_cache
from typing import NamedTuple

from borax.calendars.lunardate import LCalendars, LunarDate


class LunarDay(NamedTuple):
    """A day of the lunar year; ``is_leap`` is for the second month of that number."""

    month: int
    day: int
    is_leap: bool


def solar_birthdays(day: datetime.date, after: bool = False) -> list[tuple[int, int]]:
    """The (month, day) of everybody who keeps a birthday or anniversary on ``day``.

    :param bool after: 29 February is kept on 1 March in other years, not on the 28th
    """
    kept = [(day.month, day.day)]
    if kept == [(3, 1) if after else (2, 28)] and not calendar.isleap(day.year):
        kept.append((2, 29))
    return kept


# A year is asked for again and again; converting a day takes a tenth of a millisecond.
@lru_cache(maxsize=4000)
def lunar_birthdays(day: datetime.date, after: bool = False) -> tuple[LunarDay, ...]:
    """The lunar birthdays that are kept on ``day``.

    :param bool after: the 30th of a short month is kept on the first of the next, not on the 29th
    """
    lunar = LunarDate.from_solar(day)
    kept = _names(lunar, lunar.day)
    if not after and _is_last_of_short_month(lunar):
        kept += _names(lunar, 30)
    if after and lunar.day == 1:
        before = LunarDate.from_solar(day - datetime.timedelta(days=1))
        if _is_last_of_short_month(before):
            kept += _names(before, 30)
    return tuple(kept)


def _is_last_of_short_month(lunar: LunarDate) -> bool:
    return lunar.day == LCalendars.ndays(lunar.year, lunar.month, lunar.leap) == 29


def _names(lunar: LunarDate, number: int) -> list[LunarDay]:
    """The days of that number in the month of ``lunar``: also the leap month's of a year that has
    none."""
    leaps = [bool(lunar.leap)]
    if not lunar.leap and LCalendars.leap_month(lunar.year) != lunar.month:
        leaps.append(True)
    return [LunarDay(lunar.month, number, leap) for leap in leaps]


def nth_weekday(year: int, month: int, number: int, weekday: int) -> datetime.date:
    """The second Sunday of May and the like.

    :param int number: 1 to 4, or -1 for the last of the month
    :param int weekday: 0 is Monday
    """
    first, length = calendar.monthrange(year, month)
    days = range(1 + (weekday - first) % 7, length + 1, 7)
    return datetime.date(year, month, days[number - 1 if number > 0 else -1])
