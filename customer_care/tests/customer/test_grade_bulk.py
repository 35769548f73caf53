from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradeBulk(CareCommon):
    """Thousands of proposals are decided by the statements of one; plans follow by the queue."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].create(
            [{"name": f"Many {number}", "is_company": True} for number in range(30)]
        )
        for customer in cls.many:
            cls.make_order(customer, 1_000)
        cls.make_order(cls.acme, 2_000)
        cls.refresh()
        cls.files = cls.env["care.profile"].search([("partner_id", "in", cls.many.ids)])
        cls.files.sudo().write({"grade_id": cls.grade_c.id})
        cls.refresh()
        cls.env["care.dirty"]._drain(today=TODAY)

    def proposals(self, files, **vals):
        """Proposals for grade B as a review makes them."""
        review = self.env["care.grade.review"].create({"state": "open", **vals})
        self.env["care.grade.change"].create(
            [
                {
                    "review_id": review.id,
                    "profile_id": file.id,
                    "partner_id": file.partner_id.id,
                    "company_id": file.company_id.id,
                    "old_grade_id": file.grade_id.id,
                    "new_grade_id": self.grade_b.id,
                    "origin": "review",
                    "date_apply": review.date_apply,
                }
                for file in files
            ]
        )
        return review.with_user(self.manager)

    def waiting(self):
        """Partners in the queue."""
        self.env.flush_all()
        self.cr.execute("SELECT DISTINCT partner_id FROM care_dirty")
        return {row[0] for row in self.cr.fetchall()}

    def test_plans_of_many_follow_by_the_queue(self):
        self.proposals(self.files).action_approve()
        self.assertEqual(set(self.files.mapped("grade_id.code")), {"B"})
        self.assertEqual(self.waiting(), set(self.many.ids))
        self.assertEqual(self.files[0].next_contact_date, TODAY + timedelta(days=90), "of C still")
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertEqual(set(self.files.mapped("next_contact_date")), {TODAY + timedelta(days=14)})
        self.assertEqual(
            set(
                self.files.touchpoint_ids.filtered("counts_as_contact").cadence_id.mapped(
                    "grade_id.code"
                )
            ),
            {"B"},
        )

    def test_plans_of_a_few_follow_at_once(self):
        self.proposals(self.files[:3]).action_approve()
        self.assertEqual(
            set(self.files[:3].mapped("next_contact_date")), {TODAY + timedelta(days=14)}
        )
        self.assertFalse(self.waiting())

    def test_approving_many_takes_the_statements_of_fewer(self):
        counts = []
        for files in self.files[:21], self.files[:21], self.files:  # the first fills caches
            with self.env.cr.savepoint() as savepoint:
                review = self.proposals(files)
                self.env.flush_all()
                before = self.cr.sql_log_count
                review.action_approve()
                counts.append(self.cr.sql_log_count - before)
                self.assertEqual(review.applied_count, len(files))
                savepoint.rollback()
        self.assertEqual(counts[1], counts[2])

    def test_a_review_approved_twice_is_applied_once(self):
        review = self.proposals(self.files)
        review.action_approve()
        review.action_approve()
        review.action_apply()
        applied = self.files.grade_change_ids.filtered(
            lambda change: change.review_id == review and change.state == "applied"
        )
        self.assertEqual(len(applied), len(self.files))
        with self.assertRaisesRegex(UserError, "Many 0, .*and 25 more is closed already"):
            applied.with_user(self.manager).sorted("id").action_approve()

    def test_a_filtered_list_is_approved_as_well(self):
        review = self.proposals(self.files)
        changes = review.change_ids[:25]
        self.rpc(self.manager, "care.grade.change", "action_approve", changes.ids)
        self.assertEqual(set(changes.mapped("state")), {"applied"})
        self.assertEqual(review.open_count, 5)
        self.assertEqual(review.state, "open")

    def test_a_filtered_list_is_rejected_and_adjusted_with_one_reason(self):
        review = self.proposals(self.files)
        changes = review.change_ids
        wizard = self.env["care.grade.decide"].with_user(self.manager)
        wizard.create({"change_ids": changes[:20].ids, "reason": "No"}).action_reject()
        wizard.create(
            {
                "change_ids": changes[20:].ids,
                "grade_id": self.grade_a.id,
                "lock_date": False,
                "reason": "Better",
            }
        ).action_adjust()
        self.assertRecordValues(
            review,
            [{"state": "done", "rejected_count": 20, "applied_count": 10, "adjusted_count": 10}],
        )
        self.assertEqual(set(self.files.mapped("grade_id.code")), {"A", "C"})

    def test_approved_ones_come_into_force_in_the_night_and_close_the_review(self):
        day = TODAY + timedelta(days=4)
        review = self.proposals(self.files, date_apply=day)
        review.action_approve()
        self.assertEqual(review.approved_count, 30)
        self.refresh(today=day - timedelta(days=1))
        self.assertEqual(set(self.files.mapped("grade_id.code")), {"C"})
        self.refresh(today=day)
        self.assertRecordValues(review, [{"state": "done", "applied_count": 30}])
        self.assertEqual(set(self.files.mapped("grade_since")), {day})
        self.refresh(today=day)
        self.assertEqual(review.applied_count, 30)

    def test_other_reviews_and_companies_are_left_alone(self):
        review, other = self.proposals(self.files[:25]), self.proposals(self.files[25:])
        review.action_approve()
        self.assertEqual((review.state, other.open_count), ("done", 5))
        self.assertEqual(set(self.files[25:].mapped("grade_id.code")), {"C"})
