from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.customer.refresh_scope import RefreshScope
from ..common import NOW, TODAY
from .account_plan_common import YEAR, AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanFigures(AccountPlanCommon):
    """What was realised stands beside what was planned, and is counted, not written.

    Acme bought for 600 000 today (10 March), which no line of the plan claims.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.works, cls.spares = cls.plan.revenue_ids
        cls.product.categ_id = cls.env["product.category"].create({"name": "Pumps"})
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Works 2",
                "type": "opportunity",
                "partner_id": cls.acme.id,
                "company_id": False,
                "team_id": False,
                "user_id": False,
            }
        )

    def drain(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_dirty_drain").method_direct_trigger()
        self.env.invalidate_all()

    def test_a_new_plan_knows_at_once_what_was_sold(self):
        self.assertEqual(self.plan.actual_revenue, 600_000)
        self.assertEqual(self.plan.outside_revenue, 600_000)
        self.assertEqual(self.plan.realised_percent, 352.9)

    def test_a_line_without_link_knows_nothing(self):
        self.assertIs(self.works.actual, False)

    def test_a_plan_of_a_year_to_come_knows_nothing(self):
        plan = self.make_plan(self.file_of(self.crane), self.manager, year=YEAR + 1)
        self.assertIs(plan.actual_revenue, False)
        plan.with_user(self.manager).year = YEAR
        self.assertEqual(plan.actual_revenue, 300_000)

    def test_a_line_counts_as_soon_as_it_is_linked(self):
        self.spares.with_user(self.rep).category_id = self.product.categ_id
        self.assertEqual((self.spares.actual, self.plan.outside_revenue), (600_000, 0))
        self.spares.with_user(self.rep).category_id = False
        self.assertIs(self.spares.actual, False)
        self.works.with_user(self.rep).lead_id = self.lead
        self.assertEqual(self.works.actual, 0)

    def test_a_line_that_goes_leaves_its_share_to_the_others(self):
        self.works.category_id = self.product.categ_id
        self.spares.category_id = self.product.categ_id
        self.assertEqual((self.works.actual, self.spares.actual), (600_000, 0))
        self.works.with_user(self.rep).unlink()
        self.assertEqual(self.spares.actual, 600_000)

    def test_an_order_counts_within_a_minute(self):
        self.works.lead_id = self.lead
        order = self.make_order(self.petra, 1000, company=self.branch)
        self.drain()
        self.assertEqual((self.plan.actual_revenue, self.works.actual), (601_000, 0))
        order.opportunity_id = self.lead
        self.drain()
        self.assertEqual((self.plan.actual_revenue, self.works.actual), (601_000, 1000))
        order._action_cancel()
        self.drain()
        self.assertEqual((self.plan.actual_revenue, self.works.actual), (600_000, 0))

    def test_closed_plans_keep_their_figures(self):
        self.submit_and_approve()
        self.plan.with_user(self.manager).action_close()
        self.make_order(self.acme, 1000)
        self.refresh()
        self.assertEqual(self.plan.actual_revenue, 600_000)

    def test_a_second_refresh_writes_nothing(self):
        self.spares.category_id = self.product.categ_id
        self.refresh()
        self.env.flush_all()
        for table in ("care_account_plan", "care_account_plan_revenue"):
            self.env.cr.execute(SQL("UPDATE %s SET write_date = %s", SQL.identifier(table), NOW))
        self.refresh()
        self.env.invalidate_all()
        self.assertEqual(str(self.plan.write_date), NOW)
        self.assertEqual(str(self.spares.write_date), NOW)

    def test_counting_costs_the_same_queries_for_one_plan_and_for_many(self):
        """A customer without a plan costs the one statement that asks for it."""

        def cost(partners):
            scope = RefreshScope.of(self.company, TODAY, partners)
            engine = self.env["care.profile"].sudo().with_company(self.company)
            engine._refresh_account_plans(scope)  # warm
            self.env.flush_all()
            before = self.env.cr.sql_log_count
            engine._refresh_account_plans(scope)
            return self.env.cr.sql_log_count - before

        self.assertEqual(cost(self.dock), 1)
        one = cost(self.acme)
        self.env["care.account.plan"].create(
            [
                {
                    "profile_id": self.profile.id,
                    "year": 2100 + number,
                    "revenue_ids": [Command.create({"name": "R", "amount": 1})],
                }
                for number in range(80)
            ]
        )
        self.assertEqual(cost(self.acme), one)

    def test_nobody_writes_what_is_counted(self):
        for user in (self.rep, self.manager):
            for values in ({"actual_revenue": 1}, {"actual_months": [1]}):
                with self.assertRaises(UserError):
                    self.plan.with_user(user).write(values)
            with self.assertRaises(UserError):
                self.spares.with_user(user).actual = 1
        plan = self.make_plan(self.file_of(self.crane), self.manager, actual_revenue=7)
        self.assertEqual(plan.actual_revenue, 300_000)

    def test_no_margin_of_the_year_before_is_not_zero(self):
        self.env.cr.execute("UPDATE care_account_plan SET past_margin_percent = NULL")
        self.plan.invalidate_recordset()
        self.assertIs(self.plan.past_margin_percent, False)

    # === MONTHS === #

    def test_months_spread_what_has_no_month(self):
        self.works.month = "2"  # 120 000; the 50 000 of spare parts are spread
        months = self.plan._revenue_months()
        self.assertEqual(
            months[:3],
            [
                {
                    "month": 1,
                    "label": "Jan",
                    "planned": 4166.67,
                    "actual": 0.0,
                    "planned_total": 4166.67,
                    "actual_total": 0.0,
                },
                {
                    "month": 2,
                    "label": "Feb",
                    "planned": 124166.66,
                    "actual": 0.0,
                    "planned_total": 128333.33,
                    "actual_total": 0.0,
                },
                {
                    "month": 3,
                    "label": "Mar",
                    "planned": 4166.67,
                    "actual": 600_000.0,
                    "planned_total": 132500.0,
                    "actual_total": 600_000.0,
                },
            ],
        )
        self.assertEqual({months[3]["actual"], months[3]["actual_total"]}, {False})
        self.assertEqual(months[11]["planned_total"], 170_000)
        self.assertEqual(len(months), 12)

    def test_months_of_a_year_that_is_over_are_all_known(self):
        plan = self.make_plan(self.file_of(self.crane), self.manager, year=YEAR - 1)
        self.assertEqual([row["actual"] for row in plan._revenue_months()], [0.0] * 12)

    # === DOCUMENTS === #

    def test_a_bar_opens_the_documents_that_it_was_counted_from(self):
        self.make_order(self.acme, 70, f"{YEAR}-02-28")
        self.make_order(self.acme, 30, f"{YEAR - 1}-12-31")
        self.refresh()
        for month, total in ((False, 600_070), (2, 70), (3, 600_000), (1, 0)):
            action = self.rpc(
                self.manager, "care.account.plan", "action_open_documents", self.plan.ids, month
            )
            documents = self.env[action["res_model"]].search(action["domain"])
            self.assertEqual(sum(documents.mapped("amount_untaxed")), total)
        with self.assertRaises(AccessError):
            self.rpc(self.colleague, "care.account.plan", "action_open_documents", self.plan.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.steward, "care.account.plan", "action_open_documents", self.plan.ids)

    # === THE PAGE === #

    def page(self, user=None, plan=None):
        return self.rpc(
            user or self.rep, "care.account.plan", "get_plan_page", (plan or self.plan).id
        )

    def test_objectives_show_the_figures_of_the_file(self):
        self.plan.objective_ids = [
            Command.create({"name": name, "metric": name, "target_value": 1})
            for name in ("turnover_12m", "year_revenue", "satisfaction")
        ]
        values = {row["name"]: row["value"] for row in self.page()["objectives"]}
        self.assertEqual(values["turnover_12m"], self.profile.turnover_12m)
        self.assertEqual(values["year_revenue"], 600_000)
        self.assertIs(values["satisfaction"], False)
        figures = {row["name"]: row["figure"] for row in self.page()["objectives"]}
        self.assertEqual(figures["turnover_12m"], "turnover_12m")
        self.assertEqual(figures["Trials"], False)

    def test_the_next_three_lines_are_shown_and_logged_once_the_plan_holds(self):
        rows = self.page()["actions"]
        self.assertEqual(
            [(row["title"], row["can_log"]) for row in rows],
            [("Lab day", False), ("Show the new series", False)],
        )
        self.submit_and_approve()
        self.assertTrue(all(row["can_log"] for row in self.page()["actions"]))
        self.plan.action_ids.action_done()
        self.assertEqual([row["title"] for row in self.page()["actions"]], ["Show the new series"])

    def test_gaps_are_those_of_the_map(self):
        self.make_key(self.dora, buying_role_ids=self.decider.ids)
        page = self.page()
        self.assertEqual(page["gaps"], self.profile._relationship_gaps()[:4])
        self.assertEqual(page["gap_count"], len(self.profile._relationship_gaps()))

    def test_only_who_sees_the_plan_sees_its_page(self):
        for user in (self.manager, self.steward, self.leader):
            self.assertEqual(self.page(user)["id"], self.plan.id)
        for user in (self.colleague, self.other_rep, self.employee, self.portal_user):
            with self.assertRaises(AccessError):
                self.page(user)

    def test_the_page_costs_the_same_queries_however_long_the_plan_is(self):
        def cost():
            self.page()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["care.account.plan"].with_user(self.rep).get_plan_page(self.plan.id)
            return self.env.cr.sql_log_count - before

        short = cost()
        self.plan.write(
            {
                "objective_ids": [
                    Command.create({"name": "O", "metric": "turnover_12m", "target_value": 1})
                    for _each in range(80)
                ],
                "revenue_ids": [
                    Command.create({"name": "R", "amount": 1, "category_id": categ.id})
                    for categ in self.product.categ_id
                    for _each in range(80)
                ],
                "action_ids": [
                    Command.create({"name": "A", "plan_part": "action"}) for _each in range(80)
                ],
            }
        )
        self.assertEqual(cost(), short)

    # === ON THE CUSTOMER PAGE === #

    def customer_page(self, user=None):
        return self.rpc(user or self.rep, "care.profile", "get_customer_page", self.acme.id)

    def test_the_customer_page_shows_the_plan(self):
        tiles = {tile["key"]: tile for tile in self.customer_page()["tiles"]}
        tile = tiles["account_plan"]
        self.assertEqual(tile["title"], f"Account plan {YEAR}")
        self.assertEqual(tile["progress"], 352.9)
        self.assertEqual(
            {row["name"]: row["value"] for row in tile["figures"]},
            {
                "state": "Draft",
                "plan_actual_revenue": 600_000,
                "plan_expected_revenue": 170_000,
                "next_action": f"{YEAR}-03-11",
            },
        )
        self.plan.unlink()
        keys = [tile["key"] for tile in self.customer_page()["tiles"]]
        self.assertNotIn("account_plan", keys)

    def test_the_file_opens_its_plan(self):
        action = self.rpc(self.rep, "care.profile", "action_open_account_plans", self.profile.ids)
        self.assertEqual(action["res_id"], self.plan.id)
        with self.assertRaises(AccessError):
            self.rpc(self.colleague, "care.profile", "action_open_account_plans", self.profile.ids)
