from odoo.tests import freeze_time, tagged

from ..common import NOW
from .promise_common import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPolicyMatch(PromiseCommon):
    """Which policy a promise is made of."""

    def promised(self, partner=None, **facts):
        """The policy for a return visit to a customer."""
        policies = self.env["care.sla.policy"]._set_of("return_visit", self.company)
        profile = self.file_of(partner or self.acme)
        touchpoint = self.make_touchpoint(profile.partner_id)
        return policies._match({**policies._facts(touchpoint, profile), **facts})

    def test_where_no_policy_holds_nothing_is_promised(self):
        self.make_policy("reply")
        self.make_policy(severity="major")
        self.make_policy(company_id=self.other_company.id)
        self.assertFalse(self.promised())
        touchpoint = self.make_touchpoint(self.acme)
        self.assertFalse(self.env["care.sla.clock"]._start("return_visit", touchpoint))

    def test_a_company_without_its_own_uses_the_shared_ones(self):
        shared = self.make_policy()
        self.make_policy(company_id=self.other_company.id)
        self.assertEqual(self.promised(), shared)

    def test_the_companys_own_comes_before_a_more_special_shared_one(self):
        self.make_policy(partner_ids=self.acme.ids)
        own = self.make_policy(company_id=self.company.id)
        self.assertEqual(self.promised(), own)

    def test_a_branch_promises_what_its_company_does(self):
        own = self.make_policy(company_id=self.company.id)
        self.make_policy()
        touchpoint = self.make_touchpoint(self.acme, company=self.branch)
        promise = self.env["care.sla.clock"]._start("return_visit", touchpoint)
        self.assertRecordValues(promise, [{"policy_id": own.id, "company_id": self.branch.id}])

    def test_customer_before_grade_before_severity_before_everybody(self):
        grade = self.file_of(self.acme).grade_id
        ladder = [
            self.make_policy(partner_ids=self.acme.ids, sequence=40),
            self.make_policy(grade_ids=grade.ids, severity="major", sequence=30),
            self.make_policy(grade_ids=grade.ids, sequence=20),
            self.make_policy(severity="major", sequence=10),
            self.make_policy(sequence=1),
        ]
        for policy in ladder:
            self.assertEqual(self.promised(severity="major"), policy)
            policy.active = False

    def test_what_is_equal_goes_by_sequence(self):
        self.make_policy(sequence=5)
        first = self.make_policy(sequence=4)
        self.assertEqual(self.promised(), first)

    def test_an_archived_grade_still_limits(self):
        grade = self.env["care.grade"].create({"name": "Gone", "code": "G", "active": False})
        self.make_policy(grade_ids=grade.ids)
        self.assertFalse(self.promised())

    def test_a_policy_says_in_words_what_it_promises(self):
        policy = self.make_policy(
            amount=8,
            calendar_id=self.make_calendar().id,
            partner_ids=self.acme.ids,
            severity="major",
            escalate_to="user",
            escalate_user_id=self.manager.id,
            escalate_hours=2,
        )
        self.assertEqual(
            policy.sentence,
            "The customer is asked within 8 working hours (Office) whether everything is well now."
            " It is promised only for: Acme and severity Major. The responsible person is warned 4"
            " hours before. Once it is 2 hours late, Manager is told.",
        )

    def test_one_day_is_said_in_the_singular(self):
        cases = [
            ({"amount": 1, "unit": "days"}, "1 day"),
            ({"amount": 1, "unit": "hours"}, "1 hour"),
            ({"amount": 2, "unit": "days"}, "2 days"),
            ({"amount": 1, "calendar_id": self.make_calendar().id}, "1 working hour (Office)"),
        ]
        for values, said in cases:
            with self.subTest(said):
                policy = self.make_policy(**values)
                self.assertIn(f"asked within {said} whether", policy.sentence)

    def test_a_changed_policy_changes_no_promise_that_was_made(self):
        policy = self.make_policy(amount=24)
        promise = self.make_promise()
        policy.amount = 2
        promise._pause(now=self.at(1))
        promise._resume(self.at(2))
        promise._rematch(self.at(3))
        self.assertRecordValues(promise, [{"deadline": self.at(25), "target_hours": 24}])

    # === REMATCHING === #

    def test_another_grade_is_promised_what_it_gets_from_the_start(self):
        self.make_policy(amount=24)
        fast = self.make_policy(amount=4, grade_ids=self.grade_b.ids)
        self.file_of(self.acme).grade_id = self.grade_a
        promise = self.make_promise()
        self.change_grade(self.acme, self.grade_b)
        self.assertRecordValues(promise, [{"policy_id": fast.id, "deadline": self.at(4)}])
        self.assertEqual(len(promise.history), 1)
        self.assertIn("Until", promise.explanation)

    def test_the_change_may_break_the_promise(self):
        self.make_policy(amount=24)
        self.make_policy(amount=4, grade_ids=self.grade_b.ids)
        promise = self.make_promise(start=self.at(-6))
        self.change_grade(self.acme, self.grade_b)
        self.assertRecordValues(promise, [{"state": "breached", "deadline": self.at(-2)}])

    def test_what_is_broken_is_not_promised_anew(self):
        slow = self.make_policy(amount=2, grade_ids=self.file_of(self.acme).grade_id.ids)
        self.make_policy(amount=96, grade_ids=self.grade_b.ids)
        promise = self.make_promise(start=self.at(-6))
        self.file_of(self.acme).grade_id = self.grade_b
        promise._rematch(self.now)
        self.assertRecordValues(promise, [{"state": "breached", "policy_id": slow.id}])

    def test_a_promise_that_no_policy_makes_any_more_is_cancelled(self):
        self.make_policy(amount=24, grade_ids=self.grade_a.ids)
        self.file_of(self.acme).grade_id = self.grade_a
        promise = self.make_promise()
        self.change_grade(self.acme, self.grade_b)
        self.assertEqual(promise.state, "cancelled")

    def test_archived_policies_promise_nothing_even_to_those_who_look_at_archived_records(self):
        self.make_policy(active=False)
        touchpoint = self.make_touchpoint(self.acme)
        Clock = self.env["care.sla.clock"].with_context(active_test=False)
        self.assertFalse(Clock._start("return_visit", touchpoint))

    def change_grade(self, customer, grade):
        profile = self.file_of(customer)
        profile.grade_id = grade
        profile._after_grade_change()
