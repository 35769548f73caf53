from contextlib import closing

import psycopg2.errors

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged
from odoo.tools import mute_logger


@tagged("post_install", "-at_install")
class TestImportTogether(BaseCase):
    """Two imports at once, on connections of their own: neither makes what the other one makes."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with self.registry.cursor() as cr:
            self.ids = self.books(cr).create([{"state": "importing"}] * 2).ids
        self.addCleanup(self.clean)

    def clean(self):
        with self.registry.cursor() as cr:
            self.books(cr).browse(self.ids).unlink()

    def books(self, cr):
        return api.Environment(cr, api.SUPERUSER_ID, {})["care.import"]

    def test_one_imports_at_a_time_and_sees_what_the_other_made(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            mine = self.books(first).browse(self.ids[0])
            other = self.books(second).browse(self.ids[1])
            self.assertEqual(other.state, "importing")  # what it sees from now on is as of here
            self.assertTrue(mine._lock())
            self.assertFalse(other._lock(), "it only watches")
            first.commit()
            with (
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.SerializationFailure),
            ):
                other._lock()  # the server makes such a step again, by itself
            second.rollback()
            self.assertTrue(self.books(second).browse(self.ids[1])._lock())

    def test_the_same_import_in_two_windows_works_in_one(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.assertTrue(self.books(first).browse(self.ids[0])._lock())
            self.assertFalse(self.books(second).browse(self.ids[0])._lock())
