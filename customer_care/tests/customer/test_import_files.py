import io
import zipfile
from datetime import date, datetime
from unittest.mock import patch

import openpyxl

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ...tools import book as book_tool
from ..common import NOW
from .book_common import BookCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestImportFiles(BookCase):
    """Files of all makes, and those that are refused as a whole."""

    TEXT = "客户名称,电话,城市\n兔子公司,0211234,上海\n"

    def assert_read(self, data):
        self.bring_in(data, name="old.csv")
        rabbit = self.partner("兔子公司")
        self.assertRecordValues(rabbit, [{"phone": "0211234", "city": "上海"}])

    def assert_refused(self, data, words):
        with self.assertRaisesRegex(UserError, words):
            self.upload(data).action_check()

    def test_csv_in_utf8(self):
        self.assert_read(self.TEXT.encode())

    def test_csv_in_utf8_with_its_mark(self):
        self.assert_read(self.TEXT.encode("utf-8-sig"))

    def test_csv_in_gb18030(self):
        self.assert_read(self.TEXT.encode("gb18030"))

    def test_csv_with_semicolons(self):
        self.assert_read(self.TEXT.replace(",", ";").encode())

    def test_csv_with_tabs_as_excel_saves_unicode(self):
        self.assert_read(self.TEXT.replace(",", "\t").encode("utf-16"))

    def test_csv_of_western_excel(self):
        self.bring_in("Name;City\nMüller Söhne;Gießen\n".encode("cp1252"), name="a.csv")
        self.assertEqual(self.partner("Müller Söhne").city, "Gießen")

    def test_csv_with_quotes_and_breaks_in_cells(self):
        self.bring_in(b'Name,Street\n"Fox, Ltd","1 Road\nBack yard"\n', name="a.csv")
        self.assertEqual(self.partner("Fox, Ltd").street, "1 Road\nBack yard")

    def test_text_that_looks_like_a_formula_stays_text(self):
        self.bring_in(b"Name,City\n\"=cmd|' /C calc'!A0\",+1\n", name="a.csv")
        self.assertEqual(self.partner("=cmd|' /C calc'!A0").city, "+1")

    def test_workbooks_that_count_days_from_1904(self):
        book = openpyxl.Workbook()
        book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
        book.active.append(["Customer", "Contact Name", "Birthday"])
        book.active.append(["Acme", "Mac", datetime(1980, 3, 15)])
        data = self.saved(book)
        self.assertIn(b"date1904", zipfile.ZipFile(io.BytesIO(data)).read("xl/workbook.xml"))
        self.bring_in(data, "contacts")
        self.assertEqual(self.partner("Mac").care_birthday, date(1980, 3, 15))

    def test_errors_in_cells_are_named(self):
        book = self.bring_in(
            self.xlsx({"A": [["Name", "City"], ["Fox", "#REF!"], ["#N/A", "Bonn"], ["Hen", "#"]]})
        )
        self.assertEqual(self.refusals(book), {(2, "city", "#REF!"), (3, "name", "#N/A")})
        self.assertIn("Excel shows an error", book.row_ids[0].reason)
        self.assertEqual(self.partner("Hen").city, "#")

    def test_results_of_formulas_are_read_and_their_errors_named(self):
        def change(name, data):
            if name and name.startswith("xl/worksheets"):
                counted = b'<c r="A2" t="str"><f>1</f><v>Fox</v></c>'
                failed = b'<c r="A3" t="e"><f>1</f><v>#REF!</v></c>'
                return data.replace(
                    b"</sheetData>",
                    b'<row r="2">%s</row><row r="3">%s</row></sheetData>' % (counted, failed),
                )
            return data if name else []

        book = self.bring_in(self.rezip(change, [["Name", "City"]]))
        self.assertEqual(self.refusals(book), {(3, "name", "#REF!")})
        self.assertTrue(self.partner("Fox"))

    def test_of_two_headings_alike_the_first_is_read_and_the_other_named(self):
        book = self.bring_in(self.xlsx({"A": [["Name", "City", "City"], ["Fox", "Bonn", "Kiel"]]}))
        self.assertEqual(self.partner("Fox").city, "Bonn")
        self.assertEqual(book.remarks, "Sheet “A”: not read: City.")

    def test_hidden_sheets_are_left_alone(self):
        book = openpyxl.Workbook()
        book.active.append(["Name", "City"])
        book.active.append(["Fox", "Bonn"])
        for state in ("hidden", "veryHidden"):
            sheet = book.create_sheet(state)
            sheet.sheet_state = state
            sheet.append(["Name", "City"])
            sheet.append([f"Old {state}", "Bonn"])
        done = self.bring_in(self.saved(book))
        self.assertEqual(done.row_ids.mapped("customer"), ["Fox"])

    def test_numbers_that_are_texts_and_zeros_in_csv(self):
        self.bring_in(b"Name,Phone,Tax ID,ZIP\nFox,0049301,007,01067\n", name="a.csv")
        self.assertRecordValues(
            self.partner("Fox"), [{"phone": "0049301", "vat": "007", "zip": "01067"}]
        )

    def test_another_company_chosen_in_the_middle_changes_nothing(self):
        rows = [["Name", "Tax ID", "Size"], ["Fox", "F-1", "Large"]]
        book = self.rehearse(self.xlsx({"A": rows}))
        self.steward.company_ids += self.other_company
        there = book.with_context(allowed_company_ids=self.other_company.ids)
        there.action_import()
        self.walk(there)
        files = self.env["care.profile"].search([("partner_id", "=", self.partner("Fox").id)])
        self.assertEqual(files.company_id, self.company)

    def test_the_same_file_in_two_windows_makes_nothing_twice(self):
        data = self.xlsx({"A": [["Name", "City"], ["Fox", "Bonn"], ["Hen", "Kiel"]]})
        first, second = self.rehearse(data), self.rehearse(data)
        for book in first | second:
            book.action_import()
        self.walk(second)
        self.walk(first)
        self.assertRecordValues(
            first | second,
            [
                {"created_count": 0, "unchanged_count": 2},
                {"created_count": 2, "unchanged_count": 0},
            ],
        )

    def test_nothing(self):
        self.assert_refused(b"\n \n", "empty")
        self.assert_refused(self.xlsx({"A": []}), "empty")
        self.assert_refused(self.xlsx({"A": [["Customer Name", "City"]]}), "empty")

    def test_no_headings(self):
        self.assert_refused(self.xlsx({"A": [["x", "y"], [1, 2]]}), "Download the template")

    def test_old_excel_whatever_its_name(self):
        self.assert_refused(b"\xd0\xcf\x11\xe0" + b"\0" * 500, "old format")

    def test_password(self):
        hidden = "EncryptedPackage".encode("utf-16-le")
        self.assert_refused(b"\xd0\xcf\x11\xe0" + b"\0" * 500 + hidden, "password")

    def test_web_page(self):
        self.assert_refused(b"<html><table><tr><td>Name</td></tr></table></html>", "web page")

    def test_picture(self):
        self.assert_refused(b"\x89PNG\r\n\x1a\n\0\0\0\r", "neither")

    def rezip(self, change, rows=(["Name"], ["Fox"])):
        """A good workbook whose parts were changed: ``change(name, data)`` gives the new data."""
        source = zipfile.ZipFile(io.BytesIO(self.xlsx({"A": rows})))
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as parts:
            for info in source.infolist():
                parts.writestr(info.filename, change(info.filename, source.read(info)))
            for name, data in change(None, None):
                parts.writestr(name, data)
        return stream.getvalue()

    def test_macros(self):
        data = self.rezip(lambda name, data: data if name else [("xl/vbaProject.bin", b"x")])
        self.assert_refused(data, "macros")

    def test_zip_bomb(self):
        bomb = [("xl/media/bomb.bin", b"\0" * (book_tool.MAX_UNPACKED + 1))]
        data = self.rezip(lambda name, data: data if name else bomb)
        self.assertLess(len(data), 1_000_000)
        self.assert_refused(data, "too large")

    def test_entities(self):
        def change(name, data):
            if name and name.startswith("xl/worksheets"):
                return b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>' + data
            return data if name else []

        self.assert_refused(self.rezip(change), "damaged")

    def test_cut_off(self):
        self.assert_refused(self.xlsx({"A": [["Name"], ["Fox"]]})[:-300], "damaged")
        self.assert_refused(self.rezip(lambda name, data: b"" if name else []), "damaged")

    def test_another_zip(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as parts:
            parts.writestr("a.txt", "a")
        self.assert_refused(stream.getvalue(), "neither")

    def test_a_thousand_columns(self):
        wide = [["Name", *range(1000)], ["Fox", *range(1000)]]
        self.assert_refused(self.xlsx({"A": wide}), "More than 100 columns")
        text = "\n".join(",".join(map(str, row)) for row in wide)
        self.assert_refused(text.encode(), "More than 100 columns")

    def test_too_many_rows(self):
        rows = [["Name"], *[[str(number)] for number in range(30)]]
        with patch.object(book_tool, "MAX_ROWS", 20):
            self.assert_refused(self.xlsx({"A": rows}), "divide")
            text = "\n".join(",".join(row) for row in rows)
            self.assert_refused(text.encode(), "divide")
