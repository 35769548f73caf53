from datetime import date, datetime

from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_care.tests.common import NOW, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestVisitAfterDelivery(CareCommon):
    """The return visit goes by the day of the delivery where stock delivers the order."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.goods = cls.env["product.product"].create(
            {"name": "Valve", "type": "consu", "taxes_id": False}
        )
        cls.order = cls.sell(cls.goods, 10)

    @classmethod
    def sell(cls, product, quantity, **vals):
        """A confirmed order, promised for 18 March."""
        order = cls.env["sale.order"].create(
            {
                "partner_id": cls.acme.id,
                "company_id": cls.company.id,
                "commitment_date": datetime(2026, 3, 18, 9),
                "order_line": [
                    Command.create({"product_id": product.id, "product_uom_qty": quantity})
                ],
                **vals,
            }
        )
        order.action_confirm()
        cls.refresh()
        return order

    def deliver(self, quantity=10, order=None):
        """Deliver so much of what is open; the rest stays open as a back order."""
        open_ones = ("assigned", "confirmed", "waiting")
        picking = (order or self.order).picking_ids.filtered(lambda p: p.state in open_ones)
        picking.move_ids.write({"quantity": quantity, "picked": True})
        picking._action_done()
        return picking

    def visits(self, order=None):
        return self.env["care.touchpoint"].search(
            [("order_id", "=", (order or self.order).id), ("origin", "=", "follow_up")]
        )

    def visit_days(self, order=None):
        self.plan(self.acme)
        return self.visits(order).mapped("occurrence_date")

    def test_as_long_as_the_delivery_is_under_way_no_visit_is_planned(self):
        self.assertEqual(self.visit_days(), [])

    def test_it_is_planned_some_days_after_the_delivery(self):
        self.deliver()
        self.assertEqual(self.visit_days(), [date(2026, 3, 13)])

    def test_services_keep_the_promised_day(self):
        order = self.sell(self.product, 1)
        self.assertEqual(self.visit_days(order), [date(2026, 3, 21)])

    def test_the_last_part_counts(self):
        self.deliver(4)
        self.assertEqual(self.visit_days(), [])
        with freeze_time("2026-03-12 12:00:00"):
            self.deliver(6)
        self.assertEqual(self.visit_days(), [date(2026, 3, 15)])

    def test_the_first_part_counts_where_the_company_says_so(self):
        self.company.care_return_delivery = "first"
        self.deliver(4)
        self.assertEqual(self.visit_days(), [date(2026, 3, 13)])
        with freeze_time("2026-03-12 12:00:00"):
            self.deliver(6)
        self.assertEqual(self.visit_days(), [date(2026, 3, 13)])

    def test_a_cancelled_rest_is_not_waited_for(self):
        self.deliver(4)
        self.order.picking_ids.filtered(lambda p: p.state != "done").action_cancel()
        self.assertEqual(self.visit_days(), [date(2026, 3, 13)])

    def test_where_all_was_cancelled_nobody_asks(self):
        self.order.picking_ids.action_cancel()
        self.assertEqual(self.order.state, "sale")
        self.assertEqual(self.visit_days(), [])

    def test_what_comes_back_is_no_delivery(self):
        picking = self.deliver()
        wizard = self.env["stock.return.picking"].create({"picking_id": picking.id})
        wizard.product_return_moves.quantity = 10
        back = self.env["stock.picking"].browse(wizard.action_create_returns()["res_id"])
        self.assertEqual(back.sale_id, self.order)
        self.assertEqual(self.visit_days(), [date(2026, 3, 13)])

    def test_an_order_is_never_visited_twice(self):
        self.company.care_return_delivery = "first"
        self.deliver(4)
        self.plan(self.acme)
        self.visits()._finish()
        self.company.care_return_delivery = "last"
        with freeze_time("2026-03-12 12:00:00"):
            self.deliver(6)
        self.plan(self.acme)
        self.assertEqual(len(self.visits()), 1)

    def test_a_visit_that_a_person_moved_stays(self):
        self.company.care_return_delivery = "first"
        self.deliver(4)
        self.plan(self.acme)
        self.visits().with_user(self.manager).date_planned = date(2026, 3, 30)
        self.company.care_return_delivery = "last"
        self.plan(self.acme)
        self.assertEqual(self.visits().date_planned, date(2026, 3, 30))

    def test_old_deliveries_flood_nobody(self):
        with freeze_time("2026-02-10 12:00:00"):
            self.deliver()
        self.assertEqual(self.visit_days(), [])

    def test_the_delivery_plans_the_visit_within_a_minute(self):
        self.drain()
        self.deliver()
        self.drain()
        self.assertEqual(self.visits().occurrence_date, date(2026, 3, 13))

    def test_planning_again_writes_nothing(self):
        self.deliver()
        self.plan(self.acme)
        before = self.visits().read()
        self.plan(self.acme)
        self.assertEqual(self.visits().read(), before)

    def drain(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_dirty_drain").method_direct_trigger()
        self.env.invalidate_all()
