from contextlib import closing

from odoo import api, fields
from odoo.tests import tagged

from ..two_servers import TwoServers

DAY = fields.Date.to_date("2026-04-03")


@tagged("post_install", "-at_install")
class TestValueRacing(TwoServers):
    """Two servers open the reports of the quarter at once."""

    def setUp(self):
        super().setUp()
        self.addCleanup(self._clean)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            self.company_id = env.ref("base.main_company").root_id.id
            partner = env["res.partner"].create({"name": "Raced", "is_company": True})
            profile = env["care.profile"].create(
                {
                    "partner_id": partner.id,
                    "company_id": self.company_id,
                    "grade_id": env.ref("customer_care.care_grade_a").id,
                    "first_order_date": "2026-01-05",
                }
            )
            self.partner_id, self.profile_id = partner.id, profile.id

    def _clean(self):
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["res.partner"].browse(self.partner_id).unlink()

    def _generate(self, cr):
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        company = env["res.company"].browse(self.company_id)
        partners = env["res.partner"].browse(self.partner_id)
        env["care.value.report"]._generate(company, DAY, partners)

    def _count(self):
        with closing(self.registry.cursor()) as cr:
            cr.execute(
                "SELECT COUNT(*) FROM care_value_report WHERE profile_id = %s", [self.profile_id]
            )
            return cr.fetchone()[0]

    def test_a_customer_gets_one_report_from_two_servers(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            second.execute(
                "SELECT COUNT(*) FROM care_value_report"
            )  # it has seen that none is there
            self._generate(first)
            self.assertEqual(self.overtake(first, lambda: self._generate(second)), "again")
            second.rollback()
            self._generate(second)
            second.commit()
        self.assertEqual(self._count(), 1)

    def test_where_the_first_server_breaks_off_the_later_one_opens_it(self):
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self._generate(first)
            first.rollback()
            self._generate(second)
            second.commit()
        self.assertEqual(self._count(), 1)
