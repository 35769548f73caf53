from contextlib import closing

from odoo import api
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..two_servers import TwoServers

_QUIET = {"tracking_disable": True, "mail_notrack": True}


@tagged("post_install", "-at_install")
class TestChangeConcurrency(TwoServers):
    """Two managers decide about the same held change at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            partner = env["res.partner"].create({"name": "Two at Once", "is_company": True})
            env["care.change.request"]._ask([(partner, "name", "Two Ltd.", env.company)])
            self.partner_id = partner.id
            self.request_id = (
                env["care.change.request"].search([("partner_id", "=", partner.id)]).id
            )
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            self._env(cr)["res.partner"].browse(self.partner_id).unlink()

    def _env(self, cr):
        return api.Environment(cr, api.SUPERUSER_ID, _QUIET)

    def _request(self, cr):
        return self._env(cr)["care.change.request"].browse(self.request_id)

    def _race(self, decide):
        """The first approves while the second decides, who has seen the request open."""
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.assertEqual(self._request(second).state, "proposed")
            self._request(first).action_approve()
            self._env(first).flush_all()
            outcome = self.overtake(first, lambda: decide(self._request(second)))
            self.assertEqual(outcome, "again")
            second.rollback()
            # somebody renamed her since: the second decision must not write it back
            self._env(second)["res.partner"].browse(self.partner_id).name = "Renamed Since"
            self._env(second).flush_all()
            second.commit()
            with self.assertRaisesRegex(UserError, "Two Ltd.: this was decided already"):
                decide(self._request(second))
            second.rollback()
            self.assertEqual(
                self._env(second)["res.partner"].browse(self.partner_id).name, "Renamed Since"
            )
            self.assertEqual(self._request(second).state, "approved")
            notes = self._env(second)["mail.message"].search(
                [
                    ("model", "=", "res.partner"),
                    ("res_id", "=", self.partner_id),
                    ("body", "ilike", "Approved by"),
                ]
            )
            self.assertEqual(len(notes), 1)

    def test_two_approvals_write_once(self):
        self._race(lambda request: request.action_approve())

    def test_rejection_after_an_approval_is_refused(self):
        self._race(lambda request: request._reject("No"))
