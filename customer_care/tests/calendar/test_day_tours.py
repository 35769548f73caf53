from datetime import timedelta

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDayTours(HttpCase):
    """My day in a real browser: a rep works it off, a manager looks who has how much."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"  # as in the browser: else its day ends earlier
        cls.rep = new_test_user(
            cls.env,
            login="care_day_rep",
            name="Invented Rep",
            groups="customer_care.group_care_user,sales_team.group_sale_salesman",
        )
        cls.colleague = new_test_user(
            cls.env,
            login="care_day_colleague",
            name="Invented Colleague",
            groups="customer_care.group_care_user",
        )
        cls.manager = new_test_user(
            cls.env,
            login="care_day_manager",
            groups="customer_care.group_care_manager",
        )
        product = cls.env["product.product"].create({"name": "Coil", "taxes_id": False})
        cls.today = cls.env.company._care_today()
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "user_id": cls.rep.id}
                for name in ("Invented Steel", "Invented Glass", "Invented Wood")
            ]
        )
        for customer in cls.customers:
            cls.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "user_id": cls.rep.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 6e5})],
                }
            ).action_confirm()
        cls.env["care.profile"]._refresh(cls.customers)
        cls.steel, cls.glass, cls.wood = cls.env["care.touchpoint"].create(
            [
                {
                    "partner_id": customer.id,
                    "user_id": cls.rep.id,
                    "name": f"About {customer.name}",
                    "date_planned": cls.today - timedelta(days=days),
                }
                for customer, days in zip(cls.customers, (2, 1, 0), strict=True)
            ]
        )

    def test_rep_works_off_the_day(self):
        self.start_tour("/odoo", "care_my_day_tour", login="care_day_rep")
        self.assertRecordValues(
            self.steel,
            [{"state": "done", "topics": "They want a quotation", "mood": False}],
        )
        profile = self.steel.profile_id
        self.assertEqual(profile.last_contact_date, self.today)
        self.assertGreater(profile.next_contact_date, self.today)
        step = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.steel.partner_id.id), ("origin", "=", "next_step")]
        )
        self.assertRecordValues(
            step,
            [
                {
                    "partner_id": self.steel.partner_id.id,
                    "user_id": self.rep.id,
                    "date_planned": self.today + timedelta(days=7),
                }
            ],
        )
        self.assertEqual(self.glass.date_planned, self.today + timedelta(days=3))
        self.assertEqual(self.wood.user_id, self.colleague)
        self.assertIn("You met them", self.wood.message_ids[0].body)

    def test_manager_shares_the_load(self):
        self.start_tour("/odoo/my-day", "care_manager_day_tour", login="care_day_manager")
        self.assertEqual((self.steel | self.glass | self.wood).user_id, self.colleague)
