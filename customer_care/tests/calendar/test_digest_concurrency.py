from contextlib import closing
from threading import Thread

import psycopg2.errors

from odoo import api
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name, tagged

from ..common import TODAY


@tagged("post_install", "-at_install")
class TestDigestConcurrency(BaseCase):
    """Two servers look at the same person's day at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())
        with closing(self.registry.cursor()) as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            self.user_id = env.ref("base.user_admin").id
        self._clean()
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM care_digest WHERE user_id = %s", [self.user_id])

    def _claim(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        return env["care.digest"]._claim({self.user_id: TODAY})

    def test_the_later_server_waits_and_finds_the_day_taken(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            second.execute("SELECT count(*) FROM care_digest")  # it has seen that nobody was told
            self.assertEqual(self._claim(first), [self.user_id])
            outcome = []

            def later():
                try:
                    outcome.append(self._claim(second))
                except psycopg2.errors.SerializationFailure:
                    outcome.append("again")  # the server does it again, by itself

            thread = Thread(target=later)
            thread.start()
            thread.join(0.5)
            self.assertTrue(thread.is_alive(), "the second server did not wait for the first")
            first.commit()
            thread.join(10)
            self.assertEqual(outcome, ["again"])
            second.rollback()
            self.assertEqual(self._claim(second), [], "one mail a day")

    def test_where_the_first_server_breaks_off_the_later_one_writes(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.assertEqual(self._claim(first), [self.user_id])
            first.rollback()
            self.assertEqual(self._claim(second), [self.user_id])
