from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPromoter(VoiceCommon):
    """Who recommends us is thanked, and the owner asks for a referral."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")

    def mails(self, answer):
        return self.env["mail.mail"].search(
            [("model", "=", "care.answer"), ("res_id", "in", answer.ids)]
        )

    def vote(self, recommend, satisfaction=5, **vals):
        campaign = self.start(**vals)
        self.answer(self.row_of(campaign, self.petra), satisfaction, recommend)
        return campaign.sudo().answer_ids

    def test_the_owner_of_a_promoter_asks_for_a_referral(self):
        answer = self.vote(9)
        self.assertRecordValues(
            answer.referral_id,
            [
                {
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "user_id": self.rep.id,
                    "origin": "promoter",
                    "state": "planned",
                    "name": "Thank a promoter and ask for a referral",
                }
            ],
        )
        self.assertIn("9 of 10", answer.referral_id.completion_standard)
        self.assertFalse(answer.follow_up_id)

    def test_the_promoter_is_thanked_once_in_her_language(self):
        self.env.ref("customer_care.mail_template_promoter_thanks").with_context(
            lang="zh_CN"
        ).subject = "感谢您的推荐"
        self.petra.lang = "zh_CN"
        answer = self.vote(10)
        mail = self.mails(answer)
        self.assertEqual(mail.subject, "感谢您的推荐")
        self.assertEqual(mail.recipient_ids, self.petra)
        self.assertTrue(answer.date_thanked)
        answer.user_input_id._care_count()
        self.assertEqual(self.mails(answer), mail)

    def test_who_does_not_recommend_us_gladly_is_not_asked(self):
        campaign = self.start()
        self.answer(self.row_of(campaign, self.petra), 5, 8)
        self.answer(self.row_of(campaign, self.paul), 2, 9)
        answers = campaign.sudo().answer_ids
        self.assertEqual(len(answers), 2)
        self.assertFalse(answers.referral_id)
        self.assertFalse(self.mails(answers))

    def test_a_customer_is_asked_once_in_a_while(self):
        pia = self.make_contact("Pia", self.acme, email="pia@acme.example")
        pam = self.make_contact("Pam", self.acme, email="pam@acme.example")
        campaign = self.start(respondents="all")
        self.answer(self.row_of(campaign, self.petra), 5, 10)
        first = campaign.sudo().answer_ids
        self.answer(self.row_of(campaign, pia), 5, 10)
        second = campaign.sudo().answer_ids - first
        self.assertTrue(first.referral_id)
        self.assertFalse(second.referral_id)
        self.assertTrue(second.date_thanked)
        first.referral_id.date_planned = "2025-03-01"
        self.answer(self.row_of(campaign, pam), 5, 9)
        third = campaign.sudo().answer_ids - first - second
        self.assertTrue(third.referral_id)

    def test_neither_the_anonymous_nor_those_who_want_no_mail_are_thanked(self):
        self.env["mail.blacklist"]._add("petra@acme.example")
        campaign = self.make_campaign(respondents="company")
        self.acme.email = "acme@acme.example"
        campaign.action_start()
        self.run_campaigns()
        self.env["mail.blacklist"]._add("acme@acme.example")
        self.answer(self.row_of(campaign, self.acme), 5, 10)
        answer = campaign.sudo().answer_ids
        self.assertTrue(answer.referral_id)
        self.assertFalse(answer.date_thanked)
        self.assertFalse(self.mails(answer))

    def test_an_old_answer_that_is_counted_late_writes_to_nobody(self):
        self.company.care_thank_promoters = False
        answer = self.vote(10)
        self.company.care_thank_promoters = True
        with freeze_time("2026-03-14 06:00:00"):
            answer.user_input_id._care_count()
            self.assertTrue(answer.referral_id)
            self.assertFalse(self.mails(answer))

    def test_a_company_may_leave_it(self):
        self.company.care_thank_promoters = False
        answer = self.vote(10)
        self.assertFalse(answer.referral_id or answer.date_thanked)
