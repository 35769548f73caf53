from contextlib import contextmanager
from datetime import date, datetime, timedelta
from unittest.mock import patch

from odoo import Command
from odoo.sql_db import Cursor
from odoo.tests import tagged

from ..common import NOW, TODAY, CareCommon

TEXT = "Good morning"
MAIL = """From: Petra <petra@acme.example>
To: info@harbour.example
Subject: Pumps
Message-Id: <{number}@acme.example>
Date: {date}
{headers}Content-Type: text/plain

We need more of them.
"""


class ContactFactsCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.email = "petra@acme.example"
        cls.acme.email = "office@acme.example"
        cls.order = cls.make_order(cls.acme, 1_000, TODAY - timedelta(days=200))
        cls.make_order(cls.acme, 1_000, company=cls.other_company)
        cls.make_order(cls.bolt, 1_000)
        cls.refresh()
        cls.file = cls.file_of(cls.acme)
        cls.theirs = cls.file_of(cls.acme, cls.other_company)

    def assert_contact(self, day=TODAY, count=1, file=None):
        """That is what the file says at once; a refresh of all agrees, and the night plans."""
        file = file or self.file
        figures = [{"last_contact_date": day, "contact_count_12m": count}]
        self.assertRecordValues(file, figures)
        self.refresh()
        self.assertRecordValues(file, figures)

    def assert_no_contact(self, file=None):
        self.assert_contact(False, 0, file)


