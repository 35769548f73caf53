from datetime import date, timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY
from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestOccasionReplan(OccasionCommon):
    """What was planned follows the facts, but for what people decided."""

    def test_another_birthday_is_another_plan(self):
        touchpoint = self.reminded()
        reminder = touchpoint.reminder_id
        self.petra.care_birthday = date(1980, 4, 2)
        self.assertEqual(self.days(), [date(2026, 4, 2)])
        self.assertFalse((touchpoint.exists() or reminder.exists()), "withdrawn, reminder and all")
        self.petra.care_birthday = False
        self.assertFalse(self.days())

    def test_another_birthday_is_planned_soon(self):
        """The queue of changed customers does not wait for the night."""
        self.plan(self.acme)
        self.env.flush_all()
        self.env["care.dirty"].search([]).unlink()
        self.petra.care_birthday = date(1980, 4, 2)
        self.env.flush_all()
        queue = self.env["care.dirty"].search([])
        self.assertIn(self.acme.id, queue.mapped("partner_id"))
        self.assertEqual(set(queue.mapped("company_id")), {self.company.id})

    def test_another_lead_is_another_day(self):
        self.plan(self.acme)
        for lead, expected in ((5, date(2026, 3, 25)), (40, TODAY), (1, date(2026, 3, 29))):
            self.occasion.lead_days = lead
            self.plan(self.acme)
            with self.subTest(lead=lead):
                self.assertEqual(self.planned().date_planned, expected)

    def test_another_channel(self):
        self.plan(self.acme)
        self.occasion.channel = "call"
        self.plan(self.acme)
        self.assertEqual(self.planned().channel, "call")

    def test_an_occasion_put_away(self):
        self.plan(self.acme)
        self.occasion.active = False
        self.plan(self.acme)
        self.assertFalse(self.planned())

    def test_the_audience_moves_on(self):
        self.occasion.grade_ids = self.file_of(self.acme).grade_id
        self.plan(self.acme)
        self.assertTrue(self.planned())
        other = (self.grade_a | self.grade_b | self.grade_c) - self.occasion.grade_ids
        self.acme.with_user(self.manager).with_company(self.company).care_grade_id = other[0]
        self.assertFalse(self.planned(), "at once, with the change of the grade")

    def test_the_owner_changes(self):
        touchpoint = self.reminded()
        self.acme.user_id = self.colleague
        self.plan(self.acme)
        self.assertEqual(touchpoint.user_id, self.colleague)
        self.assertEqual(self.reminders_of(touchpoint).user_id, self.colleague)
        self.occasion.user_id = self.member
        self.plan(self.acme)
        self.assertEqual(touchpoint.user_id, self.member)

    def test_who_left_is_not_greeted(self):
        self.plan(self.acme)
        self.petra.active = False
        self.plan()
        self.assertFalse(self.planned())

    def test_who_moved_is_greeted_by_those_who_know_her_now(self):
        self.plan(self.acme)
        self.petra.parent_id = self.bolt
        self.plan()
        self.assertFalse(self.planned())
        self.assertRecordValues(
            self.planned(self.bolt), [{"contact_id": self.petra.id, "user_id": self.colleague.id}]
        )

    def test_customers_put_away(self):
        self.plan(self.acme)
        self.file_of(self.acme).date_retired = TODAY
        self.plan()
        self.assertFalse(self.planned())

    def test_done_and_cancelled_are_not_planned_again(self):
        self.plan(self.acme)
        self.planned().with_user(self.rep)._cancel("Does not want to be congratulated")
        self.plan(self.acme)
        self.assertFalse(self.planned())
        self.petra.care_birthday = date(1980, 4, 2)
        self.plan(self.acme)
        self.planned()._finish(date_done="2026-03-10 08:00:00")
        self.plan(self.acme)
        self.assertFalse(self.planned())
        self.assertTrue(self.days(today=date(2027, 2, 20)), "next year it is")

    def test_what_a_person_moved_stays(self):
        self.plan(self.acme)
        moved = self.planned()
        moved.with_user(self.rep).date_planned = TODAY + timedelta(days=3)
        self.petra.care_birthday = False
        self.plan(self.acme)
        self.assertEqual(self.planned(), moved)

    def test_people_do_not_write_what_the_engine_plans(self):
        self.plan(self.acme)
        vals = {"occasion_id": self.make_occasion("Other").id}
        with self.assertRaisesRegex(AccessError, "Occasion"):
            self.rpc(self.rep, "care.touchpoint", "write", self.planned().ids, vals)
