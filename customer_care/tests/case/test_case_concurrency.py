from contextlib import closing

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..two_servers import TwoServers


@tagged("post_install", "-at_install")
class TestCaseConcurrency(TwoServers):
    """Two agents at the same case at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
            self.case_id = env["care.case"].create({"subject": "Two at once"}).id
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            cr.execute("DELETE FROM care_sla_clock WHERE case_id = %s", [self.case_id])
            cr.execute("DELETE FROM care_case WHERE id = %s", [self.case_id])

    def _case(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {"tracking_disable": True})
        return env["care.case"].browse(self.case_id)

    def test_the_later_step_waits_and_is_refused_clearly(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self._case(second).mapped("state")  # the second one has seen how it stood
            self._case(first).action_acknowledge()
            self._case(first).env.flush_all()
            outcome = self.overtake(first, lambda: self._case(second).action_acknowledge())
            self.assertEqual(outcome, "again")
            second.rollback()
            with self.assertRaisesRegex(UserError, "“Acknowledged” now, last changed by"):
                self._case(second).action_acknowledge()
            second.rollback()
            second.execute(
                "SELECT kind, state FROM care_sla_clock WHERE case_id = %s ORDER BY kind",
                [self.case_id],
            )
            self.assertEqual(second.fetchall(), [("progress", "running"), ("reply", "met")])
