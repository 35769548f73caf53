from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestGenerate(CareCommon):
    """Touchpoints planned by the cadence of the grade."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # Harbour's own two grades: a call every 14 days, or product news every 90 without contact
        cls.grade = cls.env["care.grade"].create(
            {
                "name": "Call",
                "code": "K",
                "company_id": cls.company.id,
                "cadence_ids": [
                    (0, 0, {"name": "Ring", "channel": "call", "interval_days": 14}),
                    (
                        0,
                        0,
                        {
                            "name": "News",
                            "channel": "mail",
                            "interval_days": 40,
                            "max_days": 90,
                            "counts_as_contact": False,
                        },
                    ),
                ],
            }
        )
        cls.ring, cls.news = cls.grade.cadence_ids
        cls.make_order(cls.acme, 1000, TODAY - timedelta(days=4))
        cls.refresh(cls.acme)
        cls.file = cls.file_of(cls.acme)

    def planned(self, cadence=None):
        domain = [("profile_id", "=", self.file.id), ("state", "=", "planned")]
        if cadence:
            domain.append(("cadence_id", "=", cadence.id))
        return self.env["care.touchpoint"].search(domain)

    def test_each_line_of_the_cadence_is_planned_once(self):
        """Nobody spoke yet: the contact counts from the last order, the news from the grade."""
        self.plan(self.acme)
        self.assertRecordValues(
            self.planned(),
            [
                {
                    "cadence_id": self.ring.id,
                    "occurrence_date": TODAY + timedelta(days=10),
                    "date_planned": TODAY + timedelta(days=10),
                    "user_id": self.rep.id,
                    "origin": "cadence",
                    "channel": "call",
                    "purpose": "Ring",
                },
                {
                    "cadence_id": self.news.id,
                    "occurrence_date": TODAY + timedelta(days=40),
                    "date_planned": TODAY + timedelta(days=40),
                    "user_id": self.rep.id,
                    "origin": "cadence",
                    "channel": "mail",
                    "purpose": "News",
                },
            ],
        )

    def test_planning_again_writes_nothing(self):
        self.plan()
        query = "SELECT id, xmin FROM care_touchpoint ORDER BY id"
        self.env.cr.execute(query)
        before = self.env.cr.fetchall()
        self.env.cr.execute("SELECT last_value FROM care_touchpoint_id_seq")
        sequence = self.env.cr.fetchone()
        self.plan()
        self.env.cr.execute(query)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.env.cr.execute("SELECT last_value FROM care_touchpoint_id_seq")
        self.assertEqual(self.env.cr.fetchone(), sequence, "no id is burnt")

    def test_nothing_beyond_the_horizon(self):
        self.env["care.touchpoint"]._generate(
            horizon_days=30, today=TODAY, partners=self.acme, company=self.company
        )
        self.assertEqual(self.planned().cadence_id, self.ring)

    def test_what_should_have_happened_is_planned_for_today_once(self):
        later = TODAY + timedelta(days=100)
        for day in (later, later + timedelta(days=1)):
            self.plan(self.acme, today=day)
        overdue = self.planned(self.ring)
        self.assertRecordValues(
            overdue,
            [{"occurrence_date": TODAY + timedelta(days=10), "date_planned": later}],
        )

    def test_a_contact_moves_the_next_one(self):
        self.plan(self.acme)
        first = self.planned(self.ring)
        visit = self.make_touchpoint(self.acme, channel="visit", name="Passing by")
        visit._finish(date_done="2026-03-10 08:00:00")
        self.assertRecordValues(
            self.file,
            [
                {
                    "last_contact_date": TODAY,
                    "next_contact_date": TODAY + timedelta(days=14),
                    "contact_count_12m": 1,
                }
            ],
        )
        self.assertFalse(first.exists(), "the engine withdraws what it planned too early")
        self.assertEqual(self.planned(self.ring).occurrence_date, TODAY + timedelta(days=14))
        self.assertEqual(
            self.planned(self.news).occurrence_date,
            TODAY + timedelta(days=40),
            "news keep their own rhythm",
        )

    def test_due_turns_into_late_after_the_maximum(self):
        """Ideally every 14 days, at most 30; the last sign of the customer is 4 days old."""
        self.ring.max_days = 30
        self.refresh(self.acme)
        self.assertEqual(self.file.contact_limit_date, TODAY + timedelta(days=26))
        for days, is_due, is_late in ((9, False, False), (10, True, False), (27, True, True)):
            with freeze_time(TODAY + timedelta(days=days)), self.subTest(days=days):
                self.file.invalidate_recordset()
                self.assertEqual(self.file.is_contact_due, is_due)
                self.assertEqual(self.file.is_contact_late, is_late)
                late = self.env["care.profile"].search(
                    [("id", "=", self.file.id), ("is_contact_late", "=", True)]
                )
                self.assertEqual(bool(late), is_late)

    def test_news_are_no_contact(self):
        self.plan(self.acme)
        self.planned(self.news)._finish(date_done="2026-03-10 08:00:00")
        self.assertRecordValues(
            self.file,
            [{"last_contact_date": False, "next_contact_date": TODAY + timedelta(days=10)}],
        )
        self.assertEqual(self.planned(self.news).occurrence_date, TODAY + timedelta(days=40))

    def test_a_cancelled_contact_does_not_move_the_next_date(self):
        self.plan(self.acme)
        self.planned(self.ring)._cancel("On holiday")
        self.assertEqual(self.file.next_contact_date, TODAY + timedelta(days=10))
        self.assertEqual(
            self.planned(self.ring).occurrence_date,
            TODAY + timedelta(days=24),
            "the line goes on from the cancelled day: nobody is forgotten",
        )

    def test_what_a_person_moved_stays(self):
        self.plan(self.acme)
        moved = self.planned(self.ring)
        moved.with_user(self.rep).date_planned = TODAY + timedelta(days=20)
        self.make_touchpoint(self.acme)._finish(date_done="2026-03-10 08:00:00")
        self.assertTrue(moved.exists())
        self.assertRecordValues(
            moved,
            [
                {
                    "date_planned": TODAY + timedelta(days=20),
                    "occurrence_date": TODAY + timedelta(days=10),
                    "is_edited": True,
                }
            ],
        )
        self.assertEqual(self.planned(self.ring), moved, "one open touchpoint a line")

    def test_another_grade_has_another_rhythm(self):
        self.plan(self.acme)
        visits = self.env["care.grade"].create(
            {
                "name": "Visit",
                "code": "V",
                "company_id": self.company.id,
                "cadence_ids": [(0, 0, {"name": "Visit", "channel": "visit", "interval_days": 30})],
            }
        )
        self.acme.with_user(self.manager).with_company(self.company).care_grade_id = visits
        self.assertRecordValues(
            self.planned(),
            [{"cadence_id": visits.cadence_ids.id, "occurrence_date": TODAY + timedelta(days=26)}],
        )
        self.assertEqual(self.file.next_contact_date, TODAY + timedelta(days=26))

    def test_prospects_have_no_cadence(self):
        self.env["care.profile"]._ensure(self.dock, self.company)
        self.file_of(self.dock).grade_id = self.grade
        self.plan(self.dock)
        self.assertFalse(self.env["care.touchpoint"].search([("partner_id", "=", self.dock.id)]))

    def test_where_nobody_owns_the_customer_the_last_seller_acts(self):
        self.make_order(self.dock, day=date(2026, 3, 1), user=self.colleague)
        self.make_order(self.dock, day=date(2026, 3, 2), user=self.rep)
        self.make_order(self.dock, day=date(2026, 3, 3), user=self.seller)
        self.refresh(self.dock)
        self.plan(self.dock)
        touchpoints = self.env["care.touchpoint"].search([("partner_id", "=", self.dock.id)])
        self.assertEqual(touchpoints.user_id, self.rep, "the seller has no access to care")

    def test_open_touchpoints_follow_the_owner(self):
        self.plan(self.acme)
        kept = self.planned(self.news)
        kept.with_user(self.rep).date_planned = TODAY + timedelta(days=41)
        self.acme.user_id = self.colleague
        self.plan(self.acme)
        self.assertEqual(self.planned(self.ring).user_id, self.colleague)
        self.assertEqual(kept.user_id, self.rep, "planned by hand")

    def test_planning_many_costs_the_queries_of_one(self):
        customers = self.env["res.partner"].union(
            *(self.make_customer(f"Many {number}", self.rep) for number in range(80))
        )
        for customer in customers:
            self.make_order(customer)
        self.refresh(customers)
        self.plan(customers[0])
        for number in (1, 80):
            with self.assertQueryCount(40), self.subTest(customers=number):
                self.env["care.touchpoint"]._generate(
                    today=TODAY + timedelta(days=number),
                    partners=customers[:number],
                    company=self.company,
                )
