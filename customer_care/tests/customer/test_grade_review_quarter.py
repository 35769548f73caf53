from datetime import date

from odoo.tests import freeze_time, tagged

from ..common import CareCommon


@freeze_time("2026-04-02 03:30:00")
@tagged("post_install", "-at_install")
class TestGradeReviewQuarter(CareCommon):
    """Every quarter a review opens by itself, once, and tells the care managers once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600_000, "2026-03-01")
        cls.make_order(cls.bolt, 10, "2026-03-01")
        cls.refresh(today=date(2026, 3, 10))
        cls.make_order(cls.bolt, 700_000, "2026-03-20")
        cls.refresh(today=date(2026, 4, 2))

    def run_cron(self, day="2026-04-02"):
        self.env["care.grade.review"]._cron_open_reviews(date.fromisoformat(day))
        return self.reviews()

    def reviews(self, company=None):
        return self.env["care.grade.review"].search(
            [("company_id", "=", (company or self.company).id)], order="id"
        )

    def test_it_opens_with_its_proposals(self):
        self.assertRecordValues(
            self.run_cron(),
            [
                {
                    "name": "Review 2026 Q2",
                    "quarter_date": date(2026, 4, 1),
                    "date_apply": date(2026, 4, 2),
                    "state": "open",
                    "open_count": 1,
                }
            ],
        )
        self.assertEqual(self.reviews().change_ids.partner_id, self.bolt)

    def test_it_opens_once_however_often_it_runs(self):
        for day in "2026-04-01", "2026-04-01", "2026-04-02", "2026-04-10":
            self.run_cron(day)
        self.assertEqual(len(self.reviews()), 1)
        self.assertEqual(len(self.run_cron("2026-07-03")), 2)

    def test_only_in_the_first_days(self):
        for day in "2026-04-11", "2026-05-15", "2026-06-30":
            with self.subTest(day=day):
                self.assertFalse(self.run_cron(day))

    def test_a_review_opened_by_hand_is_that_of_the_quarter(self):
        self.env["care.grade.review"].create({"date": "2026-04-01"})
        self.assertEqual(len(self.run_cron()), 1)

    def test_each_care_manager_is_told_once(self):
        for _time in range(2):
            review = self.run_cron()
        mine = review.activity_ids.filtered(lambda activity: activity.user_id == self.manager)
        self.assertEqual(mine.mapped("summary"), ["Decide about 1 grade changes"])
        self.assertFalse(
            review.activity_ids.filtered(
                lambda a: a.user_id in self.rep | self.leader | self.steward
            )
        )

    def test_the_reminders_end_with_the_last_decision(self):
        review = self.run_cron()
        review.with_user(self.manager).action_approve()
        self.assertEqual(review.state, "done")
        self.assertFalse(review.activity_ids)

    def test_a_review_without_proposals_is_closed_and_told_to_nobody(self):
        self.file_of(self.bolt).sudo().grade_id = self.grade_a
        review = self.run_cron()
        self.assertEqual((review.state, review.change_count), ("done", 0))
        self.assertFalse(review.activity_ids)

    def test_companies_without_customers_have_none(self):
        self.run_cron()
        self.assertFalse(self.reviews(self.other_company))
        self.assertFalse(self.reviews(self.branch))

    def test_the_scheduled_action_runs_it(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_grade_review").method_direct_trigger()
        self.assertEqual(self.reviews().quarter_date, date(2026, 4, 1))

    def test_leaders_read_it(self):
        review = self.run_cron()
        [row] = self.rpc(self.leader, "care.grade.review", "read", review.ids, ["flow", "state"])
        self.assertEqual(row["flow"], [{"from": "C", "to": "A", "count": 1}])
