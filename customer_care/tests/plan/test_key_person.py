from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW, TODAY
from .key_person_common import KeyPersonCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestKeyPerson(KeyPersonCommon):
    """Who matters at a customer, what they think of us, and who of ours knows them."""

    def test_a_key_person_belongs_to_the_customer_of_her_company(self):
        person = self.make_key(self.petra)
        self.assertRecordValues(
            person,
            [
                {
                    "profile_id": self.profile.id,
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "attitude": "unknown",
                    "attitude_since": False,
                }
            ],
        )

    def test_who_is_no_person_at_the_customer_is_refused(self):
        for contact in (self.acme, self.bolt):
            with self.assertRaises(ValidationError):
                self.make_key(contact, profile_id=self.profile.id)

    def test_a_person_is_there_once(self):
        self.make_key(self.petra)
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.make_key(self.petra)
        self.assertIn("_present_uniq", str(caught.exception))

    def test_each_attitude_is_dated_signed_and_kept(self):
        person = self.make_key(self.petra, attitude="neutral")
        person = person.with_context(tracking_disable=False, mail_notrack=False)
        self.flush_tracking()
        with freeze_time("2026-04-01 08:00:00"):
            person.with_user(self.member).sudo().with_user(self.manager).attitude = "opponent"
        self.assertRecordValues(
            person,
            [
                {
                    "attitude_since": TODAY.replace(month=4, day=1),
                    "attitude_user_id": self.manager.id,
                }
            ],
        )
        self.flush_tracking()
        values = person.sudo().message_ids.tracking_value_ids
        self.assertIn(
            ("Neutral", "Opponent"),
            [(value.old_value_char, value.new_value_char) for value in values],
        )

    def flush_tracking(self):
        self.env.flush_all()
        self.cr.precommit.run()

    def test_signature_and_person_can_not_be_written_by_hand(self):
        person = self.make_key(self.petra)
        for vals in (
            {"attitude_user_id": self.manager.id},
            {"contact_id": self.dora.id},
            {"profile_id": self.file_of(self.bolt).id},
            {"date_left": TODAY},
        ):
            with self.assertRaises(UserError):
                person.write(vals)

    def test_relation_is_between_her_and_its_owner(self):
        person = self.make_key(self.petra, relation_level="positive", wanted_level="positive")
        self.assertEqual(person.relation_ids.mapped("user_id"), self.rep)
        self.assertFalse(person.is_below_wanted)
        person.user_id = self.colleague
        self.assertEqual(person.relation_level, "none")
        self.assertTrue(person.is_below_wanted)
        person.relation_level = "negative"
        self.assertEqual(
            {relation.user_id: relation.level for relation in person.relation_ids},
            {self.rep: "positive", self.colleague: "negative"},
        )

    def test_a_relation_needs_an_owner(self):
        person = self.make_key(self.petra, user_id=False)
        with self.assertRaises(UserError):
            person.relation_level = "neutral"

    def test_below_wanted_is_found(self):
        low = self.make_key(self.petra, relation_level="neutral", wanted_level="positive")
        high = self.make_key(self.dora, relation_level="positive", wanted_level="neutral")
        free = self.make_key(self.egon, relation_level="negative")
        ours = low | high | free
        found = ours.search([("is_below_wanted", "=", True), ("id", "in", ours.ids)])
        self.assertEqual(found, low)
        rest = ours.search([("is_below_wanted", "=", False), ("id", "in", ours.ids)])
        self.assertEqual(rest, high | free)

    def test_nobody_reports_to_herself_or_to_another_customer(self):
        petra, dora = self.make_key(self.petra), self.make_key(self.dora)
        petra.reports_to_id = dora
        with self.assertRaises(ValidationError):
            dora.reports_to_id = petra
        other = self.make_key(self.make_contact("Olga", self.bolt), user=self.colleague)
        with self.assertRaises(ValidationError):
            petra.sudo().influenced_ids = other.sudo()

    def test_coverage_equals_a_plain_count(self):
        persons = self.make_key(self.petra) | self.make_key(self.dora) | self.make_key(self.egon)
        self.make_done(self.petra, "2026-03-01", "visit")
        for day in ("2026-02-01", "2026-01-05", "2025-12-24", "2025-10-10"):
            self.make_done(self.dora, day)
        self.make_done(self.dora, "2025-08-01", "meeting")  # before the 180 days
        self.make_done(self.egon, "2026-03-02", "mail", counts_as_contact=False)
        self.env["care.touchpoint"].create(
            {"partner_id": self.acme.id, "contact_id": self.egon.id, "company_id": self.company.id}
        )
        self.assertEqual(
            [
                (
                    person.coverage,
                    person.contact_count,
                    str(person.last_contact_date or ""),
                    str(person.last_met_date or ""),
                )
                for person in persons
            ],
            [
                ("brief", 1, "2026-03-01", "2026-03-01"),
                ("depth", 4, "2026-02-01", "2025-08-01"),
                ("none", 0, "", ""),
            ],
        )
        found = persons.search([("coverage", "=", "none"), ("id", "in", persons.ids)])
        self.assertEqual(found, persons[2])

    def test_contacts_with_her_at_another_customer_do_not_count(self):
        self.make_done(self.dora, "2026-03-01")
        self.dora.parent_id = self.bolt
        person = self.make_key(self.dora, user=self.colleague)
        self.assertEqual((person.coverage, person.last_contact_date), ("none", False))

    # === WHO SEES AND WRITES === #

    def test_colleagues_see_nobody_of_others_customers(self):
        person = self.make_key(self.petra, relation_level="positive")
        for user in (self.colleague, self.branch_rep, self.other_rep, self.employee):
            seen = person.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            with self.assertRaises(AccessError):
                seen.read(["attitude"])
            if user != self.employee:
                relations = seen.env["care.relation"].search([("key_person_id", "=", person.id)])
                self.assertFalse(relations)
                self.assertFalse(seen._read_group([("id", "=", person.id)], ["attitude"]))

    def test_team_manager_steward_and_leader_see_them(self):
        person = self.make_key(self.petra)
        for user in (self.team_leader, self.manager, self.steward, self.leader):
            self.assertEqual(person.with_user(user).read(["attitude"])[0]["attitude"], "unknown")
        with self.assertRaises(AccessError):
            person.with_user(self.leader).attitude = "coach"
        with self.assertRaises(AccessError):
            person.unlink()
        person.with_user(self.manager).unlink()

    def test_roles_are_the_managers_business(self):
        with self.assertRaises(AccessError):
            self.decider.with_user(self.rep).name = "Boss"
        self.decider.with_user(self.manager).name = "Boss"

    def test_dossier_stays_closed_and_is_written_down_when_opened(self):
        person = self.make_key(self.petra)
        action = person.action_open_dossier()
        self.assertEqual(action["res_model"], "care.dossier")
        with self.assertRaises(AccessError):
            person.with_user(self.colleague).action_open_dossier()
