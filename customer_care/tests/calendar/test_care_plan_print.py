from datetime import date, timedelta

from lxml import html

from odoo.exceptions import ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCarePlanPrint(CareCommon):
    """The printed care plan 客户维护执行计划表."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme)
        cls.refresh()
        for name, user, day in (
            ("Fair", cls.rep, date(2026, 3, 2)),
            ("Audit", cls.rep, date(2026, 3, 3)),
            ("Later", cls.rep, date(2026, 4, 1)),
            ("Rival", cls.colleague, date(2026, 3, 4)),
        ):
            partner = cls.acme if user == cls.rep else cls.bolt
            touchpoint = cls.make_touchpoint(partner, name=name, user_id=user.id, date_planned=day)
            if name == "Fair":
                touchpoint._finish(date_done="2026-03-02 09:00:00")

    def print_plan(self, reader, users, **vals):
        wizard = (
            self.env["care.plan.print"]
            .with_user(reader)
            .with_context(allowed_company_ids=self.company.ids)
            .create(
                {
                    "user_ids": users.ids,
                    "date_from": TODAY - timedelta(days=9),
                    "date_to": TODAY + timedelta(days=5),
                    "lang": "en_US",
                    **vals,
                }
            )
        )
        report = self.env["ir.actions.report"].with_user(reader)
        content, kind = report._render_qweb_html("customer_care.report_care_plan", wizard.ids)
        self.assertEqual(kind, "html")
        return html.fromstring(content)

    def rows(self, page):
        return [
            [" ".join(cell.text_content().split()) for cell in row.findall("td")]
            for row in page.findall(".//tbody/tr")
        ]

    def test_it_lists_what_is_planned_and_done_by_week(self):
        page = self.print_plan(self.manager, self.rep)
        week, fair, audit = self.rows(page)
        self.assertEqual(week, ["Week of 03/02/2026"])
        self.assertEqual(fair[:5], ["✓", "03/02/2026", "A", "Acme", ""])
        self.assertEqual(audit[:2], ["", "03/03/2026"])
        self.assertEqual(audit[7], "", "planned by hand: no frequency")
        self.assertIn("2 planned, 1 done, 1 overdue", page.text_content())

    def test_it_tells_how_often_the_cadence_asks(self):
        self.plan(self.acme, today=TODAY - timedelta(days=8))
        page = self.print_plan(self.manager, self.rep, date_to=TODAY + timedelta(days=60))
        frequencies = {row[7] for row in self.rows(page) if len(row) > 7}
        self.assertLessEqual({"", "every 30 days", "2 times a month"}, frequencies)

    def test_it_tells_what_each_contact_is_for_and_when_it_is_done_well(self):
        self.env.ref("customer_care.care_grade_cadence_a_visit").completion_standard = "Plans noted"
        self.petra.care_birthday = date(1980, 3, 14)
        self.env.ref("customer_care.care_occasion_birthday").completion_standard = "Card arrived"
        self.plan(self.acme)
        page = self.print_plan(self.manager, self.rep, date_to=TODAY + timedelta(days=60))
        standards = {row[6]: row[8] for row in self.rows(page) if len(row) > 8}
        self.assertEqual(standards["Deep contact Cadence · Service"], "Plans noted")
        self.assertEqual(standards["Birthday Occasion · Emotional"], "Card arrived")
        self.assertEqual(standards["Audit By hand"], "", "planned by hand: no standard")

    def test_each_person_begins_a_page(self):
        page = self.print_plan(self.manager, self.rep | self.colleague)
        self.assertEqual(len(page.findall(".//h1")), 2)
        self.assertEqual(len(page.findall(".//div[@class='o_care_print_section']")), 1)
        self.assertIn("Rival", page.text_content())

    def test_a_rep_prints_no_colleagues_customers(self):
        page = self.print_plan(self.rep, self.colleague)
        self.assertNotIn("Rival", page.text_content())
        self.assertIn("Nothing is planned", page.text_content())

    def test_it_speaks_the_chosen_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        page = self.print_plan(self.manager, self.rep, lang="zh_CN")
        self.assertEqual(page.find(".//h1").text_content(), "客户维护执行计划表")
        self.assertIn("计划 2 项", page.text_content())
        self.assertEqual(self.rows(page)[1][5], "电话")

    def test_it_does_not_end_before_it_begins(self):
        with self.assertRaises(ValidationError):
            self.print_plan(self.manager, self.rep, date_to=TODAY - timedelta(days=10))

    def test_it_becomes_a_pdf(self):
        wizard = self.env["care.plan.print"].create({"user_ids": self.rep.ids})
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf("customer_care.report_care_plan", wizard.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
