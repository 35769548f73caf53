from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common import NOW
from .promise_common import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestClockCheck(PromiseCommon):
    """Promises that run out are found, and the right people hear of it once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(amount=24, escalate_hours=2)
        # Another database's promises must not come between.
        cls.env["care.sla.clock"].search([("date_next_check", "!=", False)]).date_next_check = False

    def check(self, hours, minutes=0):
        self.env["care.sla.clock"]._cron_check_promises(self.at(hours, minutes))

    def told(self, user):
        """Subjects of what the user was told, oldest first."""
        messages = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
            ],
            order="id",
        )
        return messages.mapped("subject")

    def test_nothing_happens_before_its_time(self):
        promise = self.make_promise()
        self.check(20)
        self.assertRecordValues(promise, [{"state": "running", "is_warned": False}])
        self.assertFalse(self.told(self.rep))

    def test_the_responsible_is_warned_once_and_told_once(self):
        promise = self.make_promise()
        for minutes in (1, 5, 9):
            self.check(20, minutes)
        self.assertEqual(self.told(self.rep), ["Promises that run out soon: 1"])
        self.assertRecordValues(promise, [{"is_warned": True, "date_next_check": self.at(24)}])
        for minutes in (0, 1, 5):
            self.check(24, minutes)
        self.assertEqual(
            self.told(self.rep), ["Promises that run out soon: 1", "Broken promises: 1"]
        )
        self.assertRecordValues(promise, [{"state": "breached", "date_next_check": self.at(26)}])
        self.assertFalse(self.told(self.team_leader))

    def test_the_manager_of_the_responsible_hears_of_it_later_once(self):
        promise = self.make_promise()
        for hours in (25, 27, 28):
            self.check(hours)
        self.assertEqual(self.told(self.team_leader), ["Broken promises still not kept: 1"])
        self.assertFalse(self.told(self.manager))
        self.assertFalse(promise.date_next_check)

    def test_without_a_team_the_care_managers_hear_of_it(self):
        self.policy.escalate_hours = 0
        self.make_promise(self.dock)
        self.check(25)
        self.assertIn("Broken promises still not kept: 1", self.told(self.manager))

    def test_a_certain_person_hears_of_it_where_the_policy_says_so(self):
        self.policy.write({"escalate_to": "user", "escalate_user_id": self.steward.id})
        self.make_promise()
        self.check(27)
        self.assertEqual(len(self.told(self.steward)), 1)
        self.assertFalse(self.told(self.team_leader))

    def test_nobody_hears_of_it_where_the_policy_says_so(self):
        self.policy.write({"escalate_to": False, "warn_hours": 0})
        promise = self.make_promise()
        self.assertEqual(promise.date_next_check, self.at(24))
        self.check(30)
        self.assertFalse(promise.date_next_check)
        self.assertFalse(self.told(self.team_leader))

    def test_who_left_is_not_told_but_the_manager_is(self):
        promise = self.make_promise()
        self.rep.active = False
        self.check(21)
        self.assertTrue(promise.is_warned)
        self.assertFalse(self.told(self.rep))
        self.assertEqual(self.told(self.team_leader), ["Promises that run out soon: 1"])

    def test_one_message_tells_of_all(self):
        for _n in range(3):
            self.make_promise()
        self.check(21)
        self.assertEqual(self.told(self.rep), ["Promises that run out soon: 3"])

    def test_kept_late_is_not_escalated(self):
        promise = self.make_promise()
        self.check(25)
        promise._stop(self.at(25, 30))
        self.check(30)
        self.assertFalse(self.told(self.team_leader))

    def test_paused_is_neither_warned_of_nor_broken(self):
        promise = self.make_promise()
        promise._pause(now=self.at(1))
        self.check(99)
        self.assertEqual(promise.state, "paused")
        promise._resume(self.at(99))
        self.check(100)
        self.assertRecordValues(promise, [{"state": "running", "deadline": self.at(122)}])

    def test_a_deadline_that_moved_warns_anew(self):
        self.make_policy(amount=96, grade_ids=self.grade_b.ids)
        promise = self.make_promise()
        self.check(21)
        self.file_of(self.acme).grade_id = self.grade_b
        promise._rematch(self.at(22))
        self.assertRecordValues(promise, [{"is_warned": False, "date_next_check": self.at(92)}])

    def test_a_warning_is_not_repeated_after_a_pause(self):
        promise = self.make_promise()
        self.check(21)
        promise._pause(now=self.at(22))
        promise._resume(self.at(31))
        self.assertRecordValues(promise, [{"is_warned": True, "date_next_check": self.at(33)}])

    def test_a_bad_promise_does_not_stop_the_others(self):
        bad, good = self.make_promise(), self.make_promise(self.bolt)
        check = type(bad)._check

        def check_or_fail(clocks, now):
            if bad in clocks:
                raise ValueError("cannot be checked")
            return check(clocks, now)

        with (
            patch.object(type(bad), "_check", check_or_fail),
            self.assertLogs("odoo.addons.customer_care", "ERROR") as logs,
        ):
            self.check(25)
        self.assertIn(str(bad.id), logs.output[0])
        self.assertRecordValues(bad | good, [{"state": "running"}, {"state": "breached"}])
        self.assertGreater(bad.date_next_check, self.at(25))

    def test_the_scheduled_action_runs(self):
        promise = self.make_promise(start=self.at(-25))
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_sla_check").method_direct_trigger()
        self.assertEqual(promise.state, "breached")
        self.assertLessEqual(self.env.ref("customer_care.cron_sla_check").interval_number, 5)

    def test_the_nearing_can_be_searched(self):
        near, far = self.make_promise(start=self.at(-21)), self.make_promise()
        found = self.env["care.sla.clock"].search([("is_nearing", "=", True)])
        self.assertIn(near, found)
        self.assertNotIn(far, found)
        self.assertTrue(near.is_nearing)
        self.assertFalse(far.is_nearing)
