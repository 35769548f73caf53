from odoo import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_care.tests.common import NOW, CareCommon

from ..hooks import uninstall_hook

YEAR = 2026


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPastMargin(CareCommon):
    """What the orders of the year before earned stands beside the margins that a plan expects."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.pumps, cls.parts, cls.loose = cls.env["product.category"].create(
            [{"name": "Pumps"}, {"name": "Parts"}, {"name": "Loose"}]
        )
        cls.part = cls.env["product.product"].create(
            {"name": "Part", "type": "service", "taxes_id": False}
        )
        cls.product.categ_id, cls.part.categ_id = cls.pumps, cls.parts
        cls.product.with_company(cls.company).standard_price = 600
        cls.part.with_company(cls.company).standard_price = 25
        cls.lead = cls.env["crm.lead"].create({"name": "Works", "partner_id": cls.acme.id})
        cls.make_order(cls.acme, 1000, f"{YEAR - 1}-06-01")
        pump, cls.product = cls.product, cls.part
        cls.make_order(cls.acme, 100, f"{YEAR - 1}-12-31")
        cls.product = pump
        cls.make_order(cls.acme, 1000, f"{YEAR}-01-01")  # of this year: out
        cls.make_order(cls.acme, 1000, f"{YEAR - 2}-12-31")  # of the one before: out
        cls.refresh()
        cls.plan = (
            cls.env["care.account.plan"]
            .with_user(cls.rep)
            .create(
                {
                    "profile_id": cls.file_of(cls.acme).id,
                    "year": YEAR,
                    "revenue_ids": [
                        Command.create({"name": "Pumps", "amount": 1, "category_id": cls.pumps.id}),
                        Command.create({"name": "Parts", "amount": 1, "category_id": cls.parts.id}),
                        Command.create({"name": "Loose", "amount": 1, "category_id": cls.loose.id}),
                        Command.create({"name": "Works", "amount": 1, "lead_id": cls.lead.id}),
                        Command.create({"name": "Nothing", "amount": 1}),
                    ],
                }
            )
        )

    def margins(self):
        return self.plan.revenue_ids.mapped("past_margin_percent")

    def test_each_line_shows_the_margin_of_its_orders_of_the_year_before(self):
        self.assertEqual(self.margins(), [40.0, 75.0, False, False, False])
        self.assertEqual(self.plan.past_margin_percent, 43.2)  # 475 of 1100

    def test_margins_are_those_of_orders_wherever_turnover_is_counted_from(self):
        self.company.care_turnover_source = "invoices"
        self.refresh()
        self.assertEqual(self.margins(), [40.0, 75.0, False, False, False])
        self.assertEqual(self.plan.actual_revenue, 0)

    def test_without_the_glue_nothing_is_known(self):
        uninstall_hook(self.env)
        self.assertIs(self.plan.past_margin_percent, False)
        self.assertEqual(set(self.margins()), {False})
