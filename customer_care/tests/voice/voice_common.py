from odoo.tests import freeze_time

from ..common import NOW, CareCommon


@freeze_time(NOW)
class VoiceCommon(CareCommon):
    """Petra of Acme, Paul of Bolt, and an agent who runs campaigns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.agent = cls._make_user("Agent", "customer_care.group_care_agent")
        cls.petra.email = "petra@acme.example"
        cls.bolt.email = "office@bolt.example"
        cls.paul = cls.make_contact("Paul", cls.bolt, email="paul@bolt.example")
        cls.env.flush_all()

    def make_campaign(self, **vals):
        return (
            self.env["care.campaign"]
            .with_user(self.agent)
            .create(
                {
                    "name": "Spring",
                    "survey_id": self.env.ref("customer_care.survey_relationship").id,
                    "company_id": self.company.id,
                    "date_start": "2026-03-10",
                    "date_end": "2026-03-31",
                    **vals,
                }
            )
        )

    def rows(self, campaign):
        return {
            row.contact_id: (row.state, row.skip_reason) for row in campaign.sudo().invitation_ids
        }

    def answer(self, invitation, satisfaction, recommend):
        sheet = invitation.sudo()._sheets()[invitation.sudo()]
        survey = sheet.survey_id
        sheet._mark_in_progress()
        sheet._save_lines(survey.question_ids[0], satisfaction)
        sheet._save_lines(survey.question_ids[1], recommend)
        sheet._mark_done()
        return sheet

    def run_campaigns(self):
        self.env["care.campaign"]._cron_run_campaigns()

    def row_of(self, campaign, person):
        """The invitation of a person, as the engine sees it."""
        return campaign.sudo().invitation_ids.filtered(lambda row: row.contact_id == person)

    def start(self, **vals):
        """A campaign that runs, its invitations sent."""
        campaign = self.make_campaign(**vals)
        campaign.action_start()
        self.run_campaigns()
        return campaign
