from psycopg2 import IntegrityError

from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .dossier_common import SECRET, DossierCommon


@tagged("post_install", "-at_install")
class TestDossierLife(DossierCommon):
    """What happens to a dossier when its person is merged, copied, archived or deleted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_contact("Petra P.", cls.acme, email="petra@acme.example")
        cls.petra.email = cls.twin.email
        cls.merger = cls._make_user("Merger", "base.group_user", "base.group_partner_manager")

    def merge(self, source, target):
        """Whoever merges contacts needs no care right."""
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.merger).create({})
        wizard._merge((source | target).ids, target.with_user(self.merger))
        self.assertFalse(source.exists())

    # === MERGE === #

    def test_merged_persons_have_one_dossier_with_all_that_was_written(self):
        other = self.make_dossier(
            self.twin,
            family="A brother in Porto",
            hobbies="Chess",
            attitude="negative",
            diet="halal",
            hometown="Lübeck",
        )
        self.dossier.write({"hometown": "Kiel", "notes": "Be on time"})
        self.set_mark()
        self.merge(self.twin, self.petra)
        self.assertFalse(other.exists())
        self.assertRecordValues(
            self.dossier,
            [
                {
                    "partner_id": self.petra.id,
                    "family": f"{SECRET}\n\nA brother in Porto",
                    "hobbies": "Chess",
                    "attitude": "positive",
                    "diet": "halal",
                    "hometown": "Kiel",
                    "notes": "Be on time\n\nHometown: Lübeck\nAttitude to Us: Against us",
                }
            ],
        )
        self.assertIn("merge", self.log(dossier_ref=other.id).mapped("what"))

    def test_dossier_goes_over_where_the_other_has_none(self):
        self.merge(self.petra, self.twin)
        self.assertRecordValues(self.dossier, [{"partner_id": self.twin.id, "family": SECRET}])

    def test_dossiers_of_different_companies_stay_two(self):
        ridge = self.make_dossier(self.twin, company=self.other_company, family="Ridge's")
        self.merge(self.twin, self.petra)
        self.assertRecordValues(
            self.dossier | ridge,
            [
                {"partner_id": self.petra.id, "family": SECRET},
                {"partner_id": self.petra.id, "family": "Ridge's"},
            ],
        )

    def test_loan_cards_go_over(self):
        card = self.make_loan(self.colleague, partner_id=self.twin.id)
        self.merge(self.twin, self.petra)
        self.assertEqual(card.partner_id, self.petra)
        self.open_dossier(self.colleague)
        self.assertEqual(self.read_dossier(self.colleague), SECRET)

    # === COPY, ARCHIVE, DELETION === #

    def test_copied_person_has_no_dossier(self):
        copy = self.petra.copy()
        self.assertFalse(self.env["care.dossier"].search([("partner_id", "=", copy.id)]))

    def test_dossier_is_not_duplicated(self):
        with self.assertRaisesRegex(UserError, "can't be duplicated"):
            self.dossier.copy()
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"):
            self.make_dossier(self.petra)

    def test_archived_person_keeps_her_dossier(self):
        self.portal_user.active = False
        self.petra.active = False
        self.open_dossier(self.rep)
        self.assertEqual(self.read_dossier(self.rep), SECRET)

    def test_dossier_and_cards_go_with_the_person_and_the_log_stays(self):
        paul = self.make_contact("Paul", self.acme)
        dossier = self.make_dossier(paul)
        card = self.make_loan(self.colleague, partner_id=paul.id)
        messages = card.message_ids
        self.assertTrue(messages)
        self.set_mark()
        self.rpc(self.merger, "res.partner", "unlink", paul.ids)
        self.assertFalse(dossier.exists() or card.exists() or messages.exists())
        self.assertRecordValues(
            self.log(), [{"what": "delete", "person_name": "Paul", "user_name": "Merger"}]
        )

    def test_manager_deletes_an_opened_dossier(self):
        self.open_dossier(self.manager)
        self.rpc(self.manager, "care.dossier", "unlink", self.dossier.ids)
        self.assertFalse(self.dossier.exists())
        self.assertEqual(self.log()[-1].what, "delete")

    def test_privacy_lookup_finds_and_deletes_it(self):
        if "privacy.lookup.wizard" not in self.env:
            self.skipTest("privacy_lookup is not installed")
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": "Petra", "email": self.petra.email}
        )
        wizard.action_lookup()
        line = wizard.line_ids.filtered(
            lambda line: (line.res_model, line.res_id) == ("care.dossier", self.dossier.id)
        )
        self.assertTrue(line)
        line.action_unlink()
        self.assertFalse(self.dossier.exists())
        self.assertTrue(self.log(what="delete"))

    # === SETTINGS === #

    def test_settings_have_sense(self):
        for name, value in (
            ("care_dossier_minutes", 0),
            ("care_dossier_minutes", 1441),
            ("care_dossier_daily_limit", -1),
            ("care_loan_days", -1),
        ):
            with self.subTest(name=name), self.assertRaises(ValidationError):
                self.company[name] = value
