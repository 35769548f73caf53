from datetime import timedelta

from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .contract_common import ContractCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestPageFigures(ContractCommon):
    """Every figure of the customer page opens the records that it was counted from."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for days in (0, 40, 80, 400):
            cls.make_order(cls.acme, 1000, TODAY - timedelta(days=days), user=cls.rep)
        cls.make_touchpoint(cls.acme)._finish(date_done="2026-02-01 08:00:00")
        cls.make_touchpoint(cls.acme, date_planned=TODAY)
        cls.make_ended(state="renewed")
        cls.make_contract(date_end="2026-03-20")
        cls.make_invoice(cls.acme, 300)
        cls.refresh()
        cls.file = cls.file_of(cls.acme)
        cls.file.write({"potential": "high", "need": "service"})

    @classmethod
    def make_invoice(cls, partner, amount):
        """A posted invoice that was due in January."""
        cls.env["account.chart.template"].try_loading("generic_coa", cls.company, False)
        invoice = cls.env["account.move"].create(
            {
                "move_type": "out_invoice",
                "partner_id": partner.id,
                "invoice_user_id": cls.rep.id,
                "invoice_date": "2026-01-01",
                "invoice_date_due": "2026-01-15",
                "invoice_line_ids": [
                    (0, 0, {"product_id": cls.product.id, "price_unit": amount, "tax_ids": False})
                ],
            }
        )
        invoice.action_post()

    def figures(self):
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        return {figure["name"]: figure for tile in page["tiles"] for figure in tile["figures"]}

    def test_every_figure_of_every_tile_opens_what_it_was_counted_from(self):
        """A room that shows a figure says in ``_figure_models`` what it was counted from. What was
        judged by hand was counted from nothing."""
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertLessEqual(
            {"trade", "orders", "contacts", "standing", "contracts"},
            {tile["key"] for tile in page["tiles"]},
        )
        counted = self.figures().keys() - self.file._hand_fields()
        for name in counted:
            with self.subTest(figure=name):
                self.assertIn(name, page["openable"])

    def test_what_opens_is_not_empty(self):
        for name, figure in self.figures().items():
            if not figure["value"] or name in self.file._hand_fields():  # none of it opens none
                continue
            with self.subTest(figure=name):
                action = self.rpc(
                    self.rep, "care.profile", "action_open_figure", self.file.ids, name
                )
                records = self.env(user=self.rep)[action["res_model"]].search(action["domain"])
                self.assertTrue(records)

    def test_overdue_money_and_an_ending_contract_are_marked(self):
        figures = self.figures()
        self.assertEqual(figures["overdue_amount"]["value"], 300)
        self.assertTrue(figures["overdue_amount"]["late"])
        self.assertTrue(figures["contract_date_end"]["late"])
        self.file.overdue_amount = 0
        self.assertFalse(self.figures()["overdue_amount"]["late"])

    def test_contracts_are_counted_while_they_run(self):
        figures = self.figures()
        self.assertEqual(figures["running_contract_count"]["value"], 1)
        self.assertEqual(figures["contract_date_end"]["value"], "2026-03-20")
        self.assertEqual(figures["renewal_rate_percent"]["value"], 100)

    def test_value_and_risk_say_why(self):
        figures = self.figures()
        self.assertIn("Turnover is up", figures["risk_state"]["note"])
        self.assertIn("Buys at least as much", figures["value_tier"]["note"])
        self.assertEqual(figures["potential"]["value"], "High")

    def test_risk_opens_what_it_was_judged_by(self):
        self.file.risk_state = "growing"
        self.assertEqual(len(self.risk_orders()), 4)
        self.file.risk_state = "at_risk"
        self.assertEqual(len(self.risk_orders()), 1)

    def risk_orders(self):
        action = self.file.action_open_figure("risk_state")
        return self.env[action["res_model"]].search(action["domain"])

    def test_only_a_manager_may_unlock(self):
        for user, may in ((self.rep, False), (self.manager, True)):
            page = self.rpc(user, "care.profile", "get_customer_page", self.acme.id)
            self.assertIs(page["head"]["can_unlock"], may)
