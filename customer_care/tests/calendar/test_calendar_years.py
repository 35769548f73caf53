"""The days of a hundred years beside calculations that are not ours.

lunar-python computes new moons astronomically, where our library has a table; dateutil knows
weekdays; chinesecalendar has what China's State Council published. They are requirements of the
tests alone.
"""

from datetime import date, timedelta
from itertools import pairwise

import chinese_calendar
from dateutil.relativedelta import relativedelta
from dateutil.rrule import MONTHLY, rrule, weekday
from lunar_python import LunarYear, Solar

from odoo.tests import BaseCase, tagged

from ...tools.lunar import LunarDay, lunar_birthdays, nth_weekday, solar_birthdays
from ...tools.public_holidays import WorkingDays, country_year, holiday_days

# The second half of the century before the next: from 2089 on, new moons within minutes of
# midnight put a month a day apart between calculations.
YEARS = range(1985, 2085)


def days_between(start, end):
    return (start + timedelta(days=number) for number in range((end - start).days))


def month_starts(year):
    """The months that begin in a lunar year, as lunar-python computes them: first day, number,
    whether it is a leap month, length."""
    for month in LunarYear.fromYear(year).getMonths():
        if month.getYear() == year:
            first = Solar.fromJulianDay(month.getFirstJulianDay())
            day = date(first.getYear(), first.getMonth(), first.getDay())
            yield day, abs(month.getMonth()), month.getMonth() < 0, month.getDayCount()


