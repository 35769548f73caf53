"""Which birthdays are kept on a day, by the Gregorian and by the Chinese lunar calendar.

Birthdays that a year does not have are kept earlier: 29 February on the 28th, the 30th of a short
lunar month on its 29th, and one of a leap month in the ordinary month of that number.
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


def solar_birthdays(day: datetime.date) -> list[tuple[int, int]]:
    """The (month, day) of everybody who keeps a birthday or anniversary on ``day``."""
    kept = [(day.month, day.day)]
    if kept == [(2, 28)] and not calendar.isleap(day.year):
        kept.append((2, 29))
    return kept


# A year is asked for again and again; converting a day takes a tenth of a millisecond.
@lru_cache(maxsize=1000)
def lunar_birthdays(day: datetime.date) -> tuple[LunarDay, ...]:
    """The lunar birthdays that are kept on ``day``."""
    lunar = LunarDate.from_solar(day)
    days = [lunar.day]
    if lunar.day == LCalendars.ndays(lunar.year, lunar.month, lunar.leap) == 29:
        days.append(30)
    leaps = [bool(lunar.leap)]
    if not lunar.leap and LCalendars.leap_month(lunar.year) != lunar.month:
        leaps.append(True)
    return tuple(LunarDay(lunar.month, number, leap) for number in days for leap in leaps)
