import re
from pathlib import Path

from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCustomerTours(HttpCase):
    """The screens in a real browser, as those who use them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep = new_test_user(
            cls.env,
            login="care_tour_rep",
            groups="customer_care.group_care_user,sales_team.group_sale_salesman",
        )
        cls.manager = new_test_user(
            cls.env, login="care_tour_manager", groups="customer_care.group_care_manager"
        )
        product = cls.env["product.product"].create({"name": "Coil", "taxes_id": False})
        owners = {"Invented Steel": cls.rep, "Invented Rival": cls.manager}
        cls.customers = cls.env["res.partner"].create(
            [
                {"name": name, "is_company": True, "user_id": user.id}
                for name, user in owners.items()
            ]
        )
        cls.env["res.partner"].create(
            {"name": "Invented Buyer", "parent_id": cls.customers[0].id, "function": "Buyer"}
        )
        for customer in cls.customers:
            cls.env["sale.order"].create(
                {
                    "partner_id": customer.id,
                    "user_id": cls.rep.id,
                    "order_line": [Command.create({"product_id": product.id, "price_unit": 6e5})],
                }
            ).action_confirm()
        cls.env["care.profile"]._refresh(cls.customers)

    def test_rep_reads_why_and_logs_a_contact(self):
        self.start_tour("/odoo", "care_rep_customer_tour", login="care_tour_rep")
        touchpoint = self.env["care.touchpoint"].search(
            [("name", "=", "Asked about the new line"), ("state", "=", "done")]
        )
        self.assertRecordValues(
            touchpoint, [{"partner_id": self.customers[0].id, "topics": "Wants a quotation"}]
        )
        self.assertEqual(touchpoint.profile_id.last_contact_date, self.env.company._care_today())

    def test_manager_approves_a_grade_change(self):
        grade = self.env.ref("customer_care.care_grade_b")
        self.customers[0].with_user(self.rep).care_grade_id = grade
        self.start_tour("/odoo", "care_manager_grade_tour", login="care_tour_manager")
        change = self.customers[0].care_profile_ids.grade_change_ids.sorted("id")[-1]
        self.assertRecordValues(change, [{"new_grade_id": grade.id, "state": "applied"}])

    def test_manager_decides_a_review(self):
        """Adjust one, reject one with a reason, approve the rest."""
        names = ("Invented Foundry", "Invented Mill", "Invented Dye")
        many = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names]
        )
        for customer in many:
            self.customers[0].sale_order_ids[0].copy({"partner_id": customer.id}).action_confirm()
        self.env["care.profile"]._refresh(many)
        company = self.env.company.root_id
        # only these are to be reviewed
        self.env["care.profile"].search(
            [("company_id", "=", company.id), ("partner_id", "not in", many.ids)]
        ).sudo().write({"grade_lock_date": "2199-01-01"})
        files = self.env["care.profile"]._of(many)
        files.sudo().write({"grade_id": self.env.ref("customer_care.care_grade_c").id})
        self.start_tour("/odoo/care-grade-reviews", "care_review_tour", login="care_tour_manager")
        review = self.env["care.grade.review"].search([], order="id desc", limit=1)
        self.assertRecordValues(
            review,
            [{"state": "done", "applied_count": 2, "adjusted_count": 1, "rejected_count": 1}],
        )
        self.assertRecordValues(
            review.change_ids.sorted("partner_id"),
            [
                {"state": "applied", "decision": "Small for years"},  # Dye
                {"state": "applied", "decision": False},  # Foundry
                {"state": "rejected", "decision": "One large order"},  # Mill
            ],
        )
        self.assertEqual(files.sorted("partner_id").mapped("grade_id.code"), ["B", "A", "C"])


@tagged("post_install", "-at_install")
class TestCareUnits(HttpCase):
    """The unit tests of our JavaScript."""

    def test_units_of_our_javascript(self):
        with self.assertLogs(self._logger.getChild("browser"), "INFO") as logs:
            self.browser_js(
                "/web/tests?headless&loglevel=2&preset=desktop&timeout=15000&filter=@customer_care",
                "",
                login="admin",
                timeout=600,
                success_signal="[HOOT] Test suite succeeded",
            )
        passed = re.search(r"Passed (\d+) tests", "\n".join(logs.output))
        self.assertTrue(passed, "no result in the browser's log")
        written = sum(
            len(re.findall(r"^test\(", path.read_text(), re.M))
            for path in (Path(__file__).parents[2] / "static/tests").rglob("*.test.js")
        )
        self.assertGreaterEqual(int(passed.group(1)), written, "the filter missed some tests")
