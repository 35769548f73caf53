from datetime import timedelta

from lxml import html

from odoo.tests import HttpCase, new_test_user, tagged

from .path_common import WholePath


@tagged("post_install", "-at_install")
class TestWholePathTour(WholePath, HttpCase):
    """The whole path in a real browser, as rep and as manager."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"  # as in the browser: else its day ends earlier
        # the birthday's card is due today on any day of the week
        cls.env["care.occasion"].search([("kind", "=", "birthday")]).workday_shift = "none"
        cls.rep = new_test_user(
            cls.env,
            login="care_path_rep",
            name="Walking Rep",
            groups="customer_care.group_care_user,sales_team.group_sale_salesman",
        )
        cls.manager = new_test_user(
            cls.env,
            login="care_path_manager",
            groups="customer_care.group_care_manager",
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Walked Steel", "is_company": True, "user_id": cls.rep.id}
        )
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])

    def test_an_order_becomes_a_visit_and_the_visit_the_next_one(self):
        self.judge_by_turnover_alone()
        self.quotation(self.customer, self.rep, 150_000).action_confirm()
        self.run_action("cron_dirty_drain")
        self.spoke_long_ago(self.customer, self.rep)
        self.meet_person(self.customer, days=3)
        order = self.quotation(self.customer, self.rep, 600_000)
        self.start_tour(
            f"/odoo/action-sale.action_quotations/{order.id}",
            "care_path_order_tour",
            login="care_path_rep",
        )
        self.assertEqual(order.state, "sale")
        for action in ("cron_dirty_drain", "cron_calendar_generate", "cron_touchpoint_remind"):
            self.run_action(action)
        self.start_tour("/odoo", "care_path_rep_tour", login="care_path_rep")
        self.assert_logged()
        self.start_tour(
            "/odoo/care-grade-reviews", "care_path_manager_tour", login="care_path_manager"
        )
        self.assertEqual(self.file_in(self.customer).grade_id.code, "A")
        self.assert_printed()

    def assert_logged(self):
        today = self.env.company._care_today()
        file = self.file_in(self.customer)
        self.assertRecordValues(
            file,
            [{"last_contact_date": today, "next_contact_date": today + timedelta(days=14)}],
        )
        self.assertRecordValues(
            self.planned_for(self.customer, origin="next_step"),
            [
                {
                    "name": "Send the plans",
                    "user_id": self.rep.id,
                    "date_planned": today + timedelta(days=7),
                }
            ],
        )

    def assert_printed(self):
        """What the manager asked for in the browser becomes a PDF in either language."""
        wizards = self.env["care.plan.print"].search([("create_uid", "=", self.manager.id)])
        self.assertEqual(wizards.mapped("lang"), ["en_US", "zh_CN"])
        self.assertEqual(wizards.user_ids, self.rep)
        report = self.env["ir.actions.report"].with_user(self.manager)
        name = "customer_care.report_care_plan"
        for wizard, title in zip(wizards, ("Care Plan", "客户维护执行计划表"), strict=True):
            content, _kind = report._render_qweb_html(name, wizard.ids)
            page = html.fromstring(content)
            self.assertEqual(page.find(".//h1").text_content(), title)
            self.assertIn("Wants a second line", page.text_content())
            with self.allow_pdf_render():
                pdf, _kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                    name, wizard.ids
                )
            self.assertEqual(pdf[:5], b"%PDF-")
