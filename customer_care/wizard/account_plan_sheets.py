"""The sheets of an account plan's workbook: how they look, without what stands in them."""

import datetime
import re
import unicodedata

from xlsxwriter.utility import xl_rowcol_to_cell

from .book_writer import BookWriter

_HEAD_ROW = 4  # above it: title, whose plan, aim
_A4 = 9
_NARROWEST, _WIDEST = 9, 40
_PAGE_WIDTH = 120  # of A4, in characters, as long as nothing has to be made smaller
_LINE_HEIGHT = 15
# Excel would make a formula of such a text once somebody edits the cell.
_LIKE_FORMULA = ("=", "+", "-", "@", "\t")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\']")
_GRID = {"border": 1, "border_color": "#BFBFBF", "text_wrap": True}


class Amount(float):
    """Money of the plan."""


class Share(float):
    """A part of the whole, from 0 to 1: the cell shows percent and can be multiplied."""


class Formula(str):
    """What Excel counts; ``value`` is what it gives now, for programs that don't count."""

    def __new__(cls, text, value):
        formula = super().__new__(cls, text)
        formula.value = value
        return formula


def wide(text):
    """The width of the longest line of a text; Chinese characters take two places."""
    return max(
        (
            sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)
            for line in str(text).splitlines()
        ),
        default=0,
    )


class PlanSheets(BookWriter):
    """A workbook of numbered sheets on A4, each with its title and, where it has one, its aim.

    :param str subject: whose plan it is, for the second line and the footer
    :param currency: of the amounts
    """

    def __init__(self, env, stream, subject, currency):
        super().__init__(env, stream)
        self.subject, self.currency = subject, currency
        self._count = 0

    def table(self, title, columns, rows, aim="", notes=(), total=None):
        """Write a sheet.

        :param list columns: the headings
        :param list rows: lists of values: texts, days, ``Amount``, ``Share``, ``Formula``
        :param notes: pairs of heading and text, below the table
        :param list total: one more row, in bold
        """
        self._count += 1
        name = _NOT_IN_NAMES.sub(" ", f"{self._count} {title}")[:31]
        sheet = self.book.add_worksheet(name)
        widths = self._widths(columns, [*rows, *([total] if total else [])])
        self._set_up(sheet, widths)
        self._write_top(sheet, title, aim, widths)
        head = self.format(bold=True, bg_color="#DCE6F1", **_GRID)
        for place, heading in enumerate(columns):
            sheet.write_string(_HEAD_ROW, place, heading, head)
        line = _HEAD_ROW
        for line, row in enumerate(rows, _HEAD_ROW + 1):
            self._set_height(sheet, line, row, widths)
            for place, value in enumerate(row):
                self._write(sheet, line, place, value)
        if total:
            line += 1
            for place, value in enumerate(total):
                self._write(sheet, line, place, value, bold=True, bg_color="#F2F2F2")
        self._write_notes(sheet, line + 2, notes, widths)

    # === PARTS === #

    def _set_up(self, sheet, widths):
        for place, width in enumerate(widths):
            sheet.set_column(place, place, width)
        sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEAD_ROW)
        sheet.freeze_panes(_HEAD_ROW + 1, 1)
        sheet.set_footer("&L" + self.subject.replace("&", "&&")[:120] + "&C&P / &N&R&D")

    def _write_top(self, sheet, title, aim, widths):
        self._put(sheet, 0, 0, title, self.format(bold=True, font_size=14))
        self._put(sheet, 1, 0, self.subject, self.format(font_color="#595959"))
        if aim:
            self._write_across(sheet, 2, self.env._("Aim: %(aim)s", aim=aim), widths)

    def _write_notes(self, sheet, line, notes, widths):
        for heading, text in notes:
            self._put(sheet, line, 0, heading, self.format(bold=True))
            self._write_across(sheet, line + 1, text, widths)
            line += 3

    def _write_across(self, sheet, line, text, widths):
        """A text over the whole width; Excel finds no height for merged cells."""
        sheet.set_row(line, _LINE_HEIGHT * self._lines(text, sum(widths)) + 3)
        form = self.format(text_wrap=True, **self._kept_text(text))
        if len(widths) > 1:
            sheet.merge_range(line, 0, line, len(widths) - 1, "", form)
        self._put(sheet, line, 0, text, form)

    def _set_height(self, sheet, line, row, widths):
        """Make room for wrapped texts: not every program finds the height by itself."""
        lines = max(
            self._lines(self._sample(value), width)
            for value, width in zip(row, widths, strict=True)
        )
        sheet.set_row(line, _LINE_HEIGHT * lines)

    def _lines(self, text, width):
        """How many lines a text takes; words that don't fit any more leave some room."""
        return sum(1 + int(wide(part) / (width * 0.95)) for part in str(text).splitlines()) or 1

    def _write(self, sheet, line, place, value, **look):
        look = {**_GRID, **look}
        if isinstance(value, Formula):
            look["num_format"] = self.money_pattern()
            sheet.write_formula(line, place, f"={value}", self.format(**look), value.value)
        elif isinstance(value, Amount):
            form = self.format(num_format=self.money_pattern(), **look)
            sheet.write_number(line, place, value, form)
        elif isinstance(value, Share):
            sheet.write_number(line, place, value, self.format(num_format="0.0%", **look))
        elif isinstance(value, datetime.date):
            form = self.format(num_format="yyyy-mm-dd", align="left", **look)
            sheet.write_datetime(line, place, value, form)
        elif value in (None, False, ""):
            sheet.write_blank(line, place, None, self.format(**look))
        else:
            self._put(sheet, line, place, value, self.format(**look, **self._kept_text(value)))

    def _put(self, sheet, line, place, text, form):
        sheet.write_string(line, place, str(text)[:32000], form)

    def _kept_text(self, text):
        return {"num_format": "@"} if str(text).startswith(_LIKE_FORMULA) else {}

    def money_pattern(self):
        return self.money(self.currency).num_format

    def _widths(self, columns, rows):
        """What fits the longest word group of each column, and not more than a page bears."""
        widths, widest = [], max(_WIDEST, _PAGE_WIDTH // len(columns))
        for place, heading in enumerate(columns):
            values = [row[place] for row in rows if row[place] not in (None, False, "")]
            longest = max((wide(self._sample(value)) for value in values), default=0)
            widths.append(min(max(wide(heading), longest, _NARROWEST) + 2, widest))
        return widths

    def _sample(self, value):
        """A text about as wide as the cell shows the value."""
        if isinstance(value, Formula):
            value = Amount(value.value)
        if isinstance(value, Amount):
            return f"{value:,.{self.currency.decimal_places}f} {self.currency.symbol}"
        return "100.0 %" if isinstance(value, Share) else value


def cell(line, column):
    """The name of a cell of a table, such as D6: its ``line`` counted from 0 below the headings."""
    return xl_rowcol_to_cell(_HEAD_ROW + 1 + line, column)
