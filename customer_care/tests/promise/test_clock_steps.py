from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW
from .promise_common import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClockSteps(PromiseCommon):
    """Each promise begins, waits and ends as it should, and says so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(amount=24)

    def test_a_promise_runs_from_its_start(self):
        promise = self.make_promise()
        self.assertRecordValues(
            promise,
            [
                {
                    "state": "running",
                    "policy_id": self.policy.id,
                    "partner_id": self.acme.id,
                    "profile_id": self.file_of(self.acme).id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "date_start": self.at(0),
                    "deadline": self.at(24),
                    "date_warn": self.at(20),
                    "date_next_check": self.at(20),
                    "date_end": False,
                    "late_hours": False,
                }
            ],
        )

    def test_many_are_promised_in_as_many_queries_as_one(self):
        touchpoints = self.env["care.touchpoint"].create(
            [{"partner_id": self.acme.id, "company_id": self.company.id} for _n in range(40)]
        )
        counts = []
        for group in (touchpoints[:1], touchpoints[1:]):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.env["care.sla.clock"]._start("return_visit", group, self.now)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)

    def test_what_is_promised_already_is_not_promised_twice(self):
        promise = self.make_promise()
        again = promise._start("return_visit", promise.touchpoint_id, self.at(1))
        self.assertEqual(again, promise)
        self.assertEqual(len(promise.touchpoint_id.clock_ids), 1)

    def test_kept_in_time(self):
        promise = self.make_promise()
        promise._stop(self.at(24))
        self.assertRecordValues(
            promise,
            [{"state": "met", "date_end": self.at(24), "late_hours": 0, "date_next_check": False}],
        )

    def test_kept_too_late_is_broken_and_says_by_how_much(self):
        promise = self.make_promise()
        promise._stop(self.at(26, 30))
        self.assertRecordValues(
            promise, [{"state": "breached", "date_end": self.at(26, 30), "late_hours": 2.5}]
        )

    def test_waiting_for_the_customer_does_not_count(self):
        promise = self.make_promise()
        promise._pause("customer", now=self.at(2))
        self.assertRecordValues(promise, [{"state": "paused", "date_next_check": False}])
        promise._resume(self.at(7))
        self.assertRecordValues(
            promise, [{"state": "running", "deadline": self.at(29), "paused_hours": 5}]
        )
        promise._stop(self.at(28))
        self.assertEqual(promise.state, "met")

    def test_a_paused_promise_can_be_kept(self):
        promise = self.make_promise()
        promise._pause(now=self.at(2))
        promise._stop(self.at(90))
        self.assertRecordValues(promise, [{"state": "met", "paused_hours": 88}])

    def test_a_reply_is_never_paused(self):
        self.make_policy("reply", amount=24)
        reply = self.make_promise(kind="reply")
        reply._pause(now=self.at(1))
        self.assertEqual(reply.state, "running")
        self.assertFalse(reply.pause_ids)

    def test_a_broken_promise_is_not_mended_by_a_pause(self):
        promise = self.make_promise()
        promise._pause(now=self.at(25))
        self.assertEqual(promise.state, "breached")
        self.assertFalse(promise.pause_ids)

    def test_cancelled_is_not_broken(self):
        promise = self.make_promise()
        promise._cancel(self.at(3))
        self.assertRecordValues(
            promise, [{"state": "cancelled", "date_end": self.at(3), "late_hours": False}]
        )

    def test_cancelling_does_not_hide_what_was_broken_before(self):
        promise = self.make_promise()
        promise._cancel(self.at(25))
        self.assertRecordValues(promise, [{"state": "breached", "late_hours": 1}])

    def test_nothing_changes_what_has_ended_not_even_our_own_code(self):
        promise = self.make_promise()
        promise._stop(self.at(1))
        deadline = promise.deadline
        promise._pause(now=self.at(2))
        promise._resume(self.at(3))
        promise._cancel(self.at(4))
        promise._stop(self.at(50))
        promise._assign(self.colleague)
        self.assertRecordValues(
            promise,
            [
                {
                    "state": "met",
                    "date_end": self.at(1),
                    "deadline": deadline,
                    "user_id": self.rep.id,
                }
            ],
        )
        for values in ({"deadline": self.at(99)}, {"state": "running", "date_end": False}):
            with self.assertRaisesRegex(UserError, "has ended"):
                promise.sudo().write(values)
        with self.assertRaisesRegex(UserError, "history"):
            promise.sudo().unlink()

    def test_a_pause_that_is_over_stays_as_it_was(self):
        promise = self.make_promise()
        promise._pause(now=self.at(1))
        promise._resume(self.at(2))
        with self.assertRaisesRegex(UserError, "over"):
            promise.pause_ids.sudo().date_end = self.at(20)
        with self.assertRaisesRegex(UserError, "deleted"):
            promise.pause_ids.sudo().unlink()

    def test_opened_anew_has_a_clock_of_its_own(self):
        first = self.make_promise()
        first._stop(self.at(30))
        second = first._start("return_visit", first.touchpoint_id, self.at(40))
        self.assertNotEqual(second, first)
        self.assertRecordValues(
            first | second,
            [
                {"state": "breached", "date_end": self.at(30), "deadline": self.at(24)},
                {"state": "running", "date_end": False, "deadline": self.at(64)},
            ],
        )

    def test_a_step_in_the_past_counts_as_the_step_before_it(self):
        promise = self.make_promise()
        promise._pause(now=self.at(5))
        promise._stop(self.at(-9))
        self.assertRecordValues(promise, [{"state": "met", "date_end": self.at(5)}])

    def test_working_hours_leave_out_nights_and_holidays(self):
        calendar = self.make_calendar()
        self.policy.write({"amount": 8, "calendar_id": calendar.id})
        self.env["resource.calendar.leaves"].create(
            {
                "name": "Founders' Day",
                "calendar_id": calendar.id,
                "company_id": self.company.id,
                "date_from": "2026-03-11 00:00:00",
                "date_to": "2026-03-11 23:59:59",
            }
        )
        promise = self.make_promise(start=self.at(4))  # Tuesday 13:00
        self.assertEqual(promise.deadline, self.at(52))  # Thursday 13:00
        promise._stop(self.at(54))
        self.assertEqual(promise.late_hours, 2)

    def test_the_holidays_of_another_company_do_not_count(self):
        self.policy.write({"amount": 8, "calendar_id": self.make_calendar().id})
        holiday = self.env["resource.calendar.leaves"].create(
            {
                "name": "Ridge Day",
                "calendar_id": False,
                "date_from": "2026-03-10 00:00:00",
                "date_to": "2026-03-12 23:59:59",
            }
        )
        holiday.company_id = self.other_company
        self.assertEqual(self.make_promise().deadline, self.at(8))

    def test_a_calendar_that_lost_its_hours_counts_day_and_night(self):
        calendar = self.make_calendar()
        self.policy.write({"amount": 8, "calendar_id": calendar.id})
        before = self.make_promise()
        before._pause(now=self.at(1))
        calendar.attendance_ids.unlink()
        self.assertRecordValues(
            self.make_promise(), [{"deadline": self.at(8), "lacks_hours": True}]
        )
        before._resume(self.at(4))
        self.assertRecordValues(before, [{"deadline": self.at(11), "lacks_hours": True}])

    def test_a_calendar_without_hours_is_refused(self):
        flexible = self.make_calendar(flexible_hours=True)
        empty = self.make_calendar()
        empty.attendance_ids.unlink()
        for calendar in (flexible, empty):
            with self.assertRaisesRegex(UserError, "does not say in which hours"):
                self.make_policy(calendar_id=calendar.id)

    def test_a_promise_has_exactly_one_subject(self):
        promise = self.make_promise()
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            promise.touchpoint_id = False
            promise.flush_recordset()
        self.assertIn("subject_one", str(caught.exception))

    def test_a_subject_with_a_promise_is_not_deleted(self):
        promise = self.make_promise()
        with (
            self.assertRaises(IntegrityError) as caught,
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            promise.touchpoint_id.unlink()
        self.assertIn("care_sla_clock", str(caught.exception))

    def test_nothing_can_be_promised_about_what_no_room_promised(self):
        with self.assertRaisesRegex(ValueError, "Nothing can be promised about res.partner"):
            self.env["care.sla.clock"]._start("return_visit", self.acme)

    def test_an_excuse_stands_beside_the_broken_promise(self):
        promise = self.make_promise()
        Excuse = self.env["care.sla.excuse"].with_user(self.manager)
        with self.assertRaisesRegex(UserError, "Only a broken promise"), self.cr.savepoint():
            Excuse.create({"clock_id": promise.id, "reason": "Snow"})
        promise._stop(self.at(30))
        excuse = Excuse.create(
            {"clock_id": promise.id, "reason": "Snow", "user_id": self.rep.id, "date": "2020-01-01"}
        )
        self.assertRecordValues(excuse, [{"user_id": self.manager.id, "date": self.at(0)}])
        self.assertEqual(promise.state, "breached")
