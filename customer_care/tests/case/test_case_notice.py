import ast
from datetime import datetime
from unittest.mock import patch

from odoo.tests import Form, freeze_time, tagged

from ..common import NOW
from .portal_common import PortalCommon

STEPS = ["investigate", "propose", "start"]


@tagged("post_install", "-at_install")
class TestCaseNotice(PortalCommon):
    """What customers are told by mail, in their language, once."""

    def setUp(self):
        super().setUp()
        self.mail = self.mails_of(self.case)

    # === THE ACKNOWLEDGEMENT === #

    def test_receipt_names_number_promise_and_page(self):
        clock = self.case.clock_ids.filtered(lambda clock: clock.kind == "reply")
        promised = clock.with_context(lang="en_US", tz="UTC")._say_moment(clock.deadline)
        self.assertEqual(self.mail.subject, f"We have received your message ({self.case.name})")
        for words in (
            "Dear Petra,",
            self.case.name,
            f"You get our answer by {promised}",
            self.case.access_url,
            self.case.access_token,
        ):
            self.assertIn(words, self.mail.body_html)

    def test_receipt_goes_to_the_contact_from_the_company_as_automatic(self):
        self.company.email = "care@harbour.example"
        mail = self.mails_of(self.make_case())
        self.assertRecordValues(
            mail,
            [
                {
                    "email_to": "petra@acme.example",
                    "recipient_ids": [],
                    "email_from": '"Harbour Trading" <care@harbour.example>',
                    "message_type": "auto_comment",
                    "state": "outgoing",
                    "auto_delete": False,
                }
            ],
        )
        self.assertEqual(ast.literal_eval(mail.headers)["Auto-Submitted"], "auto-replied")

    def test_receipt_out_of_hours_names_the_next_working_time(self):
        calendar = self.env["resource.calendar"].create({"name": "Office", "tz": "UTC"})
        policy = self.env["care.sla.policy"]
        policy.search([("kind", "=", "reply")]).active = False
        policy.create({"name": "2 h", "amount": 2, "calendar_id": calendar.id})
        with freeze_time("2026-03-13 20:00:00"):  # a Friday evening
            case = self.make_case()
        clock = case.clock_ids.filtered(lambda clock: clock.kind == "reply")
        self.assertEqual(clock.deadline, datetime(2026, 3, 16, 10))
        self.assertIn("Mon, Mar 16 10:00", self.mails_of(case).body_html.replace("\u202f", " "))

    def test_receipt_speaks_the_contacts_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        template = self.env.ref("customer_care.care_case_mail_received")
        template.with_context(lang="zh_CN").subject = "我们已收到您的消息（{{ object.name }}）"
        self.petra.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        with freeze_time(NOW):
            case = self.make_case()
        mail = self.mails_of(case)
        self.assertEqual(mail.subject, f"我们已收到您的消息（{case.name}）")
        self.assertIn("17:00", mail.body_html)

    def test_unknown_person_is_told_at_the_address_she_wrote_from(self):
        case = self.make_case(
            partner_id=False, contact_id=False, email_from="Nina <nina@n.example>", lang="en_US"
        )
        self.assertEqual(self.mails_of(case).email_to, "nina@n.example")

    # === EACH STEP === #

    def test_each_step_is_told_once(self):
        self.case.solution = "<p>A new coating</p>"
        for step in STEPS:
            getattr(self.case, f"action_{step}")()
        self.resolve(self.case)
        # closing asks for a return visit, which is not what is looked at here
        self.case._tell_customer("closed")
        events = ["received", "investigating", "proposed", "in_progress", "resolved", "closed"]
        self.assertEqual(self.case.notice_ids.sorted("id").mapped("event"), events)
        self.assertEqual(len(self.mails_of(self.case)), len(events))
        self.case._tell_customer("resolved")
        self.assertEqual(len(self.mails_of(self.case)), len(events))

    def test_a_second_turn_is_told_again(self):
        self.resolve(self.case)
        self.case._reopen("It peels again")
        self.resolve(self.case)
        self.assertEqual(
            self.case.notice_ids.sorted("id").mapped(lambda n: (n.event, n.turn)),
            [("received", 0), ("resolved", 0), ("reopened", 1), ("resolved", 1)],
        )

    def test_every_notice_has_its_words(self):
        self.case.solution = "<p>A new coating</p>"
        self.case.sudo().reject_reason = "Used <b>wrongly</b>"
        for event, words in {
            "acknowledged": "looks after it",
            "investigating": "finding out what happened",
            "in_progress": "what we agreed",
            "resolved": "Is it solved?",
            "closed": "settled and closed",
            "rejected": "Used &lt;b&gt;wrongly&lt;/b&gt;",
            "reopened": "is open again",
        }.items():
            self.case._tell_customer(event)
            self.assertIn(words, self.mails_of(self.case)[-1].body_html, event)

    def test_proposal_contains_the_solution(self):
        self.case.solution = "<p>A new coating</p>"
        self.case.action_propose()
        self.assertIn("A new coating", self.mails_of(self.case)[-1].body_html)

    def test_link_in_a_mail_changes_nothing_when_opened(self):
        self.resolve(self.case)
        body = self.mails_of(self.case)[-1].body_html
        self.assertEqual(body.count("access_token="), 1)
        self.assertNotIn("solved=", body)
        self.page()
        self.assertRecordValues(self.case, [{"state": "resolved", "customer_answer": False}])

    def test_person_who_answered_needs_no_mail_that_she_read_it(self):
        self.case._answered()
        self.assertEqual(self.case.state, "acknowledged")
        self.assertEqual(self.mails_of(self.case), self.mail)

    def test_customer_who_closed_it_is_not_told_so(self):
        self.resolve(self.case)
        before = self.mails_of(self.case)
        self.case._customer_confirms(True, score=5)
        self.assertEqual(self.mails_of(self.case), before)

    # === WHO IS NOT WRITTEN TO === #

    def test_without_an_address_somebody_phones(self):
        case = self.make_case(contact_id=self.make_contact("Old", self.acme).id)
        case.user_id = self.rep
        case.action_investigate()
        self.assertFalse(self.mails_of(case))
        self.assertRecordValues(
            case.activity_ids,
            [
                {
                    "user_id": self.rep.id,
                    "summary": "Tell the customer by phone: We find out what happened",
                }
            ],
        )
        self.assertEqual(set(case.notice_ids.mapped("outcome")), {"phone"})

    def test_contact_who_left_gets_no_mail(self):
        self.portal_user.active = False
        self.petra.action_archive()
        self.case.action_investigate()
        self.assertEqual(self.mails_of(self.case), self.mail)

    def test_robots_get_no_mail(self):
        case = self.make_case()
        before = self.mails_of(case)
        with patch.object(type(case), "_may_tell", return_value=False):
            case.action_investigate()
        self.assertEqual(self.mails_of(case), before)
        self.assertEqual(case.notice_ids.mapped("event"), ["received"])

    # === PROGRESS === #

    def test_what_was_told_is_remembered(self):
        self.assertTrue(self.case.date_told)
        with freeze_time(NOW):
            self.say(
                self.case.with_user(self.agent),
                body="Soon",
                subtype_xmlid="mail.mt_comment",
                partner_ids=self.petra.ids,
            )
            self.assertEqual(self.case.date_told, datetime(2026, 3, 10, 9))
            self.say(
                self.case.with_user(self.agent), body="To myself", subtype_xmlid="mail.mt_note"
            )
        with freeze_time("2026-03-11 09:00:00"):
            self.say(self.case.with_user(self.agent), body="Again", subtype_xmlid="mail.mt_note")
        self.assertEqual(self.case.date_told, datetime(2026, 3, 10, 9))

    def test_progress_is_a_prepared_mail_that_a_person_sends(self):
        action = self.case.with_user(self.agent).action_tell_progress()
        Composer = self.env["mail.compose.message"].with_user(self.agent)
        composer = Form(Composer.with_context(**action["context"])).save()
        self.assertIn("how it stands", composer.body)
        self.assertEqual(composer.partner_ids, self.petra)
        composer.body = "<p>The painter comes on Monday.</p>"
        with freeze_time(NOW):
            composer._action_send_mail()
        self.assertEqual(self.case.date_told, datetime(2026, 3, 10, 9))
        self.assertIn("The painter comes", self.page().text)

    def test_followers_do_not_get_the_customers_link(self):
        self.case.message_subscribe(partner_ids=(self.boris | self.rep.partner_id).ids)
        action = self.case.with_user(self.agent).action_tell_progress()
        Composer = self.env["mail.compose.message"].with_user(self.agent)
        Form(Composer.with_context(**action["context"])).save()._action_send_mail()
        message = self.case.message_ids[:1]
        self.assertEqual(message.notified_partner_ids, self.petra)

    def test_mails_bear_the_companys_own_logo(self):
        self.assertNotIn("/logo.png", self.mail.body_html)
        self.company.logo = self.env.ref("base.user_admin").image_1920
        self.assertFalse(self.company.uses_default_logo)
        mail = self.mails_of(self.make_case())
        self.assertIn(f"/logo.png?company={self.company.id}", mail.body_html)

    # === WHAT AGENTS SEE === #

    def test_agent_sees_the_page_and_what_was_told(self):
        self.say(self.case, body="SECRET", subtype_xmlid="mail.mt_note")
        case = self.case.with_user(self.agent)
        for words in ("This is what the customer sees", "Coating peels"):
            self.assertIn(words, case.customer_view)
        self.assertNotIn("SECRET", case.customer_view)
        self.assertNotIn(self.case.access_token, case.customer_view)
        self.assertIn("petra@acme.example", case.told_summary)

    def test_failed_mail_shows_as_not_delivered(self):
        self.mail.state = "exception"
        self.assertEqual(self.case.notice_ids.outcome, "failed")
        self.assertIn("Not delivered", self.case.told_summary)

    def test_notices_show_on_the_page(self):
        self.assertIn("We have the message", self.page().text)
