import datetime

from dateutil.relativedelta import relativedelta

from odoo import fields
from odoo.tests import TransactionCase, tagged
from odoo.tools import SQL

from ...models.customer.refresh_scope import RefreshScope
from .plain_figures import FiguresMixin, plain_figures


@tagged("post_install", "-at_install")
class TestProfileFigures(FiguresMixin, TransactionCase):
    """Figures on whatever the database holds (Odoo's own demo data), and on cases it lacks."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.partner_id.tz = "Asia/Shanghai"
        cls.today = datetime.date(2026, 6, 15)
        cls.product = cls.env["product.product"].create(
            {"name": "Bearing", "type": "service", "taxes_id": False}
        )
        cls.customer = cls.env["res.partner"].create({"name": "Invented Steel", "is_company": True})
        cls.Profile = cls.env["care.profile"]

    @classmethod
    def order(cls, amount, moment, partner=None, **vals):
        order = cls.env["sale.order"].create(
            {
                "partner_id": (partner or cls.customer).id,
                "order_line": [
                    fields.Command.create({"product_id": cls.product.id, "price_unit": amount})
                ],
                **vals,
            }
        )
        order.action_confirm()
        order.date_order = moment
        return order

    @classmethod
    def profile(cls, partner=None):
        return cls.Profile.with_context(active_test=False)._of(partner or cls.customer, cls.company)

    def test_figures_of_existing_data_equal_a_plain_recomputation(self):
        self.order(1200, "2026-01-10 08:00:00")
        today = self.company._care_today()
        self.Profile._refresh(company=self.company, today=today)
        self.assert_figures_are_plain(self.company, "orders", today)
        self.company.care_turnover_source = "invoices"
        self.Profile._refresh(company=self.company, today=today)
        self.assert_figures_are_plain(self.company, "invoices", today)

    def test_second_refresh_writes_nothing(self):
        self.order(1200, "2026-01-10 08:00:00")
        self.Profile._refresh(today=self.today)
        self.env.cr.execute("SELECT id, xmin, ctid FROM care_profile ORDER BY id")
        before = self.env.cr.fetchall()
        self.env.cr.execute("SELECT last_value FROM care_profile_id_seq")
        sequence = self.env.cr.fetchone()
        self.Profile._refresh(today=self.today)
        self.env.cr.execute("SELECT id, xmin, ctid FROM care_profile ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)
        self.env.cr.execute("SELECT last_value FROM care_profile_id_seq")
        self.assertEqual(self.env.cr.fetchone(), sequence)

    def test_windows_end_with_the_day(self):
        """One year to the day ago belongs to the year before; tomorrow does not count yet."""
        self.order(100, "2025-06-15 04:00:00")
        self.order(10, "2025-06-16 04:00:00")
        self.order(1, "2026-06-15 04:00:00")
        self.order(5000, "2026-06-16 04:00:00")
        self.order(7, "2024-06-15 04:00:00")
        self.Profile._refresh(self.customer, today=self.today)
        self.assertRecordValues(
            self.profile(),
            [
                {
                    "turnover_12m": 11.0,
                    "turnover_prev_12m": 100.0,
                    "turnover_trend_percent": -89.0,
                    "order_count_12m": 2,
                    "first_order_date": datetime.date(2024, 6, 15),
                    "last_order_date": datetime.date(2026, 6, 15),
                }
            ],
        )

    def test_the_day_is_the_companys(self):
        """20:00 UTC is the next morning in Shanghai."""
        self.order(50, "2026-06-14 20:00:00")
        self.Profile._refresh(self.customer, today=datetime.date(2026, 6, 14))
        self.assertFalse(self.profile().last_order_date, "a customer, whose order is tomorrow's")
        self.Profile._refresh(self.customer, today=self.today)
        self.assertEqual(self.profile().last_order_date, self.today)

    def test_each_order_counts_at_the_rate_of_its_own_day(self):
        other = self.env.ref("base.EUR" if self.company.currency_id.name != "EUR" else "base.USD")
        other.active = True
        other.rate_ids.unlink()
        for day, rate in (("2026-01-01", 2.0), ("2026-03-01", 4.0)):
            self.env["res.currency.rate"].create(
                {
                    "currency_id": other.id,
                    "company_id": self.company.id,
                    "name": day,
                    "rate": rate,
                }
            )
        pricelist = self.env["product.pricelist"].create(
            {"name": "Foreign", "currency_id": other.id}
        )
        self.order(100, "2026-02-01 04:00:00", pricelist_id=pricelist.id)
        self.order(100, "2026-04-01 04:00:00", pricelist_id=pricelist.id)
        self.Profile._refresh(self.customer, today=self.today)
        self.assertEqual(self.profile().turnover_12m, 75.0)
        self.assert_figures_are_plain_for_customer()

    def assert_figures_are_plain_for_customer(self):
        plain = plain_figures(self.company, "orders", self.today)[self.customer]
        self.assertAlmostEqual(self.profile().turnover_12m, plain["turnover_12m"], 2)

    def test_orders_of_contacts_count_for_the_customer(self):
        contact = self.env["res.partner"].create({"name": "Buyer", "parent_id": self.customer.id})
        self.order(30, "2026-05-01 04:00:00", partner=contact)
        self.order(12, "2026-05-02 04:00:00")
        self.Profile._refresh(contact, today=self.today)
        self.assertRecordValues(self.profile(), [{"turnover_12m": 42.0, "order_count_12m": 2}])

    def test_quotations_and_cancelled_orders_do_not_count(self):
        order = self.order(30, "2026-05-01 04:00:00")
        self.order(12, "2026-05-02 04:00:00")
        order._action_cancel()
        self.Profile._refresh(self.customer, today=self.today)
        self.assertRecordValues(self.profile(), [{"turnover_12m": 12.0, "order_count_12m": 1}])

    def test_no_trade_is_not_zero(self):
        """A prospect's figures are empty; an old customer's are a counted zero."""
        self.env["crm.lead"].create(
            {
                "name": "New line",
                "type": "opportunity",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
            }
        )
        old = self.env["res.partner"].create({"name": "Invented Old", "is_company": True})
        self.order(30, "2023-05-01 04:00:00", partner=old)
        self.Profile._refresh(self.customer | old, today=self.today)
        self.assertEqual(self.profile().read(["turnover_12m"])[0]["turnover_12m"], False)
        self.assertRecordValues(
            self.profile(old),
            [
                {
                    "turnover_12m": 0.0,
                    "turnover_prev_12m": 0.0,
                    "turnover_trend_percent": False,
                    "order_count_12m": 0,
                    "turnover_percentile": False,
                }
            ],
        )
        self.assertIsNot(self.profile(old).turnover_12m, False)

    def test_years_are_full_on_the_anniversary(self):
        """A 29 February is kept on the 28th of other years."""
        self.order(30, "2024-02-29 04:00:00")
        for today, years in (("2026-02-27", 1), ("2026-02-28", 2), ("2028-02-28", 3)):
            self.Profile._refresh(self.customer, today=datetime.date.fromisoformat(today))
            self.assertEqual(self.profile().cooperation_years, years, today)

    def test_usual_interval_is_the_median_of_days_with_orders(self):
        """Two orders of a day are one; two days make no habit; what is older does not count."""
        for day in ("2026-06-01", "2026-05-22", "2026-05-22", "2025-06-15"):
            self.order(30, f"{day} 04:00:00")
        self.Profile._refresh(self.customer, today=self.today)
        self.assertIs(self.profile().usual_interval_days, False)
        self.order(30, "2026-04-21 04:00:00")
        self.Profile._refresh(self.customer, today=self.today)
        self.assertEqual(self.profile().usual_interval_days, 20.5)

    def test_refresh_of_some_leaves_others_alone(self):
        other = self.env["res.partner"].create({"name": "Invented Other", "is_company": True})
        self.order(30, "2026-05-01 04:00:00")
        self.order(40, "2026-05-01 04:00:00", partner=other)
        self.Profile._refresh(self.customer, today=self.today)
        self.assertTrue(self.profile())
        self.assertFalse(self.profile(other))

    def test_the_company_itself_is_no_customer(self):
        self.order(30, "2026-05-01 04:00:00", partner=self.company.partner_id)
        self.Profile._refresh(self.company.partner_id, today=self.today)
        self.assertFalse(self.profile(self.company.partner_id))

    def test_months_add_up_to_what_was_sold_in_them(self):
        today = self.company._care_today()
        noon = datetime.time(4)
        this_month = datetime.datetime.combine(today.replace(day=1), noon)
        last_year = this_month - relativedelta(months=11)
        for amount, moment in ((5, this_month), (7, last_year), (9, last_year)):
            self.order(amount, moment)
        self.Profile._refresh(self.customer)
        self.assertEqual(self.profile().turnover_by_month, [16.0] + [0.0] * 10 + [5.0])

    def test_refresh_costs_the_same_queries_for_one_and_for_many(self):
        partners = self.env["res.partner"].create(
            [{"name": f"Invented {n}", "is_company": True} for n in range(80)]
        )
        for partner in partners:
            self.order(30, "2026-05-01 04:00:00", partner=partner)
        self.Profile._refresh(partners, today=self.today)
        for number in (1, 80):
            some = partners[:number]
            self.Profile._refresh(some, company=self.company, today=self.today)  # warm
            # the last one asks which of them have an account plan
            with self.assertQueryCount(41), self.subTest(customers=number):
                self.Profile._refresh(some, company=self.company, today=self.today)

    # === HOW THEY ARE FOUND === #

    def plan(self, query, *closed):
        """How PostgreSQL answers when ways that it may choose are closed.

        :param closed: names of settings
        """
        for setting in closed:
            self.env.cr.execute(SQL("SET LOCAL %s = off", SQL.identifier(setting)))
        self.env.cr.execute(SQL("EXPLAIN %s", query))
        return " ".join(line for (line,) in self.env.cr.fetchall())

    def test_the_list_is_in_the_order_of_an_index(self):
        """However many customers there are, a page of them is sorted already."""
        files = self.Profile._search(
            [("company_id", "in", self.company.ids)], order=self.Profile._order, limit=80
        )
        plan = self.plan(files.select(), "enable_seqscan", "enable_sort")
        self.assertIn("care_profile_turnover_idx", plan)
        self.assertNotIn("Sort", plan)

    def test_a_rank_is_counted_in_the_index(self):
        scope = RefreshScope.of(self.company, self.today, self.customer)
        shares = self.Profile._sql_turnover_shares(scope)
        plan = self.plan(shares, "enable_seqscan", "enable_bitmapscan")
        self.assertIn("using care_profile_turnover_idx", plan)

    def test_rows_of_some_customers_are_looked_up_partner_by_partner(self):
        """The planner is not left the choice to go through all rows for each batch."""
        some = RefreshScope.of(self.company, self.today, self.customer)
        of_all = RefreshScope.of(self.company, self.today)
        for name, rows_of in (
            ("orders", self.Profile._trade_documents_orders),
            ("invoices", self.Profile._trade_documents_invoices),
            ("messages", self.Profile._contact_messages),
            ("activities", lambda scope: self.Profile._contact_sources_activities(scope)[0]),
        ):
            with self.subTest(rows=name):
                self.assertIn("Nested Loop", self.plan(rows_of(some), "enable_nestloop"))
                self.assertNotIn("Nested Loop", self.plan(rows_of(of_all), "enable_nestloop"))
