import io
import zipfile
from unittest.mock import patch

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

    def rezip(self, change):
        """A good workbook whose parts were changed: ``change(name, data)`` gives the new data."""
        source = zipfile.ZipFile(io.BytesIO(self.xlsx({"A": [["Name"], ["Fox"]]})))
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
