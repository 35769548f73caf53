from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestInterview(VoiceCommon):
    """Somebody is asked by phone, or a sheet of paper is typed in: it is her one answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.make_campaign(cls)
        cls.campaign.action_start()
        cls.env["care.campaign"]._cron_run_campaigns()
        cls.row = cls.campaign.sudo().invitation_ids.filtered(
            lambda row: row.contact_id == cls.petra
        )

    def interview(self, **vals):
        """What the agent's form does, for the customer whose page is open."""
        action = self.env["care.profile"].with_user(self.agent).action_interview(self.acme.id)
        form = self.env["care.interview"].with_user(self.agent).with_context(**action["context"])
        return form.create(vals).action_open()

    def test_an_interview_answers_the_invitation(self):
        action = self.interview()
        self.assertIn(self.row.user_input_id.access_token, action["url"])
        self.answer(self.row, 4, 8)
        self.assertRecordValues(
            self.row,
            [{"state": "answered", "channel": "phone", "interviewer_id": self.agent.id}],
        )
        self.assertRecordValues(
            self.campaign.sudo().answer_ids,
            [{"invitation_id": self.row.id, "satisfaction": 4, "channel": "phone"}],
        )
        with self.assertRaisesRegex(UserError, "at present"):
            self.env["care.profile"].with_user(self.agent).action_interview(self.elm.id)
        with self.assertRaisesRegex(UserError, "not interviewed"):
            self.row.with_user(self.agent).action_ask_by_phone()

    def test_paper_counts_on_the_day_that_is_written_on_it(self):
        self.interview(channel="paper", date_paper="2026-03-05")
        self.answer(self.row, 5, 9)
        answer = self.campaign.sudo().answer_ids
        self.assertEqual(answer.date, fields.Date.to_date("2026-03-05"))
        self.assertEqual(answer.channel, "paper")
        with self.assertRaisesRegex(UserError, "tomorrow"):
            self.env["care.interview"].with_user(self.agent).create(
                {
                    "partner_id": self.acme.id,
                    "invitation_id": self.row.id,
                    "channel": "paper",
                    "date_paper": "2026-03-11",
                }
            ).action_open()

    def test_who_was_not_reached_and_answers_her_mail_was_not_interviewed(self):
        self.interview()
        sheet = self.row.user_input_id.with_user(self.env.ref("base.public_user")).sudo()
        sheet._mark_in_progress()
        sheet._save_lines(sheet.survey_id.question_ids[0], 3)
        sheet._mark_done()
        self.assertRecordValues(
            self.row, [{"state": "answered", "channel": "mail", "interviewer_id": False}]
        )

    def test_an_interview_begins_a_quiet_period_and_none_disturbs_one(self):
        self.interview()
        self.answer(self.row, 4, 8)
        other = self.start(survey_id=self.env.ref("customer_care.survey_nps").id)
        row = self.row_of(other, self.petra)
        self.assertEqual(row.skip_reason, "quiet")
        self.assertFalse(row.is_to_interview)
        with self.assertRaisesRegex(UserError, "not long ago"):
            row.with_user(self.agent).action_ask_by_phone()

    def test_who_has_no_address_is_not_reminded_by_mail(self):
        self.petra.email = False
        campaign = self.start(survey_id=self.env.ref("customer_care.survey_nps").id)
        row = self.row_of(campaign, self.petra)
        row.with_user(self.agent).action_ask_by_phone()
        with freeze_time("2026-03-20 06:00:00"):
            self.run_campaigns()
        mails = self.env["mail.mail"].search(
            [("model", "=", "care.invitation"), ("res_id", "=", row.id)]
        )
        self.assertFalse(mails)

    def test_only_those_who_run_campaigns_interview(self):
        page = self.env["care.profile"].with_user(self.rep).get_customer_page(self.acme.id)
        self.assertFalse(page["head"]["can_interview"])
        page = self.env["care.profile"].with_user(self.manager).get_customer_page(self.acme.id)
        self.assertTrue(page["head"]["can_interview"])
        with self.assertRaises(AccessError):
            self.env["care.profile"].with_user(self.rep).action_interview(self.acme.id)
        for action in ("action_ask_by_phone", "action_enter_paper"):
            with self.assertRaises(AccessError):
                getattr(self.row.with_user(self.leader), action)()

    def test_the_questions_are_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        chinese = self.env["res.lang"]._lang_get("zh_CN")
        self.row.user_input_id.lang_id = False  # she had none when she was invited
        self.petra.lang = "zh_CN"
        self.interview()
        self.assertEqual(self.row.user_input_id.lang_id, chinese)

    def test_a_language_that_the_survey_does_not_speak_is_not_asked_in(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        english = self.env["res.lang"]._lang_get("en_US")
        self.campaign.sudo().survey_id.lang_ids = english
        self.petra.lang = "zh_CN"
        self.row.user_input_id.lang_id = False
        self.interview()
        self.assertFalse(self.row.user_input_id.lang_id)

    def test_nobody_is_interviewed_who_answers_anonymously(self):
        self.patch(self.env.registry["care.campaign"], "_tells_too_much", lambda self: False)
        self.campaign.state = "draft"  # once it runs it can't become anonymous
        self.campaign.sudo().write({"is_anonymous": True})
        self.campaign.state = "running"
        self.assertFalse(self.row.is_to_interview)
        with self.assertRaisesRegex(UserError, "anonymously"):
            self.row.with_user(self.agent).action_ask_by_phone()


@tagged("post_install", "-at_install")
class TestInterviewPage(VoiceCommon, HttpCase):
    """What stands above the questions, and for whom."""

    def test_the_interviewer_alone_sees_whom_she_asks(self):
        campaign = self.start(date_start="2026-01-01", date_end="2099-12-31")
        row = self.row_of(campaign, self.petra)
        self.petra.phone = "+49 30 1234"
        url = row.with_user(self.agent).action_ask_by_phone()["url"]
        self.env.flush_all()
        self.assertNotIn("o_care_interview", self.url_open(url).text)
        self.authenticate(self.agent.login, self.agent.login)
        page = self.url_open(url).text
        self.assertIn("o_care_interview", page)
        self.assertIn("+49 30 1234", page)
        self.authenticate(self.rep.login, self.rep.login)
        self.assertNotIn("o_care_interview", self.url_open(url).text)

    def test_the_page_opens_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        campaign = self.start(date_start="2026-01-01", date_end="2099-12-31")
        campaign.survey_id.sudo().with_context(lang="zh_CN").title = "您满意吗？"
        row = self.row_of(campaign, self.petra)
        row.user_input_id.lang_id = False
        self.petra.lang = "zh_CN"
        url = row.with_user(self.agent).action_ask_by_phone()["url"]
        self.env.flush_all()
        self.authenticate(self.agent.login, self.agent.login)
        page = self.url_open(url)
        self.assertIn("/zh_CN/", page.url)
        self.assertIn("您满意吗？", page.text)
        self.assertIn("Interview by phone", page.text)
