from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon

_LATER = "2026-03-12 09:31:00"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAnonymous(VoiceCommon):
    """Managers of ours and of surveys try to learn who said what."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = [
            cls.make_contact(f"Person {n}", cls.bolt, email=f"p{n}@bolt.example") for n in range(6)
        ]
        cls.manager = cls._make_user("Boss", "customer_care.group_care_manager")
        cls.surveyor = cls._make_user(
            "Surveyor",
            "customer_care.group_care_manager",
            "survey.group_survey_manager",
            "base.group_allow_export",
        )

    def setUp(self):
        super().setUp()
        self.campaign = self.start(is_anonymous=True, respondents="all", cap_per_customer=9)
        self.asked = self.campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")

    def let_answer(self, count):
        with freeze_time(_LATER):
            for number, row in enumerate(self.asked[:count]):
                self.answer(row, 1 if number == 0 else 5, 0 if number == 0 else 10)

    def hostile(self):
        return (self.manager, self.surveyor, self.agent)

    def test_nobody_reads_anonymous_sheets_in_whatever_way(self):
        self.let_answer(6)
        self.campaign.action_close()
        sheets = self.campaign.sudo()._hidden_sheets()
        mine = [("care_campaign_id", "=", self.campaign.id)]
        for user in self.hostile():
            Sheet = self.env["survey.user_input"].with_user(user)
            Line = self.env["survey.user_input.line"].with_user(user)
            of_lines = [("user_input_id.care_campaign_id", "=", self.campaign.id)]
            self.assertFalse(Sheet.search(mine, order="write_date, id"))
            self.assertFalse(Sheet.search([("id", "in", sheets.ids)]))
            self.assertEqual(
                Sheet.formatted_read_group(mine, ["end_datetime:day"], ["__count"]), []
            )
            self.assertFalse(Sheet.name_search("", mine))
            self.assertFalse(Line.search([*of_lines, ("value_scale", "=", 1)]))
            self.assertFalse(Line.search([("user_input_id", "in", sheets.ids)]))
            for work in (
                lambda own: own.read(["write_date", "access_token"]),
                lambda own: own.web_read({"end_datetime": {}}),
                lambda own: own.export_data(["id", "access_token"]),
                lambda own: own.write({"care_campaign_id": False}),
                lambda own: own.unlink(),
            ):
                with self.assertRaises(UserError):  # AccessError, or no export at all
                    work(sheets.with_user(user))
            survey = self.campaign.survey_id.with_user(user)
            self.assertFalse(survey.user_input_ids & sheets.with_user(user))
            asking = [("user_input_ids.user_input_line_ids.value_scale", "=", 1)]
            self.assertNotIn(survey, survey.search(asking), "not by a way round")

    def test_while_it_runs_only_their_number_is_known(self):
        self.let_answer(6)
        for user in self.hostile():
            self.assertFalse(
                self.env["care.answer"]
                .with_user(user)
                .search([("campaign_id", "=", self.campaign.id)])
            )
        self.campaign.invalidate_recordset()
        self.assertRecordValues(
            self.campaign,
            [{"answered_count": 6, "satisfaction_count": 0, "satisfied_percent": False}],
        )
        self.assertFalse(self.campaign.sudo().answer_ids)

    def test_at_the_end_all_are_told_together_without_order_or_time(self):
        self.let_answer(6)
        self.campaign.action_close()
        answers = self.campaign.sudo().answer_ids
        self.campaign.invalidate_recordset()
        self.assertRecordValues(self.campaign, [{"answered_count": 6, "satisfaction_count": 6}])
        self.assertAlmostEqual(self.campaign.satisfied_percent, 500 / 6)
        self.assertFalse(answers.partner_id | answers.contact_id)
        for name in ("profile_id", "grade_id", "invitation_id"):
            self.assertFalse(answers[name], name)
        self.assertFalse({"create_date", "write_date", "create_uid"} & set(answers._fields))
        self.assertEqual(set(map(str, answers.mapped("date"))), {"2026-03-10"})
        found = (
            self.env["care.answer"]
            .with_user(self.manager)
            .search([("campaign_id", "=", self.campaign.id)], order="user_input_id, id")
        )
        self.assertEqual(len(found), 6)

    def test_sheets_keep_neither_time_nor_person(self):
        sheet = self.asked[0]._sheets()[self.asked[0]]
        sheet.write({"email": "p@bolt.example", "nickname": "P", "partner_id": self.paul.id})
        self.let_answer(1)
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT s.email, s.nickname, s.partner_id, s.lang_id, s.end_datetime::date::text,"
            " s.write_date::text, l.create_date::text, l.write_uid"
            " FROM survey_user_input s JOIN survey_user_input_line l ON l.user_input_id = s.id"
            " WHERE s.id = %s",
            [sheet.id],
        )
        day = "2026-03-10 00:00:00"
        self.assertEqual(
            set(self.env.cr.fetchall()), {(None, None, None, None, "2026-03-10", day, day, 1)}
        )

    def test_of_fewer_than_five_nothing_is_told(self):
        self.let_answer(4)
        self.campaign.action_close()
        self.assertFalse(self.campaign.sudo().answer_ids)
        self.campaign.invalidate_recordset()
        self.assertRecordValues(
            self.campaign, [{"answered_count": 4, "satisfied_percent": False, "nps": False}]
        )

    def test_no_mail_that_waits_has_the_link(self):
        token = self.asked[0]._sheet_token()
        mail = self.asked[0]._mails("outgoing")
        self.assertNotIn(token, mail.body_html + mail.mail_message_id.body)
        self.assertIn(f"answer_token={token}", mail._prepare_outgoing_body())
        for user in self.hostile():
            with self.assertRaises(AccessError):
                mail.mail_message_id.with_user(user).read(["body"])

    def test_tokens_lead_nowhere_once_it_is_over(self):
        self.let_answer(5)
        self.assertEqual(len(self.asked._sheets()), len(self.asked))
        self.campaign.action_close()
        self.assertEqual(len(self.asked._sheets()), len(self.asked) - 5)

    def test_what_was_promised_cannot_be_taken_back(self):
        for user in (self.agent, self.manager):
            with self.assertRaisesRegex(UserError, "can't change"):
                self.campaign.with_user(user).is_anonymous = False

    def test_sheets_are_made_at_once_and_shuffled(self):
        sheets = self.asked._sheets()
        ids = [sheets[row].id for row in self.asked]
        self.assertEqual(max(ids) - min(ids), len(ids) - 1)
