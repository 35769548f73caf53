from datetime import date, datetime, timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

LOG_VIEW = "customer_care.care_touchpoint_view_form_log"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDealCheck(CareCommon):
    """The first contact after a deal asks how it went, and return visits are planned."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["care.occasion"].search([]).active = False
        cls.env["care.grade.cadence"].search([]).active = False
        cls.order = cls.make_order(cls.acme, 1000, TODAY - timedelta(days=4), user=cls.rep)
        cls.refresh()
        cls.questions = cls.env["care.check.question"].search([])
        cls.delivered, cls.problems = cls.questions[:2]
        cls.planned = cls.make_touchpoint(cls.acme, user_id=cls.rep.id, date_planned=TODAY)

    def open_log(self, touchpoint=None, user=None):
        touchpoint = touchpoint or self.planned
        self.rpc(user or self.rep, "care.touchpoint", "action_open_log", touchpoint.ids)
        return touchpoint

    def answer(self, question, answer, touchpoint=None):
        touchpoint = touchpoint or self.planned
        check = touchpoint.check_ids.filtered(lambda check: check.question_id == question)
        check.with_user(self.rep).answer = answer
        return check

    def done(self, touchpoint=None):
        self.rpc(self.rep, "care.touchpoint", "action_done", (touchpoint or self.planned).ids)

    # === THE CHECK === #

    def test_the_first_contact_after_a_deal_carries_the_questions(self):
        self.open_log()
        self.assertEqual(self.planned.order_id, self.order)
        self.assertEqual(self.planned.check_ids.question_id, self.questions)
        self.open_log()
        self.assertEqual(len(self.planned.check_ids), len(self.questions), "asked once")
        self.answer(self.delivered, "yes")
        self.done()
        self.assertEqual(self.planned.check_ids.question_id, self.delivered, "what was answered")
        following = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.assertFalse(self.open_log(following).check_ids, "asked by the first alone")

    def test_a_contact_that_nobody_planned_carries_them_too(self):
        Touchpoint = self.env["care.touchpoint"].with_user(self.rep)
        context = {"default_partner_id": self.petra.id, "allowed_company_ids": self.company.ids}
        with Form(Touchpoint.with_context(**context), view=LOG_VIEW) as form:
            form.topics = "How did it go?"
            self.assertEqual(len(form.check_ids), len(self.questions))
            with form.check_ids.edit(0) as check:
                check.answer = "yes"
        touchpoint = form.record
        self.assertEqual(touchpoint.order_id, self.order)
        self.done(touchpoint)
        self.assertRecordValues(
            touchpoint.check_ids,
            [{"question_id": self.delivered.id, "answer": "yes", "is_problem": False}],
        )

    def test_what_nobody_answered_waits_for_the_next_contact(self):
        self.open_log()
        self.done()
        self.assertFalse(self.planned.check_ids)
        self.assertFalse(self.planned.order_id)
        following = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.assertEqual(self.open_log(following).order_id, self.order)

    def test_a_problem_needs_a_next_step(self):
        self.open_log()
        check = self.answer(self.problems, "yes")
        self.assertTrue(check.is_problem)
        with self.assertRaisesRegex(UserError, "next step"):
            self.done()
        self.planned.with_user(self.rep).write(
            {"next_step": "Send the missing part", "next_step_date": "2026-03-12"}
        )
        self.done()
        following = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("origin", "=", "next_step")]
        )
        self.assertEqual(following.name, "Send the missing part")
        found = self.env["care.touchpoint"].search([("has_problem", "=", True)])
        self.assertEqual(found & (self.planned | following), self.planned)

    def test_answers_of_a_logged_contact_are_history(self):
        self.open_log()
        check = self.answer(self.delivered, "yes")
        self.done()
        with self.assertRaises(AccessError):
            check.with_user(self.rep).answer = "no"
        with self.assertRaises(AccessError):
            self.env["care.touchpoint.check"].with_user(self.rep).create(
                {"touchpoint_id": self.planned.id, "question_id": self.problems.id}
            )
        self.delivered.problem_answer = "yes"
        self.assertFalse(check.is_problem, "as the question stood when it was answered")

    def test_deals_that_are_not_asked_about(self):
        cases = {
            "promised for later": {"commitment_date": datetime(2026, 3, 20)},
            "too long ago": {"date_order": datetime(2025, 3, 1)},
            "cancelled": {"state": "cancel"},
        }
        for name, vals in cases.items():
            with self.subTest(name), self.cr.savepoint() as savepoint:
                self.order.write(vals)
                self.assertFalse(self.open_log().check_ids)
                savepoint.rollback()
                self.env.invalidate_all()
        self.company.care_check_days = 0
        self.assertFalse(self.open_log().check_ids)

    def test_who_does_not_see_the_contact_does_not_see_the_answers(self):
        self.open_log()
        Check = self.env["care.touchpoint.check"]
        for user, sees in ((self.rep, True), (self.colleague, False), (self.manager, True)):
            with self.subTest(user=user.name):
                context = {"allowed_company_ids": user.company_id.ids}
                found = (
                    Check.with_user(user)
                    .with_context(**context)
                    .search([("touchpoint_id", "=", self.planned.id)])
                )
                self.assertEqual(bool(found), sees)
        with self.assertRaises(AccessError):
            Check.with_user(self.employee).search([])
        with self.assertRaises(AccessError):
            self.delivered.with_user(self.rep).name = "Mine"

    def test_nobody_chooses_another_deal(self):
        other = self.make_order(self.acme)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.touchpoint", "write", self.planned.ids, {"order_id": other.id})

    # === RETURN VISITS === #

    def visits(self, today=TODAY):
        self.plan(today=today)
        return self.env["care.touchpoint"].search(
            [("order_id", "=", self.order.id), ("state", "=", "planned")]
        )

    def test_a_return_visit_after_the_promised_day(self):
        """Thursday and three days: the Monday after the Sunday."""
        self.order.commitment_date = datetime(2026, 3, 19, 9)
        self.assertRecordValues(
            self.visits(),
            [
                {
                    "origin": "follow_up",
                    "purpose": f"Return visit after {self.order.name}",
                    "user_id": self.rep.id,
                    "profile_id": self.file_of(self.acme).id,
                    "occurrence_date": date(2026, 3, 22),
                    "date_planned": date(2026, 3, 23),
                }
            ],
        )
        visit = self.visits()
        self.assertEqual(self.visits(today=date(2026, 4, 1)), visit, "what was missed stays open")
        works = self.env["care.work"].with_user(self.rep).search([("res_id", "=", visit.id)])
        with freeze_time("2026-03-23 09:00:00"):
            self.env.invalidate_all()
            works = self.env["care.work"].with_user(self.rep).search([("res_id", "=", visit.id)])
            self.assertEqual(works.name, f"Return visit after {self.order.name}")

    def test_the_return_visit_follows_the_order(self):
        self.order.commitment_date = datetime(2026, 3, 16, 9)
        first = self.visits()
        self.order.commitment_date = datetime(2026, 3, 17, 9)
        self.assertEqual(self.visits().occurrence_date, date(2026, 3, 20))
        self.assertFalse(first.exists())
        self.company.care_return_days = 0
        self.assertFalse(self.visits())
        self.company.care_return_days = 3
        self.assertTrue(self.visits())
        self.order._action_cancel()
        self.assertFalse(self.visits())

    def test_a_return_visit_is_planned_once(self):
        self.order.commitment_date = datetime(2026, 3, 16, 9)
        visit = self.visits()
        visit.with_user(self.rep)._cancel("Spoken with already")
        self.assertFalse(self.visits())

    def test_the_return_visit_asks_about_its_own_deal(self):
        self.order.commitment_date = datetime(2026, 3, 7, 9)
        visit = self.visits()
        self.make_order(self.acme, 5, TODAY - timedelta(days=1))
        self.open_log(visit)
        self.assertEqual(visit.order_id, self.order)
        self.assertTrue(visit.check_ids)
        self.done(visit)
        self.assertEqual(visit.order_id, self.order, "it remains the visit of this order")
