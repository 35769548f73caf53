from contextlib import closing
from datetime import timedelta

from odoo import SUPERUSER_ID, api, fields
from odoo.tests import tagged

from ..two_servers import TwoServers


@tagged("post_install", "-at_install")
class TestDeputyConcurrency(TwoServers):
    """Two servers work out at once who acts for whom, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            group = env.ref("customer_care.group_care_user")
            absent, substitute = env["res.users"].create(
                [
                    {"name": name, "login": f"test_care_{name}", "group_ids": group.ids}
                    for name in ("two_servers_absent", "two_servers_there")
                ]
            )
            absent.write(
                {
                    "care_substitute_id": substitute.id,
                    "care_absent_from": fields.Date.today() + timedelta(days=3),
                    "care_absent_until": fields.Date.today() + timedelta(days=5),
                }
            )
            self.user_ids = (absent | substitute).ids
            env["care.deputy"].search([("user_id", "=", absent.id)]).unlink()
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            users = self._env(cr)["res.users"].browse(self.user_ids)
            partners = users.partner_id
            users.unlink()
            partners.unlink()

    def _env(self, cr, **context):
        quiet = {"tracking_disable": True, "no_reset_password": True}
        return api.Environment(cr, SUPERUSER_ID, {**quiet, **context})

    def _rows(self, cr):
        return self._env(cr)["care.deputy"].search([("user_id", "=", self.user_ids[0])])

    def _race(self, work):
        """The first has written and not committed yet while the second, who has seen nothing of
        it, does ``work``: what came of it."""
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.assertFalse(self._rows(second))
            self._env(first)["care.deputy"]._rebuild()
            self._env(first).flush_all()
            outcome = self.overtake(first, lambda: work(second))
            second.rollback()
            work(second)
            second.commit()
            self.assertEqual(len(self._rows(second)), 1)
        return outcome

    def test_a_person_s_change_is_made_again(self):
        self.assertEqual(self._race(lambda cr: self._env(cr)["care.deputy"]._rebuild()), "again")

    def test_a_scheduled_action_goes_on(self):
        def work(cr):
            Cron = self._env(cr)["ir.cron"]
            cron, _progress = Cron.browse(
                self._env(cr).ref("customer_care.cron_touchpoint_remind").id
            )._add_progress()
            cron.env["care.deputy"].with_context(cron_id=cron.id)._rebuild_scheduled()

        self.assertEqual(self._race(work), "done")
