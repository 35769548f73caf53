from odoo import fields
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCampaignEnd(VoiceCommon):
    """A campaign that runs longer or shorter than planned: the links in mails that were sent
    follow."""

    def deadlines(self, campaign):
        """The days of invitations and the moments of sheets, by person."""
        rows = campaign.sudo().invitation_ids.filtered("date_sent")
        sheets = rows._sheets()
        return {row.contact_id: (str(row.date_deadline), str(sheets[row].deadline)) for row in rows}

    def test_links_that_were_sent_end_later(self):
        campaign = self.start()
        self.assertEqual(
            self.deadlines(campaign)[self.petra], ("2026-03-31", "2026-04-01 00:00:00")
        )
        campaign.date_end = "2026-04-30"
        self.assertEqual(
            self.deadlines(campaign)[self.petra], ("2026-04-30", "2026-05-01 00:00:00")
        )
        with freeze_time("2026-04-20 09:00:00"):
            self.run_campaigns()
            self.answer(self.row_of(campaign, self.petra), 5, 9)
        self.assertEqual(campaign.sudo().answer_ids.contact_id, self.petra)

    def test_links_that_were_sent_end_earlier(self):
        campaign = self.start()
        campaign.date_end = "2026-03-20"
        self.assertEqual(self.deadlines(campaign)[self.paul], ("2026-03-20", "2026-03-21 00:00:00"))

    def test_who_answered_keeps_her_deadline(self):
        campaign = self.start()
        self.answer(self.row_of(campaign, self.petra), 5, 9)
        campaign.date_end = "2026-04-30"
        self.assertEqual(
            self.deadlines(campaign),
            {
                self.petra: ("2026-03-31", "2026-04-01 00:00:00"),
                self.paul: ("2026-04-30", "2026-05-01 00:00:00"),
            },
        )

    def test_days_of_anonymous_invitations_tell_nothing(self):
        for number in range(5):
            self.make_contact(f"Person {number}", self.bolt, email=f"p{number}@bolt.example")
        campaign = self.start(is_anonymous=True, respondents="all", cap_per_customer=9)
        rows = campaign.sudo().invitation_ids.filtered("date_sent")
        self.answer(rows[0], 1, 3)
        campaign.date_end = "2026-04-30"
        self.assertEqual(set(rows.mapped("date_deadline")), {fields.Date.to_date("2026-04-30")})
        done = rows._sheets()[rows[0]]
        self.assertEqual(str(done.deadline), "2026-04-01 00:00:00")
        self.assertEqual(str(rows._sheets()[rows[1]].deadline), "2026-05-01 00:00:00")

    def test_who_was_asked_while_the_end_moved_follows_at_the_next_run(self):
        campaign = self.start()
        row = self.row_of(campaign, self.petra)
        row.date_deadline = "2026-03-15"
        self.run_campaigns()
        self.assertEqual(
            self.deadlines(campaign)[self.petra], ("2026-03-31", "2026-04-01 00:00:00")
        )

    def test_who_was_asked_after_a_delivery_has_days_of_her_own(self):
        order = self.make_order(self.petra, day="2026-03-01")
        order.commitment_date = "2026-03-07 10:00:00"
        campaign = self.start(trigger="delivery", answer_days=20)
        self.assertEqual(self.deadlines(campaign)[self.petra][0], "2026-03-30")
        campaign.date_end = "2026-05-31"
        self.assertEqual(self.deadlines(campaign)[self.petra][0], "2026-03-30")
