"""The plan as a workbook: the wall plan and, to filter and to sort, each contact in a row."""

import base64
import io

import xlsxwriter

from odoo import api, models

# What users wrote stays text: nothing of it becomes a formula or a link.
_OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_GREY = "#E6E6E6"
_WIDTHS = (12, 14, 7, 28, 22, 16, 28, 12, 10, 16, 44, 12, 40)


class CarePlanPrint(models.TransientModel):
    _inherit = "care.plan.print"

    @api.depends("span", "date_from", "date_to", "user_ids", "partner_ids", "grade_ids", "lang")
    def _compute_workbook(self):
        """Only for whoever may export."""
        self.workbook = False
        if self.env.user.has_group("base.group_allow_export"):
            for wizard in self:
                content = wizard.with_context(lang=wizard.lang)._workbook()
                wizard.workbook = base64.b64encode(content)

    def _workbook(self):
        """The content of the workbook, read with the rights of the person who exports."""
        self.ensure_one()
        rows = self._rows()
        days_off = self._days_off()
        stream = io.BytesIO()
        with xlsxwriter.Workbook(stream, _OPTIONS) as book:
            formats = self._formats(book)
            if self.span == "year":
                self._write_wall(book.add_worksheet(self.env._("Wall Plan")), rows, formats)
            self._write_plan(book.add_worksheet(self.env._("Plan")), rows, days_off, formats)
        return stream.getvalue()

    def _formats(self, book):
        plain = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#BFBFBF"}
        return {
            "title": book.add_format({"bold": True, "font_size": 16}),
            "head": book.add_format({**plain, "bold": True, "bg_color": _GREY}),
            "text": book.add_format(plain),
            "off": book.add_format({**plain, "bg_color": _GREY}),
            "day": book.add_format({**plain, "num_format": "yyyy-mm-dd"}),
            "day_off": book.add_format({**plain, "num_format": "yyyy-mm-dd", "bg_color": _GREY}),
        }

    def _write_title(self, sheet, rows, formats):
        sheet.write_string(0, 0, self.env._("Care Plan"), formats["title"])
        sheet.write_string(1, 0, f"{self.company_id.name} · {self._subject(rows)}")
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)

    def _write_wall(self, sheet, rows, formats):
        self._write_title(sheet, rows, formats)
        legend = "   ".join(f"{signs} {text}" for signs, text in self._legend())
        sheet.write_string(2, 0, f"{legend}   ({self._legend_states()})")
        months = self._months()
        head = [self.env._("Grade"), self.env._("Customer"), self.env._("Responsible")]
        for place, text in enumerate([*head, *(month.name for month in months)]):
            sheet.write_string(4, place, text, formats["head"])
        for place, month in enumerate(months, len(head)):
            text = self.env._("%(days)s working days", days=month.work_days)
            sheet.write_string(5, place, f"{text}\n{month.holidays}", formats["off"])
        for line, (grade, name, detail, cells) in enumerate(self._wall(rows), 6):
            texts = [grade, name, detail, *("  ".join(text for text, _ in c) for c in cells)]
            for place, text in enumerate(texts):
                sheet.write_string(line, place, text or "", formats["text"])
        sheet.set_column(0, 0, 7)
        sheet.set_column(1, 2, 24)
        sheet.set_column(3, 14, 15)
        sheet.freeze_panes(6, 3)
        sheet.repeat_rows(4, 5)

    def _write_plan(self, sheet, rows, days_off, formats):
        self._write_title(sheet, rows, formats)
        for place, title in enumerate(self._titles()):
            sheet.write_string(3, place, title, formats["head"])
            sheet.set_column(place, place, _WIDTHS[place])
        for line, row in enumerate(rows, 4):
            is_off = row.day in days_off
            sheet.write_datetime(line, 0, row.day, formats["day_off" if is_off else "day"])
            for place, text in enumerate(self._texts(row, days_off), 1):
                sheet.write_string(line, place, text or "", formats["off" if is_off else "text"])
        sheet.freeze_panes(4, 4)
        sheet.repeat_rows(3)
        if rows:
            sheet.autofilter(3, 0, 3 + len(rows), len(_WIDTHS) - 1)

    def _titles(self):
        return [
            self.env._("Date"),
            self.env._("State"),
            self.env._("Grade"),
            self.env._("Customer"),
            self.env._("Contact"),
            self.env._("Responsible"),
            self.env._("Purpose"),
            self.env._("Channel"),
            self.env._("Care Kind"),
            self.env._("Frequency"),
            self.env._("Standard of Completion"),
            self.env._("Day Off"),
            self.env._("Result"),
        ]

    def _texts(self, row, days_off):
        """What follows the date of a contact, in the order of the titles."""
        off = days_off.get(row.day)
        return [
            self._state_label(row),
            row.profile.grade_id.code,
            row.profile.partner_id.name,
            row.contact.name,
            row.user.name,
            row.purpose,
            self._label("care.touchpoint", "channel", row.channel),
            self._label("care.touchpoint", "care_kind", row.care_kind),
            row.frequency,
            row.standard,
            off if off is None or off else self.env._("day off"),
            row.result,
        ]
