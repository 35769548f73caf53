from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPeopleCap(VoiceCommon):
    """As many of a customer's people answer as the campaign asks for, by whatever way."""

    def page_asks(self, customer):
        """Whether the customer's page offers an interview."""
        page = self.env["care.profile"].with_user(self.manager).get_customer_page(customer.id)
        return page["head"]["can_interview"]

    def test_the_address_of_a_company_is_not_interviewed_after_its_contact_answered(self):
        campaign = self.start()
        address = self.row_of(campaign, self.bolt)
        self.assertTrue(address.is_to_interview)
        self.assertTrue(self.page_asks(self.bolt))
        self.answer(self.row_of(campaign, self.paul), 4, 8)
        self.env.invalidate_all()
        self.assertFalse(address.is_to_interview)
        self.assertFalse(self.page_asks(self.bolt))
        with self.assertRaisesRegex(UserError, "colleagues answered"):
            address.with_user(self.agent).action_ask_by_phone()
        with self.assertRaisesRegex(UserError, "at present"):
            self.env["care.profile"].with_user(self.agent).action_interview(self.bolt.id)

    def test_without_a_mail_address_neither(self):
        campaign = self.start()
        self.answer(self.row_of(campaign, self.petra), 4, 8)
        self.assertFalse(self.row_of(campaign, self.acme).is_to_interview)

    def test_the_contact_is_not_reminded_after_the_address_was_interviewed(self):
        campaign = self.start()
        address = self.row_of(campaign, self.bolt)
        address.with_user(self.agent).action_ask_by_phone()
        self.answer(address, 4, 8)
        before = self.env["mail.mail"].search([])
        with freeze_time("2026-03-18 09:00:00"):
            self.run_campaigns()
        mails = self.env["mail.mail"].search([]) - before
        self.assertEqual(mails.recipient_ids, self.petra)

    def test_of_three_people_the_third_may_still_be_interviewed(self):
        for number in range(4):
            self.make_contact(f"P{number}", self.bolt, email=f"p{number}@bolt.example")
        campaign = self.start(respondents="all", cap_per_customer=3)
        rows = campaign.sudo().invitation_ids.filtered(lambda row: row.partner_id == self.bolt)
        asked = rows.filtered(lambda row: row.state == "sent")
        self.assertEqual(len(asked), 3)
        left = (rows - asked)[0]
        for row in asked[:2]:
            self.answer(row, 4, 8)
        self.env.invalidate_all()
        self.assertTrue(left.is_to_interview)
        self.answer(asked[2], 4, 8)
        self.env.invalidate_all()
        self.assertFalse(left.is_to_interview)

    def test_a_contact_who_comes_later_is_not_asked_about_the_same_order(self):
        """The quiet period after the first mail makes no room for another one."""
        order = self.make_order(self.bolt, day="2026-03-01")
        order.commitment_date = "2026-03-07 10:00:00"
        campaign = self.start(trigger="delivery", date_end=False)
        asked = campaign.sudo().invitation_ids.filtered(lambda row: row.state == "sent")
        self.assertEqual(asked.contact_id, self.bolt)  # who ordered
        pia = self.make_contact("Pia", self.bolt, email="pia@bolt.example")
        self.run_campaigns()
        self.assertEqual(self.rows(campaign)[pia], ("skipped", "cap"))

    def test_room_that_is_left_is_used(self):
        order = self.make_order(self.bolt, day="2026-03-01")
        order.commitment_date = "2026-03-07 10:00:00"
        campaign = self.start(
            trigger="delivery", date_end=False, respondents="all", cap_per_customer=2
        )
        self.assertEqual(self.rows(campaign)[self.paul], ("sent", False))
        pia, pit = (
            self.make_contact(name, self.bolt, email=f"{name.lower()}@bolt.example")
            for name in ("Pia", "Pit")
        )
        self.run_campaigns()
        rows = self.rows(campaign)
        self.assertEqual((rows[pia], rows[pit]), (("sent", False), ("skipped", "cap")))
