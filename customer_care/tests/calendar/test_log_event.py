from datetime import date, datetime, timedelta

from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import NOW, TODAY, CareCommon

LOG_VIEW = "customer_care.care_touchpoint_view_form_log"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestLogEvent(CareCommon):
    """Meetings, calls and mails are logged filled in; a salon is logged once for all."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.paul = cls.make_contact("Paul", cls.acme)
        cls.dora = cls.make_contact("Dora", cls.dock)

    def meet(self, *guests, start=f"{TODAY} 06:00:00", **vals):
        guests = self.env["res.partner"].union(*guests)
        meeting = (
            self.env["calendar.event"]
            .with_user(self.rep)
            .create(
                {
                    "name": "Lunch",
                    "start": start,
                    "stop": datetime.fromisoformat(start) + timedelta(minutes=90),
                    "partner_ids": [Command.set((self.rep.partner_id | guests).ids)],
                    **vals,
                }
            )
        )
        return meeting.with_user(self.env.user)

    def log_of(self, meeting, user=None):
        return self.rpc(user or self.rep, "calendar.event", "action_care_log", meeting.ids)

    def fill_in(self, action, topics="Prices", user=None):
        """Answer the dialog of an action and save it, as the client does."""
        env = self.env(user=user or self.rep)
        model = env[action["res_model"]].with_context(
            **action["context"], allowed_company_ids=self.company.ids
        )
        view = LOG_VIEW if action["res_model"] == "care.touchpoint" else None
        with Form(model, view=view) as form:
            form.topics = topics
        getattr(form.record, "action_done" if view else "action_log")()
        return form.record

    def records_of(self, meeting):
        return self.env["care.touchpoint"].search([("event_id", "=", meeting.id)], order="id")

    def next_steps(self):
        return self.env["care.touchpoint"].search(
            [("origin", "=", "next_step"), ("partner_id", "in", self.customers.ids)]
        )

    def logged_events(self):
        return self.env["care.touchpoint"].search(
            [("origin", "=", "event"), ("company_id", "=", self.company.id)]
        )

    # === ONE CUSTOMER === #

    def test_a_meeting_fills_the_log_in(self):
        meeting = self.meet(self.petra, self.colleague.partner_id)
        touchpoint = self.fill_in(self.log_of(meeting))
        self.assertRecordValues(
            touchpoint,
            [
                {
                    "state": "done",
                    "origin": "event",
                    "event_id": meeting.id,
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "channel": "meeting",
                    "name": "Lunch",
                    "date_done": datetime(2026, 3, 10, 6),
                    "duration_minutes": 90,
                    "participant_ids": self.colleague.partner_id.ids,
                }
            ],
        )

    def test_a_logged_meeting_is_one_contact(self):
        meeting = self.meet(self.petra)
        count = self.file_of(self.acme).contact_count_12m
        self.assertEqual(count, 1)
        self.fill_in(self.log_of(meeting))
        self.assertEqual(self.file_of(self.acme).contact_count_12m, 1)

    def test_a_logged_meeting_of_a_whole_day_is_one_contact_wherever_we_are(self):
        day = date(2026, 2, 3)
        for zone in "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Shanghai":
            self.company.partner_id.tz = zone
            customer = self.make_customer(f"Customer in {zone}", self.rep)
            self.make_order(customer)
            meeting = self.meet(
                self.make_contact("Guest", customer),
                start=f"{day} 08:00:00",
                allday=True,
                start_date=day,
                stop_date=day,
            )
            self.fill_in(self.log_of(meeting))
            with self.subTest(zone=zone):
                self.refresh(customer, company=self.company)
                self.assertRecordValues(
                    self.file_of(customer), [{"last_contact_date": day, "contact_count_12m": 1}]
                )

    def test_two_guests_of_one_customer_are_one_record(self):
        meeting = self.meet(self.petra, self.paul)
        touchpoint = self.fill_in(self.log_of(meeting))
        self.assertRecordValues(
            touchpoint,
            [
                {
                    "partner_id": self.acme.id,
                    "contact_id": False,
                    "participant_ids": (self.petra | self.paul).ids,
                }
            ],
        )

    def test_a_next_step_of_a_meeting_is_none_of_its_records(self):
        meeting = self.meet(self.petra)
        action = self.log_of(meeting)
        action["context"].update(
            default_next_step="Send the offer", default_next_step_date="2026-03-20"
        )
        self.fill_in(action)
        step = self.next_steps()
        self.assertRecordValues(
            step,
            [
                {
                    "name": "Send the offer",
                    "event_id": False,
                    "date_happened": False,
                    "topics": False,
                }
            ],
        )

    def test_a_meeting_is_logged_once(self):
        meeting = self.meet(self.petra)
        touchpoint = self.fill_in(self.log_of(meeting))
        action = self.log_of(meeting)
        self.assertEqual((action["res_id"], action["views"]), (touchpoint.id, [(False, "form")]))

    def test_who_declined_did_not_take_part(self):
        meeting = self.meet(self.petra, self.dora)
        meeting.attendee_ids.filtered(lambda a: a.partner_id == self.dora).state = "declined"
        action = self.log_of(meeting)
        self.assertEqual(action["context"]["default_contact_id"], self.petra.id)

    def test_a_meeting_that_lies_ahead_is_not_logged(self):
        meeting = self.meet(self.petra, start=f"{TODAY} 10:00:00")
        with self.assertRaisesRegex(UserError, "lies ahead"):
            self.log_of(meeting)

    # === MANY CUSTOMERS === #

    def test_a_salon_is_a_record_of_each_customer(self):
        meeting = self.meet(self.petra, self.paul, self.dora, name="Salon")
        action = self.log_of(meeting)
        self.assertEqual(action["res_model"], "care.touchpoint.event")
        self.fill_in(action, "The new pumps")
        common = {"state": "done", "origin": "event", "topics": "The new pumps", "name": "Salon"}
        self.assertRecordValues(
            self.records_of(meeting).sorted("partner_id"),
            [
                {**common, "partner_id": self.acme.id, "contact_id": False},
                {**common, "partner_id": self.dock.id, "contact_id": self.dora.id},
            ],
        )
        for customer in self.acme, self.dock:
            self.assertRecordValues(
                self.file_of(customer), [{"last_contact_date": TODAY, "contact_count_12m": 1}]
            )

    def test_selected_customers_are_logged_in_one_go(self):
        files = self.file_of(self.acme) | self.file_of(self.dock)
        form = Form(
            self.env["care.touchpoint.event"]
            .with_user(self.rep)
            .with_context(active_model="care.profile", active_ids=files.ids)
        )
        required = {
            name
            for name in form._view["fields"]
            if form._get_modifier(name, "required") and not form._get_modifier(name, "invisible")
        }
        self.assertEqual(required, {"partner_ids", "channel", "topics"})
        form.topics = "Training\nHow to mount them"
        form.save().action_log()
        records = self.logged_events()
        self.assertEqual(records.partner_id, self.acme | self.dock)
        self.assertRecordValues(
            records.event_id,
            [{"name": "Training", "partner_ids": self.rep.partner_id.ids, "user_id": self.rep.id}],
        )
        self.assertEqual(self.file_of(self.dock).contact_count_12m, 1)

    def test_contacts_selected_in_a_list_are_not_invited(self):
        people = self.petra | self.dora
        wizard = (
            self.env["care.touchpoint.event"]
            .with_user(self.rep)
            .with_context(
                active_model="res.partner", active_id=people.ids[0], active_ids=people.ids
            )
            .create({"topics": "Training"})
        )
        wizard.action_log()
        records = self.logged_events()
        self.assertEqual(records.contact_id, people)
        self.assertEqual(records.event_id.partner_ids, self.rep.partner_id)

    def test_each_customer_of_a_salon_gets_the_next_step(self):
        self.env["care.touchpoint.event"].with_user(self.rep).create(
            {
                "partner_ids": [Command.set((self.acme | self.dock).ids)],
                "topics": "Training",
                "next_step": "Send the slides",
                "next_step_date": "2026-03-12",
            }
        ).action_log()
        steps = self.next_steps()
        self.assertEqual(steps.partner_id, self.acme | self.dock)
        self.assertEqual(set(steps.mapped("name")), {"Send the slides"})

    def test_who_is_logged_already_is_named(self):
        meeting = self.meet(self.petra, self.dora)
        action = self.log_of(meeting)
        self.fill_in(action)
        with self.assertRaisesRegex(UserError, "logged for Acme already"):
            self.fill_in(action)

    # === MAILS AND CALLS === #

    def write_mail(self, author):
        return self.env["mail.message"].create(
            {
                "author_id": author.id,
                "message_type": "email",
                "subject": "Larger pump",
                "date": f"{TODAY} 07:00:00",
                "model": "res.partner",
                "res_id": author.commercial_partner_id.id,
                "partner_ids": (self.rep | self.member).partner_id.ids,
            }
        )

    def test_a_mail_fills_the_log_in(self):
        message = self.write_mail(self.petra)
        action = self.rpc(self.rep, "mail.message", "action_care_log", message.ids)
        self.assertRecordValues(
            self.fill_in(action),
            [
                {
                    "contact_id": self.petra.id,
                    "channel": "mail",
                    "name": "Larger pump",
                    "date_done": datetime(2026, 3, 10, 7),
                    "participant_ids": self.member.partner_id.ids,
                }
            ],
        )
        self.assertEqual(self.file_of(self.acme).contact_count_12m, 1)

    def test_our_own_mail_is_not_logged(self):
        message = self.write_mail(self.rep.partner_id)
        with self.assertRaisesRegex(UserError, "a customer wrote"):
            self.rpc(self.rep, "mail.message", "action_care_log", message.ids)

    def test_a_colleagues_customers_mail_is_not_logged(self):
        message = self.write_mail(self.make_contact("Bo", self.bolt))
        with self.assertRaisesRegex(UserError, "looked after by a colleague"):
            self.rpc(self.rep, "mail.message", "action_care_log", message.ids)

    def test_the_contacts_that_were_counted_open_the_log(self):
        call = self.env["mail.activity"].create(
            {
                "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                "res_model_id": self.env["ir.model"]._get_id("res.partner"),
                "res_id": self.petra.id,
                "user_id": self.rep.id,
                "summary": "Prices",
            }
        )
        call.action_feedback(feedback="They agree")
        meeting = self.meet(self.petra, self.dora)
        message = self.write_mail(self.petra)
        rows = self.env["care.contact"].search([("partner_id", "=", self.acme.id)])
        by_kind = {
            row.kind: self.rpc(self.rep, "care.contact", "action_log", row.ids)["context"]
            for row in rows
        }
        self.assertEqual(set(by_kind), {"activity", "meeting", "message"})
        self.assertEqual(by_kind["activity"]["default_channel"], "call")
        self.assertEqual(by_kind["activity"]["default_topics"], "They agree")
        self.assertEqual(by_kind["activity"]["default_contact_id"], self.petra.id)
        self.assertEqual(by_kind["meeting"]["default_event_id"], meeting.id)
        self.assertEqual(by_kind["meeting"]["default_partner_id"], self.acme.id)
        self.assertEqual(by_kind["message"]["default_name"], message.subject)

    # === RIGHTS === #

    def test_a_colleagues_customer_is_left_out(self):
        meeting = self.meet(self.petra, self.make_contact("Bo", self.bolt))
        action = self.log_of(meeting)
        self.assertEqual(action["context"]["default_partner_id"], self.acme.id)

    def test_a_colleagues_customer_is_not_logged(self):
        wizard = (
            self.env["care.touchpoint.event"]
            .with_user(self.rep)
            .create({"partner_ids": (self.acme | self.bolt).ids, "topics": "Training"})
        )
        with self.assertRaisesRegex(UserError, "Bolt is looked after by a colleague"):
            wizard.action_log()
        self.assertFalse(self.logged_events())

    def test_a_private_meeting_is_logged_by_those_invited(self):
        meeting = self.meet(self.petra, privacy="private")
        with self.assertRaisesRegex(AccessError, "private"):
            self.log_of(meeting, self.manager)
        wizard = (
            self.env["care.touchpoint.event"]
            .with_user(self.manager)
            .create({"event_id": meeting.id, "partner_ids": self.acme.ids, "topics": "Guess"})
        )
        with self.assertRaisesRegex(AccessError, "private"):
            wizard.action_log()

    def test_who_has_no_care_right_logs_nothing(self):
        with self.assertRaises(AccessError):
            self.log_of(self.meet(self.petra), self.employee)
        with self.assertRaises(AccessError):
            self.rpc(self.employee, "care.touchpoint.event", "create", [{"topics": "Guess"}])

    def test_the_other_company_logs_in_its_own_file(self):
        wizard = (
            self.env["care.touchpoint.event"]
            .with_user(self.other_rep)
            .with_context(allowed_company_ids=self.other_company.ids)
            .create({"partner_ids": self.elm.ids, "topics": "Training"})
        )
        wizard.action_log()
        self.assertEqual(self.file_of(self.elm, self.other_company).last_contact_date, TODAY)

    def test_the_meeting_of_a_record_is_not_exchanged(self):
        touchpoint = self.make_touchpoint(self.acme, user_id=self.rep.id)
        vals = {"event_id": self.meet(self.petra).id}
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.touchpoint", "write", touchpoint.ids, vals)

    def test_contacts_of_a_colleagues_customer_are_not_opened(self):
        message = self.write_mail(self.make_contact("Bo", self.bolt))
        [row] = self.env["care.contact"].search([("res_id", "=", message.id)])
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.contact", "action_log", row.ids)

    def test_a_meeting_that_does_not_exist_is_refused(self):
        with self.assertRaises(MissingError):
            self.rpc(self.rep, "calendar.event", "action_care_log", [2**31 - 1])

    # === PLATFORM EVENTS === #

    def test_customers_of_one_salon_merge(self):
        meeting = self.meet(self.petra, self.dora)
        self.fill_in(self.log_of(meeting))
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.dock).ids, self.acme)
        records = self.file_of(self.acme).touchpoint_ids.filtered("topics")
        self.assertEqual(len(records), 2)
        self.assertEqual(len(records.filtered("event_id")), 1)

    def test_what_was_said_outlives_the_meeting(self):
        meeting = self.meet(self.petra)
        touchpoint = self.fill_in(self.log_of(meeting))
        meeting.unlink()
        self.assertRecordValues(touchpoint.exists(), [{"event_id": False, "topics": "Prices"}])

    # === SEARCH === #

    def test_what_was_said_is_found(self):
        found = self.env["care.touchpoint"]
        for field in "topics", "feedback", "need_changes", "next_step":
            touchpoint = self.make_touchpoint(self.acme, **{field: "Larger Impeller please"})
            touchpoint._finish()
            found |= touchpoint
        self.make_touchpoint(self.acme, name="Impeller")._finish()
        view = self.env["care.touchpoint"].get_view(view_type="search")["arch"]
        domain = self.what_was_said(view, "impeller")
        self.assertEqual(self.env["care.touchpoint"].search(domain), found)
        self.assertFalse(self.env["care.touchpoint"].with_user(self.colleague).search(domain))

    def what_was_said(self, arch, text):
        [field] = etree.fromstring(arch).xpath("//field[@string='What was said']")
        return safe_eval(field.get("filter_domain"), {"self": text})
