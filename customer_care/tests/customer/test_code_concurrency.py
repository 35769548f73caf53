from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.tests import tagged

from ..two_servers import TwoServers


@tagged("post_install", "-at_install")
class TestCodeConcurrency(TwoServers):
    """Two servers give customer codes at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self._env(cr)
            company = env.ref("base.main_company")
            self.pattern, company.care_code_pattern = company.care_code_pattern, "K{seq:4}"
            partners = env["res.partner"].create(
                [{"name": f"Code at Once {number}", "is_company": True} for number in range(40)]
            )
            files = env["care.profile"]._ensure(partners, company)
            self.partner_ids, self.file_ids = partners.ids, files.ids
        self.addCleanup(self._clean)

    def _clean(self):
        with self.registry.cursor() as cr:
            env = self._env(cr)
            env["care.profile"].browse(self.file_ids).unlink()
            env["res.partner"].browse(self.partner_ids).unlink()
            env.ref("base.main_company").care_code_pattern = self.pattern

    def _env(self, cr):
        return api.Environment(cr, SUPERUSER_ID, {"tracking_disable": True})

    def _give(self, cr, ids):
        self._env(cr)["care.profile"].browse(ids)._give_codes()
        self._env(cr).flush_all()

    def _codes(self):
        with self.registry.cursor() as cr:
            files = self._env(cr)["care.profile"].browse(self.file_ids)
            return [code for code in files.mapped("customer_code") if code]

    def test_different_customers_get_different_codes(self):
        """Neither waits for the other."""
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            for start in range(0, 20, 5):
                self._give(first, self.file_ids[start : start + 5])
                self._give(second, self.file_ids[20 + start : 25 + start])
            second.commit()
            first.commit()
        codes = self._codes()
        self.assertEqual(len(codes), 40)
        self.assertEqual(len(set(codes)), 40)

    def test_the_same_customers_get_their_code_once(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            files = self._env(second)["care.profile"].browse(self.file_ids)
            self.assertFalse(any(files.mapped("customer_code")), "it has seen that nobody has one")
            self._give(first, self.file_ids)
            outcome = self.overtake(first, lambda: self._give(second, self.file_ids))
            given = self._codes()
            self.assertEqual(outcome, "again")
            second.rollback()
            self._give(second, self.file_ids)
            second.commit()
        self.assertEqual(len(set(given)), 40)
        self.assertEqual(self._codes(), given)
