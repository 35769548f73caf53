from datetime import timedelta

from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import TODAY, CareCommon

TRADE = {
    "turnover_12m",
    "turnover_prev_12m",
    "turnover_trend_percent",
    "order_count_12m",
    "order_trend_percent",
    "usual_interval_days",
    "first_order_date",
    "last_order_date",
    "cooperation_years",
    "profit_12m",
}


@tagged("post_install", "-at_install")
class TestFigureOpen(CareCommon):
    """A figure opens the records that it was counted from, to those who may read them. That they
    are exactly those is proved on random business in ``test_figures_random``."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600, user=cls.rep)
        cls.make_order(cls.petra, 40, TODAY - timedelta(days=400), user=cls.rep)
        cls.make_order(cls.acme, 5, TODAY - timedelta(days=30), cls.branch, user=cls.rep)
        cls.make_order(cls.bolt, 7000, user=cls.colleague)
        cls.refresh()

    def open(self, name, user=None, partner=None):
        profile = self.file_of(partner or self.acme)
        return self.rpc(user or self.rep, "care.profile", "action_open_figure", profile.ids, name)

    def shown(self, action, user, companies=None):
        """What the list shows to the user, and what its column of turnover sums up to."""
        env = self.env(
            user=user, context={"allowed_company_ids": (companies or user.company_ids).ids}
        )
        view = env[action["res_model"]].get_view(action["views"][0][0], "list")
        self.assertIn('name="care_turnover"', view["arch"])
        rows = env[action["res_model"]].web_search_read(
            action["domain"], {"name": {}, "care_turnover": {}}
        )["records"]
        return len(rows), sum(row["care_turnover"] for row in rows)

    def test_the_list_sums_up_to_the_figure(self):
        self.rep.company_ids |= self.branch
        self.assertEqual(self.file_of(self.acme).turnover_12m, 605)
        self.assertEqual(self.shown(self.open("turnover_12m"), self.rep), (2, 605))
        self.assertEqual(self.shown(self.open("turnover_trend_percent"), self.rep), (3, 645))
        self.assertEqual(self.shown(self.open("first_order_date"), self.rep), (1, 40))
        self.assertEqual(self.shown(self.open("last_order_date"), self.rep), (1, 600))

    def test_the_reader_sees_what_she_may_read(self):
        """The branch that she may not enter stays closed, and so do the orders of others."""
        self.assertEqual(self.shown(self.open("turnover_12m"), self.rep), (1, 600))
        member = self.make_order(self.acme, 3, user=self.member)
        self.refresh(self.acme)
        self.assertEqual(self.shown(self.open("turnover_12m"), self.rep), (1, 600))
        self.assertEqual(self.file_of(self.acme).turnover_12m, 608)
        self.assertTrue(member)

    def test_it_names_figure_and_customer(self):
        action = self.open("turnover_12m")
        self.assertEqual(action["name"], "Turnover 12 Months: Acme")

    def test_nobody_opens_what_she_may_not_read(self):
        """The information administrator reads files, but neither orders nor invoices."""
        with self.assertRaisesRegex(AccessError, "may not read .Sales Order."):
            self.open("turnover_12m", self.steward)
        with self.assertRaisesRegex(AccessError, "may not read .Journal Entry."):
            self.open("overdue_amount", self.steward)
        self.assertEqual(self.offered(self.steward) & (TRADE | {"overdue_amount"}), set())
        self.assertLessEqual(TRADE | {"overdue_amount"}, self.offered(self.rep))

    def offered(self, user):
        return set(self.env["care.profile"].with_user(user)._openable_figures())

    def test_what_is_offered_opens(self):
        for name in self.offered(self.manager):
            with self.subTest(figure=name):
                action = self.open(name, self.manager)
                env = self.env(user=self.manager)
                env[action["res_model"]].search(action["domain"])
                for view_id, kind in action["views"]:
                    env[action["res_model"]].get_view(view_id, kind)

    def test_a_colleagues_customer_stays_closed(self):
        with self.assertRaises(AccessError):
            self.open("turnover_12m", partner=self.bolt)

    def test_other_names_open_nothing(self):
        for name in ("user_id", "partner_id", "", "turnover_12m; DROP", 5, None, ["turnover_12m"]):
            with self.subTest(name=name):
                self.assertIs(self.open(name), False)

    def test_a_rank_opens_those_ranked(self):
        action = self.open("turnover_percentile", self.manager)
        ranked = self.env["care.profile"].search(action["domain"])
        self.assertEqual(ranked.partner_id, self.acme | self.bolt)

    def test_turnover_from_invoices_opens_invoices(self):
        self.company.care_turnover_source = "invoices"
        self.assertEqual(self.open("turnover_12m")["res_model"], "account.move")
        self.assertEqual(self.open("profit_12m")["res_model"], "sale.order")
