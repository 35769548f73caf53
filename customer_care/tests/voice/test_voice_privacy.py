from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVoicePrivacy(VoiceCommon):
    """Who asks what we know about her gets it all; who is erased becomes anonymous, and what she
    said stays as a figure."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.paul.function = "Fitter"
        cls.survey = cls.env.ref("customer_care.survey_relationship").copy()
        cls.survey.question_and_page_ids = [
            Command.create(
                {
                    "title": "Your mail address?",
                    "question_type": "char_box",
                    "validation_email": True,
                    "save_as_email": True,
                    "sequence": 9,
                }
            )
        ]
        cls.campaign = cls.make_campaign(cls, survey_id=cls.survey.id)
        cls.campaign.action_start()
        cls.env["care.campaign"]._cron_run_campaigns()
        cls.row = cls.row_of(cls, cls.campaign, cls.paul)

    def lookup(self, name="Paul", email="paul@bolt.example"):
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        wizard = self.env["privacy.lookup.wizard"].create({"name": name, "email": email})
        wizard.action_lookup()
        return {(line.res_model, line.res_id) for line in wizard.line_ids}

    def paul_answers(self):
        sheet = self.row.user_input_id
        question = self.survey.question_ids.filtered("save_as_email")
        sheet._save_lines(question, "paul@bolt.example")
        self.answer(self.row, 2, "3")
        return sheet

    def erase(self):
        # the call after the low answer holds nobody
        self.paul.unlink()
        self.env.flush_all()
        self.env.invalidate_all()

    def test_what_a_person_was_asked_and_answered_is_found(self):
        sheet = self.paul_answers()
        found = self.lookup()
        answer = self.campaign.sudo().answer_ids
        for record in (self.row, sheet, answer):
            with self.subTest(model=record._name):
                self.assertIn((record._name, record.id), found)

    def test_an_erased_person_is_found_nowhere_any_more(self):
        self.paul_answers()
        self.erase()
        ours = {model for model, _id in self.lookup()}
        self.assertFalse(ours & {"care.invitation", "care.answer", "survey.user_input"})

    def test_figures_stay(self):
        sheet = self.paul_answers()
        self.refresh()
        names = ("asked_count", "answered_count", "response_percent", "satisfied_percent", "nps")
        before = self.campaign.read(names)
        self.erase()
        self.refresh()
        self.assertEqual(self.campaign.read(names), before)
        self.assertRecordValues(
            self.campaign.sudo().answer_ids,
            [{"partner_id": self.bolt.id, "contact_id": False, "satisfaction": 2, "role": False}],
        )
        self.assertEqual(self.file_of(self.bolt).satisfaction, 2)
        self.assertRecordValues(self.row, [{"state": "answered", "email": False}])
        self.assertRecordValues(
            sheet, [{"state": "done", "email": False, "nickname": False, "partner_id": False}]
        )
        self.assertNotIn("paul@bolt.example", sheet.user_input_line_ids.mapped("value_char_box"))

    def test_who_has_not_answered_is_not_asked_any_more(self):
        sheet = self.row.user_input_id
        self.erase()
        self.assertRecordValues(self.row, [{"state": "withdrawn", "contact_id": False}])
        self.assertLessEqual(str(sheet.deadline), NOW)
        with freeze_time("2026-03-20 09:00:00"):
            self.run_campaigns()
        self.assertFalse(self.row._mails("outgoing"))

    def test_a_customer_without_touchpoints_leaves_what_it_said(self):
        """A prospect that is deleted as a whole."""
        alone = self.make_customer("Alone", email="office@alone.example")
        self.env["crm.lead"].create({"name": "Pumps", "partner_id": alone.id, "type": "lead"})
        self.refresh()
        self.company.care_quiet_days = 0
        campaign = self.start(name="Prospects")
        row = self.row_of(campaign, alone)
        self.answer(row, 5, "9")
        self.env["care.touchpoint"].search([("partner_id", "=", alone.id)]).unlink()
        alone.unlink()
        self.env.invalidate_all()
        self.assertRecordValues(row, [{"state": "answered", "partner_id": False, "email": False}])
        self.assertRecordValues(
            campaign.sudo().answer_ids, [{"partner_id": False, "satisfaction": 5}]
        )

    def test_the_list_of_invitations_opens_with_erased_people(self):
        self.paul_answers()
        self.erase()
        rows = self.env["care.invitation"].with_user(self.agent)
        action = self.campaign.action_open_invitations()
        found = rows.search(action["domain"])
        self.assertIn(self.row, found)
        found.read(["display_name", "partner_id", "contact_id", "state", "is_to_interview"])
        self.assertTrue(self.campaign.results)
