from datetime import date

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestCompanyBranches(CareCommon):
    """Branches share the files of their root company, and its money."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 1_000)
        cls.make_order(cls.acme, 400, company=cls.branch)
        cls.refresh()
        cls.file = cls.file_of(cls.acme)

    def clear_out_stock(self, company):
        """Where stock is installed each company has warehouses, and none of them may be deleted
        with it."""
        for model in ("stock.rule", "stock.warehouse", "stock.picking.type", "stock.route"):
            if model in self.env:
                records = self.env[model].with_context(active_test=False)
                records.search([("company_id", "=", company.id)]).unlink()
                self.env.flush_all()

    def test_orders_of_a_branch_count_for_the_root(self):
        self.assertRecordValues(self.file, [{"turnover_12m": 1_400, "order_count_12m": 2}])
        self.assertFalse(self.file_of(self.acme, self.branch))

    def test_customer_of_a_branch_alone_has_the_root_s_file(self):
        self.make_order(self.bolt, 50, company=self.branch)
        self.refresh()
        self.assertRecordValues(
            self.file_of(self.bolt),
            [{"company_id": self.company.id, "turnover_12m": 50, "currency_id": self.euro.id}],
        )

    def test_refresh_of_the_branch_is_that_of_the_root(self):
        order = self.make_order(self.bolt, 50, company=self.branch)
        self.env["care.profile"]._refresh(order.partner_id, self.branch, today=TODAY)
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 50)

    def test_foreign_order_of_a_branch_counts_in_the_root_s_currency(self):
        """At the rate of the order's day."""
        self.env["res.currency.rate"].create(
            [
                {
                    "currency_id": self.yuan.id,
                    "company_id": self.company.id,
                    "name": day,
                    "company_rate": rate,
                }
                for day, rate in (("2025-01-01", 8), ("2026-03-01", 10))
            ]
        )
        self.make_order(self.bolt, 800, date(2026, 2, 1), company=self.branch, currency=self.yuan)
        self.make_order(self.bolt, 800, date(2026, 3, 5), company=self.branch, currency=self.yuan)
        self.refresh()
        self.assertEqual(self.file_of(self.bolt).turnover_12m, 180)

    def test_branch_founded_later_counts(self):
        west = self._make_company("Harbour West", self.euro, parent_id=self.company.id)
        self.make_order(self.acme, 60, company=west)
        self.refresh()
        self.assertEqual(self.file.turnover_12m, 1_460)

    def test_archived_branch_still_counts(self):
        west = self._make_company("Harbour West", self.euro, parent_id=self.company.id)
        self.make_order(self.acme, 60, company=west)
        west.active = False
        self.refresh()
        self.assertEqual(self.file.turnover_12m, 1_460)

    def test_branch_of_a_branch_counts(self):
        pier = self._make_company("Harbour South Pier", self.euro, parent_id=self.branch.id)
        self.make_order(self.acme, 60, company=pier)
        self.refresh()
        self.assertEqual(self.file.turnover_12m, 1_460)

    def test_company_itself_is_no_customer_of_its_branch(self):
        self.make_order(self.company.partner_id, 70, company=self.branch)
        self.refresh()
        self.assertFalse(self.file_of(self.company.partner_id))

    # === SWITCHING COMPANIES === #

    def test_contact_shows_the_file_of_the_company_one_is_in(self):
        self.make_order(self.acme, 5_000_000, company=self.other_company)
        self.refresh()
        self.manager.company_ids = self.company | self.branch | self.other_company
        for company, profile, grade in (
            (self.company, self.file, self.file.grade_id),
            (self.branch, self.file, self.file.grade_id),
            (self.other_company, self.file_of(self.acme, self.other_company), self.grade_a),
        ):
            with self.subTest(company=company.name):
                fields = ["care_profile_id", "care_grade_id"]
                [row] = self.rpc(
                    self.manager, "res.partner", "read", self.acme.ids, fields, company=company
                )
                self.assertEqual(row["care_profile_id"][0], profile.id)
                self.assertEqual(row["care_grade_id"][0], grade.id)
                page = self.rpc(
                    self.manager,
                    "care.profile",
                    "get_customer_page",
                    self.acme.id,
                    company=company,
                )
                self.assertEqual(page["currency_id"], profile.currency_id.id)

    def test_switching_within_one_transaction_mixes_nothing(self):
        self.make_order(self.acme, 9, company=self.other_company)
        self.refresh()
        for company in self.company, self.other_company, self.company:
            self.assertEqual(
                self.acme.with_context(allowed_company_ids=company.ids).care_profile_id,
                self.file_of(self.acme, company),
            )

    # === DELETING === #

    def test_branch_with_communication_records_is_not_deleted(self):
        west = self._make_company("Harbour West", self.euro, parent_id=self.company.id)
        touchpoint = self.make_touchpoint(self.acme, company=west)
        touchpoint._finish()
        with self.assertRaisesRegex(UserError, "Archive it"):
            west.unlink()
        self.assertTrue(touchpoint.exists())

    def test_plans_go_with_a_branch_and_the_file_stays(self):
        west = self._make_company("Harbour West", self.euro, parent_id=self.company.id)
        touchpoint = self.make_touchpoint(self.acme, company=west, user_id=self.rep.id)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminder = self.reminders_of(touchpoint)
        self.assertTrue(reminder)
        self.clear_out_stock(west)
        west.unlink()
        self.assertFalse(touchpoint.exists())
        self.assertFalse(reminder.exists())
        self.refresh()
        self.assertRecordValues(self.file, [{"turnover_12m": 1_400, "active": True}])

    def test_touchpoints_happen_in_the_branch_and_count_for_the_root(self):
        self.branch_rep.company_ids = [Command.link(self.branch.id)]
        touchpoint = self.make_touchpoint(self.acme, company=self.branch)
        touchpoint._finish()
        self.assertRecordValues(
            touchpoint, [{"company_id": self.branch.id, "profile_id": self.file.id}]
        )
        self.assertEqual(self.file.last_contact_date, TODAY)
