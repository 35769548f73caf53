from datetime import date, timedelta

from odoo.tests import BaseCase, tagged

from ...tools.lunar import LunarDay, lunar_birthdays, solar_birthdays
from ...tools.quota import days_of_month, moved_out_of_past

# First day of the lunar year, as published by the Hong Kong Observatory.
SPRING_FESTIVALS = [
    date(2020, 1, 25),
    date(2021, 2, 12),
    date(2022, 2, 1),
    date(2023, 1, 22),
    date(2024, 2, 10),
    date(2025, 1, 29),
    date(2026, 2, 17),
    date(2027, 2, 6),
    date(2028, 1, 26),
    date(2029, 2, 13),
    date(2030, 2, 3),
    date(2031, 1, 23),
    date(2032, 2, 11),
    date(2033, 1, 31),
    date(2034, 2, 19),
    date(2035, 2, 8),
]
# First day of each leap month, and its number. 2033 is the year that many tables got wrong.
LEAP_MONTHS = [
    (date(2020, 5, 23), 4),
    (date(2023, 3, 22), 2),
    (date(2025, 7, 25), 6),
    (date(2028, 6, 23), 5),
    (date(2031, 4, 22), 3),
    (date(2033, 12, 22), 11),
]


def year_of(key, start):
    """The days of the lunar year that begins on ``start`` on which ``key`` is kept."""
    days = (start + timedelta(days=number) for number in range(384))
    end = next(day for day in SPRING_FESTIVALS if day > start)
    return [day for day in days if day < end and key in lunar_birthdays(day)]


@tagged("post_install", "-at_install")
class TestLunar(BaseCase):
    """Which birthdays are kept on a day; and which days of a month are chosen."""

    def test_spring_festival_is_the_first_of_the_first_month(self):
        for day in SPRING_FESTIVALS:
            with self.subTest(day=day):
                self.assertIn(LunarDay(1, 1, False), lunar_birthdays(day))

    def test_new_year_s_eve_is_the_thirtieth_of_the_twelfth_month_of_any_length(self):
        """In 2022 and from 2025 to 2029 the year ends with the 29th."""
        for festival in SPRING_FESTIVALS:
            with self.subTest(festival=festival):
                self.assertIn(
                    LunarDay(12, 30, False), lunar_birthdays(festival - timedelta(days=1))
                )
        eve = date(2026, 2, 16)
        self.assertIn(LunarDay(12, 29, False), lunar_birthdays(eve))

    def test_leap_months(self):
        for day, month in LEAP_MONTHS:
            with self.subTest(day=day):
                self.assertEqual(lunar_birthdays(day), (LunarDay(month, 1, True),))
                before = lunar_birthdays(day - timedelta(days=1))
                self.assertIn((month, 30, False), before, "the ordinary month ends the day before")
                self.assertFalse(
                    [key for key in before if key.is_leap], "there is a leap month this year"
                )

    def test_a_leap_birthday_is_kept_in_the_ordinary_month_of_other_years(self):
        self.assertEqual(year_of((6, 15, True), date(2025, 1, 29)), [date(2025, 8, 8)])
        self.assertEqual(year_of((6, 15, False), date(2025, 1, 29)), [date(2025, 7, 9)])
        for leap in (False, True):
            self.assertEqual(year_of((6, 15, leap), date(2026, 2, 17)), [date(2026, 7, 28)])

    def test_the_thirtieth_of_a_short_month_is_its_29th(self):
        """The leap sixth month of 2025 has 29 days, the seventh has 30."""
        self.assertEqual(year_of((6, 30, True), date(2025, 1, 29)), [date(2025, 8, 22)])
        self.assertEqual(year_of((6, 29, True), date(2025, 1, 29)), [date(2025, 8, 22)])
        self.assertEqual(year_of((7, 30, False), date(2025, 1, 29)), [date(2025, 9, 21)])
        self.assertEqual(year_of((7, 29, False), date(2025, 1, 29)), [date(2025, 9, 20)])

    def test_every_birthday_is_kept_once_in_every_lunar_year(self):
        for start in SPRING_FESTIVALS[:-1]:
            kept = {}
            day, end = start, next(day for day in SPRING_FESTIVALS if day > start)
            while day < end:
                for key in lunar_birthdays(day):
                    kept.setdefault(key, []).append(day)
                day += timedelta(days=1)
            with self.subTest(start=start):
                self.assertEqual(len(kept), 12 * 30 * 2)
                self.assertFalse([key for key, days in kept.items() if len(days) > 1])

    def test_29_february_is_kept_on_the_28th_of_other_years(self):
        self.assertEqual(solar_birthdays(date(2026, 2, 28)), [(2, 28), (2, 29)])
        self.assertEqual(solar_birthdays(date(2028, 2, 28)), [(2, 28)])
        self.assertEqual(solar_birthdays(date(2028, 2, 29)), [(2, 29)])
        self.assertEqual(solar_birthdays(date(2026, 3, 1)), [(3, 1)])

    def test_a_number_a_month_is_spread_over_it(self):
        for number, expected in ((1, [16]), (2, [8, 23]), (4, [4, 12, 19, 27])):
            with self.subTest(number=number):
                days = days_of_month(date(2026, 3, 1), number)
                self.assertEqual([day.day for day in days], expected)

    def test_even_february_has_ten_days_to_choose(self):
        days = days_of_month(date(2026, 2, 1), 10)
        self.assertEqual(len(set(days)), 10)
        self.assertEqual({day.month for day in days}, {2})

    def test_days_that_are_over_are_spread_over_the_rest_of_the_month(self):
        days = days_of_month(date(2026, 3, 1), 2)
        for today, expected in ((8, [8, 23]), (10, [10, 23]), (28, [28, 30]), (31, [31, 31])):
            with self.subTest(today=today):
                moved = moved_out_of_past(days, date(2026, 3, today))
                self.assertEqual([day.day for day in moved], expected)
