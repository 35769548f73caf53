import random
from datetime import timedelta

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY, CareCommon

# Where the customer stands among the others moves with theirs: the night's.
FIGURES = [
    "partner_id",
    "company_id",
    "active",
    "date_retired",
    "user_id",
    "grade_id",
    "turnover_12m",
    "turnover_prev_12m",
    "turnover_trend_percent",
    "order_count_12m",
    "order_trend_percent",
    "usual_interval_days",
    "cooperation_years",
    "overdue_amount",
    "first_order_date",
    "last_order_date",
    "last_contact_date",
    "next_contact_date",
    "contact_limit_date",
    "contact_count_12m",
]
PLANS = ["profile_id", "cadence_id", "occurrence_date", "user_id", "contact_id", "state"]
SEEDS = range(3)
EVENTS = 40


@tagged("post_install", "-at_install")
class TestDirtyRandom(CareCommon):
    """Whatever happens in whatever order: the queue brings every customer to where a refresh of
    all would."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["account.chart.template"].try_loading(
            "generic_coa", company=cls.company, install_demo=False
        )
        cls.people = cls.petra | cls.env["res.partner"].union(
            *(
                cls.make_contact(f"Contact {number}", customer)
                for number, customer in enumerate(cls.customers)
            )
        )
        cls.way = cls.env["account.account"].create(
            {
                "name": "On Its Way",
                "code": "999001",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(cls.company.ids)],
            }
        )
        cls.env["res.currency.rate"].create(
            [
                {
                    "currency_id": cls.yuan.id,
                    "company_id": cls.company.id,
                    "name": day,
                    "rate": rate,
                }
                for day, rate in (("2023-01-01", 7), ("2025-08-01", 8))
            ]
        )
        cls.pricelists = [
            cls._make_pricelist(currency, cls.company) for currency in (cls.euro, cls.yuan)
        ]
        cls.orders = cls.env["sale.order"]
        cls.invoices = cls.env["account.move"]
        cls.leads = cls.env["crm.lead"]

    def play(self, seed):
        """Let things happen, drain now and then, and compare."""
        self.random = random.Random(seed)
        events = sorted(name for name in dir(self) if name.startswith("event_"))
        self.done = []
        for _turn in range(EVENTS):
            name = self.random.choice(events)
            self.done.append(name)
            getattr(self, name)()
            if self.random.random() < 0.15:
                self.env["care.dirty"]._drain(today=TODAY)
        self.env["care.dirty"]._drain(today=TODAY)

    def state(self):
        files = self.env["care.profile"].with_context(active_test=False)
        files = files.search(
            [("company_id", "in", (self.company | self.other_company).ids)], order="id"
        )
        plans = self.env["care.touchpoint"].search([("profile_id", "in", files.ids)], order="id")
        return (
            {file["id"]: file for file in files.read(FIGURES, load="")},
            sorted(str(plan) for plan in plans.read(PLANS, load="")),
        )

    def assert_refresh_changes_nothing(self):
        for company in self.company | self.other_company:
            self.assertEqual(self.env["care.profile"]._check(company, TODAY), [], self.done)
        incremental = self.state()
        self.refresh()
        self.plan()
        files, plans = self.state()
        for file_id, figures in files.items():
            self.assertEqual(incremental[0].get(file_id), figures, self.done)
        self.assertEqual(incremental[0].keys(), files.keys(), self.done)
        self.assertEqual(incremental[1], plans, self.done)

    def assert_contacts_open_as_counted(self):
        """What the contact figures open is what they count."""
        for profile in self.env["care.profile"].search(
            [("company_id", "in", (self.company | self.other_company).ids)]
        ):
            counted = self.opened(profile, "contact_count_12m")
            self.assertEqual(len(counted), profile.contact_count_12m, self.done)
            last = self.opened(profile, "last_contact_date")
            self.assertEqual(bool(last), bool(profile.last_contact_date), self.done)
            self.assertLessEqual(set(last.mapped("date")), {profile.last_contact_date}, self.done)

    def opened(self, profile, name):
        profile = profile.with_company(profile.company_id)
        action = profile.action_open_figure(name)
        Records = profile.env[action["res_model"]].with_context(**action["context"])
        return Records.search(action["domain"])

    def test_orders_any_order(self):
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.play(seed)
                self.assert_refresh_changes_nothing()
                self.assert_contacts_open_as_counted()

    def test_invoices_any_order(self):
        self.company.care_turnover_source = "invoices"
        for seed in SEEDS:
            with self.subTest(seed=seed):
                self.play(seed)
                self.assert_refresh_changes_nothing()

    # === WHAT MAY HAPPEN === #

    def any_of(self, records):
        records = records.exists()
        return records[self.random.randrange(len(records))] if records else records

    def any_partner(self):
        return self.any_of(self.customers.exists() | self.people.exists())

    def any_day(self):
        return TODAY - timedelta(days=self.random.choice((0, 30, 200, 364, 366, 500, 800)))

    def any_company(self):
        return self.random.choice((self.company, self.company, self.branch, self.other_company))

    def event_order(self):
        self.orders |= self.make_order(
            self.any_partner(),
            self.random.randrange(1, 300_000),
            self.any_day(),
            self.any_company(),
        )

    def event_order_cancel(self):
        order = self.any_of(self.orders.filtered(lambda order: order.state == "sale"))
        if order:
            order._action_cancel()

    def event_order_back(self):
        order = self.any_of(self.orders.filtered(lambda order: order.state == "cancel"))
        if order:
            order.action_draft()
            if self.random.random() < 0.5:
                order.action_confirm()

    def event_order_edit(self):
        order = self.any_of(self.orders.filtered(lambda order: order.state == "sale"))
        if order:
            order.order_line.price_unit = self.random.randrange(1, 300_000)

    def event_order_moved(self):
        order = self.any_of(self.orders)
        if order:
            order.partner_id = self.any_partner()

    def event_order_dated(self):
        order = self.any_of(self.orders)
        if order:
            order.date_order = f"{self.any_day()} 10:00:00"

    def event_invoice(self):
        invoice = self.env["account.move"].create(
            {
                "move_type": self.random.choice(("out_invoice", "out_invoice", "out_refund")),
                "partner_id": self.any_partner().id,
                "company_id": self.company.id,
                "invoice_date": self.any_day(),
                "invoice_line_ids": [
                    Command.create(
                        {
                            "name": "Pump",
                            "price_unit": self.random.randrange(1, 300_000),
                            "tax_ids": False,
                        }
                    )
                ],
            }
        )
        self.invoices |= invoice
        if self.random.random() < 0.8:
            invoice.action_post()

    def event_invoice_draft(self):
        invoice = self.any_of(self.invoices.exists().filtered(lambda move: move.state == "posted"))
        if invoice:
            invoice.button_draft()
            if self.random.random() < 0.5:
                invoice.partner_id = self.any_partner()
                invoice.action_post()

    def event_invoice_pay(self):
        invoice = self.any_of(
            self.invoices.exists().filtered(
                lambda move: move.state == "posted" and move.payment_state == "not_paid"
            )
        )
        if invoice:
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard.create({})._create_payments()

    def any_posted(self, *states):
        return self.any_of(
            self.invoices.exists().filtered(
                lambda move: move.state == "posted" and (not states or move.payment_state in states)
            )
        )

    def event_invoice_part(self):
        """Half is paid, with or without an account for money on its way."""
        if invoice := self.any_posted("not_paid", "partial"):
            wizard = self.env["account.payment.register"].with_context(
                active_model="account.move", active_ids=invoice.ids
            )
            wizard = wizard.create({})
            wizard.write({"amount": wizard.amount / 2, "payment_difference_handling": "open"})
            lines = wizard.journal_id.inbound_payment_method_line_ids
            lines.payment_account_id = self.random.choice((False, self.way.id))
            wizard._create_payments()

    def event_invoice_unmatched(self):
        if invoice := self.any_posted("paid", "partial", "reversed"):
            invoice.line_ids.remove_move_reconcile()

    def event_invoice_due(self):
        if invoice := self.any_posted():
            invoice.invoice_date_due = self.any_day()

    def event_invoice_blocked(self):
        if invoice := self.any_posted("not_paid", "partial", "blocked"):
            invoice.action_toggle_block_payment()

    def event_invoice_reversed(self):
        invoice = self.any_posted("not_paid")
        if invoice and invoice.move_type == "out_invoice":
            self.invoices |= invoice._reverse_moves([{"invoice_date": TODAY}], cancel=True)

    def event_invoice_currency(self):
        if invoice := self.any_posted("not_paid"):
            invoice.button_draft()
            invoice.currency_id = self.random.choice((self.euro, self.yuan))
            invoice.action_post()

    def event_invoice_deleted(self):
        if invoice := self.any_posted():
            invoice.button_draft()
            invoice.with_context(force_delete=True).unlink()

    def event_order_currency(self):
        order = self.any_of(self.orders.filtered(lambda order: order.company_id == self.company))
        if order and order.state == "sale":
            order._action_cancel()
            order.pricelist_id = self.random.choice(self.pricelists)
            order.action_draft()
            order.action_confirm()

    def event_lead(self):
        self.leads |= self.env["crm.lead"].create(
            {
                "name": "Line",
                "type": "opportunity",
                "partner_id": self.any_partner().id,
                "user_id": self.rep.id,
                "company_id": self.company.id,
            }
        )

    def event_lead_end(self):
        lead = self.any_of(self.leads.filtered(lambda lead: lead.won_status == "pending"))
        if lead:
            self.random.choice((lead.action_set_lost, lead.action_set_won))()

    def event_lead_moved(self):
        lead = self.any_of(self.leads)
        if lead:
            lead.partner_id = self.any_partner()

    def event_owner(self):
        self.any_of(self.customers).user_id = self.random.choice((self.rep, self.colleague))

    def event_archive(self):
        customer = self.any_of(self.customers.with_context(active_test=False))
        if customer != self.acme:  # her contact has a login
            customer.active = not customer.active

    def event_contact_moves(self):
        contact = self.any_of(self.people)
        contact.parent_id = self.random.choice(
            (False, *self.customers.exists().filtered(lambda customer: not customer.parent_id))
        )

    def event_customer_becomes_contact(self):
        customer = self.any_of(self.customers - self.acme)
        if customer and customer.active:
            target = False if customer.parent_id else self.acme.id
            customer.write({"parent_id": target, "is_company": not target})

    def event_merge(self):
        twin = self.make_customer("Twin", self.colleague)
        self.make_order(self.make_contact("Tom", twin), 700, self.any_day())
        self.make_touchpoint(twin)._finish()
        target = self.any_of(self.customers)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | target).ids, target, extra_checks=False)

    def event_merge_of_contacts(self):
        tom = self.make_contact("Tom", self.any_of(self.customers))
        self.make_order(tom, 300, self.any_day())
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((tom | self.petra).ids, self.petra, extra_checks=False)

    def event_talk(self):
        touchpoint = self.make_touchpoint(self.any_partner(), self.any_company())
        touchpoint._finish(date_done=f"{self.any_day()} 08:00:00")

    def event_message(self):
        self.env["mail.message"].create(
            {
                "author_id": self.any_partner().id,
                "message_type": self.random.choice(("email", "comment", "notification")),
                "date": f"{self.any_day()} 08:00:00",
                "record_company_id": self.any_company().id,
                "body": "Hello",
            }
        )

    def event_meeting(self):
        day = self.any_day()
        self.env["calendar.event"].with_user(self.rep).create(
            {
                "name": "Lunch",
                "start": f"{day} 07:00:00",
                "stop": f"{day} 08:00:00",
                "partner_ids": [Command.set((self.rep.partner_id | self.any_partner()).ids)],
            }
        )
