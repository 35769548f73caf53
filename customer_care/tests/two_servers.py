from threading import Thread

import psycopg2.errors

from odoo.modules.registry import Registry
from odoo.tests import BaseCase, get_db_name


class TwoServers(BaseCase):
    """Two servers at work on the same rows at once, on connections of their own. What a test
    commits it has to take away again."""

    def setUp(self):
        super().setUp()
        self.registry = Registry(get_db_name())

    def overtake(self, first, work):
        """Do ``work`` on the second connection before the first has saved: it has to wait. Then
        the first saves.

        :param first: the cursor of the first server, which holds what ``work`` needs
        :return: ``"done"``, or ``"again"`` where the server would do it again, by itself
        """
        outcome = []

        def later():
            try:
                work()
                outcome.append("done")
            except psycopg2.errors.SerializationFailure:
                outcome.append("again")

        thread = Thread(target=later)
        thread.start()
        thread.join(0.5)
        self.assertTrue(thread.is_alive(), "the second did not wait for the first")
        first.commit()
        thread.join(20)
        self.assertFalse(thread.is_alive())
        return outcome[0]
