from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestVoiceLife(VoiceCommon):
    """Merging, copying and anonymous sheets."""

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)

    def test_merged_contacts_keep_the_invitation_that_went_furthest(self):
        twin = self.make_contact("Petra B.", self.acme, email="pb@acme.example")
        campaign = self.start(respondents="all")
        self.answer(self.row_of(campaign, twin), 5, 10)
        self.merge(twin, self.petra)
        row = self.row_of(campaign, self.petra)
        self.assertRecordValues(row, [{"state": "answered", "partner_id": self.acme.id}])
        self.assertEqual(campaign.sudo().answer_ids.contact_id, self.petra)

    def test_merged_customers_keep_their_answers(self):
        campaign = self.start()
        self.answer(self.row_of(campaign, self.paul), 4, 9)
        self.merge(self.bolt, self.acme)
        self.assertRecordValues(
            campaign.sudo().answer_ids,
            [{"partner_id": self.acme.id, "profile_id": self.file_of(self.acme).id}],
        )
        self.assertEqual(self.file_of(self.acme).satisfaction, 4)

    def test_a_copy_begins_today_and_asks_nobody_yet(self):
        campaign = self.start()
        with freeze_time("2026-05-04 09:00:00"):
            copy = campaign.copy()
        self.assertEqual(
            (copy.state, str(copy.date_start), str(copy.date_end), copy.name),
            ("draft", "2026-05-04", "2026-05-25", "Spring (copy)"),
        )
        self.assertFalse(copy.sudo().invitation_ids)

    def test_a_copy_takes_what_is_given(self):
        campaign = self.make_campaign()
        copy = campaign.copy({"name": "Autumn", "date_start": "2026-09-01"})
        self.assertEqual(
            (copy.name, str(copy.date_start), str(copy.date_end)),
            ("Autumn", "2026-09-01", "2026-09-22"),
        )
        copy = campaign.copy({"date_end": "2026-03-12"})
        self.assertEqual((str(copy.date_start), str(copy.date_end)), ("2026-03-10", "2026-03-12"))