@tagged("post_install", "-at_install")
class TestContactMeetings(ContactFactsCommon):
    """A meeting that took place is a contact."""

    def meet(self, *partners, start="2026-03-09 14:00:00", hours=1, **vals):
        start = datetime.fromisoformat(start)
        return (
            self.env["calendar.event"]
            .with_user(self.rep)
            .create(
                {
                    "name": "Lunch",
                    "start": start,
                    "stop": start + timedelta(hours=hours),
                    "partner_ids": [
                        Command.set([partner.id for partner in (self.rep.partner_id, *partners)])
                    ],
                    **vals,
                }
            )
        )

    def test_meeting_with_a_contact_entered_afterwards(self):
        self.meet(self.petra)
        self.assert_contact(date(2026, 3, 9))
        self.assert_no_contact(self.theirs)

    def test_next_contact_is_counted_from_it_and_planned_soon(self):
        self.file.grade_id = self.grade_b
        self.env["care.dirty"]._drain(today=TODAY)
        self.meet(self.petra)
        self.assertEqual(self.file.next_contact_date, date(2026, 3, 23))
        self.env["care.dirty"]._drain(today=TODAY)
        planned = self.file.touchpoint_ids.filtered("cadence_id.counts_as_contact")
        self.assertEqual(planned.occurrence_date, date(2026, 3, 23))

    def test_meeting_to_come_is_none_until_it_has_passed(self):
        self.meet(self.petra, start="2026-03-10 08:30:00")
        self.assert_no_contact()
        tomorrow = TODAY + timedelta(days=1)
        self.refresh(today=tomorrow)
        self.assertRecordValues(self.file, [{"last_contact_date": TODAY, "contact_count_12m": 1}])

    def test_cancelled_meeting(self):
        meeting = self.meet(self.petra)
        meeting.active = False
        self.assert_no_contact()
        meeting.active = True
        self.assert_contact(date(2026, 3, 9))

    def test_deleted_meeting(self):
        meeting = self.meet(self.petra)
        meeting.unlink()
        self.env["care.dirty"]._drain(today=TODAY)
        self.assert_no_contact()

    def test_meeting_moved_into_the_future(self):
        meeting = self.meet(self.petra)
        meeting.write({"start": "2026-03-12 08:00:00", "stop": "2026-03-12 09:00:00"})
        self.assert_no_contact()
        meeting.write({"start": "2026-03-02 08:00:00", "stop": "2026-03-02 09:00:00"})
        self.assert_contact(date(2026, 3, 2))

    def test_whoever_declined_was_not_there(self):
        meeting = self.meet(self.petra)
        attendee = meeting.attendee_ids.filtered(lambda a: a.partner_id == self.petra)
        attendee.do_decline()
        self.assert_no_contact()
        attendee.do_accept()
        self.assert_contact(date(2026, 3, 9))

    def test_attendee_added_and_removed_afterwards(self):
        meeting = self.meet()
        self.assert_no_contact()
        meeting.partner_ids = [Command.link(self.petra.id)]
        self.assert_contact(date(2026, 3, 9))
        meeting.partner_ids = [Command.unlink(self.petra.id)]
        self.assert_no_contact()

    def test_meeting_of_several_of_them_is_one(self):
        self.meet(self.petra, self.acme)
        self.assert_contact(date(2026, 3, 9))

    def test_two_meetings_on_a_day_are_two(self):
        self.meet(self.petra)
        self.meet(self.petra, start="2026-03-09 17:00:00")
        self.assert_contact(date(2026, 3, 9), 2)

    def test_meeting_without_any_of_us(self):
        self.meet(self.petra, user_id=False, partner_ids=[Command.set(self.petra.ids)])
        self.assert_no_contact()

    def test_whole_day_is_its_date(self):
        self.meet(self.petra, allday=True, start_date="2026-03-05", stop_date="2026-03-05")
        self.assertEqual(self.file.last_contact_date, date(2026, 3, 5))

    def test_day_is_the_company_s(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        self.meet(self.petra, start="2026-03-08 20:00:00")
        self.assert_contact(date(2026, 3, 9))


@tagged("post_install", "-at_install")
class TestContactActivities(ContactFactsCommon):
    """A call or meeting that was done is a contact."""

    def talk(self, record, kind="call", user=None):
        activity = self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref(f"mail.mail_activity_data_{kind}").id,
                "res_model_id": self.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "user_id": (user or self.rep).id,
                "date_deadline": TODAY,
            }
        )
        self.assert_no_contact()
        user = user or self.rep
        activity = activity.with_user(user).with_context(allowed_company_ids=user.company_id.ids)
        activity.action_feedback(feedback="All well")
        return activity

    def test_call_with_the_customer(self):
        self.talk(self.acme)
        self.assert_contact()
        self.assert_no_contact(self.theirs)

    def test_meeting_with_a_contact(self):
        self.talk(self.petra, "meeting")
        self.assert_contact()

    def test_call_about_a_lead(self):
        lead = self.env["crm.lead"].create(
            {
                "name": "Line",
                "partner_id": self.petra.id,
                "company_id": self.company.id,
                "user_id": self.rep.id,
            }
        )
        self.talk(lead)
        self.assert_contact()

    def test_call_about_an_order(self):
        self.order.user_id = self.rep
        self.talk(self.order)
        self.assert_contact()

    def test_on_a_contact_the_company_is_the_one_who_calls_s(self):
        self.talk(self.acme, user=self.other_rep)
        self.assert_no_contact()
        self.assert_contact(file=self.theirs)

    def test_our_own_work_is_none(self):
        for kind in ("todo", "email", "upload_document"):
            self.talk(self.acme, kind)
        self.assert_no_contact()

    def test_cancelled_call(self):
        activity = self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.acme.id,
                "user_id": self.rep.id,
            }
        )
        activity.unlink()
        self.assert_no_contact()

    def test_call_that_was_not_done_after_all(self):
        self.talk(self.acme).active = True
        self.assert_no_contact()

    def test_deleted_call(self):
        self.talk(self.acme).unlink()
        self.env["care.dirty"]._drain(today=TODAY)
        self.assert_no_contact()

    def test_reminder_and_its_touchpoint_are_one_contact(self):
        touchpoint = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        touchpoint.reminder_id.action_done()
        self.assert_contact()

    def test_one_conversation_in_several_records_is_one_contact(self):
        self.talk(self.acme)
        self.make_touchpoint(self.acme)._finish()
        self.assert_contact()
        self.make_touchpoint(self.acme, channel="visit")._finish()
        self.assert_contact(count=2)


