from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon

REPORT = "customer_care.report_minutes"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMinutes(CareCommon):
    """A feedback meeting ends in minutes: what was said, who does what until when."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.email = "petra@acme.example"
        cls.rep.partner_id.email = "rep@harbour.example"
        cls.mute = cls.make_contact("Mute", cls.acme)
        cls.guests = cls.rep.partner_id | cls.petra | cls.mute
        cls.meeting = cls.meet()
        cls.measure = cls.env["care.measure"].create(
            {
                "name": "Train the hotline",
                "event_id": cls.meeting.id,
                "user_id": cls.colleague.id,
                "department": "Service",
                "date_due": "2026-04-15",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def meet(cls, **vals):
        return cls.env["calendar.event"].create(
            {
                "name": "Feedback of the spring survey",
                "start": NOW,
                "stop": "2026-03-10 10:30:00",
                "user_id": cls.rep.id,
                "partner_ids": [Command.set(cls.guests.ids)],
                "care_minutes": "<p>The hotline is slow.</p>",
                **vals,
            }
        )

    def printed(self, user, meeting=None, lang="en_US"):
        report = self.env["ir.actions.report"].with_user(user).with_context(lang=lang)
        content, _kind = report._render_qweb_html(REPORT, (meeting or self.meeting).ids)
        return content.decode()

    def mails(self):
        return self.env["mail.mail"].search(
            [("model", "=", "calendar.event"), ("res_id", "=", self.meeting.id)]
        )

    def test_the_print_tells_who_was_there_what_was_said_and_decided(self):
        page = self.printed(self.rep)
        for words in (
            *("Feedback of the spring survey", "03/10/2026 9:00 AM – 10:30 AM (UTC)"),
            f"{self.petra.name} (Acme)",
            *("The hotline is slow.", "Train the hotline", "Colleague", "Service", "04/15/2026"),
        ):
            with self.subTest(words=words):
                self.assertIn(words, page.replace("\u202f", " "))

    def test_who_declined_is_excused(self):
        self.assertNotIn("Excused", self.printed(self.rep))
        attendee = self.meeting.attendee_ids.filtered(lambda one: one.partner_id == self.mute)
        attendee.state = "declined"
        self.assertIn("Excused", self.printed(self.rep))

    def test_a_meeting_of_whole_days_has_no_hours(self):
        meeting = self.meet(allday=True, start_date="2026-03-10", stop_date="2026-03-11")
        self.assertIn("03/10/2026 – 03/11/2026", self.printed(self.rep, meeting))

    def test_the_button_mails_everybody_with_an_address_once(self):
        before = self.mails()
        action = self.meeting.with_user(self.rep).action_care_mail_minutes()
        mail = self.mails() - before
        self.assertEqual(mail.recipient_ids, self.rep.partner_id | self.petra)
        self.assertIn("The hotline is slow.", mail.body_html)
        self.assertIn("Train the hotline", mail.body_html)
        # core writes a guest's number into the notes of the invitation
        self.assertNotIn("Contact Details", mail.body_html)
        self.assertEqual(len(mail.attachment_ids), 1)
        self.assertEqual(str(self.meeting.care_minutes_date), NOW)
        self.assertIn("Without a mail address: Mute (Acme)", action["params"]["message"])
        self.assertIn("Minutes mailed to", self.meeting.message_ids[0].body)

    def test_each_gets_them_in_her_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("customer_care.mail_template_minutes")
        template.with_context(lang="zh_CN").subject = "会议纪要：{{ object.name }}"
        template.with_context(lang="en_US").subject = "Minutes: {{ object.name }}"
        self.petra.lang = "zh_CN"
        before = self.mails()
        self.meeting.with_user(self.rep).action_care_mail_minutes()
        mails = self.mails() - before
        self.assertEqual(
            {mail.recipient_ids: mail.subject.split(self.meeting.name)[0] for mail in mails},
            {self.petra: "会议纪要：", self.rep.partner_id: "Minutes: "},
        )

    def test_nothing_is_mailed_where_nothing_was_written(self):
        empty = self.meet(care_minutes="<p><br/></p>")
        with self.assertRaisesRegex(UserError, "Write down first"):
            empty.with_user(self.rep).action_care_mail_minutes()
        alone = self.meet(partner_ids=[Command.set(self.mute.ids)])
        with self.assertRaisesRegex(UserError, "mail address"):
            alone.with_user(self.rep).action_care_mail_minutes()

    def test_minutes_are_mailed_by_those_who_take_part(self):
        with self.assertRaises(AccessError):
            self.meeting.with_user(self.colleague).action_care_mail_minutes()
        with self.assertRaises(AccessError):
            self.meeting.with_user(self.employee).action_care_mail_minutes()

    def test_minutes_of_a_private_meeting_are_for_those_invited(self):
        self.meeting.privacy = "private"
        self.assertIn("The hotline is slow.", self.printed(self.rep))
        with self.assertRaises(AccessError):
            self.meeting.with_user(self.manager)._care_minutes()
