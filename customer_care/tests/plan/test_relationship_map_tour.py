from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestRelationshipMapTour(HttpCase):
    """The map in a browser: what is drawn is what is worked with."""

    def test_rep_adds_the_director_and_follows_a_gap(self):
        rep = new_test_user(self.env, login="care_map_rep", groups="customer_care.group_care_user")
        customer = self.env["res.partner"].create(
            {"name": "Acme Tour", "is_company": True, "user_id": rep.id}
        )
        contacts = self.env["res.partner"].create(
            [{"name": name, "parent_id": customer.id} for name in ("Dora Tour", "Egon Tour")]
        )
        profile = self.env["care.profile"]._ensure(customer)
        self.env["care.key.person"].create({"contact_id": contacts[1].id})
        self.start_tour(
            f"/odoo/care-customers/{profile.id}",
            "care_relationship_map_tour",
            login="care_map_rep",
        )
        self.assertEqual(
            [
                (person.contact_id.name, person.buying_role_ids.code)
                for person in profile.key_person_ids
            ],
            [("Egon Tour", False), ("Dora Tour", "decider")],
        )
