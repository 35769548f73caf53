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
            self.acme, user_id=self.rep.id, date_planned=TODAY + timedelta(days=2)
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
        self.company.care_reminder_limit = 100
        self.remind()  # who acts for whom is worked out once
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
            with self.assertQueryCount(80), self.subTest(touchpoints=number):
                self.remind()
                self.env.flush_all()
        self.assertEqual(self.env["mail.mail"].search_count([]), mails)

    def plan_for(self, user, number, **vals):
        return self.env["care.touchpoint"].create(
            [
                {
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "user_id": user.id,
                    "date_planned": TODAY - timedelta(days=number - n),
                    **vals,
                }
                for n in range(number)
            ]
        )

    def test_who_is_reminded_hears_of_what_is_written_there(self):
        """Reminders of thousands subscribe nobody; the first message does."""
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        due.message_unsubscribe(due.message_partner_ids.ids)
        self.remind()
        self.assertFalse(due.message_partner_ids)
        words = {"body": "Take the new catalogue along", "message_type": "comment"}
        message = due.with_user(self.manager).message_post(**words, subtype_xmlid="mail.mt_comment")
        self.assertIn(self.rep.partner_id, message.notified_partner_ids)

    def test_nobodys_activities_are_flooded(self):
        """The oldest come first; what is done makes room for the next."""
        self.company.care_reminder_limit = 3
        many = self.plan_for(self.rep, 10)
        one = self.plan_for(self.colleague, 1)
        for _hour in range(2):
            self.remind()
        self.assertEqual(self.reminders_of(many).mapped("res_id"), many[:3].ids)
        self.assertEqual(len(self.reminders_of(one)), 1, "others are not held up")
        many[1].with_user(self.rep).action_done()
        self.remind()
        self.assertEqual(
            set(self.reminders_of(many).mapped("res_id")), set((many[0] | many[2:4]).ids)
        )

    def test_no_limit_reminds_of_all(self):
        self.company.care_reminder_limit = 0
        many = self.plan_for(self.rep, 60)
        self.remind()
        self.assertEqual(len(self.reminders_of(many)), 60)

    def test_it_is_reminded_of_days_ahead(self):
        self.company.care_reminder_days = 3
        early = self.make_touchpoint(
            self.acme, user_id=self.rep.id, date_planned=TODAY + timedelta(days=3)
        )
        late = self.make_touchpoint(
            self.acme, user_id=self.rep.id, date_planned=TODAY + timedelta(days=4)
        )
        self.remind()
        self.assertRecordValues(
            self.reminders_of(early | late), [{"date_deadline": TODAY + timedelta(days=3)}]
        )

    def test_nobody_is_reminded_of_those_who_left_or_want_no_mail(self):
        self.petra.email = "petra@acme.example"
        other = self.make_contact("Olga", self.acme, email="olga@acme.example")
        self.env["mail.blacklist"]._add(other.email)
        gone, unwanted, call = (
            self.make_touchpoint(
                self.acme,
                user_id=self.rep.id,
                date_planned=TODAY,
                contact_id=contact.id,
                channel=channel,
            )
            for contact, channel in ((self.petra, "call"), (other, "mail"), (other, "call"))
        )
        self.portal_user.active = False
        self.petra.active = False
        self.remind()
        self.assertEqual(self.reminders_of(gone | unwanted | call).mapped("res_id"), call.ids)

    def test_archived_people_are_not_reminded(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned=TODAY)
        self.rep.active = False
        self.remind()
        self.assertFalse(self.reminders_of(due))

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
