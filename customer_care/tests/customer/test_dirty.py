from contextlib import contextmanager
from datetime import timedelta
from unittest.mock import patch

import psycopg2.errors

from odoo.exceptions import AccessError
from odoo.sql_db import Cursor
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...models.bridge.account_move import AccountMove
from ...models.bridge.crm_lead import CrmLead
from ...models.bridge.res_partner import ResPartner
from ...models.bridge.sale_order import SaleOrder
from ..common import TODAY, CareCommon

DRAIN = "customer_care.cron_dirty_drain"
ENGINE = "odoo.addons.customer_care.models.customer.care_dirty"


class DirtyCommon(CareCommon):
    """What the queue holds."""

    def setUp(self):
        super().setUp()
        self.forget()

    def forget(self):
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM care_dirty")

    def queued(self):
        """Empty the queue: the customers who were in it, with their companies."""
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM care_dirty RETURNING partner_id, company_id")
        return {
            (
                self.env["res.partner"].browse(partner_id).commercial_partner_id,
                self.env["res.company"].browse(company_id),
            )
            for partner_id, company_id in self.env.cr.fetchall()
        }

    def assert_queued(self, *customers, company=None):
        company = company or self.company
        self.assertEqual(self.queued(), {(customer, company) for customer in customers})

    @contextmanager
    def assert_nothing_queued(self):
        self.forget()
        yield
        self.assertEqual(self.queued(), set())


@tagged("post_install", "-at_install")
class TestDirtyOrders(DirtyCommon):
    """Orders put their customers in once they count."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.acme, 1_000)
        cls.make_order(cls.bolt, 500)
        cls.refresh()

    def quotation(self, partner, **vals):
        order = self.order.copy({"partner_id": partner.id, **vals})
        self.env.flush_all()
        self.assertEqual(order.state, "draft")
        return order

    def test_confirming_puts_the_customer_in(self):
        order = self.quotation(self.dock)
        self.forget()
        order.action_confirm()
        self.assert_queued(self.dock)

    def test_an_order_of_a_contact_is_the_customer_s(self):
        order = self.quotation(self.petra)
        order.action_confirm()
        self.assert_queued(self.acme)

    def test_an_order_of_a_branch_is_the_root_s(self):
        self.make_order(self.crane, 10, company=self.branch)
        self.assert_queued(self.crane)

    def test_an_order_of_another_company_is_hers(self):
        self.make_order(self.crane, 10, company=self.other_company)
        self.assert_queued(self.crane, company=self.other_company)

    def test_cancelling_and_going_back_to_draft(self):
        self.order._action_cancel()
        self.assert_queued(self.acme)
        self.order.action_draft()
        self.assert_queued()
        self.order.action_confirm()
        self.assert_queued(self.acme)
        self.order.write({"state": "draft"})
        self.assert_queued(self.acme)

    def test_amount_of_a_line(self):
        """A computed amount is stored without a write."""
        self.order.order_line.price_unit = 900
        self.assert_queued(self.acme)

    def test_date(self):
        self.order.date_order -= timedelta(days=400)
        self.assert_queued(self.acme)

    def test_partner_takes_the_turnover_along(self):
        self.order.partner_id = self.bolt
        self.assert_queued(self.acme, self.bolt)

    def test_what_is_not_counted_puts_nobody_in(self):
        with self.assert_nothing_queued():
            self.order.write({"client_order_ref": "X1", "note": "Hurry"})

    def test_quotations_put_nobody_in(self):
        with self.assert_nothing_queued():
            order = self.quotation(self.dock)
            order.order_line.price_unit = 7
            order.partner_id = self.crane
            order.action_quotation_sent()
            order._action_cancel()
            order.unlink()

    def test_many_orders_are_one_statement(self):
        orders = self.env["sale.order"].union(
            *(self.quotation(customer) for customer in (self.crane, self.dock, self.bolt))
        )
        self.forget()
        with patch.object(type(self.env["care.dirty"]), "_put", autospec=True) as put:
            orders.write({"state": "sale"})
            self.env.flush_all()
        self.assertEqual(put.call_count, 1)


@tagged("post_install", "-at_install")
class TestDirtyInvoices(DirtyCommon):
    """Customer invoices put their customers in once they are posted."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.invoice = cls.make_invoice(cls.acme, 100)
        cls.invoice.action_post()
        cls.refresh()

    @classmethod
    def make_invoice(cls, partner, amount, move_type="out_invoice", day=TODAY):
        return cls.env["account.move"].create(
            {
                "move_type": move_type,
                "partner_id": partner.id,
                "company_id": cls.company.id,
                "invoice_date": day,
                "invoice_line_ids": [
                    (0, 0, {"name": "Pump", "price_unit": amount, "tax_ids": False})
                ],
            }
        )

    def pay(self, invoice, amount=None):
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=invoice.ids
        )
        return wizard.create({"amount": amount} if amount else {})._create_payments()

    def test_drafts_put_nobody_in(self):
        with self.assert_nothing_queued():
            invoice = self.make_invoice(self.bolt, 10)
            invoice.invoice_line_ids.price_unit = 20
            invoice.partner_id = self.crane
            invoice.button_cancel()

    def test_posting_and_going_back(self):
        invoice = self.make_invoice(self.bolt, 10)
        invoice.action_post()
        self.assert_queued(self.bolt)
        invoice.button_draft()
        self.assert_queued(self.bolt)
        invoice.button_cancel()
        self.assert_queued()

    def test_credit_note(self):
        self.make_invoice(self.acme, 10, "out_refund").action_post()
        self.assert_queued(self.acme)

    def test_bills_put_nobody_in(self):
        with self.assert_nothing_queued():
            self.make_invoice(self.bolt, 10, "in_invoice").action_post()

    def test_payments_and_reconciliation(self):
        """The payment state is computed: no write of the invoice tells of it."""
        self.pay(self.invoice, 40)
        self.assert_queued(self.acme)
        self.pay(self.invoice)
        self.assert_queued(self.acme)
        lines = self.invoice.line_ids.filtered("reconciled")
        lines.remove_move_reconcile()
        self.assert_queued(self.acme)

    def test_partner_and_date(self):
        self.invoice.invoice_date_due = TODAY + timedelta(days=90)
        self.assert_queued(self.acme)
        self.invoice.button_draft()
        self.queued()
        self.invoice.write({"partner_id": self.bolt.id})
        self.invoice.action_post()
        self.assert_queued(self.bolt)

    def test_moved_to_another_partner_and_posted_again_in_one_go(self):
        """What is stored in the end is a posted invoice, as before."""
        self.invoice.button_draft()
        self.invoice.partner_id = self.bolt
        self.invoice.action_post()
        self.assert_queued(self.acme, self.bolt)

    def test_blocking(self):
        """What somebody blocks is not overdue."""
        self.invoice.action_toggle_block_payment()
        self.assert_queued(self.acme)
        self.invoice.action_toggle_block_payment()
        self.assert_queued(self.acme)

    def test_currency(self):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.yuan.id,
                "company_id": self.company.id,
                "name": TODAY,
                "rate": 8,
            }
        )
        self.invoice.button_draft()
        self.queued()
        self.invoice.currency_id = self.yuan
        self.invoice.action_post()
        self.assert_queued(self.acme)

    def test_deletion(self):
        self.invoice.with_context(force_delete=True).unlink()
        self.assert_queued(self.acme)


