"""From the file to its rows."""

import base64

from odoo import models
from odoo.exceptions import UserError

from ..tools.book import BookError, read_book
from .book_columns import COLUMNS, Headings


class CareImport(models.TransientModel):
    _inherit = "care.import"

    def _read_rows(self):
        """Make a row of everything in the file, and remark on what is left alone."""
        headings = Headings(self.env)
        kinds = list(COLUMNS) if self.kind == "both" else [self.kind]
        try:
            sheets = read_book(base64.b64decode(self.file), headings.count)
        except BookError as error:
            raise UserError(self._explain(error))
        remarks, found = [], []
        for sheet in sheets:
            if headings.is_service(sheet.name):
                continue
            if read := headings.find(sheet, kinds):
                found.append((sheet, *read))
                remarks += self._remarks_on_columns(headings, sheet, *read[1:])
            else:
                remarks.append(self.env._("Sheet “%s”: no known headings, left alone.", sheet.name))
        if not found:
            raise UserError(
                self.env._(
                    "No row with the headings of a book was found. Download the template: its first"
                    " row shows them."
                )
            )
        self.remarks = "\n".join(remarks)
        self._make_rows(found)

    def _remarks_on_columns(self, headings, sheet, header, columns):
        """Name the columns that nobody will read."""
        strange = [
            str(cell)
            for position, cell in enumerate(sheet.rows[header][1])
            if cell not in (None, "") and position not in columns and not headings.is_passed(cell)
        ]
        if not strange:
            return []
        return [
            self.env._(
                "Sheet “%(sheet)s”: not read: %(columns)s.",
                sheet=sheet.name or self.file_name,
                columns=", ".join(strange),
            )
        ]

    def _make_rows(self, found):
        """Rows of the sheets found, customers before their contacts."""
        Row = self.env["care.import.row"]
        found.sort(key=lambda item: list(COLUMNS).index(item[1]))
        vals_list = []
        for sheet, kind, header, columns in found:
            for number, cells in sheet.rows[header + 1 :]:
                read = {
                    key: cells[position]
                    for position, key in columns.items()
                    if position < len(cells) and cells[position] not in (None, "")
                }
                if read:
                    vals_list.append(
                        {
                            **Row._vals_of(kind, read),
                            "import_id": self.id,
                            "sheet": sheet.name,
                            "number": number,
                        }
                    )
        if not vals_list:
            raise UserError(self.env._("Below the headings the file is empty."))
        Row._mark_twins(vals_list)
        Row.create(vals_list)

    def _explain(self, error):
        """What is wrong with a file, and what to do about it."""
        env = self.env
        details = error.details
        return {
            "empty": lambda: env._("The file is empty."),
            "too_large": lambda: env._(
                "The file is too large (more than %(megabytes)s MB): divide it.", **details
            ),
            "too_long": lambda: env._("More than %(rows)s rows: divide the file.", **details),
            "too_wide": lambda: env._(
                "More than %(columns)s columns: delete those that are not needed.", **details
            ),
            "password": lambda: env._(
                "The file is protected by a password: save it without one, and upload that."
            ),
            "old_excel": lambda: env._(
                "This is the old format of Excel, whatever its name says: save it as “Excel"
                " Workbook (.xlsx)”, and upload that."
            ),
            "macros": lambda: env._(
                "The file holds macros: save it as “Excel Workbook (.xlsx)”, and upload that."
            ),
            "html": lambda: env._(
                "This is a web page, whatever its name says: open it in Excel, save it as “Excel"
                " Workbook (.xlsx)”, and upload that."
            ),
            "damaged": lambda: env._(
                "The file is damaged or was not made by a spreadsheet program: open it in Excel,"
                " save it as “Excel Workbook (.xlsx)”, and upload that."
            ),
        }.get(
            error.code,
            lambda: env._("This is neither an Excel workbook (.xlsx) nor a text file (.csv)."),
        )()
