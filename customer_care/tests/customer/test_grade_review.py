from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradeReview(CareCommon):
    """The review proposes with evidence, a manager decides, the decision is applied."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner, amount in (
            (cls.acme, 600000),
            (cls.bolt, 120000),
            (cls.crane, 500),
            (cls.dock, 400),
        ):
            cls.make_order(partner, amount)
        cls.refresh()
        cls.Review = cls.env["care.grade.review"].with_user(cls.manager)

    def review(self, **vals):
        review = self.Review.create(vals)
        review.action_propose()
        return review

    def decide(self, changes, how, user=None, **vals):
        """Reject or adjust as the dialog does."""
        changes = changes.with_user(user or self.manager)
        action = getattr(changes, f"action_{how}")()
        wizard = changes.env[action["res_model"]].with_context(**action["context"]).create(vals)
        return getattr(wizard, f"action_{how}")()

    def let_fail(self, customer, months=3):
        """Let the customer have sold next to nothing for so many months."""
        customer.sale_order_ids._action_cancel()
        self.make_order(customer, 10)
        self.refresh()
        file = self.file_of(customer).sudo()
        file.grade_failing_since = TODAY - relativedelta(months=months)

    def test_nothing_to_propose_where_grades_fit(self):
        review = self.review()
        self.assertFalse(review.change_ids)
        self.assertEqual(review.state, "open")

    def test_it_proposes_what_the_figures_ask_for_with_evidence(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        self.assertRecordValues(
            review.change_ids.sorted("partner_id"),
            [
                {
                    "partner_id": self.bolt.id,
                    "old_grade_id": self.grade_b.id,
                    "new_grade_id": self.grade_a.id,
                    "state": "proposed",
                    "origin": "review",
                    "user_id": self.manager.id,
                },
                {
                    "partner_id": self.dock.id,
                    "old_grade_id": self.grade_c.id,
                    "new_grade_id": self.grade_b.id,
                    "state": "proposed",
                    "origin": "review",
                    "user_id": self.manager.id,
                },
            ],
        )
        text = review.change_ids.sorted("partner_id")[0].evidence_text
        self.assertRegex(text, r"Turnover 12 Months .*620,000.* ≥ .*500,000.* ✓")
        self.assertEqual(self.file_of(self.bolt).grade_id, self.grade_b, "proposed, not applied")
        self.assertCountEqual(
            review.flow,
            [{"from": "B", "to": "A", "count": 1}, {"from": "C", "to": "B", "count": 1}],
        )

    def test_a_downgrade_shows_what_is_no_longer_met(self):
        self.let_fail(self.acme)
        change = self.review().change_ids.filtered(lambda c: c.partner_id == self.acme)
        self.assertEqual(change.new_grade_id, self.grade_c)
        self.assertRegex(change.evidence_text, r"10.* ≥ .*500,000.* ✗.*fails A since 12/10/2025")

    def test_looking_again_adds_and_repeats_nothing(self):
        self.make_order(self.bolt, 500000)
        self.refresh()
        review = self.review()
        review.action_propose()
        self.assertEqual(len(review.change_ids), 1)
        self.make_order(self.dock, 200000)
        self.refresh()
        review.action_propose()
        self.assertEqual(review.change_ids.partner_id, self.bolt | self.dock)

    def test_approving_all_applies_and_closes(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        review.action_approve()
        self.assertEqual(set(review.change_ids.mapped("state")), {"applied"})
        self.assertEqual(review.state, "done")
        self.assertRecordValues(
            self.file_of(self.bolt), [{"grade_id": self.grade_a.id, "grade_since": TODAY}]
        )
        with self.assertRaisesRegex(UserError, "closed"):
            review.action_propose()

    def test_rejected_and_adjusted_ones_stay_in_the_review_with_their_reasons(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        bolt, dock = review.change_ids.sorted("partner_id")
        self.decide(bolt, "reject", reason="One large order")
        self.assertEqual(review.state, "open")
        self.decide(dock, "adjust", grade_id=self.grade_a.id, reason="Strategic")
        self.assertRecordValues(
            bolt | dock,
            [
                {
                    "state": "rejected",
                    "new_grade_id": self.grade_a.id,
                    "proposed_grade_id": False,
                    "decision": "One large order",
                    "decided_user_id": self.manager.id,
                },
                {
                    "state": "applied",
                    "new_grade_id": self.grade_a.id,
                    "proposed_grade_id": self.grade_b.id,
                    "decision": "Strategic",
                    "decided_user_id": self.manager.id,
                },
            ],
        )
        self.assertRecordValues(
            self.file_of(self.dock),
            [
                {
                    "grade_id": self.grade_a.id,
                    "grade_since": TODAY,
                    "grade_lock_date": TODAY + relativedelta(months=12),
                }
            ],
        )
        self.assertRecordValues(
            review,
            [
                {
                    "state": "done",
                    "change_count": 2,
                    "open_count": 0,
                    "applied_count": 1,
                    "adjusted_count": 1,
                    "rejected_count": 1,
                    "decided_percent": 100,
                }
            ],
        )
        self.assertEqual(review.flow, [{"from": "C", "to": "A", "count": 1}])

    def test_adjusting_to_the_present_grade_keeps_it(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        self.decide(review.change_ids, "adjust", grade_id=self.grade_b.id, reason="Wait a year")
        self.assertRecordValues(
            review.change_ids.sorted("partner_id"),
            [
                {"partner_id": self.bolt.id, "state": "rejected", "decision": "Wait a year"},
                {"partner_id": self.dock.id, "state": "applied", "decision": "Wait a year"},
            ],
        )
        self.assertEqual(self.file_of(self.bolt).grade_id, self.grade_b)

    def test_a_rejected_proposal_comes_again_in_the_next_review_only(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        change = review.change_ids.filtered(lambda c: c.partner_id == self.bolt)
        self.decide(change, "reject", reason="Not yet")
        review.action_propose()
        self.assertEqual(len(review.change_ids), 2)
        review.action_approve()
        self.assertEqual(self.review().change_ids.partner_id, self.bolt)

    def test_a_whole_review_is_rejected_with_one_reason(self):
        self.make_order(self.bolt, 500000)
        self.make_order(self.dock, 200000)
        self.refresh()
        review = self.review()
        self.decide(review, "reject", reason="The figures of March are wrong")
        self.assertEqual(
            set(review.change_ids.mapped("decision")), {"The figures of March are wrong"}
        )
        self.assertEqual((review.state, review.rejected_count), ("done", 2))

    def test_the_day_may_be_moved_until_it_is_decided(self):
        self.make_order(self.bolt, 500000)
        self.refresh()
        review = self.review()
        review.date_apply = TODAY + timedelta(days=5)
        review.action_approve()
        self.assertRecordValues(
            review.change_ids, [{"state": "approved", "date_apply": TODAY + timedelta(days=5)}]
        )
        self.refresh(today=TODAY + timedelta(days=5))
        self.assertEqual((review.change_ids.state, review.state), ("applied", "done"))

    def test_approved_changes_wait_for_their_day(self):
        self.make_order(self.bolt, 500000)
        self.refresh()
        review = self.review(date_apply=TODAY + timedelta(days=22))
        review.action_approve()
        self.assertEqual(review.change_ids.state, "approved")
        self.assertEqual(review.state, "open")
        with freeze_time(TODAY + timedelta(days=22)):
            review.action_apply()
        self.assertEqual((review.change_ids.state, review.state), ("applied", "done"))

    def test_a_customer_with_an_open_change_is_left_alone(self):
        self.bolt.with_user(self.colleague).care_grade_id = self.grade_c
        self.make_order(self.bolt, 500000)
        self.refresh()
        self.assertFalse(self.review().change_ids)

    def test_other_companies_are_left_alone(self):
        self.make_order(self.acme, 10, company=self.other_company)
        self.refresh()
        self.file_of(self.acme, self.other_company).grade_id = self.grade_c
        self.assertFalse(self.review().change_ids)

    def test_only_managers_review(self):
        with self.assertRaises(AccessError):
            self.env["care.grade.review"].with_user(self.rep).create({})
        review = self.review()
        with self.assertRaises(AccessError):
            review.with_user(self.leader).action_propose()

    def test_proposing_costs_the_same_queries_for_many(self):
        customers = self.env["res.partner"].union(
            *(self.make_customer(f"Many {number}") for number in range(40))
        )
        for customer in customers:
            self.make_order(customer, 100)
        self.refresh(customers)
        self.env["care.profile"].search(
            [("partner_id", "in", customers.ids)]
        ).grade_id = self.grade_c  # they tie in the top tenth
        review = self.Review.create({})
        with self.assertQueryCount(25):
            review.action_propose()
        self.assertGreaterEqual(len(review.change_ids), 40)