@tagged("post_install", "-at_install")
class TestDirtyPeople(DirtyCommon):
    """Leads, owners and hierarchy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for customer in cls.acme | cls.bolt:
            cls.make_order(customer, 100)
        cls.make_order(cls.acme, 100, company=cls.other_company)
        cls.refresh()

    def make_lead(self, partner=None, **vals):
        return self.env["crm.lead"].create(
            {
                "name": "Line",
                "type": "opportunity",
                "partner_id": partner and partner.id,
                "user_id": self.rep.id,
                "company_id": self.company.id,
                **vals,
            }
        )

    def test_lead_from_beginning_to_end(self):
        lead = self.make_lead(self.crane)
        self.assert_queued(self.crane)
        lead.partner_id = self.dock
        self.assert_queued(self.crane, self.dock)
        lead.action_set_won()
        self.assert_queued(self.dock)

    def test_lost_and_restored(self):
        lead = self.make_lead(self.crane)
        self.forget()
        lead.action_set_lost()
        self.assert_queued(self.crane)
        lead.action_restore()
        self.assert_queued(self.crane)
        lead.unlink()
        self.assert_queued(self.crane)

    def test_lead_without_a_partner(self):
        with self.assert_nothing_queued():
            lead = self.make_lead()
            lead.user_id = self.colleague
            lead.action_set_lost()

    def test_lead_finds_its_partner(self):
        lead = self.make_lead()
        self.forget()
        lead.partner_id = self.petra
        self.assert_queued(self.acme)

    def test_owner_concerns_each_company_that_knows_the_customer(self):
        self.acme.user_id = self.colleague
        self.assertEqual(
            self.queued(), {(self.acme, self.company), (self.acme, self.other_company)}
        )

    def test_whoever_is_no_customer_is_not_put_in(self):
        with self.assert_nothing_queued():
            self.dock.user_id = self.colleague
            self.dock.active = False

    def test_contacts_are_not_customers(self):
        paul = self.make_contact("Paul", self.acme)
        with self.assert_nothing_queued():
            paul.user_id = self.colleague
        paul.active = False
        self.assert_file_queued()  # a person at the customer is part of its file

    def test_unwatched_fields_put_nobody_in(self):
        with self.assert_nothing_queued():
            self.acme.write({"comment": "Hello", "color": 3, "barcode": "A-1"})

    def assert_file_queued(self):
        """In every company that has a file of the customer."""
        self.assertEqual(
            self.queued(), {(self.acme, file.company_id) for file in self.acme.care_profile_ids}
        )

    def test_what_a_file_is_made_of_puts_its_customer_in(self):
        self.acme.phone = "+49 1"
        self.env.flush_all()
        self.assert_file_queued()
        paul = self.make_contact("Paul", self.acme)
        self.env.flush_all()
        self.assert_file_queued()
        paul.function = "Buyer"
        self.env.flush_all()
        self.assert_file_queued()

    def test_customer_becomes_a_contact(self):
        self.bolt.parent_id = self.crane
        self.bolt.is_company = False
        self.assert_queued(self.crane)

    def test_contact_sets_up_for_herself(self):
        self.make_order(self.petra, 5)
        self.forget()
        self.petra.parent_id = False
        self.assertEqual(
            self.queued(),
            {
                (customer, company)
                for customer in (self.acme, self.petra)
                for company in (self.company, self.other_company)
            },
        )

    def test_deleted_contact_takes_her_lead_along(self):
        paul = self.make_contact("Paul", self.crane)
        lead = self.make_lead(paul)
        self.env["care.dirty"]._drain()
        self.assertTrue(self.file_of(self.crane).active)
        paul.unlink()
        self.assertFalse(lead.partner_id)
        self.env["care.dirty"]._drain()
        self.assertFalse(self.file_of(self.crane).active)

    def test_merge_of_contacts_of_two_customers(self):
        paul = self.make_contact("Paul", self.bolt)
        self.make_order(paul, 30)
        self.env["care.dirty"]._drain()
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 130)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((paul | self.petra).ids, self.petra, extra_checks=False)
        self.env["care.dirty"]._drain()
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 100)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 130)

    def test_merge_of_somebody_who_is_still_in_the_queue(self):
        eve = self.make_customer("Eve")
        self.make_order(eve, 30)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((eve | self.dock).ids, self.dock, extra_checks=False)
        self.env["care.dirty"]._drain()
        self.assertEqual(self.file_of(self.dock).turnover_12m, 30)


@tagged("post_install", "-at_install")
class TestDirtyDrain(DirtyCommon):
    """The queue is drained: everybody in it is counted and planned for, once."""

    def rows(self):
        self.env.flush_all()
        self.env.cr.execute("SELECT COUNT(*) FROM care_dirty")
        return self.env.cr.fetchone()[0]

    def test_customer_is_counted_graded_and_planned_for(self):
        self.make_order(self.acme, 1_000_000, TODAY - timedelta(days=50), user=self.rep)
        self.assertFalse(self.file_of(self.acme))
        self.assertTrue(self.env["care.dirty"]._drain())
        file = self.file_of(self.acme)
        self.assertRecordValues(
            file, [{"turnover_12m": 1_000_000, "grade_id": self.grade_a.id, "active": True}]
        )
        self.assertEqual(file.touchpoint_ids.user_id, self.rep)
        self.assertEqual(self.rows(), 0)

    def test_draining_again_writes_nothing(self):
        self.make_order(self.acme, 1_000_000)
        self.env["care.dirty"]._drain()
        tables = "SELECT id, xmin FROM care_profile UNION ALL SELECT id, xmin FROM care_touchpoint"
        self.env.cr.execute(tables)
        before = self.env.cr.fetchall()
        self.env["care.dirty"]._put_pairs([(self.acme.id, self.acme.id)])
        self.assertEqual(self.env["care.dirty"]._drain(), 1)
        self.env.cr.execute(tables)
        self.assertEqual(self.env.cr.fetchall(), before)
        self.assertEqual(self.env["care.dirty"]._drain(), 0)

    def test_limit(self):
        for customer in self.customers:
            self.make_order(customer)
        rows = self.rows()
        self.assertEqual(self.env["care.dirty"]._drain(limit=2), 2)
        self.assertEqual(self.rows(), rows - 2)

    def test_others_are_left_alone(self):
        self.make_order(self.acme)
        self.make_order(self.bolt)
        self.env.flush_all()
        self.env.cr.execute("DELETE FROM care_dirty WHERE partner_id = %s", [self.bolt.id])
        self.env["care.dirty"]._drain()
        self.assertTrue(self.file_of(self.acme))
        self.assertFalse(self.file_of(self.bolt))

    def test_whoever_is_gone_is_passed_over(self):
        eve = self.make_customer("Eve")
        self.env["care.profile"]._ensure(eve, self.company)
        eve.user_id = self.rep
        self.assertTrue(self.rows())
        eve.unlink()
        self.env["care.dirty"]._drain()
        self.assertEqual(self.rows(), 0)

    def test_plans_follow_the_owner_with_their_reminders(self):
        self.make_order(self.acme, 200_000, TODAY - timedelta(days=100))
        self.env["care.dirty"]._drain()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        planned = self.file_of(self.acme).touchpoint_ids.filtered("reminder_id")
        self.assertTrue(planned)
        self.acme.user_id = self.colleague
        self.env["care.dirty"]._drain()
        self.assertEqual(planned.user_id, self.colleague)
        self.assertEqual(planned.reminder_id.user_id, self.colleague)

    def test_plans_end_with_the_archived_customer_and_come_back(self):
        self.make_order(self.acme, 200_000)
        self.env["care.dirty"]._drain()
        planned = self.file_of(self.acme).touchpoint_ids
        self.assertTrue(planned)
        self.acme.active = False
        self.env["care.dirty"]._drain()
        self.assertFalse(planned.exists())
        self.acme.active = True
        self.env["care.dirty"]._drain()
        self.assertTrue(self.file_of(self.acme).touchpoint_ids)

    # === TROUBLE === #

    def test_a_bad_customer_stops_nobody(self):
        for customer in self.customers:
            self.make_order(customer)
        Profile = type(self.env["care.profile"])
        refresh, bad = Profile._refresh, self.crane

        def refresh_but_one(self, partners=None, *args, **kwargs):
            if bad in partners:
                raise ZeroDivisionError
            return refresh(self, partners, *args, **kwargs)

        with patch.object(Profile, "_refresh", refresh_but_one), self.assertLogs(ENGINE) as logs:
            self.env["care.dirty"]._drain()
        self.assertIn(f"Partner {bad.id} can't be counted", logs.output[0])
        self.assertEqual(len(logs.output), 1)
        self.assertEqual(self.rows(), 0, "it must not come again and again")
        for customer in self.customers:
            self.assertEqual(bool(self.file_of(customer)), customer != bad)

    def test_a_conflict_leaves_the_rows(self):
        """Outside the scheduled action, the request is repeated."""
        self.make_order(self.acme)
        rows = self.rows()
        failure = psycopg2.errors.SerializationFailure()
        with (
            patch.object(type(self.env["care.profile"]), "_refresh", side_effect=failure),
            self.assertRaises(psycopg2.errors.SerializationFailure),
            self.env.cr.savepoint(),
        ):
            self.env["care.dirty"]._drain()
        self.assertEqual(self.rows(), rows)

    # === THE SCHEDULED ACTION === #

    def test_scheduled_action_drains(self):
        self.make_order(self.acme, 700)
        with self.enter_registry_test_mode():
            self.env.ref(DRAIN).method_direct_trigger()
        self.assertEqual(self.file_of(self.acme).turnover_12m, 700)
        self.assertEqual(self.rows(), 0)

    def test_scheduled_action_begins_a_batch_again_after_a_conflict(self):
        self.make_order(self.acme, 700)
        Profile = type(self.env["care.profile"])
        refresh, failures = Profile._refresh, [psycopg2.errors.SerializationFailure()]

        def refresh_at_second_try(*args, **kwargs):
            if failures:
                raise failures.pop()
            return refresh(*args, **kwargs)

        with (
            self.enter_registry_test_mode(),
            patch.object(Profile, "_refresh", refresh_at_second_try),
        ):
            self.env.ref(DRAIN).method_direct_trigger()
        self.assertEqual(self.file_of(self.acme).turnover_12m, 700)

    @mute_logger(ENGINE)
    def test_scheduled_action_gives_up_at_last(self):
        self.make_order(self.acme, 700)
        rows = self.rows()
        failure = psycopg2.errors.SerializationFailure()
        with (
            self.enter_registry_test_mode(),
            patch.object(type(self.env["care.profile"]), "_refresh", side_effect=failure),
        ):
            self.env.ref(DRAIN).method_direct_trigger()
        self.assertEqual(self.rows(), rows)

    def started(self, work):
        """How often ``work``, until its transaction is committed, starts the scheduled action."""
        triggers = [("cron_id", "=", self.env.ref(DRAIN).id)]
        self.env.flush_all()
        self.env.cr.precommit.run()
        before = self.env["ir.cron.trigger"].search_count(triggers)
        work()
        self.env.cr.flush()
        return self.env["ir.cron.trigger"].search_count(triggers) - before

    def test_it_is_started_once_per_transaction(self):
        def trade():
            self.make_order(self.acme)
            self.make_order(self.bolt)

        self.assertEqual(self.started(trade), 1)

    def test_it_is_not_started_for_nothing(self):
        self.assertEqual(self.started(lambda: self.acme.write({"name": "Acme Ltd"})), 0)

    def test_nobody_reads_the_queue(self):
        for user in self.rep, self.manager:
            with self.assertRaises(AccessError):
                self.env["care.dirty"].with_user(user).search([])


def passing_on(owner, name):
    """A method that calls what the class ``owner`` overrides, and nothing else."""

    def method(self, *args, **kwargs):
        return getattr(super(owner, self), name)(*args, **kwargs)

    return method


@tagged("post_install", "-at_install")
class TestDirtyCost(DirtyCommon):
    """Whoever works on what is not counted pays nothing for the queue."""

    @contextmanager
    def counting(self, queries):
        execute = Cursor.execute

        def counted(cursor, query, *args, **kwargs):
            queries.append(str(query))
            return execute(cursor, query, *args, **kwargs)

        with patch.object(Cursor, "execute", counted):
            yield

    def assert_costs_nothing(self, owner, name, work):
        """As many queries as without our override ``name`` of a core method."""
        plain, ours = [], []
        without = passing_on(owner, name)

        for turn, queries in enumerate((plain, plain, ours)):
            self.env.flush_all()
            self.env.invalidate_all()
            queries.clear()
            with self.counting(queries):
                if queries is ours:
                    work(turn)
                    self.env.flush_all()
                else:
                    with patch.object(owner, name, without):
                        work(turn)
                        self.env.flush_all()
        self.assertTrue(ours)
        self.assertEqual(len(ours), len(plain))
        self.assertFalse([query for query in ours if "care_dirty" in query])

    def test_draft_quotation(self):
        order = self.make_order(self.acme).copy()

        def edit(turn):
            order.write({"client_order_ref": f"X{turn}", "date_order": order.date_order})
            order.order_line.price_unit = turn + 1

        self.assert_costs_nothing(SaleOrder, "_write_multi", edit)

    def test_unwatched_fields_of_a_confirmed_order(self):
        order = self.make_order(self.acme)
        self.assert_costs_nothing(
            SaleOrder, "_write_multi", lambda turn: order.write({"client_order_ref": f"X{turn}"})
        )

    def test_draft_bill(self):
        self.env["account.chart.template"].try_loading(
            "generic_coa", company=self.company, install_demo=False
        )
        bill = self.env["account.move"].create(
            {
                "move_type": "in_invoice",
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "invoice_line_ids": [(0, 0, {"name": "Pump", "price_unit": 5})],
            }
        )

        def edit(turn):
            bill.invoice_line_ids.price_unit = turn + 6

        self.assert_costs_nothing(AccountMove, "_write_multi", edit)

    def test_lead_without_a_partner(self):
        lead = self.env["crm.lead"].create({"name": "Line", "company_id": self.company.id})
        self.assert_costs_nothing(
            CrmLead, "_write_multi", lambda turn: lead.write({"description": f"X{turn}"})
        )

    def test_contact(self):
        self.assert_costs_nothing(
            ResPartner,
            "write",
            lambda turn: self.acme.write({"comment": f"X{turn}"}),
        )

    def test_putting_many_in_is_one_statement(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Many {number}", "is_company": True} for number in range(80)]
        )
        for partner in partners:
            self.env["care.profile"]._ensure(partner, self.company)
        self.env.flush_all()
        for some in (partners[:1], partners):
            queries = []
            with self.counting(queries):
                some.user_id = self.rep
                self.env.flush_all()
            puts = [query for query in queries if "INTO care_dirty" in query]
            self.assertEqual(len(puts), 1)
