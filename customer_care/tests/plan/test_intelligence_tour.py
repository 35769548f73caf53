from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestIntelligenceTour(HttpCase):
    """The way of a piece of news in a browser, from the rep's phone call to the steward."""

    def test_rep_writes_two_pieces_and_sends_the_month(self):
        rep = new_test_user(self.env, login="care_news_rep", groups="customer_care.group_care_user")
        customer = self.env["res.partner"].create(
            {"name": "Acme Tour", "is_company": True, "user_id": rep.id}
        )
        profile = self.env["care.profile"]._ensure(customer)
        self.start_tour(
            "/odoo/care-market-information", "care_intelligence_tour", login="care_news_rep"
        )
        pieces = self.env["care.intelligence"].search([("user_id", "=", rep.id)], order="id")
        self.assertRecordValues(
            pieces,
            [
                {"name": "New plant in spring", "profile_ids": profile.ids, "state": "sent"},
                {"name": "Steel gets dearer", "profile_ids": [], "state": "sent"},
            ],
        )
        self.assertEqual(pieces[0].with_user(rep).informant, "Dora, by phone")
        self.assertEqual(pieces.report_id.state, "sent")
