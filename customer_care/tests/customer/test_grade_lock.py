from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradeLock(CareCommon):
    """A grade set by hand stays for its time, and a lower one comes only after patience."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.make_order(cls.bolt, 300)
        cls.make_order(cls.dock, 400000)
        cls.refresh()
        cls.file = cls.file_of(cls.bolt)

    def review(self):
        review = self.env["care.grade.review"].with_user(self.manager).create({})
        review.action_propose()
        return review.change_ids.partner_id

    def set_by_hand(self, grade, lock_date, user=None):
        wizard = self.env["care.grade.propose"].with_user(user or self.manager)
        wizard = wizard.with_context(active_model="care.profile", active_ids=self.file.ids)
        vals = {"grade_id": grade.id, "reason": "Strategic", "lock_date": lock_date}
        wizard.create(vals).action_propose()

    # === LOCK === #

    def test_a_grade_set_on_the_contact_is_kept_for_the_usual_time(self):
        self.company.care_grade_lock_months = 6
        self.bolt.with_user(self.manager).care_grade_id = self.grade_a
        self.assertEqual(self.file.grade_lock_date, TODAY + relativedelta(months=6))

    def test_no_usual_time_no_lock(self):
        self.company.care_grade_lock_months = 0
        self.bolt.with_user(self.manager).care_grade_id = self.grade_a
        self.assertFalse(self.file.grade_lock_date)

    def test_the_lock_comes_with_the_approval_of_a_rep_s_proposal(self):
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=90), self.colleague)
        self.assertFalse(self.file.grade_lock_date)
        self.file.grade_change_ids.filtered(lambda change: change.state == "proposed").with_user(
            self.manager
        ).action_approve()
        self.assertEqual(self.file.grade_lock_date, TODAY + timedelta(days=90))

    def test_reviews_leave_the_grade_alone_until_the_day(self):
        self.company.care_grade_patience_months = 0
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=20))
        self.assertNotIn(self.bolt, self.review())
        with freeze_time(TODAY + timedelta(days=20)):
            self.assertNotIn(self.bolt, self.review())
        with freeze_time(TODAY + timedelta(days=21)):
            self.assertIn(self.bolt, self.review())

    def test_the_manager_keeps_the_grade_that_the_customer_has(self):
        before = self.file.grade_change_ids
        self.set_by_hand(self.file.grade_id, TODAY + timedelta(days=90))
        self.assertEqual(self.file.grade_lock_date, TODAY + timedelta(days=90))
        self.assertEqual(self.file.grade_change_ids, before)

    def test_a_rep_locks_nothing(self):
        self.set_by_hand(self.file.grade_id, TODAY + timedelta(days=90), self.colleague)
        self.assertFalse(self.file.grade_lock_date)
        with self.assertRaises(AccessError):
            self.file.with_user(self.colleague).grade_lock_date = TODAY

    def test_a_manager_lets_go(self):
        self.company.care_grade_patience_months = 0
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=20))
        with self.assertRaises(AccessError):
            self.rpc(self.colleague, "care.profile", "action_unlock_grade", self.file.ids)
        self.rpc(self.manager, "care.profile", "action_unlock_grade", self.file.ids)
        self.assertFalse(self.file.grade_lock_date)
        self.assertIn(self.bolt, self.review())

    def test_the_next_change_ends_the_lock(self):
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=90))
        self.set_by_hand(self.grade_b, False)
        self.assertRecordValues(
            self.file, [{"grade_id": self.grade_b.id, "grade_lock_date": False}]
        )

    def test_the_page_tells_until_when(self):
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=90))
        outlook = self.rpc(self.manager, "care.profile", "get_customer_page", self.bolt.id)[
            "outlook"
        ]
        self.assertEqual(outlook["locked_until"], "2026-06-08")
        self.assertEqual(outlook["next_review_date"], "2026-04-01")
        self.assertIn("Kept by hand until 06/08/2026.", outlook["notes"])

    # === PATIENCE === #

    def let_fail(self):
        """A without its turnover since today."""
        self.set_by_hand(self.grade_a, False)
        self.refresh()

    def test_failing_is_noted_once_and_forgotten_when_it_is_over(self):
        self.let_fail()
        self.assertEqual(self.file.grade_failing_since, TODAY)
        self.refresh(today=TODAY + timedelta(days=9))
        self.assertEqual(self.file.grade_failing_since, TODAY)
        self.make_order(self.bolt, 900000, TODAY + timedelta(days=10))
        self.refresh(today=TODAY + timedelta(days=10))
        self.assertFalse(self.file.grade_failing_since)

    def test_a_lower_grade_is_proposed_after_patience(self):
        self.let_fail()
        self.assertNotIn(self.bolt, self.review())
        with freeze_time("2026-06-09 09:00:00"):
            self.assertNotIn(self.bolt, self.review())
        with freeze_time("2026-06-10 09:00:00"):
            self.assertIn(self.bolt, self.review())

    def test_a_better_grade_is_proposed_at_once(self):
        self.make_order(self.bolt, 700000)
        self.refresh()
        self.assertIn(self.bolt, self.review())

    def test_a_new_grade_starts_patience_anew(self):
        self.let_fail()
        self.set_by_hand(self.grade_b, False)
        self.assertFalse(self.file.grade_failing_since)
        self.refresh(today=TODAY + timedelta(days=5))
        self.assertEqual(self.file.grade_failing_since, TODAY + timedelta(days=5))

    def test_the_page_tells_since_and_until_when(self):
        self.let_fail()
        outlook = self.file._grade_outlook()
        self.assertEqual(outlook["failing_since"], "2026-03-10")
        self.assertEqual(
            outlook["notes"],
            ["Fails since 03/10/2026; a lower grade is proposed from 06/10/2026 on."],
        )

    # === PLATFORM === #

    def test_merged_customers_keep_lock_and_judgements(self):
        prospect = self.make_customer("Twin", self.rep)
        self.env["care.profile"]._ensure(prospect, self.company)
        self.set_by_hand(self.grade_a, TODAY + timedelta(days=90))
        self.file.with_user(self.manager).write(
            {"is_strategic": True, "industry_influence": "high"}
        )
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((prospect | self.bolt).ids, prospect, extra_checks=False)
        self.assertRecordValues(
            self.file_of(prospect),
            [
                {
                    "grade_id": self.grade_a.id,
                    "grade_lock_date": TODAY + timedelta(days=90),
                    "is_strategic": True,
                    "industry_influence": "high",
                }
            ],
        )
