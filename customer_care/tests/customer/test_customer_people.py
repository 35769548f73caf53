from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerPeople(CareCommon):
    """The people at the customer, on the customer page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.refresh()
        cls.petra.name = "Petra"  # her portal login gave her its name

    def people(self, partner=None, user=None):
        page = self.rpc(
            user or self.rep, "care.profile", "get_customer_page", (partner or self.acme).id
        )
        return page["people"]

    def test_they_stand_there_with_job_and_how_to_reach_them(self):
        self.petra.write({"function": "Buyer", "phone": "+49 1", "email": "petra@acme.example"})
        [petra] = self.people()
        self.assertEqual(
            {name: petra[name] for name in ("name", "function", "phone", "email", "birthday")},
            {
                "name": "Petra",
                "function": "Buyer",
                "phone": "+49 1",
                "email": "petra@acme.example",
                "birthday": False,
            },
        )

    def test_addresses_and_other_customers_are_no_people(self):
        self.make_contact("Gate 4", self.acme, type="delivery")
        self.make_contact("Subsidiary", self.acme, is_company=True)
        self.assertEqual([person["name"] for person in self.people()], ["Petra"])

    def test_people_of_a_branch_address_belong_to_the_customer(self):
        office = self.make_contact("Office", self.acme)
        self.make_contact("Quentin", office)
        self.assertIn("Quentin", [person["name"] for person in self.people()])

    def test_a_birthday_shows_when_it_is_near(self):
        for birthday, kept in (
            ("1980-03-10", "2026-03-10"),
            ("1980-04-09", "2026-04-09"),
            ("1980-04-10", False),
            ("1980-03-09", False),
        ):
            with self.subTest(birthday=birthday):
                self.petra.care_birthday = birthday
                self.assertEqual(self.people()[0]["birthday"], kept)

    def test_who_has_a_lunar_birthday_keeps_that_one(self):
        """The second day of the second lunar month of 2026 is the 20th of March."""
        self.petra.write(
            {"care_birthday": "1980-03-12", "care_lunar_month": 2, "care_lunar_day": 2}
        )
        self.assertEqual(self.people()[0]["birthday"], "2026-03-20")

    def test_those_spoken_to_last_come_first(self):
        self.make_contact("Adam", self.acme)
        self.make_touchpoint(self.acme, contact_id=self.petra.id)._finish(
            date_done="2026-02-01 08:00:00"
        )
        self.make_touchpoint(self.acme, contact_id=self.petra.id)._finish(
            date_done="2026-01-01 08:00:00"
        )
        self.assertEqual(
            [(person["name"], person["last_contact_date"]) for person in self.people()],
            [("Petra", "2026-02-01"), ("Adam", False)],
        )

    def test_a_private_customer_stands_there_herself(self):
        nina = self.env["res.partner"].create({"name": "Nina", "user_id": self.rep.id})
        self.make_order(nina)
        self.refresh()
        self.assertEqual([person["name"] for person in self.people(nina)], ["Nina"])