@tagged("post_install", "-at_install")
class TestContactMessages(ContactFactsCommon):
    """What the customer writes is a contact, what we send is none."""

    def receive(self, number=1, day="Tue, 10 Mar 2026 08:00:00 +0000", thread=None, **headers):
        text = MAIL.format(
            number=number,
            date=day,
            headers="".join(f"{name}: {value}\n" for name, value in headers.items()),
        )
        self.env["mail.thread"].message_process(
            "res.partner", text, thread_id=(thread or self.acme).id
        )
        message = self.env["mail.message"].search([("message_id", "=", f"<{number}@acme.example>")])
        self.assertEqual(message.author_id, self.petra)
        return message

    def test_mail_received(self):
        self.receive(day="Mon, 9 Mar 2026 08:00:00 +0000")
        self.assert_contact(date(2026, 3, 9))

    def test_mail_on_a_contact_counts_for_each_company(self):
        self.receive()
        self.assert_contact()
        self.assert_contact(file=self.theirs)

    def test_exchange_of_mails_is_one_conversation_a_day(self):
        for number in range(3):
            self.receive(number)
        self.receive(3, "Mon, 9 Mar 2026 08:00:00 +0000")
        self.assert_contact(count=2)

    def test_automatic_answers(self):
        for number, headers in enumerate(
            (
                {"Auto-Submitted": "auto-replied"},
                {"X-Autoreply": "yes"},
                {"Precedence": "auto_reply"},
            )
        ):
            self.assertTrue(self.receive(number, **headers).care_is_automatic)
        self.assert_no_contact()

    def test_mail_that_says_it_is_none(self):
        self.assertFalse(self.receive(**{"Auto-Submitted": "no"}).care_is_automatic)
        self.assert_contact()

    def test_comment_in_the_portal(self):
        self.order.with_user(self.portal_user).sudo().message_post(
            body=TEXT,
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            author_id=self.petra.id,
        )
        self.assert_contact()
        self.assert_no_contact(self.theirs)

    def test_what_we_write(self):
        self.acme.with_user(self.rep).message_post(
            body=TEXT, message_type="comment", subtype_xmlid="mail.mt_comment"
        )
        self.assert_no_contact()

    def test_notifications_in_her_name(self):
        for kind in ("notification", "auto_comment", "out_of_office", "email_outgoing"):
            self.acme.message_post(body=TEXT, message_type=kind, author_id=self.petra.id)
        self.assert_no_contact()

    def test_deleted_message(self):
        self.receive().unlink()
        self.env["care.dirty"]._drain(today=TODAY)
        self.assert_no_contact()

    def test_mails_fetched_by_a_scheduled_action_are_not_committed(self):
        """They are processed in the transaction of the one who fetches them."""
        with patch.object(type(self.env["ir.cron"]), "_commit_progress") as commit:
            self.env = self.env(context={**self.env.context, "cron_id": 1})
            self.receive()
            self.make_touchpoint(self.acme)._finish()
        commit.assert_not_called()
        self.assertEqual(self.file.last_contact_date, TODAY)


@tagged("post_install", "-at_install")
class TestContactCost(ContactFactsCommon):
    """Cheap for those whom it does not concern, and the same for one and for many."""

    @contextmanager
    def queries(self):
        execute, queries = Cursor.execute, []

        def counted(cursor, query, *args, **kwargs):
            queries.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            yield queries

    def test_our_messages_cost_nothing(self):
        record = self.acme.with_user(self.rep)
        record.message_post(body=TEXT, message_type="comment")
        with self.queries() as queries:
            record.message_post(body=TEXT, message_type="comment")
            self.env.flush_all()
        self.assertTrue(queries)
        self.assertFalse([query for query in queries if "care_profile" in query])

    def test_meetings_to_come_cost_nothing(self):
        with self.queries() as queries:
            self.env["calendar.event"].create(
                {
                    "name": "Lunch",
                    "start": "2026-03-20 10:00:00",
                    "stop": "2026-03-20 11:00:00",
                    "partner_ids": [Command.set(self.petra.ids)],
                }
            )
            self.env.flush_all()
        self.assertFalse([query for query in queries if "care_profile" in query])

    def test_messages_of_many_cost_the_queries_of_one(self):
        people = self.env["res.partner"].union(
            *(self.make_customer(f"Many {number}") for number in range(80))
        )
        for person in people:
            self.env["care.profile"]._ensure(person, self.company)
        counts = []
        for authors in (people[:1], people[1:2], people[2:]):
            vals = [
                {
                    "author_id": author.id,
                    "message_type": "comment",
                    "body": "Hello",
                    "model": "res.partner",
                    "res_id": author.id,
                    "date": NOW,
                }
                for author in authors
            ]
            with self.queries() as queries:
                self.env["mail.message"].create(vals)
            counts.append(len([query for query in queries if "care_" in query]))
        self.assertEqual(counts[1], counts[2])
        self.assertEqual(set(self.file_of(people[-1]).mapped("last_contact_date")), {TODAY})
