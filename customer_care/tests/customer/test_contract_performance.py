from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .contract_common import ContractCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContractPerformance(ContractCommon):
    """What was ordered of the product within the validity, beside what was agreed."""

    def figures(self, contract, user=None):
        names = ["agreed_quantity", "actual_quantity", "actual_amount", "performance_percent"]
        [row] = self.rpc(user or self.rep, "care.contract", "read", contract.ids, names)
        return [round(row[name], 2) for name in names]

    def test_ordered_against_agreed(self):
        contract = self.make_contract(
            monthly_quantity=100, date_start="2026-01-11", date_end="2026-12-31"
        )
        self.order_pumps(self.acme, 90, 10, "2026-01-11")
        self.order_pumps(self.petra, 60, 9.5, "2026-02-01")
        self.assertEqual(self.figures(contract), [200, 150, 1470, 75])

    def test_only_confirmed_orders_of_the_product_within_the_validity_count(self):
        contract = self.make_contract(date_end="2026-02-28")
        other = self.env["product.product"].create({"name": "Valve", "type": "service"})
        self.order_pumps(self.acme, 1, 10, "2025-12-31")
        self.order_pumps(self.acme, 2, 10, "2026-01-01")
        self.order_pumps(self.acme, 4, 10, "2026-02-28")
        self.order_pumps(self.acme, 8, 10, "2026-03-01")
        self.order_pumps(self.acme, 16, 10, "2026-02-01", product=other)
        self.order_pumps(self.bolt, 32, 10, "2026-02-01")
        self.order_pumps(self.acme, 64, 10, "2026-02-01", company=self.other_company)
        self.order_pumps(self.acme, 128, 10, "2026-02-01")._action_cancel()
        self.order_pumps(self.acme, 256, 10, "2026-02-01", company=self.branch)
        self.assertEqual(self.figures(contract)[1:3], [262, 2620])

    def test_days_are_the_company_s(self):
        """An hour before midnight in London is tomorrow in Shanghai."""
        self.company.partner_id.tz = "Asia/Shanghai"
        contract = self.make_contract(date_start="2026-02-01", date_end="2026-02-28")
        first = self.order_pumps(self.acme, 1, 10)
        first.date_order = "2026-01-31 23:00:00"
        last = self.order_pumps(self.acme, 2, 10)
        last.date_order = "2026-02-28 23:00:00"
        self.assertEqual(self.figures(contract)[1], 1)
        action = contract.action_open_order_lines()
        self.assertEqual(self.env["sale.order.line"].search(action["domain"]).order_id, first)

    def test_units_are_converted(self):
        dozen = self.env.ref("uom.product_uom_dozen")
        contract = self.make_contract(uom_id=dozen.id, monthly_quantity=1)
        self.order_pumps(self.acme, 6, 10, "2026-02-01")
        self.order_pumps(self.acme, 2, 100, "2026-02-01", uom=dozen)
        self.assertEqual(self.figures(contract)[1:3], [2.5, 260])

    def test_foreign_orders_count_at_their_own_rate(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.yuan.id,
                "company_id": self.company.id,
                "name": "2026-01-01",
                "rate": 8,
            }
        )
        contract = self.make_contract()
        self.order_pumps(self.acme, 10, 16, currency=self.yuan)
        self.assertEqual(self.figures(contract)[1:3], [10, 20])

    def test_before_the_beginning_nothing_is_agreed(self):
        contract = self.make_contract(monthly_quantity=5, date_start=date(2026, 4, 1))
        self.assertEqual(self.figures(contract), [0, 0, 0, 0])

    def test_after_the_end_no_more_is_agreed(self):
        contract = self.make_contract(
            "", state="ended", monthly_quantity=5, date_start="2025-01-01", date_end="2025-12-31"
        )
        self.assertEqual(self.figures(contract)[0], 60)

    def test_without_right_on_orders_the_sums_are_read_and_the_lines_are_not(self):
        contract = self.make_contract()
        self.order_pumps(self.acme, 3, 10)
        self.assertEqual(self.figures(contract, self.leader)[1:3], [3, 30])
        action = self.rpc(self.leader, "care.contract", "action_open_order_lines", contract.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.leader, "sale.order.line", "search_count", action["domain"])

    def test_lines_opened_are_those_counted(self):
        contract = self.make_contract()
        counted = self.order_pumps(self.acme, 3, 10)
        self.order_pumps(self.bolt, 3, 10)
        action = self.rpc(self.rep, "care.contract", "action_open_order_lines", contract.ids)
        lines = self.env["sale.order.line"].search(action["domain"])
        self.assertEqual(lines.order_id, counted)

    def test_many_contracts_cost_no_more_queries(self):
        contracts = self.make_contract()
        self.order_pumps(self.acme, 3, 10)

        def count(records):
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            records.mapped("actual_amount")
            return self.env.cr.sql_log_count - before

        count(contracts)  # caches that every later call shares
        one = count(contracts)
        contracts |= contracts.concat(*(self.make_contract() for _number in range(20)))
        self.assertEqual(count(contracts), one)
