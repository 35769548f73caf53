from lxml import html
from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW, CareCommon


@tagged("post_install", "-at_install")
class TestGradeStrategy(CareCommon):
    """What customers of a grade are promised, and the defaults for it."""

    def load(self, mode="fill", user=None, company=None):
        company = company or self.company
        Load = self.env["care.grade.strategy.load"].with_user(user or self.manager)
        Load = Load.with_context(allowed_company_ids=company.ids)
        Load.create({"mode": mode, "company_id": company.id}).action_load()

    def test_the_shipped_grades_begin_with_the_defaults(self):
        self.assertRecordValues(
            self.grade_a | self.grade_b | self.grade_c,
            [
                {"served_by": "dedicated", "answer_hours": 24, "aim_grade_id": False},
                {"served_by": "rep", "answer_hours": 24, "aim_grade_id": self.grade_a.id},
                {"served_by": "agent", "answer_hours": 24, "aim_grade_id": False},
            ],
        )
        self.assertIn("Green lane", self.grade_a.privileges)
        self.assertIn("Promotion", self.grade_c.at_risk_measures)

    def test_filling_keeps_what_the_company_has_set(self):
        self.grade_a.write({"answer_hours": 4, "privileges": "A seat in the box"})
        self.grade_a.write({"survey_interval_months": 0, "at_risk_measures": False})
        self.load()
        self.assertRecordValues(
            self.grade_a,
            [
                {
                    "answer_hours": 4,
                    "privileges": "A seat in the box",
                    "survey_interval_months": 6,
                }
            ],
        )
        self.assertIn("Promotion", self.grade_a.at_risk_measures)

    def test_replacing_goes_back_to_the_defaults(self):
        self.grade_b.write({"answer_hours": 4, "privileges": "Ours", "aim_grade_id": False})
        self.load("overwrite")
        self.assertRecordValues(
            self.grade_b, [{"answer_hours": 24, "aim_grade_id": self.grade_a.id}]
        )
        self.assertIn("Follow-up", self.grade_b.privileges)

    def test_a_company_with_grades_of_its_own_loads_them_there(self):
        own = self.env["care.grade"].create(
            [
                {"name": code, "code": code, "company_id": self.company.id, "sequence": place}
                for place, code in enumerate("ABX")
            ]
        )
        self.grade_a.answer_hours = 4
        self.load("overwrite")
        self.assertEqual(own.mapped("answer_hours"), [24, 24, 0])
        self.assertEqual(own[1].aim_grade_id, own[0])
        self.assertEqual(self.grade_a.answer_hours, 4, "the shared grades stay")

    def test_grades_with_other_codes_have_no_defaults(self):
        self.env["care.grade"].create({"name": "Gold", "code": "G", "company_id": self.company.id})
        with self.assertRaisesRegex(UserError, "codes A, B and C"):
            self.load()

    def test_defaults_come_in_every_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        self.grade_a.privileges = False
        self.load()
        self.assertIn("绿色通道", self.grade_a.with_context(lang="zh_CN").privileges)
        self.assertIn("Green lane", self.grade_a.with_context(lang="en_US").privileges)

    def test_only_managers_load_and_write(self):
        with self.assertRaises(AccessError):
            self.load(user=self.rep)
        with self.assertRaises(AccessError):
            self.grade_a.with_user(self.rep).answer_hours = 1
        with self.assertRaises(AccessError):
            self.env.ref("customer_care.care_grade_advice_a").with_user(self.manager).code = "Z"

    def test_the_aim_is_a_better_grade(self):
        for aim in (self.grade_b, self.grade_c):
            with self.subTest(aim=aim.name), self.assertRaises(ValidationError):
                self.grade_b.aim_grade_id = aim

    def test_hours_are_not_negative(self):
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            self.grade_a.answer_hours = -1
            self.grade_a.flush_recordset()


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestStrategyPrint(CareCommon):
    """The printed strategy table 客户分级管理策略表."""

    def wizard(self, user, **vals):
        Wizard = self.env["care.strategy.print"].with_user(user)
        Wizard = Wizard.with_context(allowed_company_ids=self.company.ids)
        return Wizard.create({"company_id": self.company.id, "lang": "en_US", **vals})

    def print_table(self, user=None, **vals):
        """The printed rows, one list of cells per grade, and the page."""
        user = user or self.rep
        report = self.env["ir.actions.report"].with_user(user)
        content, _kind = report._render_qweb_html(
            "customer_care.report_care_strategy", self.wizard(user, **vals).ids
        )
        page = html.fromstring(content)
        rows = page.findall(".//tr[@class='o_care_print_grade']")
        return [
            [" ".join(cell.text_content().split()) for cell in row.findall("td")] for row in rows
        ], page

    def test_a_row_for_each_grade_says_everything_in_words(self):
        rows, page = self.print_table()
        self.assertEqual([row[0][0] for row in rows], ["A", "B", "C"])
        _mark, criteria, served_by, care, promises, privileges, at_risk = rows[0]
        self.assertIn("Turnover 12 Months at least 500,000", criteria)
        self.assertIn("€", criteria)
        self.assertIn("one of these:", criteria)
        self.assertEqual(served_by, "Dedicated account manager and service team")
        self.assertIn("Deep contact (Visit): every 30 days", care)
        self.assertIn("Deep care (Visit): 2 times a month", care)
        self.assertIn("Everything answered within 24 hours", promises)
        self.assertIn("Survey every 6 months", promises)
        self.assertIn("Green lane", privileges)
        self.assertIn("Problem correction", at_risk)
        self.assertIn("to be moved towards A", rows[1][0])
        self.assertIn("Call: every 14 days, at most 30", rows[1][3])
        self.assertEqual(rows[2][1], "every other customer")
        self.assertIn("Harbour Trading", page.text_content())

    def test_a_must_have_is_marked(self):
        self.grade_a.criterion_ids[0].is_required = True
        rows, _page = self.print_table()
        self.assertIn("(must have)", rows[0][1])
        self.assertNotIn("one of these", rows[0][1])

    def test_nothing_promised_takes_no_line(self):
        self.grade_c.write({"answer_hours": 0, "survey_interval_months": 0})
        self.grade_c.major_solution_hours = 0
        rows, _page = self.print_table()
        self.assertEqual(rows[2][4], "")

    def test_a_company_prints_its_own_grades(self):
        self.env["care.grade"].create({"name": "Gold", "code": "G", "company_id": self.company.id})
        rows, _page = self.print_table()
        self.assertEqual([row[0] for row in rows], ["G Gold"])

    def test_it_speaks_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        rows, page = self.print_table(lang="zh_CN")
        self.assertEqual(page.find(".//h1").text_content(), "客户分级管理策略表")
        self.assertEqual(rows[0][2], "专属客户经理及专项服务小组")
        self.assertIn("绿色通道", rows[0][5])
        self.assertIn("问题整改", rows[2][6])

    def test_those_without_care_print_nothing(self):
        with self.assertRaises(AccessError):
            self.wizard(self.employee)

    def test_it_becomes_a_pdf(self):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf(
                "customer_care.report_care_strategy", self.wizard(self.env.user).ids
            )
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
