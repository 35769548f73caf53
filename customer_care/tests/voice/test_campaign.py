from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCampaign(VoiceCommon):
    def test_one_contact_of_each_customer_is_asked(self):
        campaign = self.make_campaign()
        campaign.action_start()
        rows = self.rows(campaign)
        self.assertEqual(rows[self.petra], ("waiting", False))
        self.assertEqual(rows[self.paul], ("waiting", False))
        self.assertEqual(rows[self.bolt], ("skipped", "cap"))
        self.assertEqual(rows[self.acme], ("skipped", "no_mail"))
        self.assertNotIn(self.elm, rows)

    def test_everybody_is_mailed_once(self):
        campaign = self.make_campaign()
        campaign.action_start()
        before = self.env["mail.mail"].search_count([])
        for _run in range(2):
            self.env["care.campaign"]._cron_run_campaigns()
        asked = campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")
        self.assertEqual(asked.contact_id, self.petra | self.paul)
        mails = self.env["mail.mail"].search([], order="id desc", limit=2)
        self.assertEqual(self.env["mail.mail"].search_count([]) - before, 2)
        self.assertEqual(mails.recipient_ids, self.petra | self.paul)
        row = asked.filtered(lambda row: row.contact_id == self.petra)
        mail = mails.filtered(lambda mail: mail.recipient_ids == self.petra)
        self.assertIn(row.user_input_id.access_token, mail.body_html)

    def test_who_was_asked_lately_is_left_in_peace_and_comes_first_in_the_next_wave(self):
        first = self.make_campaign()
        first.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        second = self.make_campaign(name="Again", respondents="all")
        with self.assertRaisesRegex(UserError, "Nobody is left"):
            second.action_start()

    def test_without_a_quiet_period_everybody_may_be_asked_again_the_same_day(self):
        self.company.care_quiet_days = 0
        for _wave in range(2):
            campaign = self.start()
            self.assertEqual(self.rows(campaign)[self.petra], ("sent", False))

    def test_an_answer_is_counted_with_its_customer(self):
        campaign = self.make_campaign()
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        row = campaign.sudo().invitation_ids.filtered(lambda row: row.contact_id == self.petra)
        self.answer(row, 2, 0)
        self.assertRecordValues(
            campaign.sudo().answer_ids,
            [
                {
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "grade_id": self.file_of(self.acme).grade_id.id,
                    "satisfaction": 2,
                    "recommend_score": 0,
                    "is_low": True,
                }
            ],
        )
        self.assertEqual(row.state, "answered")

    def test_a_low_answer_is_called_back_within_the_promised_time(self):
        campaign = self.make_campaign()
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        row = campaign.sudo().invitation_ids.filtered(lambda row: row.contact_id == self.petra)
        self.answer(row, 2, 0)
        call = campaign.sudo().answer_ids.follow_up_id
        self.assertRecordValues(
            call, [{"partner_id": self.acme.id, "user_id": self.rep.id, "state": "planned"}]
        )
        self.assertRecordValues(
            call.clock_ids,
            [{"kind": "low_score", "deadline": fields.Datetime.to_datetime("2026-03-12 09:00:00")}],
        )

    def test_scores_with_one_vote_per_person_and_per_customer(self):
        campaign = self.make_campaign(respondents="all")
        second = self.make_contact("Pia", self.bolt, email="pia@bolt.example")
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        for person, score in ((self.petra, 5), (self.paul, 2), (second, 3)):
            row = campaign.sudo().invitation_ids.filtered(lambda row, p=person: row.contact_id == p)
            self.answer(row, score, score * 2)
        self.assertRecordValues(
            campaign,
            [{"asked_count": 3, "answered_count": 3, "satisfaction_count": 3, "nps": -100 / 3}],
        )
        self.assertAlmostEqual(campaign.satisfied_percent, 100 / 3)
        campaign.vote = "customer"
        campaign.invalidate_recordset()
        self.assertAlmostEqual(campaign.satisfied_percent, 50)
        self.assertEqual(campaign.satisfaction_avg, 3.8)  # shown like that
        self.refresh()
        self.assertEqual(self.file_of(self.bolt).satisfaction, 2.5)

    def test_reminded_only_who_is_silent(self):
        campaign = self.make_campaign(reminder_max=1)
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        row = campaign.sudo().invitation_ids.filtered(lambda row: row.contact_id == self.petra)
        self.answer(row, 5, 10)
        before = self.env["mail.mail"].search_count([])
        with freeze_time("2026-03-18 09:00:00"):
            for _run in range(2):
                self.env["care.campaign"]._cron_run_campaigns()
        mail = self.env["mail.mail"].search([], order="id desc", limit=1)
        self.assertEqual(self.env["mail.mail"].search_count([]) - before, 1)
        self.assertEqual(mail.recipient_ids, self.paul)

    def test_nothing_stored_leads_from_a_person_to_her_anonymous_sheet(self):
        for number in range(5):
            self.make_contact(f"Person {number}", self.bolt, email=f"p{number}@bolt.example")
        campaign = self.make_campaign(is_anonymous=True, respondents="all", cap_per_customer=9)
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        rows = campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")
        self.assertEqual(len(rows), 7)
        self.answer(rows[0], 1, 3)
        sheets = self.env["survey.user_input"].search([("care_campaign_id", "=", campaign.id)])
        self.assertEqual(len(sheets), 7)
        self.assertFalse(sheets.partner_id)
        self.assertFalse(any(sheets.mapped("email")))
        self.assertFalse(rows.user_input_id)
        self.assertEqual(set(rows.mapped("state")), {"sent"})

    def test_a_rep_reads_answers_of_own_customers_alone(self):
        campaign = self.make_campaign()
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        for row in campaign.sudo().invitation_ids.filtered("user_input_id"):
            self.answer(row, 4, 9)
        Answer = self.env["care.answer"]
        self.assertEqual(Answer.with_user(self.rep).search([]).contact_id, self.petra)
        self.assertEqual(Answer.with_user(self.colleague).search([]).contact_id, self.paul)
        self.assertEqual(len(Answer.with_user(self.agent).search([])), 2)
        other = Answer.with_user(self.other_rep)
        other = other.with_context(allowed_company_ids=self.other_company.ids)
        self.assertFalse(other.search([]))
        with self.assertRaises(AccessError):
            self.env["care.campaign"].with_user(self.rep).search([])
        self.assertEqual(
            campaign.survey_id.with_user(self.agent).title, "How satisfied are you with us?"
        )

    def test_whoever_ordered_is_asked_some_days_after_the_delivery(self):
        order = self.make_order(self.petra, day="2026-03-01")
        order.commitment_date = "2026-03-09 10:00:00"
        self.refresh()
        campaign = self.make_campaign(trigger="delivery", date_end=False)
        campaign.action_start()
        self.assertFalse(campaign.sudo().invitation_ids)
        with freeze_time("2026-03-12 06:00:00"):
            for _run in range(2):
                self.env["care.campaign"]._cron_run_campaigns()
        asked = campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")
        self.assertRecordValues(
            asked,
            [
                {
                    "contact_id": self.petra.id,
                    "order_id": order.id,
                    "date_deadline": fields.Date.to_date("2026-04-11"),
                }
            ],
        )
        with freeze_time("2026-04-12 06:00:00"):
            self.env["care.campaign"]._cron_run_campaigns()
        self.assertEqual(asked.state, "expired")
        self.assertEqual(campaign.state, "running")

    def test_too_few_for_an_anonymous_campaign(self):
        with self.assertRaisesRegex(UserError, "nobody stays anonymous"):
            self.make_campaign(is_anonymous=True).action_start()

    def test_closing_ends_the_links(self):
        campaign = self.make_campaign()
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        with freeze_time("2026-04-01 09:00:00"):
            self.env["care.campaign"]._cron_run_campaigns()
            self.assertEqual(campaign.state, "closed")
            sheets = campaign.sudo().invitation_ids.user_input_id
            self.assertTrue(all(sheet.deadline <= sheet.env.cr.now() for sheet in sheets))

    def test_a_preview_lists_who_is_left_out_and_asks_nobody(self):
        campaign = self.make_campaign()
        for _look in range(2):
            action = campaign.action_preview()
        rows = self.env["care.invitation"].with_user(self.agent).search(action["domain"])
        self.assertIn("waiting", rows.mapped("state"))
        self.assertIn("no_mail", rows.mapped("skip_reason"))
        self.run_campaigns()
        self.assertFalse(rows.sudo().user_input_id)
        self.env["mail.blacklist"]._add("petra@acme.example")
        campaign.action_start()
        self.assertEqual(self.rows(campaign)[self.petra], ("skipped", "blacklisted"))
        with self.assertRaisesRegex(UserError, "not been started"):
            campaign.action_preview()
        with self.assertRaises(AccessError):
            self.make_campaign(name="Other").with_user(self.leader).action_preview()
