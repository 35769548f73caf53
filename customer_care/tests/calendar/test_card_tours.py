from odoo.tests import HttpCase, new_test_user, tagged


class DayOfTwo(HttpCase):
    """A rep with one thing to do for each of two customers today."""

    steel, glass = "", ""
    channels = ("call", "call")

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = new_test_user(
            cls.env, login="care_two_rep", groups="customer_care.group_care_user"
        )
        customers = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "user_id": cls.rep.id}
                for name in (cls.steel, cls.glass)
            ]
        )
        cls.env["care.profile"]._refresh(customers)
        cls.first, cls.second = cls.env["care.touchpoint"].create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": cls.rep.id,
                    "name": "Thanks",
                    "channel": channel,
                    "date_planned": cls.env.company._care_today(),
                }
                for customer, channel in zip(customers, cls.channels, strict=True)
            ]
        )


@tagged("post_install", "-at_install")
class TestCardTour(DayOfTwo):
    """A greeting card is printed from My Day in a real browser."""

    steel, glass = "Carded Steel", "Called Glass"
    channels = ("card", "call")

    def test_rep_prints_the_card_of_the_day(self):
        self.start_tour("/odoo/my-day", "care_card_tour", login="care_two_rep")
        self.assertRecordValues(self.first | self.second, [{"state": "done"}, {"state": "planned"}])
        wizard = self.env["care.card.print"].search([("create_uid", "=", self.rep.id)])
        self.assertRecordValues(wizard, [{"size": "a5", "is_printed": True}])
        self.assertEqual(wizard.line_ids.mapped("text"), ["Thank you for ten good years"])


@tagged("post_install", "-at_install")
class TestPhoneLogTour(DayOfTwo):
    """A contact is logged on a phone."""

    browser_size = "390x844"
    touch_enabled = True
    steel, glass = "Phoned Steel", "Phoned Glass"

    def test_rep_logs_a_contact_on_a_phone(self):
        self.start_tour("/odoo/my-day", "care_phone_log_tour", login="care_two_rep")
        self.assertRecordValues(
            self.first,
            [{"state": "done", "topics": "They want a quotation"}],
        )
        self.assertEqual(self.first.profile_id.last_contact_date, self.env.company._care_today())
        self.assertEqual(self.second.state, "planned")
