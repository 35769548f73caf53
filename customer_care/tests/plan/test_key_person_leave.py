from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .key_person_common import KeyPersonCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKeyPersonLeave(KeyPersonCommon):
    """Who leaves is asked after; what she was to us stays where it happened."""

    def activities(self, person):
        return person.sudo().activity_ids

    def test_leaving_asks_the_account_manager_for_a_successor(self):
        person = self.make_key(self.petra)
        person.action_left()
        self.assertRecordValues(person, [{"date_left": TODAY, "needs_successor": True}])
        self.assertEqual(self.activities(person).user_id, self.rep)
        person.successor_id = self.make_key(self.dora)
        self.assertFalse(person.needs_successor)
        self.assertFalse(self.activities(person))

    def test_no_successor_needed_ends_the_search(self):
        person = self.make_key(self.petra)
        person.action_left()
        person.is_vacant = True
        self.assertFalse(person.needs_successor)
        self.assertFalse(self.activities(person))

    def test_an_archived_contact_left(self):
        person = self.make_key(self.egon)
        self.egon.active = False
        self.assertEqual(person.date_left, TODAY)
        with self.assertRaises(UserError):
            person.action_is_back()
        self.egon.active = True
        person.action_is_back()
        self.assertRecordValues(person, [{"date_left": False, "needs_successor": False}])
        self.assertFalse(self.activities(person))

    def test_history_stays_when_she_goes_to_another_customer(self):
        person = self.make_key(self.petra, attitude="supporter")
        self.petra.parent_id = self.bolt
        self.assertRecordValues(
            person, [{"partner_id": self.acme.id, "date_left": TODAY, "attitude": "supporter"}]
        )
        new = self.make_key(self.petra, user=self.colleague)
        self.assertRecordValues(new, [{"partner_id": self.bolt.id, "attitude": "unknown"}])

    def test_a_seller_without_care_rights_may_archive_the_contact(self):
        person = self.make_key(self.egon)
        self.egon.with_user(self.seller).active = False
        self.assertTrue(person.date_left)

    def test_who_moves_within_the_customer_stays(self):
        plant = self.make_contact("Plant", self.acme)
        person = self.make_key(self.petra)
        self.petra.parent_id = plant
        self.assertFalse(person.date_left)

    def test_merged_contacts_are_one_key_person(self):
        twin = self.make_contact("Petra P.", self.acme)
        petra = self.make_key(self.petra, concerns="Price", influence="1")
        dora = self.make_key(self.dora)
        other = self.make_key(
            twin,
            attitude="coach",
            concerns="Delivery",
            influence="3",
            buying_role_ids=[(4, self.decider.id)],
            relation_level="positive",
        )
        dora.reports_to_id = other
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.petra | twin).ids, self.petra, extra_checks=False
        )
        self.assertFalse(other.exists())
        self.assertRecordValues(
            petra,
            [
                {
                    "attitude": "coach",
                    "concerns": "Price\n\nDelivery",
                    "influence": "3",
                    "buying_role_ids": self.decider.ids,
                    "relation_level": "positive",
                }
            ],
        )
        self.assertEqual(dora.reports_to_id, petra)

    def test_merged_customers_keep_their_people(self):
        ours = self.make_key(self.petra)
        olga = self.make_key(self.make_contact("Olga", self.bolt), user=self.colleague)
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme | self.bolt).ids, self.acme, extra_checks=False
        )
        self.assertRecordValues(
            ours.sudo() | olga.sudo(),
            [
                {"partner_id": self.acme.id, "profile_id": self.profile.id, "date_left": False},
                {"partner_id": self.acme.id, "profile_id": self.profile.id, "date_left": False},
            ],
        )

    def test_handed_over_relations_keep_what_the_old_owner_was(self):
        person = self.make_key(self.petra, relation_level="positive")
        self.profile.with_user(self.manager)._hand_over(self.colleague, "New region")
        person = person.sudo()
        self.assertRecordValues(person, [{"user_id": self.colleague.id, "relation_level": "none"}])
        self.assertEqual(person.relation_ids.user_id, self.rep)

    def test_deleted_contact_takes_its_key_person_along(self):
        person = self.make_key(self.egon)
        self.egon.unlink()
        self.assertFalse(person.exists())
