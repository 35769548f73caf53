from odoo import fields
from odoo.tests import HttpCase, new_test_user, tagged


class SurveyTourCommon(HttpCase):
    """A customer with Tilda, who has an address, and Tom, who has none."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, login="care_survey_agent", groups="customer_care.group_care_agent"
        )
        cls.industry = cls.env["res.partner.industry"].create({"name": "Tour makers"})
        cls.customer = cls.env["res.partner"].create(
            {"name": "Tour Inc.", "is_company": True, "industry_id": cls.industry.id}
        )
        cls.tilda, cls.tom = cls.env["res.partner"].create(
            [
                {"name": "Tilda", "parent_id": cls.customer.id, "email": "tilda@tour.example"},
                {"name": "Tom", "parent_id": cls.customer.id},
            ]
        )
        cls.env["care.profile"]._ensure(cls.customer)

    def make_campaign(self):
        today = fields.Date.today()
        return self.env["care.campaign"].create(
            {
                "name": "Tour of the spring",
                "survey_id": self.env.ref("customer_care.survey_relationship").id,
                "industry_ids": self.industry.ids,
                "respondents": "all",
                "date_start": today,
                "date_end": fields.Date.add(today, days=20),
            }
        )

    def invite(self, campaign):
        campaign.action_start()
        self.env["care.campaign"]._cron_run_campaigns()
        return campaign.invitation_ids.filtered(lambda row: row.contact_id == self.tilda)


@tagged("post_install", "-at_install")
class TestSurveyTours(SurveyTourCommon):
    """From the campaign to its results, in a browser."""

    def test_agent_runs_a_campaign(self):
        self.start_tour("/odoo/care-campaigns", "care_campaign_tour", login="care_survey_agent")
        campaign = self.env["care.campaign"].search([("name", "=", "Tour of the autumn")])
        self.assertEqual(campaign.state, "running")
        self.assertEqual(
            {row.contact_id: row.state for row in campaign.invitation_ids},
            {self.tilda: "waiting", self.tom: "skipped"},
        )

    def test_agent_sees_the_results(self):
        campaign = self.make_campaign()
        sheet = self.invite(campaign).user_input_id
        for question, answer in zip(
            sheet.survey_id.question_ids, (5, 9, "The gate is narrow"), strict=False
        ):
            sheet._save_lines(question, answer)
        sheet._mark_done()
        self.start_tour(
            f"/odoo/care-campaigns/{campaign.id}",
            "care_campaign_results_tour",
            login="care_survey_agent",
        )


@tagged("post_install", "-at_install")
class TestSurveyPhone(SurveyTourCommon):
    """A customer answers on her phone, by the link in the mail."""

    browser_size = "390x844"
    touch_enabled = True

    def answer_by(self, tour):
        campaign = self.make_campaign()
        row = self.invite(campaign)
        mail = self.env["mail.mail"].search(
            [("model", "=", "care.invitation"), ("res_id", "=", row.id)]
        )
        self.assertIn(row._start_url(), mail.body_html)
        self.start_tour(row._start_url().removeprefix(campaign.get_base_url()), tour)
        self.assertRecordValues(
            campaign.answer_ids,
            [
                {
                    "contact_id": self.tilda.id,
                    "satisfaction": 5,
                    "recommend_score": 9,
                    "problems": "The gate is narrow",
                }
            ],
        )
        self.assertEqual(row.state, "answered")

    def test_customer_answers_on_her_phone(self):
        self.answer_by("care_survey_tour")

    def test_customer_answers_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        self.tilda.lang = "zh_CN"
        self.answer_by("care_survey_zh_tour")
