from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import tagged

from ..common import TODAY, CareCommon

MORNING = datetime(2026, 3, 10, 6)


@tagged("post_install", "-at_install")
class TestRemind(CareCommon):
    """Due touchpoints come before their responsible as activities; both close together."""

    def remind(self, now=MORNING):
        self.env["care.touchpoint"]._cron_remind_touchpoints(now=now)

    def test_what_is_due_is_reminded_once(self):
        due = self.make_touchpoint(
            self.acme, name="Ask for news", user_id=self.rep.id, date_planned=TODAY
        )
        later = self.make_touchpoint(
            self.acme, user_id=self.rep.id, date_planned=TODAY + timedelta(days=1)
        )
        for _run in range(2):
            self.remind()
        self.assertRecordValues(
            self.reminders_of(due | later),
            [
                {
                    "res_id": due.id,
                    "user_id": self.rep.id,
                    "summary": "Ask for news",
                    "date_deadline": TODAY,
                }
            ],
        )
        self.assertEqual(due.date_reminded, TODAY)

    def test_the_scheduled_action_reminds(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned="2000-01-01")
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_touchpoint_remind").method_direct_trigger()
        self.assertEqual(len(self.reminders_of(due)), 1)

    def test_reminding_sends_no_mail_and_costs_the_same_for_many(self):
        mails = self.env["mail.mail"].search_count([])
        for number in (1, 60):
            self.env["care.touchpoint"].create(
                [
                    {
                        "partner_id": self.acme.id,
                        "company_id": self.company.id,
                        "user_id": self.rep.id,
                        "date_planned": TODAY,
                    }
                    for _ in range(number)
                ]
            )
            self.env.flush_all()
            with self.assertQueryCount(60), self.subTest(touchpoints=number):
                self.remind()
                self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def test_one_bad_touchpoint_does_not_stop_the_others(self):
        good, bad = (
            self.make_touchpoint(self.acme, name=name, user_id=self.rep.id, date_planned=TODAY)
            for name in ("Good", "Bad")
        )
        create = type(self.env["mail.activity"]).create

        def create_or_fail(activities, vals_list):
            if any(vals["summary"] == "Bad" for vals in vals_list):
                raise ValueError("cannot be created")
            return create(activities, vals_list)

        with (
            self.patched(create_or_fail),
            self.assertLogs("odoo.addons.customer_care", "ERROR") as logs,
        ):
            self.remind()
        self.assertIn(str(bad.id), logs.output[0])
        self.assertEqual(self.reminders_of(good | bad).mapped("summary"), ["Good"])
        self.assertEqual(bad.date_reminded, TODAY, "out of the queue")
        self.assertEqual(bad.state, "planned")

    def patched(self, create):
        return patch.object(type(self.env["mail.activity"]), "create", create)

    def test_nobody_without_access_is_reminded(self):
        due = self.make_touchpoint(self.acme, user_id=self.employee.id, date_planned=TODAY)
        self.remind()
        self.assertFalse(self.reminders_of(due))

    def test_the_reminder_done_is_the_touchpoint_done(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.remind()
        reminder = self.reminders_of(due).with_user(self.rep)
        reminder.action_feedback("They are content")
        self.assertRecordValues(due, [{"state": "done", "topics": "They are content"}])
        self.assertTrue(self.file_of(self.acme).last_contact_date)

    def test_the_touchpoint_done_closes_the_reminder(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.remind()
        reminder = self.reminders_of(due)
        due.with_user(self.rep).action_done()
        self.assertFalse(reminder.active)
        self.assertFalse(self.reminders_of(due))

    def test_the_reminder_deleted_cancels_the_touchpoint(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.remind()
        self.reminders_of(due).with_user(self.rep).unlink()
        self.assertEqual(due.state, "cancelled")
        self.assertIn("Rep", due.cancel_reason)

    def test_the_touchpoint_cancelled_takes_the_reminder_along(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.remind()
        wizard = self.env["care.touchpoint.cancel"].with_user(self.rep)
        wizard.create(
            {"touchpoint_ids": due.ids, "reason": "Closed for stocktaking"}
        ).action_cancel()
        self.assertRecordValues(
            due, [{"state": "cancelled", "cancel_reason": "Closed for stocktaking"}]
        )
        self.assertFalse(self.reminders_of(due))

    def test_the_reminder_follows_date_and_responsible(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.remind()
        due.write({"date_planned": TODAY + timedelta(days=3), "user_id": self.colleague.id})
        self.assertRecordValues(
            self.reminders_of(due),
            [{"user_id": self.colleague.id, "date_deadline": TODAY + timedelta(days=3)}],
        )

    def test_an_activity_of_ones_own_closes_nothing(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        note = due.with_user(self.rep).activity_schedule(
            "mail.mail_activity_data_todo", summary="Prepare"
        )
        note.action_done()
        self.assertEqual(due.state, "planned")