@tagged("post_install", "-at_install")
class TestCalendarYears(BaseCase):
    """A hundred years of the calendar's rules, against independent sources."""

    # === LUNAR === #

    def test_every_lunar_day_of_a_hundred_years(self):
        months = 0
        for year in YEARS:
            for start, number, is_leap, length in month_starts(year):
                months += 1
                found = [lunar_birthdays(start + timedelta(days=n))[0] for n in range(length)]
                expected = [LunarDay(number, n + 1, is_leap) for n in range(length)]
                self.assertEqual(found, expected, start)
        self.assertGreater(months, 1200)

    def test_every_lunar_birthday_is_kept_once_a_year_either_way(self):
        """Whoever was born on whatever day: a hundred years have a hundred birthdays, and one that
        the year lacks is next to the month's end."""
        starts = [next(month_starts(year))[0] for year in (*YEARS, YEARS.stop)]
        for after in (False, True):
            kept = {}
            for day in days_between(starts[0], starts[-1]):
                for key in lunar_birthdays(day, after):
                    kept.setdefault(key, []).append(day)
            self.assertEqual(len(kept), 12 * 30 * 2)
            # the 30th of a short twelfth month is kept in the next year, or came from the last one
            wrong = {key: len(days) for key, days in kept.items() if len(days) != len(YEARS)}
            self.assertLessEqual(set(wrong), {(12, 30, False), (12, 30, True)} if after else set())
            for key, days in kept.items():
                gaps = {(later - day).days for day, later in pairwise(days)}
                self.assertTrue(gaps <= set(range(353, 386)) | {325, 326, 413, 414}, (key, gaps))

    def test_the_thirtieth_of_a_short_month_on_either_side(self):
        short = 0
        for year in YEARS:
            for start, number, is_leap, length in month_starts(year):
                if length == 29:
                    short += 1
                    last, following = start + timedelta(days=28), start + timedelta(days=29)
                    thirtieth = LunarDay(number, 30, is_leap)
                    self.assertIn(thirtieth, lunar_birthdays(last))
                    self.assertIn(thirtieth, lunar_birthdays(following, True))
                    self.assertNotIn(thirtieth, lunar_birthdays(last, True))
        self.assertGreater(short, 500)

    def test_the_public_holiday_begins_with_the_lunar_year(self):
        for year in YEARS:
            start = next(month_starts(year))[0]
            self.assertEqual(holiday_days("CN", "Chinese New Year", year), (start,))

    # === GREGORIAN === #

    def test_29_february_of_a_hundred_years(self):
        """Before: as dateutil adds years to the birthday; after: the day that follows."""
        born = date(1984, 2, 29)
        for year in YEARS:
            before = born + relativedelta(years=year - 1984)
            after = before if before.day == 29 else before + timedelta(days=1)
            days = list(days_between(date(year, 1, 1), date(year + 1, 1, 1)))
            for expected, is_after in ((before, False), (after, True)):
                kept = [day for day in days if (2, 29) in solar_birthdays(day, is_after)]
                self.assertEqual(kept, [expected])

    def test_every_gregorian_birthday_is_kept_once_a_year(self):
        for after in (False, True):
            for year in (1999, 2000, 2025, 2028, 2100):
                days = days_between(date(year, 1, 1), date(year + 1, 1, 1))
                kept = [key for day in days for key in solar_birthdays(day, after)]
                self.assertEqual(len(kept), 366)
                self.assertEqual(len(set(kept)), 366)

    def test_weekdays_of_a_hundred_years_of_months(self):
        start, end = date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31)
        for number in (1, 2, 3, 4, -1):
            for day_of_week in range(7):
                expected = [
                    moment.date()
                    for moment in rrule(
                        MONTHLY, byweekday=weekday(day_of_week, number), dtstart=start, until=end
                    )
                ]
                found = [
                    nth_weekday(year, month, number, day_of_week)
                    for year in YEARS
                    for month in range(1, 13)
                ]
                self.assertEqual(found, expected, (number, day_of_week))

    # === WORKING DAYS === #

    def test_china_s_working_days_as_they_were_published(self):
        """Twenty-one years, with the days of the weekend on which everybody makes up for a long
        holiday."""
        workdays = WorkingDays(lambda day: day.weekday() < 5, "CN")
        for day in days_between(date(2006, 1, 1), date(2027, 1, 1)):
            self.assertEqual(day in workdays, chinese_calendar.is_workday(day), day)

    def test_a_make_up_day_is_a_working_day(self):
        workdays = WorkingDays(lambda day: day.weekday() < 5, "CN")
        self.assertEqual(workdays.until(date(2026, 2, 15)), date(2026, 2, 14), "a Saturday")
        self.assertEqual(workdays.until(date(2026, 2, 23)), date(2026, 2, 14))
        self.assertEqual(workdays.since(date(2026, 2, 16)), date(2026, 2, 24))
        self.assertEqual(workdays.earlier(date(2026, 2, 24), 2), date(2026, 2, 13))

    def test_who_never_works_is_asked_on_the_day_itself(self):
        idle = WorkingDays(lambda day: False)
        self.assertEqual(idle.until(date(2026, 3, 10)), date(2026, 3, 10))
        self.assertEqual(idle.since(date(2026, 3, 10)), date(2026, 3, 10))

    def test_a_state_has_holidays_of_its_own(self):
        corpus_christi = date(2026, 6, 4)
        self.assertIn(corpus_christi, country_year("DE", "BY", 2026).names)
        self.assertNotIn(corpus_christi, country_year("DE", "BE", 2026).names)
        self.assertNotIn(corpus_christi, country_year("DE", "nowhere", 2026).names)

    def test_countries_that_nobody_knows_have_no_holidays(self):
        self.assertEqual(holiday_days("XX", "Christmas Day", 2026), ())

    def test_a_day_off_that_stands_in_is_not_the_holiday(self):
        """In 2028 New Year's Day is a Saturday: China has the Monday off."""
        self.assertEqual(holiday_days("CN", "New Year's Day", 2028), (date(2028, 1, 1),))

    def test_one_of_several_names(self):
        names = "Christmas, Christmas Day"
        for country in ("IN", "DE", "GB", "NO"):
            self.assertEqual(holiday_days(country, names, 2026), (date(2026, 12, 25),))
