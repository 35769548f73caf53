from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestComplaintSurvey(VoiceCommon):
    """After a complaint whoever complained is asked whether it is solved."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.case = cls.env["care.case"]._new_from(
            {
                "kind": "complaint",
                "subject": "It drips",
                "partner_id": cls.acme.id,
                "contact_id": cls.petra.id,
                "company_id": cls.company.id,
                "user_id": cls.agent.id,
            }
        )
        cls.case.sudo().write({"state": "resolved", "date_resolved": NOW})

    def ask(self):
        campaign = self.make_campaign(
            trigger="complaint",
            date_end=False,
            survey_id=self.env.ref("customer_care.survey_complaint").id,
        )
        campaign.action_start()
        self.assertFalse(campaign.sudo().invitation_ids)
        with freeze_time("2026-03-13 06:00:00"):
            for _run in range(2):
                self.run_campaigns()
        return campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")

    def test_whoever_complained_is_asked_once(self):
        self.assertRecordValues(
            self.ask(), [{"contact_id": self.petra.id, "case_id": self.case.id}]
        )

    def test_a_reopened_case_is_not_asked_about(self):
        row = self.ask()
        with freeze_time("2026-03-14 09:00:00"):
            self.case._reopen("It drips again")
        self.assertEqual(row.state, "withdrawn")
        self.assertLessEqual(str(row.user_input_id.deadline), "2026-03-14 09:00:00")
