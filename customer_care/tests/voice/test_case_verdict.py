from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseVerdict(VoiceCommon):
    """A case tells what its customer thinks of it, from the rating and from the survey."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.petra.name = "Petra"  # her login renamed her
        cls.case = cls.make_case()

    @classmethod
    def make_case(cls):
        case = cls.env["care.case"]._new_from(
            {
                "kind": "complaint",
                "subject": "It drips",
                "partner_id": cls.acme.id,
                "contact_id": cls.petra.id,
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
            }
        )
        case.sudo().write({"state": "resolved", "date_resolved": NOW})
        return case

    def ask(self):
        """A campaign about complaints that were solved today; the invitation waits to be sent."""
        campaign = self.make_campaign(
            trigger="complaint",
            date_end=False,
            survey_id=self.env.ref("customer_care.survey_complaint").id,
            delay_days=0,
        )
        campaign.action_start()
        return self.row_of(campaign, self.petra)

    def said(self, user):
        self.case.invalidate_recordset()
        return self.case.with_user(user).verdict

    def test_a_case_about_which_nobody_was_asked_says_nothing(self):
        self.assertIs(self.said(self.agent), False)

    def test_the_rating_is_told(self):
        self.case.handling_score = 4
        self.assertEqual(self.said(self.agent), "Handling rated 4 of 5")

    def test_the_survey_is_told_from_its_sending_to_its_answer(self):
        row = self.ask()
        self.assertEqual(self.said(self.rep), "Survey: to be sent to Petra")
        self.run_campaigns()
        self.assertEqual(
            self.said(self.rep), "Survey: sent to Petra on 03/10/2026, not answered yet"
        )
        self.case.handling_score = 5
        self.answer_scale(row, 4)
        self.assertEqual(
            self.said(self.rep),
            "Handling rated 5 of 5 · Survey: Petra answered, Satisfaction 4 of 5",
        )
        action = self.case.with_user(self.agent).action_open_invitations()
        found = self.env["care.invitation"].with_user(self.agent).search(action["domain"])
        self.assertIn(row, found)
        with self.assertRaises(AccessError):
            self.case.with_user(self.rep).action_open_invitations()

    def answer_scale(self, row, value):
        sheet = row.user_input_id
        question = sheet.survey_id.question_ids.filtered(
            lambda question: question.care_meaning == "satisfaction"
        )
        sheet._save_lines(question, str(value))
        sheet._mark_done()

    def test_scores_are_for_those_who_may_read_the_answer(self):
        """The colleague works on the case; the customer is not hers."""
        self.case.user_id = self.colleague
        row = self.ask()
        self.run_campaigns()
        self.answer_scale(row, 2)
        self.assertEqual(self.said(self.colleague), "Survey: Petra answered")
        self.assertIn("Satisfaction 2 of 5", self.said(self.agent))

    def test_what_went_wrong_is_told(self):
        row = self.ask()
        self.run_campaigns()
        for state, words in (
            ("failed", "Survey: the mail did not reach Petra"),
            ("expired", "Survey: Petra did not answer"),
            ("withdrawn", False),
        ):
            row.state = state
            (row.campaign_id.invitation_ids - row).state = "withdrawn"
            self.assertEqual(self.said(self.agent), words)
        row.write({"state": "skipped", "skip_reason": "quiet"})
        self.assertEqual(self.said(self.agent), "No survey for Petra: Was asked not long ago")

    def test_many_cases_take_as_many_statements_as_one(self):
        cases = self.case.browse()
        for _number in range(40):
            cases |= self.make_case()
        self.ask()
        self.run_campaigns()
        self.env.flush_all()
        counts = []
        for some in (self.case, cases):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.mapped("verdict")
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 1)
