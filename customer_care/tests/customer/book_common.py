"""Books for the tests of imports and exports."""

import base64
import io

import openpyxl

from ..common import MAIL_OFF, CareCommon


class BookCase(CareCommon):
    """Files for the steward to import; she has no other right than that of her role."""

    @classmethod
    def allow_export(cls, users):
        for user in users:
            user.group_ids += cls.env.ref("base.group_allow_export")

    def xlsx(self, sheets):
        """The bytes of a workbook.

        :param dict sheets: name of a sheet to its rows
        """
        book = openpyxl.Workbook()
        book.remove(book.active)
        for name, rows in sheets.items():
            sheet = book.create_sheet(name)
            for row in rows:
                sheet.append(row)
        return self.saved(book)

    def saved(self, book):
        stream = io.BytesIO()
        book.save(stream)
        return stream.getvalue()

    def upload(self, data, kind="customers", user=None, name="old.xlsx", company=None, lang=None):
        """An import of the file, as it stands when nothing was looked at yet."""
        company = company or self.company
        context = {**MAIL_OFF, "allowed_company_ids": company.ids, "lang": lang or "en_US"}
        env = self.env(user=user or self.steward, context=context)
        return env["care.import"].create(
            {"kind": kind, "file": base64.b64encode(data), "file_name": name}
        )

    def walk(self, book):
        """What the client does: call steps until there are none left."""
        for _step in range(1000):
            if book.action_step()["state"] not in ("checking", "importing"):
                return book
        raise AssertionError("The import does not come to its end.")

    def rehearse(self, data, kind="customers", **kwargs):
        book = self.upload(data, kind, **kwargs)
        book.action_check()
        return self.walk(book)

    def bring_in(self, data, kind="customers", **kwargs):
        """Import a file from beginning to end."""
        book = self.rehearse(data, kind, **kwargs)
        book.action_import()
        return self.walk(book)

    def refusals(self, book):
        """(row in the file, column, value) of everything that was refused."""
        return {
            (row.number, problem["column"], problem["value"])
            for row in book.row_ids
            for problem in row.problems or []
        }

    def read_workbook(self, data):
        return openpyxl.load_workbook(io.BytesIO(data))

    def partner(self, name):
        return self.env["res.partner"].search([("name", "=", name)])
