from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ..common import TODAY
from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestGenerateOccasion(OccasionCommon):
    """Touchpoints planned by the occasions of the calendar."""

    # === WHAT IS PLANNED === #

    def test_a_birthday_is_planned_for_the_customer_and_the_person(self):
        self.occasion.write({"lead_days": 7, "action_text": "Write", "counts_as_contact": False})
        self.plan(self.acme)
        self.assertRecordValues(
            self.planned(),
            [
                {
                    "origin": "occasion",
                    "occasion_id": self.occasion.id,
                    "profile_id": self.file_of(self.acme).id,
                    "contact_id": self.petra.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "channel": "card",
                    "purpose": "Birthday",
                    "action_text": "Write",
                    "counts_as_contact": False,
                    "occurrence_date": date(2026, 3, 30),
                    "date_planned": date(2026, 3, 23),
                }
            ],
        )

    def test_my_day_names_the_occasion(self):
        self.reminded()
        work = self.env["care.work"].with_user(self.rep)
        self.assertIn("Birthday", work.search([("partner_id", "=", self.acme.id)]).mapped("name"))

    def test_planning_again_writes_nothing(self):
        self.make_occasion("Years together", "anniversary")
        self.make_order(self.bolt, 10, date(2020, 4, 1))
        self.refresh()
        self.plan()
        before = self.rows()
        self.assertTrue(self.planned(self.bolt))
        self.plan()
        self.assertEqual(self.rows(), before)

    def test_each_night_sees_one_day_more(self):
        self.petra.care_birthday = TODAY + timedelta(days=61)
        self.assertFalse(self.days())
        self.assertTrue(self.days(today=TODAY + timedelta(days=1)))

    def test_the_lead_reaches_beyond_the_horizon(self):
        """What has to be prepared within the horizon is planned."""
        self.petra.care_birthday = TODAY + timedelta(days=70)
        self.occasion.lead_days = 10
        self.assertTrue(self.days())
        self.occasion.lead_days = 9
        self.assertFalse(self.days())

    def test_never_before_today(self):
        self.occasion.lead_days = 30
        self.plan(self.acme)
        self.assertEqual(self.planned().date_planned, TODAY)
        self.assertEqual(self.planned().occurrence_date, date(2026, 3, 30))

    def test_a_day_that_is_over_is_not_planned(self):
        self.petra.care_birthday = TODAY - timedelta(days=1)
        self.assertFalse(self.days())
        self.petra.care_birthday = TODAY
        self.assertEqual(self.days(), [TODAY])

    def test_what_was_missed_stays_open(self):
        """And is neither moved nor planned twice, nor in the way of the next year."""
        self.plan(self.acme)
        missed = self.planned()
        for day in (date(2026, 3, 31), date(2026, 9, 1), date(2027, 3, 1)):
            self.days(today=day)
        self.assertRecordValues(
            self.planned(),
            [
                {"id": missed.id, "date_planned": date(2026, 3, 30)},
                {"id": (self.planned() - missed).id, "date_planned": date(2027, 3, 30)},
            ],
        )
        self.petra.active = False
        self.days(today=date(2027, 3, 1))
        self.assertFalse(missed.exists(), "however long ago it was planned for")

    def test_the_company_s_day(self):
        """At 20:00 UTC it is tomorrow in Shanghai."""
        self.company.partner_id.tz = "Asia/Shanghai"
        self.petra.care_birthday = date(1980, 3, 10)
        with freeze_time("2026-03-10 20:00:00"):
            self.env["care.touchpoint"]._generate(partners=self.acme, company=self.company)
            self.assertFalse(self.planned())
        with freeze_time("2026-03-10 09:00:00"):
            self.env["care.touchpoint"]._generate(partners=self.acme, company=self.company)
            self.assertEqual(self.planned().date_planned, TODAY)

    def test_planning_many_costs_the_queries_of_one(self):
        customers = self.env["res.partner"].union(
            *(self.make_customer(f"Many {number}", self.rep) for number in range(80))
        )
        self.make_occasion("Years together", "anniversary", user_id=self.colleague.id)
        for customer in customers:
            self.make_order(customer, day=date(2020, 3, 20))
            self.make_contact("Who", customer, care_birthday=date(1990, 4, 1))
            self.make_contact("Hu", customer, care_lunar_month=2, care_lunar_day=10)
        self.refresh(customers)
        for number in (1, 80):
            with self.assertQueryCount(40), self.subTest(customers=number):
                self.env["care.touchpoint"]._generate(
                    today=TODAY, partners=customers[:number], company=self.company
                )
        self.assertEqual(len(self.planned(customers[0])), 3)
        self.assertEqual(len(self.planned(customers[79])), 3)

    # === DAYS === #

    def test_29_february(self):
        self.petra.care_birthday = date(1984, 2, 29)
        self.assertEqual(self.days(today=date(2027, 2, 1)), [date(2027, 2, 28)])
        self.planned().unlink()
        self.assertEqual(self.days(today=date(2028, 2, 1)), [date(2028, 2, 29)])

    def test_around_new_year(self):
        self.petra.care_birthday = date(1980, 1, 2)
        self.assertEqual(self.days(today=date(2026, 12, 20)), [date(2027, 1, 2)])

    def test_a_lunar_birthday_goes_before_the_other(self):
        """The eighth month of 2026 begins on 11 September."""
        self.petra.write({"care_lunar_month": 8, "care_lunar_day": 15})
        self.assertFalse(self.days(), "30 March is the day in her passport")
        self.assertEqual(self.days(today=date(2026, 9, 1)), [date(2026, 9, 25)])

    def test_lunar_new_year_s_eve(self):
        self.petra.write({"care_lunar_month": 12, "care_lunar_day": 30})
        self.assertEqual(self.days(today=date(2026, 2, 1)), [date(2026, 2, 16)])

    def test_leap_months(self):
        """2025 has a second sixth month, 2026 has not."""
        self.petra.write({"care_lunar_month": 6, "care_lunar_day": 15, "care_lunar_leap": True})
        ivan = self.make_contact("Ivan", self.acme, care_lunar_month=6, care_lunar_day=15)
        self.days(today=date(2025, 7, 1))
        self.assertRecordValues(
            self.planned().sorted("occurrence_date"),
            [
                {"contact_id": ivan.id, "occurrence_date": date(2025, 7, 9)},
                {"contact_id": self.petra.id, "occurrence_date": date(2025, 8, 8)},
            ],
        )
        self.planned().unlink()
        self.assertEqual(self.days(today=date(2026, 7, 1)), [date(2026, 7, 28)] * 2)

    def test_anniversary_of_the_first_order(self):
        anniversary = self.make_occasion("Years together", "anniversary")
        self.petra.care_birthday = False
        self.assertFalse(self.days(today=TODAY + timedelta(days=1)), "not in the first year")
        self.days(today=date(2027, 2, 1))
        self.assertRecordValues(
            self.planned(),
            [
                {
                    "occasion_id": anniversary.id,
                    "contact_id": False,
                    "occurrence_date": date(2027, 3, 6),
                }
            ],
        )

    # === WHO === #

    def test_a_customer_who_is_a_person(self):
        anna = self.make_customer("Anna", self.rep, is_company=False, care_birthday="1990-04-01")
        self.make_order(anna)
        self.refresh(anna)
        self.plan(anna)
        self.assertRecordValues(
            self.planned(anna), [{"contact_id": False, "occurrence_date": date(2026, 4, 1)}]
        )

    def test_companies_have_no_birthday(self):
        self.acme.care_birthday = date(1950, 4, 1)
        self.assertEqual(self.days(), [date(2026, 3, 30)])

    def test_people_below_people_count_for_the_customer(self):
        self.make_contact("Below", self.petra, care_birthday="1990-04-02")
        self.assertEqual(self.days(), [date(2026, 3, 30), date(2026, 4, 2)])

    def test_only_the_audience(self):
        self.make_contact("Boris", self.bolt, care_birthday="1990-04-01")
        self.occasion.partner_domain = "[('name', '=', 'Bolt')]"
        self.plan()
        self.assertFalse(self.planned())
        self.assertEqual(len(self.planned(self.bolt)), 1)

    def test_people_of_partners_who_are_no_customers(self):
        self.make_contact("Dora", self.dock, care_birthday="1990-04-01")
        self.plan()
        self.assertFalse(self.planned(self.dock))

    def test_the_responsible_of_the_occasion_acts_in_her_company_alone(self):
        self.occasion.write({"company_id": False, "user_id": self.colleague.id})
        self.make_order(self.acme, company=self.other_company)
        self.refresh()
        self.plan()
        self.assertEqual(self.planned(company_id=self.company.id).user_id, self.colleague)
        ridge = self.planned(company_id=self.other_company.id)
        self.assertEqual(ridge.user_id, self.rep, "the colleague has no access to Ridge")

    def test_where_nobody_owns_the_customer_the_last_seller_acts(self):
        self.make_order(self.dock, day=date(2026, 3, 2), user=self.rep)
        self.make_contact("Dora", self.dock, care_birthday="1990-04-01")
        self.refresh(self.dock)
        self.plan(self.dock)
        self.assertEqual(self.planned(self.dock).user_id, self.rep)

    # === COMPANIES === #

    def test_each_company_greets_its_own_customers(self):
        self.plan()
        self.assertFalse(self.planned(company_id=self.other_company.id))
        self.make_order(self.acme, company=self.other_company)
        self.refresh()
        self.occasion.company_id = False
        self.plan()
        self.assertEqual(len(self.planned(company_id=self.company.id)), 1)
        self.assertEqual(len(self.planned(company_id=self.other_company.id)), 1)

    def test_people_whom_only_another_company_knows(self):
        self.acme.company_id = False
        self.petra.company_id = self.other_company
        self.assertFalse(self.days())
        self.petra.company_id = self.branch
        self.assertTrue(self.days())
