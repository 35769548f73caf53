import random
from contextlib import closing
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY, CareCommon
from .plain_figures import FIGURES, FiguresMixin, local_day, trend, usual_interval

SEEDS = range(3)
ORDERS = 45
INVOICES = 35


@tagged("post_install", "-at_install")
class TestFiguresRandom(FiguresMixin, CareCommon):
    """Figures of random business equal those counted one record after another.

    Two companies, one with a branch, a currency of neither whose rate changes every few weeks, and
    customers who become contacts, merge, are archived or have subsidiaries. A failure names the
    seed of its business.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for company in cls.company | cls.other_company:
            cls.env["account.chart.template"].try_loading(
                "generic_coa", company=company, install_demo=False
            )
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.other_company.partner_id.tz = "America/New_York"
        cls.dollar = cls.env.ref("base.USD")
        cls.dollar.active = True
        cls.customers |= cls.make_customer("Elm", cls.other_rep)
        cls.customers |= cls.make_customer("Fir")
        cls.customers |= cls.make_customer("Gale", parent_id=cls.bolt.id)  # subsidiary
        cls.customers |= cls.env["res.partner"].create({"name": "Hana"})  # a person
        cls.people = cls.petra | cls.env["res.partner"].union(
            *(cls.make_contact(f"Contact of {c.name}", c) for c in cls.customers)
        )
        cls.people |= cls.make_contact("Contact of Petra", cls.petra)  # a child of a child
        cls.pricelists = {
            (company, currency): cls._make_pricelist(currency, company)
            for company in cls.company | cls.branch | cls.other_company
            for currency in cls.euro | cls.yuan | cls.dollar
        }

    def test_figures_are_those_of_the_definitions(self):
        counted = set()
        for seed in SEEDS:
            with self.subTest(seed=seed), closing(self.env.cr.savepoint()):
                self.random = random.Random(seed)
                self.play()
                for source in ("orders", "invoices"):
                    (self.company | self.other_company).care_turnover_source = source
                    self.refresh()
                    for company in self.company | self.other_company:
                        self.assert_figures_are_plain(company, source, TODAY, f"(seed {seed})")
                    for profile in self.files():
                        counted |= {name for name in FIGURES if profile[name]}
                        self.assert_records_give_figures(profile, f"{source}, seed {seed}")
        self.assertEqual(counted, set(FIGURES), "a figure that was never there proves nothing")

    def files(self):
        files = self.env["care.profile"].with_context(active_test=False)
        return files.search([("company_id", "in", (self.company | self.other_company).ids)])

    def assert_records_give_figures(self, profile, hint):
        """What the figures of a customer open gives the figures again."""
        records = {}
        for name in FIGURES:
            action = profile.action_open_figure(name)
            records[name] = self.env[action["res_model"]].search(action["domain"])

        def total(name):
            orders = records[name]._name == "sale.order"
            return sum(records[name].mapped("care_turnover" if orders else "amount_untaxed_signed"))

        def days(name):
            if records[name]._name == "sale.order":
                moments = records[name].mapped("date_order")
                return [local_day(moment, profile.company_id) for moment in moments]
            return records[name].mapped("invoice_date")

        last, count = total("turnover_12m"), len(records["order_count_12m"])
        both = round(total("turnover_trend_percent"), 2)
        found = {
            "turnover_12m": last,
            "turnover_prev_12m": total("turnover_prev_12m"),
            "turnover_trend_percent": trend(last, round(both - last, 2)),
            "order_count_12m": count,
            "order_trend_percent": trend(count, len(records["order_trend_percent"]) - count),
            "usual_interval_days": usual_interval(days("usual_interval_days"), TODAY),
            "first_order_date": min(days("first_order_date"), default=False),
            "last_order_date": max(days("last_order_date"), default=False),
            "overdue_amount": sum(records["overdue_amount"].mapped("amount_residual_signed")),
        }
        for name, value in found.items():
            if profile[name] is not False:
                label = f"{profile.display_name}: records of {name}: {hint}"
                delta = FIGURES[name]
                if delta:
                    self.assertAlmostEqual(profile[name], value, delta=delta, msg=label)
                else:
                    self.assertEqual(profile[name], value, label)
            elif name != "turnover_prev_12m":  # refunds alone don't make a customer of then
                self.assertFalse(value, name)

    # === BUSINESS === #

    def play(self):
        self.set_rates()
        for _number in range(ORDERS):
            self.play_order()
        for _number in range(INVOICES):
            self.play_invoice()
        self.play_people()

    def any_of(self, items):
        return self.random.choice(list(items))

    def any_day(self):
        """Mostly of the last three years, often near a window's edge, sometimes still to come."""
        edge = self.any_of((0, 364, 365, 366, 729, 730, 731))
        return TODAY - timedelta(
            days=self.any_of((edge, self.random.randrange(-20, 1100), self.random.randrange(365)))
        )

    def any_currency(self, company):
        return self.any_of((company.currency_id, company.currency_id, self.dollar, self.yuan))

    def set_rates(self):
        self.env["res.currency.rate"].search(
            [("company_id", "in", (self.company | self.other_company).ids)]
        ).unlink()
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": currency.id,
                    "company_id": company.id,
                    "name": TODAY - timedelta(days=days),
                    "rate": round(self.random.uniform(0.2, 9), 4),
                }
                for company in self.company | self.other_company
                for currency in (self.euro | self.yuan | self.dollar) - company.currency_id
                for days in range(-30, 1200, 41)
            ]
        )

    def play_order(self):
        company = self.any_of((self.company, self.company, self.branch, self.other_company))
        pricelist = self.pricelists[company, self.any_currency(company)]
        order = (
            self.env["sale.order"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "partner_id": self.any_of(self.customers | self.people).id,
                    "company_id": company.id,
                    "pricelist_id": pricelist.id,
                    "order_line": [
                        Command.create(
                            {
                                "product_id": self.product.id,
                                "price_unit": self.random.randrange(1, 3_000_000) / 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        fate = self.random.random()
        if fate < 0.9:
            order.action_confirm()
        moment = datetime.combine(self.any_day(), datetime.min.time())
        order.date_order = moment + timedelta(minutes=self.random.randrange(24 * 60))
        if fate < 0.1:
            order._action_cancel()

    def play_invoice(self):
        company = self.any_of((self.company, self.company, self.branch, self.other_company))
        day = self.any_day()
        kinds = ("out_invoice", "out_invoice", "out_invoice", "out_receipt", "out_refund")
        invoice = (
            self.env["account.move"]
            .with_context(allowed_company_ids=company.ids)
            .create(
                {
                    "move_type": self.any_of(kinds),
                    "partner_id": self.any_of(self.customers | self.people).id,
                    "company_id": company.id,
                    "currency_id": self.any_currency(company).id,
                    "invoice_date": day,
                    "invoice_date_due": day + timedelta(days=self.any_of((0, 10, 30, 90))),
                    "invoice_payment_term_id": False,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "name": "Pump",
                                "price_unit": self.random.randrange(1, 3_000_000) / 100,
                                "tax_ids": [Command.clear()],
                            }
                        )
                    ],
                }
            )
        )
        fate = self.random.random()
        if fate < 0.9:
            invoice.action_post()
        if fate < 0.1:
            invoice.button_draft()
        elif fate < 0.15:
            invoice.button_draft()
            invoice.button_cancel()
        elif fate < 0.55:
            self.play_payment(invoice, self.any_of((1, 0.5, 0.25)))
        elif fate < 0.65 and invoice.move_type == "out_invoice":
            invoice._reverse_moves([{"invoice_date": day}], cancel=self.any_of((True, False)))

    def play_payment(self, invoice, share):
        """Receive part of an invoice, some days later, at the rate of that day."""
        payment = (
            self.env["account.payment.register"]
            .with_context(
                active_model="account.move",
                active_ids=invoice.ids,
                allowed_company_ids=invoice.company_id.ids,
            )
            .create({"payment_date": invoice.invoice_date + timedelta(days=50)})
        )
        payment.amount = invoice.currency_id.round(payment.amount * share)
        payment.payment_difference_handling = "open"
        # with an account for money on its way the payment is matched with the invoice
        bank = payment.journal_id
        if self.random.random() < 0.8:
            bank.inbound_payment_method_line_ids.payment_account_id = self.way_of(bank)
            bank.outbound_payment_method_line_ids.payment_account_id = self.way_of(bank)
        payments = payment._create_payments()
        if self.random.random() < 0.2:
            payments.move_id.line_ids.remove_move_reconcile()

    def way_of(self, bank):
        Account = self.env["account.account"].with_company(bank.company_id)
        account = Account.search([("code", "=", "999001")], limit=1)
        return account or Account.create(
            {
                "name": "On Its Way",
                "code": "999001",
                "account_type": "asset_current",
                "reconcile": True,
                "company_ids": [Command.set(bank.company_id.root_id.ids)],
            }
        )

    def play_people(self):
        """What happens to customers while their documents stay."""
        customers = self.customers - self.acme - self.bolt
        archived, contact, merged, owner = self.random.sample(list(customers), 4)
        archived.action_archive()
        contact.write({"parent_id": self.any_of(self.acme | self.bolt).id, "is_company": False})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((merged | self.acme).ids, self.acme, extra_checks=False)
        mover = self.any_of(self.people.exists() - self.petra)
        mover.parent_id = self.any_of((owner.id, False))
        self.any_of(self.people.exists() - self.petra).active = False
