import io
import re
import subprocess
import tempfile
from pathlib import Path
from shutil import which

import openpyxl

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW
from .account_plan_common import AccountPlanCommon

_ROUND = re.compile(r"=ROUND\(([A-Z]+\d+)\*([A-Z]+\d+),(\d+)\)$")
_SUM = re.compile(r"=SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)$")
# Lets LibreOffice count all formulas anew when it opens a book of another program.
_COUNT_ANEW = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
"""
REVENUE = 7


class BookCommon(AccountPlanCommon):
    """Acme's plan with a colourful table of everything."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for user in (cls.rep, cls.colleague, cls.member):
            user.group_ids += cls.env.ref("base.group_allow_export")
        cls.plan.write(
            {
                "revenue_aim": "=1+1",
                "revenue_note": "@SUM(A1:A9)",
                "contact_aim": "Meet everybody who decides",
                "revenue_ids": [
                    Command.create(
                        {
                            "name": "+cmd|' /C calc'!A0",
                            "amount": 333.33,
                            "win_percent": 33.3,
                            "margin_percent": -12.5,
                            "month": "3",
                            "note": "-2+3",
                        }
                    )
                ],
            }
        )
        cls.key = cls.make_key(cls.dora, concerns="Price", buying_role_ids=cls.decider.ids)
        cls.dossier = cls.env["care.dossier"].create(
            {
                "partner_id": cls.dora.id,
                "company_id": cls.company.id,
                "hobbies": "Sails on Sundays",
            }
        )

    def write_book(self, user=None, **vals):
        book = (
            self.env["care.account.plan.book"]
            .with_user(user or self.rep)
            .create({"plan_id": self.plan.id, "lang": "en_US", **vals})
        )
        stream = io.BytesIO()
        book._write_book(stream)
        return stream.getvalue()

    def read_book(self, content, **options):
        return openpyxl.load_workbook(io.BytesIO(content), **options)

    def rows(self, sheet):
        """What stands below the headings."""
        return [
            [cell.value for cell in row]
            for row in sheet.iter_rows(min_row=6)
            if any(cell.value is not None for cell in row)
        ]

    def expected(self):
        """What the revenue sheet has to show, as the database counts it."""
        lines = [
            (line.amount, line.expected_revenue, line.expected_profit, line.actual)
            for line in self.plan.revenue_ids
        ]
        plan = self.plan
        actual = sum(plan.revenue_ids.mapped("actual"))
        return [*lines, (plan.amount_total, plan.expected_revenue, plan.expected_profit, actual)]

    def figures(self, sheet):
        return [tuple(row[place] for place in (3, 5, 7, 8)) for row in self.rows(sheet)[:4]]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanBook(BookCommon):
    """The plan's tables as a workbook."""

    def test_there_are_the_eight_tables(self):
        book = self.read_book(self.write_book())
        self.assertEqual(
            book.sheetnames,
            [
                "1 Basic Facts",
                "2 Details of Key Persons",
                "3 Key-Person Map",
                "4 Roles in Buying",
                "5 Meaning of Information",
                "6 Contact Plan",
                "7 Action Plan",
                "8 Revenue Plan",
            ],
        )
        contact = self.rows(book.worksheets[5])[0]
        self.assertEqual(
            contact[4:7], ["Show the new series", "Dora knows what we can do", "In Draft"]
        )
        self.assertEqual(book.worksheets[5]["A3"].value, "Aim: Meet everybody who decides")
        self.assertEqual(self.rows(book.worksheets[6])[0][0], "Lab day")
        self.assertEqual(self.rows(book.worksheets[4])[0][1], "The new works opens in autumn")
        self.assertEqual(self.rows(book.worksheets[2])[0][:2], ["Dora", "Director"])
        self.assertEqual(self.rows(book.worksheets[3])[0][4], "Price")

    def test_reader_chooses_the_language(self):
        book = self.read_book(self.write_book(lang="zh_CN"))
        self.assertEqual(
            book.sheetnames,
            [
                "1 客户基本情况表",
                "2 关键人物的个人情况资料",
                "3 关键人物关系图",
                "4 角色作用",
                "5 客户信息的意义",
                "6 客户接触计划",
                "7 行动计划",
                "8 收益计划",
            ],
        )
        heads = [cell.value for cell in book.worksheets[REVENUE][5]]
        self.assertEqual(heads[0], "项目名称")
        for word in ("合同额", "获取率", "预计收入", "利润率", "利润额"):
            self.assertIn(word, heads)

    # === FORMULAS === #

    def test_revenue_is_counted_by_formulas(self):
        """A tiny Excel: products and sums, from the amounts and rates alone."""
        sheet = self.read_book(self.write_book()).worksheets[REVENUE]

        def value(name):
            content = sheet[name].value
            if product := _ROUND.match(str(content)):
                one, other, places = product.groups()
                return self.plan.currency_id.round(
                    round(value(one) * value(other), int(places) + 6)
                )
            if area := _SUM.match(str(content)):
                column, first, _column, last = area.groups()
                return sum(value(f"{column}{row}") for row in range(int(first), int(last) + 1))
            return content

        for line, expected in enumerate(self.expected(), 6):
            for column, figure in zip("DFHI", expected, strict=True):
                content = sheet[f"{column}{line}"].value
                if column in "FH":
                    self.assertTrue(str(content).startswith("="), f"{column}{line}")
                self.assertAlmostEqual(value(f"{column}{line}"), figure, 2, f"{column}{line}")
        self.assertEqual(sheet["E6"].value, 0.6)
        self.assertEqual(sheet["E6"].number_format, "0.0%")
        self.assertIn("€", sheet["F6"].number_format)

    def test_what_was_counted_stands_in_the_cells(self):
        """For programs that only show: a phone, a preview."""
        sheet = self.read_book(self.write_book(), data_only=True).worksheets[REVENUE]
        for found, expected in zip(self.figures(sheet), self.expected(), strict=True):
            for one, other in zip(found, expected, strict=True):
                self.assertAlmostEqual(one, other, 2)

    def test_libreoffice_counts_the_same(self):
        """It gets no counted values, so that what it shows it has counted itself."""
        office = which("soffice") or which("libreoffice")
        self.assertTrue(office, "LibreOffice Calc is missing: ./care test installs it")
        stripped = io.BytesIO()
        self.read_book(self.write_book(lang="zh_CN")).save(stripped)  # without counted values
        with tempfile.TemporaryDirectory() as folder:
            home = Path(folder)
            (home / "profile/user").mkdir(parents=True)
            (home / "profile/user/registrymodifications.xcu").write_text(_COUNT_ANEW)
            (home / "plan.xlsx").write_bytes(stripped.getvalue())
            subprocess.run(
                [
                    *(office, "--headless", f"-env:UserInstallation={(home / 'profile').as_uri()}"),
                    *("--convert-to", "xlsx", "--outdir", home / "out", home / "plan.xlsx"),
                ],
                check=True,
                capture_output=True,
                timeout=180,
            )
            counted = (home / "out/plan.xlsx").read_bytes()
        nothing = self.read_book(stripped.getvalue(), data_only=True).worksheets[REVENUE]
        self.assertIsNone(nothing["F6"].value)
        book = self.read_book(counted, data_only=True)
        self.assertEqual(len(book.sheetnames), 8)
        for found, expected in zip(
            self.figures(book.worksheets[REVENUE]), self.expected(), strict=True
        ):
            for one, other in zip(found, expected, strict=True):
                self.assertAlmostEqual(one, other, 2)

    def test_plan_without_projects_has_no_sums(self):
        self.plan.revenue_ids.unlink()
        sheet = self.read_book(self.write_book()).worksheets[REVENUE]
        self.assertEqual(self.rows(sheet)[0][0], "Explanation and Measures")

    def test_what_people_wrote_is_no_formula(self):
        book = self.read_book(self.write_book())
        for sheet in book.worksheets:
            for row in sheet.iter_rows():
                for cell in row:
                    if cell.data_type == "f":
                        self.assertRegex(cell.value, r"^=(ROUND|SUM)\(")
        sheet = book.worksheets[REVENUE]
        self.assertEqual(sheet["A8"].value, "+cmd|' /C calc'!A0")
        self.assertEqual(sheet["A8"].data_type, "s")
        self.assertEqual(sheet["A8"].number_format, "@", "also when somebody edits it")
        self.assertEqual(sheet["J8"].value, "-2+3")

    def test_it_is_ready_to_be_printed(self):
        for sheet in self.read_book(self.write_book(lang="zh_CN")).worksheets:
            self.assertEqual(sheet.page_setup.orientation, "landscape")
            self.assertEqual(int(sheet.page_setup.paperSize), 9)
            self.assertIn(sheet.page_setup.fitToWidth, (None, 1))  # one page is the default
            self.assertEqual(sheet.page_setup.fitToHeight, 0)
            self.assertEqual(sheet.print_title_rows, "$5:$5")
            self.assertIn("&P", sheet.oddFooter.center.text)
            for cell in sheet[5]:
                needed = sum(2 if ord(char) > 0x2E80 else 1 for char in cell.value or "")
                width = sheet.column_dimensions[cell.column_letter].width
                self.assertGreaterEqual(width, needed, f"{sheet.title} {cell.value}")

    def test_long_texts_have_room(self):
        self.plan.insight_ids.meaning_us = "Who is late will be left out. " * 20
        sheet = self.read_book(self.write_book()).worksheets[4]
        self.assertGreater(sheet.row_dimensions[6].height, 150)
        self.assertLessEqual(sheet.column_dimensions["D"].width, 45)

    # === WHO MAY === #

    def log(self):
        return self.env["care.dossier.access"].search(
            [("dossier_ref", "=", self.dossier.id), ("what", "=", "export")]
        )

    def text_of(self, content):
        return str(
            [
                [cell.value for cell in row]
                for row in self.read_book(content).worksheets[1].iter_rows()
            ]
        )

    def test_confidential_data_only_on_demand_and_for_whom_it_is_open(self):
        self.assertNotIn("Sundays", self.text_of(self.write_book()))
        self.assertFalse(self.log())
        self.assertIn("Sundays", self.text_of(self.write_book(with_confidential=True)))
        self.assertRecordValues(self.log(), [{"user_ref": self.rep.id, "role": "owner"}])
        self.profile.member_ids = self.member
        text = self.text_of(self.write_book(self.member, with_confidential=True))
        self.assertNotIn("Sundays", text)
        self.assertIn("Director", text)
        self.assertEqual(len(self.log()), 1)

    def test_who_may_not_export_or_not_read_gets_no_book(self):
        self.rep.group_ids -= self.env.ref("base.group_allow_export")
        with self.assertRaises(AccessError):
            self.write_book()

    def test_colleague_gets_no_book(self):
        with self.assertRaises(AccessError):
            self.write_book(self.colleague)


@tagged("post_install", "-at_install")
class TestAccountPlanBookDownload(HttpCase, BookCommon):
    """The way to the workbook."""

    def fetch(self, user, url):
        self.authenticate(user.login, user.login)
        return self.url_open(url)

    def test_book_is_downloaded_by_who_asked_for_it(self):
        book = self.env["care.account.plan.book"].with_user(self.rep)
        book = book.create({"plan_id": self.plan.id})
        action = book.action_fetch()
        response = self.fetch(self.rep, action["url"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(len(self.read_book(response.content).sheetnames), 8)
        self.assertIn("xlsx", response.headers["Content-Disposition"])
        with mute_logger("odoo.http"):
            self.assertIn(self.fetch(self.colleague, action["url"]).status_code, (403, 404))
