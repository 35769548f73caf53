from datetime import datetime

from odoo.tests import freeze_time, tagged

from .promise_common import PromiseCommon

FRIDAY = datetime(2026, 4, 3, 15, 10)  # 17:10 in Berlin


@tagged("post_install", "-at_install")
@freeze_time(FRIDAY)
class TestClockExplain(PromiseCommon):
    """A deadline says where it comes from, in the language and zone of whoever reads it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        calendar = cls.make_calendar((9, 18), zone="Europe/Berlin")
        cls.policy = cls.make_policy(amount=8, calendar_id=calendar.id)
        cls.env["resource.calendar.leaves"].create(
            {
                "name": "Easter Monday",
                "calendar_id": calendar.id,
                "company_id": cls.company.id,
                "date_from": "2026-04-05 22:00:00",
                "date_to": "2026-04-06 21:59:59",
            }
        )
        cls.rep.tz = "Europe/Berlin"

    def explained(self, promise, **context):
        promise = promise.with_user(self.rep).with_context(lang="en_US", tz=self.rep.tz, **context)
        return promise.explanation.replace("\u202f", " ")

    def test_start_hours_pause_and_holiday_make_the_deadline(self):
        promise = self.make_promise(start=FRIDAY)
        promise._pause("customer", now=datetime(2026, 4, 7, 7))
        promise._resume(datetime(2026, 4, 7, 10, 5))
        self.assertEqual(
            self.explained(promise),
            "Since Fri, Apr 3 5:10 PM + 8 working hours (Office), paused 3 h 05 (Waiting for the"
            " customer), holiday Mon, Apr 6 (Easter Monday) → Wed, Apr 8 10:15 AM.",
        )

    def test_it_says_what_became_of_the_promise(self):
        self.policy.calendar_id = False
        for hours, step, said in (
            (1, "_stop", "Kept Fri, Apr 3 6:10 PM."),
            (1, "_cancel", "Cancelled Fri, Apr 3 6:10 PM."),
            (10, "_stop", "Broken: ended Sat, Apr 4 3:10 AM, 2 h 00 too late."),
            (1, "_pause", "Paused since Fri, Apr 3 6:10 PM: Waiting for the customer."),
        ):
            promise = self.make_promise(start=FRIDAY)
            getattr(promise, step)(
                now=FRIDAY.replace(hour=15 + min(hours, 1))
                if hours == 1
                else datetime(2026, 4, 4, 1, 10)
            )
            self.assertIn(said, self.explained(promise))

    def test_broken_and_open_says_so(self):
        promise = self.make_promise(start=datetime(2026, 4, 1, 8))
        promise._settle(FRIDAY)
        self.assertIn("Broken, and still not kept.", self.explained(promise))
        excuse = self.env["care.sla.excuse"].with_user(self.manager)
        excuse.create({"clock_id": promise.id, "reason": "Snow closed the road."})
        self.assertIn("Excused by Manager: Snow closed the road.", self.explained(promise))

    def test_hours_that_are_not_known_are_told(self):
        self.policy.calendar_id.attendance_ids.unlink()
        self.assertIn("every hour counts", self.explained(self.make_promise(start=FRIDAY)))

    def test_each_reader_has_her_own_zone(self):
        self.policy.calendar_id = False
        promise = self.make_promise(start=FRIDAY)
        self.rep.tz = "Asia/Shanghai"
        self.assertIn("Since Fri, Apr 3 11:10 PM + 8 hours", self.explained(promise))

    def test_each_reader_has_her_own_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        self.policy.calendar_id = False
        promise = self.make_promise(start=FRIDAY).with_context(lang="zh_CN", tz="Asia/Shanghai")
        self.assertIn("4月3日周五", promise.explanation)
        self.assertIn("8 小时", promise.explanation)
