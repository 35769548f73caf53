from odoo.tests import freeze_time, tagged

from odoo.addons.customer_care.tests.common import NOW, TODAY, CareCommon

from ..hooks import uninstall_hook


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestProfit(CareCommon):
    """What the orders of the last twelve months earned stands in the customer's file."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in cls.company | cls.branch:  # each keeps a cost of its own
            cls.product.with_company(company).standard_price = 400

    def profit(self, partner, company=None):
        return self.file_of(partner, company).profit_12m

    def drain(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_dirty_drain").method_direct_trigger()
        self.env.invalidate_all()

    def test_margins_of_twelve_months_are_summed(self):
        for day in (TODAY, "2026-01-05", "2025-03-11"):
            self.make_order(self.acme, 1000, day)
        self.make_order(self.acme, 1000, "2025-03-10")  # a year ago: out
        self.make_order(self.bolt, 300)  # sold below its cost
        self.refresh()
        self.assertEqual((self.profit(self.acme), self.profit(self.bolt)), (1800, -100))

    def test_only_confirmed_orders_count(self):
        self.make_order(self.acme, 1000)
        self.make_order(self.acme, 1000)._action_cancel()
        self.make_order(self.acme, 500).copy({"partner_id": self.acme.id})  # a quotation
        self.make_order(self.acme, 1000, "2026-03-11")  # tomorrow
        self.refresh()
        self.assertEqual(self.profit(self.acme), 600 + 100)

    def test_no_data_is_not_zero(self):
        self.make_order(self.acme, 1000, "2024-01-10")
        self.env["crm.lead"].create({"name": "Pumps", "partner_id": self.dock.id})
        self.refresh()
        self.assertEqual((self.profit(self.acme), self.profit(self.dock)), (0, False))
        self.assertIsNot(self.profit(self.acme), False)

    def test_persons_and_branches_count_for_the_customer(self):
        self.make_order(self.petra, 1000)
        self.make_order(self.acme, 1000, company=self.branch)
        self.make_order(self.acme, 50_000, company=self.other_company)
        self.refresh()
        self.assertEqual(self.profit(self.acme), 1200)

    def test_each_order_counts_at_its_own_rate(self):
        self.yuan.rate_ids.unlink()
        for day, rate in (("2026-01-01", 8), ("2026-03-01", 10)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": self.yuan.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        self.product.standard_price = 0
        orders = [self.make_order(self.acme, 8000, currency=self.yuan) for _each in range(2)]
        orders[1].date_order = "2026-02-02 12:00:00"
        self.env.flush_all()
        self.assertEqual([order.currency_rate for order in orders], [10, 8])
        self.refresh()
        self.assertEqual(self.profit(self.acme), 800 + 1000)

    def test_a_changed_cost_counts_within_a_minute(self):
        order = self.make_order(self.acme, 1000)
        self.refresh()
        self.drain()
        order.order_line.purchase_price = 900
        self.drain()
        self.assertEqual(self.profit(self.acme), 100)

    def test_the_cost_of_a_quotation_moves_nobody(self):
        order = self.make_order(self.acme, 1000).copy()
        self.drain()
        order.order_line.purchase_price = 900
        self.env.flush_all()
        self.assertFalse(self.env["care.dirty"].search([]))

    def test_a_second_refresh_writes_nothing(self):
        self.make_order(self.acme, 1000)
        self.refresh()
        self.env.cr.execute("UPDATE care_profile SET write_date = %s", [NOW])
        self.refresh()
        self.assertEqual(str(self.file_of(self.acme).write_date), NOW)

    def test_a_grade_may_ask_for_profit(self):
        self.grade_a.criterion_ids.unlink()
        self.grade_a.criterion_ids = [
            (0, 0, {"metric": "profit_12m", "operator": ">=", "threshold": 600})
        ]
        self.make_order(self.acme, 1000)
        self.make_order(self.bolt, 999)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id, self.grade_a)
        self.assertNotEqual(self.file_of(self.bolt).grade_id, self.grade_a)

    def test_the_customer_page_shows_it_to_the_rep_alone(self):
        self.make_order(self.acme, 1000)
        self.refresh()
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        figures = {row["name"]: row for tile in page["tiles"] for row in tile["figures"]}
        self.assertEqual(figures["profit_12m"]["value"], 600)
        self.assertIn("profit_12m", page["openable"])
        self.assertIs(
            self.rpc(self.colleague, "care.profile", "get_customer_page", self.acme.id), False
        )

    def test_the_profit_opens_orders_whose_column_sums_up_to_it(self):
        self.yuan.rate_ids.unlink()
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.yuan.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 10,
            }
        )
        self.product.standard_price = 0
        self.make_order(self.acme, 1000, user=self.rep)
        self.make_order(self.acme, 8000, currency=self.yuan, user=self.rep)
        self.refresh()
        file = self.file_of(self.acme)
        action = self.rpc(self.rep, "care.profile", "action_open_figure", file.ids, "profit_12m")
        self.assertTrue(action["context"]["care_show_profit"])
        Order = self.env(user=self.rep)["sale.order"]
        arch = Order.get_view(action["views"][0][0], "list")["arch"]
        self.assertIn('name="care_profit"', arch)
        rows = Order.search_read(action["domain"], ["care_profit"])
        self.assertEqual(sum(row["care_profit"] for row in rows), 1800)
        self.assertEqual(file.profit_12m, 1800)

    def test_without_the_glue_nothing_is_known(self):
        """A criterion that asks for it is kept, and met by nobody."""
        self.test_a_grade_may_ask_for_profit()
        uninstall_hook(self.env)
        self.assertIs(self.profit(self.acme), False)
        criterion = self.grade_a.criterion_ids
        self.assertFalse(criterion._evidence(self.file_of(self.acme))["met"])
