import re
from contextlib import contextmanager

from odoo.tests import TransactionCase, new_test_user, tagged

from ...const import FOREIGN_INDEXES


@tagged("at_install", "-post_install")
class TestInstall(TransactionCase):
    """What the addon brings, looked at before the addons after it are loaded."""

    def test_indexes_on_foreign_tables_are_those_that_uninstalling_drops(self):
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes"
            " WHERE indexname LIKE 'care_%%' AND tablename NOT LIKE 'care_%%'"
        )
        found = {name for (name,) in self.env.cr.fetchall()}
        self.assertEqual(found, set(FOREIGN_INDEXES))

    def test_unique_indexes_stand_in_the_database(self):
        """Odoo only logs an index that it can't make over existing rows."""
        expected = {
            "care_profile_partner_company_uniq",
            "care_grade_code_uniq",
            "care_grade_change_open_uniq",
            "care_touchpoint_open_cadence_uniq",
        }
        self.env.cr.execute(
            "SELECT indexname FROM pg_indexes WHERE tablename LIKE 'care_%%'"
            " AND indexdef LIKE 'CREATE UNIQUE%%'"
        )
        found = {name for (name,) in self.env.cr.fetchall()}
        self.assertLessEqual(expected, found)

    def test_a_contact_written_by_others_looks_into_none_of_our_tables(self):
        """Those who don't use us pay nothing: no statement names a table of ours. Nothing is held
        after installation; the sample data hold something."""
        holding = [field for field in self.env["res.company"]._fields if "care_hold_" in field]
        self.assertEqual(len(holding), 4)
        self.env["res.company"].search([]).write(dict.fromkeys(holding, False))
        user = new_test_user(self.env, "care_plain", groups="base.group_partner_manager")
        statements = []
        with contextmanager(self._patchExecute)(statements):
            partner = self.env["res.partner"].with_user(user).create({"name": "Invented"})
            partner.write({"name": "Invented Ltd", "email": "invented@example.com"})
            self.env.flush_all()
            partner.web_read({"name": {}, "email": {}})
        self.assertGreater(len(statements), 1, "nothing was recorded")
        ours = re.compile(r'(FROM|JOIN|INTO|UPDATE) "?care_')
        self.assertFalse([statement for statement in statements if ours.search(str(statement))])
