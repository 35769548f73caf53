"""Writing books as workbooks: templates, refused rows, and 客户信息基础表."""

import datetime

import xlsxwriter

from .book_columns import (
    BOOKS,
    COLUMNS,
    REASON,
    SHEET_EXAMPLE,
    SHEET_EXPLANATION,
    SHEET_LISTS,
)
from .book_lookups import Lookups

_ROWS_WITH_CHOICES = 5000
_WIDTHS = {"name": 28, "customer": 28, "street": 28, "email": 26, "tags": 24, "website": 22}

# Numbers that are names: as texts they keep their zeros.
_TEXT_KINDS = {"text", "phone", "email", "lunar"}


class BookWriter:
    """A workbook in the language of its reader. Texts never become formulas or links; rows are
    written in order and not kept in memory.

    :param stream: a file that is written when ``close`` is called
    """

    def __init__(self, env, stream):
        self.env = env
        self.book = xlsxwriter.Workbook(
            stream,
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        self._formats = {}

    def close(self):
        self.book.close()

    # === PARTS === #

    def format(self, **options):
        """A format, made once."""
        key = tuple(sorted(options.items()))
        if key not in self._formats:
            self._formats[key] = self.book.add_format({"valign": "top", **options})
        return self._formats[key]

    def money(self, currency):
        """The format of amounts in a currency."""
        number = "#,##0" + (f".{'0' * currency.decimal_places}" if currency.decimal_places else "")
        symbol = f'"{currency.symbol}"'.replace('""', "")
        pattern = f"{symbol}{number}" if currency.position == "before" else f"{number}\\ {symbol}"
        return self.format(num_format=pattern)

    def sheet(self, name, headings, widths, subject=""):
        """A sheet with its row of headings, ready to be printed."""
        sheet = self.book.add_worksheet(name[:31])
        head = self.format(bold=True, text_wrap=True, bg_color="#DCE6F1", border=1)
        for position, heading in enumerate(headings):
            sheet.set_column(position, position, widths[position])
            sheet.write_string(0, position, heading, head)
        sheet.freeze_panes(1, 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(8)  # A3
        sheet.fit_to_pages(1, 0)
        sheet.set_header("&L" + (subject or name).replace("&", "&&") + "&R&D")
        sheet.set_footer("&C&P / &N")
        return sheet

    def cell(self, sheet, row, position, value, form=None):
        """Write a value as what it is; nothing is nothing, also in figures."""
        if value is None or value is False or value == "":
            return
        if isinstance(value, datetime.date):
            form = form or self.format(num_format="yyyy-mm-dd")
            sheet.write_datetime(row, position, value, form)
        elif isinstance(value, int | float) and not isinstance(value, bool):
            sheet.write_number(row, position, value, form or self.format())
        else:
            sheet.write_string(row, position, str(value)[:32000], form or self.format())

    def headings(self, columns):
        return [self.env._(column.label) for column in columns]

    def label(self, kind):
        return str(self.env._(BOOKS[kind]))

    def widths(self, columns):
        return [_WIDTHS.get(column.key, 16) for column in columns]

    # === TEMPLATE === #

    def template(self, kinds):
        """Empty sheets with headings and choices, an example, an explanation."""
        choices = {kind: self._choices(kind) for kind in kinds}
        for kind in kinds:
            columns = COLUMNS[kind]
            sheet = self.sheet(self.label(kind), self.headings(columns), self.widths(columns))
            self._shape(sheet, kind, columns, choices)
        for kind in kinds:
            self._example(kind, len(kinds) > 1)
        self._explain(kinds)
        self._list_choices(choices)

    def _shape(self, sheet, kind, columns, choices):
        """Give the columns their formats and drop-downs."""
        lists = self.env._(SHEET_LISTS)
        for position, column in enumerate(columns):
            width = self.widths(columns)[position]
            if column.kind in _TEXT_KINDS:
                sheet.set_column(position, position, width, self.format(num_format="@"))
            elif column.kind == "birthday":
                sheet.set_column(position, position, width, self.format(num_format="yyyy-mm-dd"))
            if values := choices[kind].get(column.key):
                letter = self._letter(choices, kind, column.key)
                sheet.data_validation(
                    1,
                    position,
                    _ROWS_WITH_CHOICES,
                    position,
                    {
                        "validate": "list",
                        "source": f"='{lists}'!${letter}$2:${letter}${len(values) + 1}",
                        "error_type": "warning",
                        "error_title": str(self.env._(column.label))[:32],
                        "error_message": str(
                            self.env._("Not one of the choices; the template offers them.")
                        )[:255],
                    },
                )

    def _choices(self, kind):
        """What may be chosen in the columns of a book: dict of key to texts."""
        lookups = Lookups(self.env, self.env.company)
        records = {
            "grade": lambda: lookups.grade_records.mapped("code"),
            "country": lambda: self.env["res.country"].search([]).mapped("name"),
            "industry": lambda: self.env["res.partner.industry"].search([]).mapped("name"),
            "flag": lambda: [self.env._("Yes"), self.env._("No")],
        }
        choices = {}
        for column in COLUMNS[kind]:
            if column.kind == "choice":
                field = self.env["care.profile"]._fields[column.target.partition(".")[2]]
                choices[column.key] = [
                    label for _key, label in field._description_selection(self.env)
                ]
            elif column.kind in records:
                choices[column.key] = [text for text in records[column.kind]() if text]
        return choices

    def _letter(self, choices, kind, key):
        """The column of the sheet of choices in which those of a column stand."""
        all_keys = [(one, other) for one, lists in choices.items() for other in lists]
        return xlsxwriter.utility.xl_col_to_name(all_keys.index((kind, key)))

    def _list_choices(self, choices):
        labels, lists = [], []
        for kind, by_key in choices.items():
            by_column = {column.key: column for column in COLUMNS[kind]}
            labels += [self.env._(by_column[key].label) for key in by_key]
            lists += by_key.values()
        sheet = self.sheet(str(self.env._(SHEET_LISTS)), labels, [24] * len(labels))
        for row in range(max(map(len, lists), default=0)):
            for position, values in enumerate(lists):
                if row < len(values):
                    self.cell(sheet, row + 1, position, values[row])

    def _example(self, kind, is_one_of_several):
        columns = COLUMNS[kind]
        name = str(self.env._(SHEET_EXAMPLE))
        if is_one_of_several:
            name += f" - {self.label(kind)}"
        sheet = self.sheet(name, self.headings(columns), self.widths(columns))
        for position, column in enumerate(columns):
            example = column.example
            if column.kind == "choice" and example:
                field = self.env["care.profile"]._fields[column.target.partition(".")[2]]
                example = dict(field._description_selection(self.env))[example]
            self.cell(sheet, 1, position, example)

    def _explain(self, kinds):
        headings = [self.env._("Worksheet"), self.env._("Column"), self.env._("What to Write")]
        sheet = self.sheet(str(self.env._(SHEET_EXPLANATION)), headings, [18, 24, 90])
        wrapped = self.format(text_wrap=True)
        lines = [
            (
                "",
                "",
                self.env._(
                    "One row for each. An empty cell changes nothing. Columns may stand in any"
                    " order and be left out; uploading the same file twice makes nothing twice."
                ),
            )
        ]
        for kind in kinds:
            for column in COLUMNS[kind]:
                hint = self.env._(column.hint) if column.hint else self._kind_hint(column)
                lines.append((self.label(kind), self.env._(column.label), hint))
        for row, line in enumerate(lines, 1):
            for position, text in enumerate(line):
                self.cell(sheet, row, position, text, wrapped)

    def _kind_hint(self, column):
        if column.kind in ("choice", "industry", "country", "grade"):
            return self.env._("One of the choices.")
        if column.kind == "phone":
            return self.env._("As text, so that Excel keeps all digits.")
        return ""

    # === REFUSED ROWS === #

    def refused(self, rows):
        """The rows as they were read, with the reasons beside them and what is wrong in red."""
        wrong = self.format(bg_color="#F8CBAD")
        for kind, mine in rows.grouped("kind").items():
            columns = COLUMNS[kind]
            headings = [*self.headings(columns), self.env._(REASON)]
            widths = [*self.widths(columns), 60]
            sheet = self.sheet(self.label(kind), headings, widths)
            self._shape_texts(sheet, columns)
            for number, row in enumerate(mine, 1):
                marked = {problem["column"] for problem in row.problems or []}
                for position, column in enumerate(columns):
                    value = row._unpack((row.cells or {}).get(column.key))
                    value = getattr(value, "text", value)
                    form = wrong if column.key in marked else None
                    if form and isinstance(value, datetime.date):
                        form = self.format(num_format="yyyy-mm-dd", bg_color="#F8CBAD")
                    self.cell(sheet, number, position, value, form)
                self.cell(sheet, number, len(columns), row.reason, self.format(text_wrap=True))

    def _shape_texts(self, sheet, columns):
        for position, column in enumerate(columns):
            if column.kind in _TEXT_KINDS:
                width = self.widths(columns)[position]
                sheet.set_column(position, position, width, self.format(num_format="@"))
