from datetime import date, datetime, timedelta
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from ...tools import public_holidays
from ..common import NOW, TODAY
from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestOccasionDays(OccasionCommon):
    """Festivals, holidays, industry days and founding days, and the working days of the company."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.care_birthday = False
        cls.china = cls.env.ref("base.cn")
        cls.germany = cls.env.ref("base.de")
        cls.acme.country_id = cls.china
        cls.bolt.country_id = cls.germany

    def planned_days(self, partner=None, today=TODAY, horizon=60):
        """What is planned for everybody, as pairs of the day itself and the planned one."""
        self.env["care.touchpoint"]._generate(
            horizon_days=horizon, today=today, company=self.company
        )
        return [(t.occurrence_date, t.date_planned) for t in self.planned(partner)]

    # === KINDS === #

    def test_a_day_of_the_year(self):
        self.make_occasion("Founders", "fixed", month="4", day=1)
        for customer in (self.acme, self.bolt):
            self.assertEqual(self.planned_days(customer), [(date(2026, 4, 1),) * 2])
        self.assertFalse(self.planned(self.dock), "no customer")
        self.assertFalse(self.planned().contact_id)

    def test_29_february_as_the_company_keeps_it(self):
        self.make_occasion("Leap", "fixed", month="2", day=29)
        self.petra.care_birthday = date(1984, 2, 29)
        february = date(2027, 2, 1)
        self.assertEqual(
            {day for day, _p in self.planned_days(today=february)}, {date(2027, 2, 28)}
        )
        self.company.care_missing_day = "after"
        self.assertEqual(
            [day for day, _p in self.planned_days(today=february)], [date(2027, 3, 1)] * 2
        )
        leap_year = self.planned_days(self.bolt, today=date(2028, 2, 1))
        self.assertIn(date(2028, 2, 29), [day for day, _planned in leap_year])

    def test_a_lunar_birthday_that_the_year_lacks_as_the_company_keeps_it(self):
        """The twelfth month that ends on 16 February 2026 has 29 days."""
        self.petra.write({"care_lunar_month": 12, "care_lunar_day": 30})
        self.assertEqual(self.days(today=date(2026, 2, 1)), [date(2026, 2, 16)])
        self.company.care_missing_day = "after"
        self.assertEqual(self.days(today=date(2026, 2, 1)), [date(2026, 2, 17)])

    def test_the_second_sunday_of_may(self):
        self.make_occasion("Mothers", "nth_weekday", month="5", week_number="2", weekday="6")
        self.assertEqual(self.planned_days(today=date(2026, 4, 1)), [(date(2026, 5, 10),) * 2])

    def test_festivals_of_the_lunar_year(self):
        for name, month, day in (("Eve", 12, 30), ("Dragon Boat", 5, 5), ("Mid-Autumn", 8, 15)):
            self.make_occasion(name, "lunar", lunar_month=month, lunar_day=day)
        self.company.care_missing_day = "after"  # of birthdays alone
        for today, expected in (
            (date(2026, 2, 1), date(2026, 2, 16)),
            (date(2026, 6, 1), date(2026, 6, 19)),
            (date(2026, 9, 1), date(2026, 9, 25)),
        ):
            with self.subTest(expected=expected):
                days = [day for day, _planned in self.planned_days(self.bolt, today=today)]
                self.assertIn(expected, days)

    def test_a_holiday_of_the_customer_s_country(self):
        self.make_occasion("Labor Day", "holiday", holiday_name="Labor Day")
        self.make_occasion("Unity", "holiday", holiday_name="German Unity Day")
        autumn = date(2026, 9, 1)
        self.assertEqual(self.planned_days(self.bolt, today=autumn), [(date(2026, 10, 3),) * 2])
        self.assertFalse(self.planned(self.acme))
        self.assertEqual(
            [day for day, _p in self.planned_days(self.acme, today=date(2027, 4, 1))],
            [date(2027, 5, 1)],
        )

    def test_a_customer_without_country_is_at_home(self):
        self.bolt.country_id = False
        self.make_occasion("Unity", "holiday", holiday_name="German Unity Day")
        self.assertFalse(self.planned_days(self.bolt, today=date(2026, 9, 1)))
        self.company.country_id = self.germany
        self.assertTrue(self.planned_days(self.bolt, today=date(2026, 9, 1)))

    def test_a_holiday_in_some_countries_alone(self):
        occasion = self.make_occasion("New Year", "holiday", holiday_name="New Year's Day")
        occasion.country_ids = self.germany
        self.assertTrue(self.planned_days(self.bolt, today=date(2026, 12, 1)))
        self.assertFalse(self.planned(self.acme))

    def test_an_industry_day(self):
        health = self.env.ref("base.res_partner_industry_Q")
        self.bolt.industry_id = health
        self.make_occasion("Nurses", "industry", month="5", day=12, industry_ids=health.ids)
        self.make_occasion(
            *("Clinics", "industry"),
            month="5",
            week_number="-1",
            weekday="0",
            industry_ids=health.ids,
        )
        self.assertEqual(
            {day for day, _planned in self.planned_days(self.bolt, today=date(2026, 5, 1))},
            {date(2026, 5, 12), date(2026, 5, 25)},
        )
        self.assertFalse(self.planned(self.acme))

    def test_the_founding_day_of_the_customer(self):
        self.make_occasion("Founded", "company_date")
        self.acme.care_birthday = date(1950, 4, 1)
        self.petra.care_birthday = date(1980, 4, 2)
        self.occasion.active = False
        self.assertEqual(self.planned_days(), [(date(2026, 4, 1),) * 2])
        self.assertFalse(self.planned().contact_id)
        self.planned().unlink()
        self.acme.care_birthday = date(2026, 4, 1)
        self.assertFalse(self.planned_days(), "not in the year of the foundation")

    def test_the_starter_set_is_complete(self):
        """Every occasion that comes with the addon takes place within two years, or is somebody's
        own day."""
        occasions = self.env["care.occasion"].with_context(active_test=False)
        data = self.env["ir.model.data"].search(
            [("module", "=", "customer_care"), ("model", "=", "care.occasion")]
        )
        occasions = occasions.browse(data.mapped("res_id"))
        self.assertGreaterEqual(len(occasions), 11)
        self.company.country_id = self.germany
        own = ("birthday", "anniversary", "company_date")
        for occasion in occasions.with_company(self.company):
            with self.subTest(occasion=occasion.name):
                self.assertEqual(bool(occasion.next_dates), occasion.kind not in own)
                self.assertTrue(occasion.action_text and occasion.completion_standard)

    # === WHAT IS REFUSED === #

    def test_days_that_no_year_has(self):
        for vals in (
            {"kind": "fixed", "month": "4", "day": 31},
            {"kind": "fixed", "month": "2", "day": 30},
            {"kind": "fixed", "month": "2"},
            {"kind": "fixed", "day": 3},
            {"kind": "lunar", "lunar_month": 13, "lunar_day": 1},
            {"kind": "lunar", "lunar_month": 1, "lunar_day": 31},
            {"kind": "nth_weekday", "month": "5", "weekday": "6"},
            {"kind": "holiday"},
            {"kind": "industry", "month": "5", "day": 12},
        ):
            with self.subTest(**vals), self.assertRaises(ValidationError):
                self.make_occasion("Never", **vals)

    def test_work_is_not_spread_for_ever(self):
        for days in (0, 21):
            with (
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.occasion.spread_days = days
                self.occasion.flush_recordset()

    # === WORKING DAYS === #

    def test_a_weekend_is_avoided(self):
        """4 April 2026 is a Saturday."""
        occasion = self.make_occasion("Sample", "fixed", month="4", day=4)
        for shift, expected in (
            ("before", date(2026, 4, 3)),
            ("after", date(2026, 4, 6)),
            ("none", date(2026, 4, 4)),
        ):
            occasion.workday_shift = shift
            with self.subTest(shift=shift):
                self.assertEqual(self.planned_days(), [(date(2026, 4, 4), expected)])

    def test_public_holidays_of_the_company_are_avoided(self):
        """Good Friday and Easter Monday."""
        self.company.country_id = self.germany
        occasion = self.make_occasion("Sample", "fixed", month="4", day=5, workday_shift="before")
        self.assertEqual(self.planned_days(), [(date(2026, 4, 5), date(2026, 4, 2))])
        occasion.workday_shift = "after"
        self.assertEqual(self.planned_days(), [(date(2026, 4, 5), date(2026, 4, 7))])

    def test_china_s_make_up_days_are_working_days(self):
        """14 February 2026 is a Saturday on which China works; the holiday begins on the 15th."""
        self.company.country_id = self.china
        self.make_occasion("Eve", "lunar", lunar_month=12, lunar_day=30, workday_shift="before")
        today = date(2026, 2, 1)
        self.assertEqual(self.planned_days(today=today), [(date(2026, 2, 16), date(2026, 2, 14))])

    def test_days_off_of_the_company_are_avoided(self):
        self.make_occasion("Sample", "fixed", month="4", day=8, workday_shift="before")
        self.assertEqual(self.planned_days(), [(date(2026, 4, 8),) * 2])
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Stocktaking",
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 4, 7, 5),
                "date_to": datetime(2026, 4, 8, 20),
            }
        )
        self.assertEqual(self.planned_days(), [(date(2026, 4, 8), date(2026, 4, 6))])

    def test_a_company_that_works_on_saturdays(self):
        calendar = self.company.resource_calendar_id
        calendar.attendance_ids = [
            (0, 0, {"name": "Sat", "dayofweek": "5", "hour_from": 9, "hour_to": 12})
        ]
        self.make_occasion("Sample", "fixed", month="4", day=4, workday_shift="before")
        self.assertEqual(self.planned_days(), [(date(2026, 4, 4),) * 2])

    def test_what_should_have_been_planned_before_a_weekend_comes_after_it(self):
        """Planned on a Saturday for the Monday, and it stays there."""
        self.make_occasion("Sample", "fixed", month="3", day=17, lead_days=5)
        occasion = self.env["care.occasion"].search([("name", "=", "Sample")])
        occasion.workday_shift = "before"
        saturday = date(2026, 3, 14)
        self.assertEqual(self.planned_days(today=saturday)[0][1], date(2026, 3, 16))
        touchpoint = self.planned()
        for number in range(1, 4):
            self.planned_days(today=saturday + timedelta(days=number))
            self.assertEqual(self.planned(), touchpoint, "not planned anew")

    def test_a_calendar_that_is_published_later_moves_what_was_planned(self):
        """The government makes a day off; the day itself does not move."""
        self.company.country_id = self.germany
        self.make_occasion("Sample", "fixed", month="4", day=8, workday_shift="before")
        self.assertEqual(self.planned_days(), [(date(2026, 4, 8),) * 2])
        with self.calendar_with("DE", {date(2026, 4, 8): ("Day of Mourning",)}):
            self.assertEqual(self.planned_days(), [(date(2026, 4, 8), date(2026, 4, 7))])
        self.assertEqual(self.planned_days(), [(date(2026, 4, 8),) * 2])

    def test_a_holiday_that_is_moved_is_planned_anew(self):
        self.make_occasion("Feast", "holiday", holiday_name="Feast")
        for day in (date(2026, 4, 8), date(2026, 4, 9)):
            with self.calendar_with("DE", {day: ("Feast",)}):
                self.assertEqual(self.planned_days(self.bolt), [(day, day)])

    def calendar_with(self, country, names):
        """As after an update of the package, in which the country has these holidays more."""
        published = public_holidays.country_year.__wrapped__

        def updated(code, subdivision, year):
            known = published(code, subdivision, year)
            if code != country or year != 2026:
                return known
            return known._replace(names={**known.names, **names})

        self.addCleanup(public_holidays.holiday_days.cache_clear)
        public_holidays.holiday_days.cache_clear()
        return patch.object(public_holidays, "country_year", updated)

    # === SPREADING === #

    def test_the_work_of_a_festival_is_spread_over_working_days(self):
        customers = self.env["res.partner"].union(
            *(self.make_customer(f"Many {number}", self.rep) for number in range(10))
        )
        for customer in customers:
            self.make_order(customer)
        self.refresh(customers)
        self.make_occasion(
            "Feast", "fixed", month="4", day=6, workday_shift="before", spread_days=5
        )
        self.plan(customers)
        planned = self.env["care.touchpoint"].search([("partner_id", "in", customers.ids)])
        counts = {}
        for touchpoint in planned:
            counts[touchpoint.date_planned] = counts.get(touchpoint.date_planned, 0) + 1
        expected = {date(2026, 3, 31), date(2026, 4, 1), date(2026, 4, 2), date(2026, 4, 3)}
        self.assertEqual(set(counts), expected | {date(2026, 4, 6)})
        self.assertLessEqual(max(counts.values()) - min(counts.values()), 1)
        self.assertEqual(set(planned.mapped("occurrence_date")), {date(2026, 4, 6)})
        before = self.rows()
        self.plan(customers)
        self.assertEqual(self.rows(), before)

    # === THE FORM === #

    @freeze_time(NOW)
    def test_the_form_shows_the_next_days(self):
        Occasion = self.env["care.occasion"].with_user(self.manager).with_company(self.company)
        form = Form(Occasion)
        form.name = "Mother's Day"
        form.kind = "nth_weekday"
        self.assertFalse(form.next_dates)
        form.month = "5"
        form.week_number = "2"
        form.weekday = "6"
        self.assertIn("Sun 05/10/2026 (planned for Fri 05/08/2026)", form.next_dates)
        self.assertIn("Sun 05/09/2027", form.next_dates)
        form.save()

    @freeze_time(NOW)
    def test_the_form_says_where_a_holiday_is_unknown(self):
        Occasion = self.env["care.occasion"].with_user(self.manager).with_company(self.company)
        form = Form(Occasion)
        form.name = "Unity"
        form.kind = "holiday"
        form.holiday_name = "German Unity Day"
        form.country_ids.set(self.china | self.germany)
        self.assertIn("Germany: Sat 10/03/2026", form.next_dates)
        self.assertIn("China: no public holiday of that name", form.next_dates)
