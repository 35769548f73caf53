import json

from odoo.tests import HttpCase, freeze_time, tagged

from ..common import NOW, CareCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestSurveyLink(CareCommon, HttpCase):
    """The customer's way from the mail to the answer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.petra.email = "petra@acme.example"
        cls.campaign = cls.env["care.campaign"].create(
            {
                "name": "Spring",
                "survey_id": cls.env.ref("customer_care.survey_nps").id,
                "company_id": cls.company.id,
                "date_start": "2026-03-10",
                "date_end": "2026-03-31",
            }
        )
        cls.campaign.action_start()
        cls.env["care.campaign"]._cron_run_campaigns()
        cls.row = cls.campaign.invitation_ids.filtered(lambda row: row.state == "sent")
        cls.sheet = cls.row.user_input_id
        cls.path = cls.row._start_url().removeprefix(cls.campaign.get_base_url())

    def post(self, route, **params):
        survey, sheet = self.campaign.survey_id, self.sheet
        response = self.url_open(
            f"/survey/{route}/{survey.access_token}/{sheet.access_token}",
            data=json.dumps({"params": params}),
            headers={"Content-Type": "application/json"},
        )
        self.env.invalidate_all()
        return response

    def test_a_scanner_that_follows_the_link_changes_nothing(self):
        count = self.env["survey.user_input"].search_count([])
        for _visit in range(3):
            self.assertEqual(self.url_open(self.path).status_code, 200)
        self.env.invalidate_all()
        self.assertEqual(self.sheet.state, "new")
        self.assertEqual(self.row.state, "sent")
        self.assertEqual(self.env["survey.user_input"].search_count([]), count)

    def test_the_answer_zero_is_counted(self):
        question = self.campaign.survey_id.question_ids
        self.post("begin")
        self.post("submit", **{str(question.id): "0"})
        self.assertEqual(self.sheet.state, "done")
        self.assertRecordValues(
            self.campaign.answer_ids, [{"recommend_score": 0, "partner_id": self.acme.id}]
        )
        self.assertEqual(self.row.state, "answered")

    def test_a_colleague_who_is_logged_in_may_answer_too(self):
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertIn(self.campaign.survey_id.title, self.url_open(self.path).text)
        self.authenticate(self.rep.login, self.rep.login)
        self.assertIn(self.campaign.survey_id.title, self.url_open(self.path).text)

    def test_the_link_opens_in_the_language_of_the_person(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sheet.lang_id = False
        self.petra.lang = "zh_CN"
        self.env.flush_all()
        self.assertIn("/zh_CN/", self.url_open(self.path).url)

    def test_a_guessed_token_opens_nothing(self):
        wrong = self.path.replace(self.sheet.access_token, "0" * 36)
        self.assertNotIn("recommend us", self.url_open(wrong).text)
        self.assertEqual(self.sheet.state, "new")

    def test_answers_are_taken_by_post_alone(self):
        survey, token = self.campaign.survey_id, self.sheet.access_token
        for route in ("begin", "submit"):
            response = self.url_open(f"/survey/{route}/{survey.access_token}/{token}?1=9")
            self.assertGreaterEqual(response.status_code, 400)
        self.env.invalidate_all()
        self.assertEqual((self.sheet.state, self.row.state), ("new", "sent"))
        self.assertFalse(self.sheet.user_input_line_ids)

    def test_an_answer_that_is_sent_again_counts_once(self):
        question = self.campaign.survey_id.question_ids
        self.post("begin")
        for _time in range(2):
            self.post("submit", **{str(question.id): "9"})
        self.assertRecordValues(self.campaign.answer_ids, [{"recommend_score": 9}])
        self.post("submit", **{str(question.id): "1"})
        self.assertRecordValues(self.campaign.answer_ids, [{"recommend_score": 9}])

    @freeze_time("2026-03-11 09:00:00")
    def test_a_link_whose_time_is_over_says_so_and_takes_nothing(self):
        with freeze_time("2026-03-10 12:00:00"):
            self.campaign.action_close()
        self.env.flush_all()
        page = self.url_open(self.path)
        self.assertEqual(page.status_code, 200)
        self.assertIn("expired", page.text)
        self.assertNotIn("recommend us", page.text)
        question = self.campaign.survey_id.question_ids
        self.post("begin")
        self.post("submit", **{str(question.id): "9"})
        self.assertFalse(self.campaign.answer_ids)
        self.assertEqual(self.row.state, "expired")
