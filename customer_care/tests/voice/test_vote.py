from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVote(VoiceCommon):
    """Whoever is asked votes once, and what is taken back counts no more."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.campaign = cls.env["care.campaign"].create(
            {
                "name": "Spring",
                "survey_id": cls.env.ref("customer_care.survey_relationship").id,
                "company_id": cls.company.id,
                "date_start": "2026-03-10",
                "date_end": "2026-03-31",
            }
        )
        cls.campaign.action_start()
        cls.env["care.campaign"]._cron_run_campaigns()
        cls.row = cls.campaign.invitation_ids.filtered(lambda row: row.contact_id == cls.petra)
        cls.sheet = cls.row.user_input_id

    def retry(self, satisfaction):
        """Petra answers once more."""
        sheet = self.sheet.copy(
            {
                "care_campaign_id": self.campaign.id,
                "care_invitation_id": self.row.id,
                "user_input_line_ids": False,
            }
        )
        sheet._mark_in_progress()
        sheet._save_lines(sheet.survey_id.question_ids[0], satisfaction)
        sheet._mark_done()
        return sheet

    def test_the_last_complete_sheet_counts(self):
        self.answer(self.row, 5, 9)
        last = self.retry(3)
        self.assertRecordValues(
            self.campaign.answer_ids,
            [
                {
                    "user_input_id": last.id,
                    "satisfaction": 3,
                    "recommend_score": False,
                    "contact_id": self.petra.id,
                }
            ],
        )

    def test_what_was_not_answered_is_no_zero(self):
        self.retry(3)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT recommend_score, nps_points FROM care_answer WHERE invitation_id = %s",
            [self.row.id],
        )
        self.assertEqual(self.env.cr.fetchall(), [(None, None)])
        self.campaign.invalidate_recordset()
        self.assertRecordValues(self.campaign, [{"recommend_count": 0, "satisfaction_avg": 3}])
        self.assertFalse(self.campaign.answer_ids.is_low)

    def test_a_deleted_sheet_leaves_the_earlier_one(self):
        self.answer(self.row, 5, 9)
        self.retry(3).unlink()
        self.assertRecordValues(
            self.campaign.answer_ids, [{"user_input_id": self.sheet.id, "satisfaction": 5}]
        )
        self.assertEqual(self.row.state, "answered")
        self.sheet.unlink()
        self.assertFalse(self.campaign.answer_ids)
        self.assertEqual(self.row.state, "withdrawn")

    def test_figures_follow_the_answer_and_its_deletion(self):
        self.env["care.dirty"].search([]).unlink()
        self.answer(self.row, 4, 9)
        self.env["care.dirty"]._drain()
        self.assertRecordValues(
            self.file_of(self.acme),
            [{"satisfaction": 4, "recommend_score": 9, "answer_count": 1}],
        )
        self.sheet.unlink()
        self.env["care.dirty"]._drain()
        self.assertRecordValues(
            self.file_of(self.acme), [{"satisfaction": False, "answer_count": 0}]
        )

    def test_started_sheets_and_tests_do_not_count(self):
        self.sheet._mark_in_progress()
        self.sheet._save_lines(self.sheet.survey_id.question_ids[0], 1)
        trial = self.env["survey.user_input"].create(
            {
                "survey_id": self.campaign.survey_id.id,
                "partner_id": self.petra.id,
                "test_entry": True,
            }
        )
        trial._save_lines(trial.survey_id.question_ids[0], 1)
        trial._mark_done()
        self.assertFalse(self.env["care.answer"].search([("contact_id", "=", self.petra.id)]))

    def test_an_answer_outside_of_campaigns_belongs_to_the_company_of_the_customer(self):
        for person, company in ((self.elm, self.other_company), (self.bolt, self.company)):
            sheet = self.env["survey.user_input"].create(
                {"survey_id": self.campaign.survey_id.id, "partner_id": person.id}
            )
            sheet._save_lines(sheet.survey_id.question_ids[0], 4)
            sheet._mark_done()
            answer = self.env["care.answer"].search([("user_input_id", "=", sheet.id)])
            self.assertEqual(answer.company_id, company)
            self.assertEqual(answer.profile_id, self.file_of(person, company))

    def test_the_words_are_read_by_whoever_may_read_the_answer(self):
        self.sheet._save_lines(self.sheet.survey_id.question_ids[2], "The gate is locked at noon.")
        self.answer(self.row, 2, 3)
        answer = self.campaign.answer_ids
        self.assertEqual(answer.with_user(self.rep).problems, "The gate is locked at noon.")
        with self.assertRaises(AccessError):
            answer.with_user(self.colleague).action_open_sheet()
        self.assertIn(
            self.sheet.access_token, answer.with_user(self.rep).action_open_sheet()["url"]
        )

    def test_the_customer_page_shows_the_answer(self):
        self.answer(self.row, 4, 9)
        self.refresh()
        page = self.env["care.profile"].with_user(self.rep).get_customer_page(self.acme.id)
        tile = next(tile for tile in page["tiles"] if tile["key"] == "satisfaction")
        self.assertEqual([figure["value"] for figure in tile["figures"]], [4, 9, 1])
        event = next(event for event in page["timeline"] if event["kind"] == "answer")
        self.assertEqual(event["note"], "Satisfaction 4 of 5, recommends us 9 of 10")
        action = self.file_of(self.acme).with_user(self.rep).action_open_figure("satisfaction")
        found = self.env["care.answer"].with_user(self.rep).search(action["domain"])
        self.assertEqual(found, self.campaign.answer_ids)

    def test_the_loop_is_closed_when_the_call_is_made_in_time(self):
        self.answer(self.row, 2, 3)
        self.assertRecordValues(self.campaign, [{"low_count": 1, "called_percent": 0}])
        call = self.campaign.answer_ids.follow_up_id
        with freeze_time("2026-03-11 09:00:00"):
            call._finish(fields.Datetime.now())
        self.campaign.invalidate_recordset()
        self.assertEqual(self.campaign.called_percent, 100)

    def test_results_are_drawn_with_their_definitions(self):
        self.answer(self.row, 4, 9)
        self.campaign.invalidate_recordset()
        drawn = self.campaign.results
        self.assertIn("50 %", drawn)  # one of two people asked
        self.assertIn("100 %", drawn)
        self.assertIn(self.file_of(self.acme).grade_id.name, drawn)
        self.assertIn("share of answers of 4 or 5 of 5", drawn)

    def test_results_are_compared_by_position_and_with_earlier_waves(self):
        self.petra.function = "Head of purchasing"
        self.answer(self.row, 4, 8)
        paul = self.campaign.invitation_ids.filtered(lambda row: row.contact_id == self.paul)
        self.paul.function = "Fitter"
        self.answer(paul, 2, 10)
        self.campaign.invalidate_recordset()
        self.assertRecordValues(
            self.campaign, [{"promoter_count": 1, "passive_count": 1, "detractor_count": 0}]
        )
        drawn = self.campaign.results
        for words in ("Job Position", "Head of purchasing", "Fitter", "passives: 1"):
            self.assertIn(words, drawn)
        self.assertNotIn("Over Time", drawn)
        first = self.campaign.copy()
        first.write({"name": "Autumn", "date_start": "2025-09-01", "state": "closed"})
        self.env["care.answer"].create(
            {
                "user_input_id": self.env["survey.user_input"]
                .create({"survey_id": first.survey_id.id})
                .id,
                "survey_id": first.survey_id.id,
                "campaign_id": first.id,
                "company_id": self.company.id,
                "satisfaction": 5,
            }
        )
        self.campaign.invalidate_recordset()
        drawn = self.campaign.results
        self.assertLess(drawn.index("Over Time"), drawn.index("Autumn"))
        self.petra.function = "Chief executive"
        self.assertEqual(
            self.campaign.answer_ids.filtered(lambda a: a.contact_id == self.petra).role,
            "Head of purchasing",
        )
