"""Reading the sheets of a book that somebody kept by hand: xlsx or csv, whatever it went through.

Nothing here knows Odoo. What can't be read raises ``BookError`` with a code that the caller puts
into words. A cell is a text, a number, True or False, a ``datetime``, a ``Broken``, or None.
"""

import contextlib
import csv
import datetime
import io
import re
import zipfile
from typing import NamedTuple

import openpyxl

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 150 * 1024 * 1024  # what 20 000 full rows of 100 columns take
MAX_PARTS = 2000
MAX_COLUMNS = 100
MAX_ROWS = 20_000

_XLS = b"\xd0\xcf\x11\xe0"
_MERGED = re.compile(rb'<(?:\w+:)?mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"')
_LATIN_READ_AS_CHINESE = re.compile("[a-zäöü][一-龥]")
_CHINESE = re.compile("[一-龥]")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u200b\ufeff]")


class BookError(Exception):
    """A file that can't be read; ``code`` says why."""

    def __init__(self, code, **details):
        super().__init__(code)
        self.code = code
        self.details = details


class Broken(NamedTuple):
    """A cell without a value that could be used: ``error`` (#N/A), ``formula`` (never counted)."""

    why: str
    text: str


class Sheet(NamedTuple):
    """``rows`` are (number in the file, list of cells); blank rows are left out."""

    name: str
    rows: list


def read_book(data: bytes, count_headings) -> list[Sheet]:
    """The visible sheets of a file.

    :param count_headings: function that says how many cells of a row are known headings; a csv
        file does not say how it is encoded and separated, so that the headings tell
    """
    if not data.strip(b"\0 \r\n\t"):
        raise BookError("empty")
    if len(data) > MAX_BYTES:
        raise BookError("too_large", megabytes=MAX_BYTES // 1024**2)
    if data.startswith(_XLS):
        packed = "EncryptedPackage".encode("utf-16-le")
        raise BookError("password" if packed in data else "old_excel")
    if data.startswith(b"PK"):
        sheets = _read_xlsx(data)
    else:
        sheets = [Sheet("", _read_csv(data, count_headings))]
    sheets = [sheet for sheet in sheets if sheet.rows]
    if not sheets:
        raise BookError("empty")
    return sheets


# === XLSX === #


def _read_xlsx(data):
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts)
            return _read_sheets(data, parts)
    except BookError:
        raise
    # openpyxl and zipfile raise whatever the broken part makes them stumble over
    except Exception as error:
        raise BookError("damaged") from error


def _check_parts(parts):
    """Refuse what is no plain workbook or would fill the memory, before anything is unpacked."""
    infos = parts.infolist()
    names = {info.filename for info in infos}
    if any(info.flag_bits & 1 for info in infos):
        raise BookError("password")
    if "[Content_Types].xml" not in names:
        raise BookError("unknown")
    if any(name.endswith("vbaProject.bin") for name in names):
        raise BookError("macros")
    unpacked = sum(info.file_size for info in infos)
    if len(infos) > MAX_PARTS or unpacked > MAX_UNPACKED:
        raise BookError("too_large", megabytes=MAX_UNPACKED // 1024**2)
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            with parts.open(info) as part:
                head = part.read(2000)
            # a declaration comes first, and Excel writes none
            if b"<!DOCTYPE" in head or b"<!ENTITY" in head or head.startswith((b"\xff", b"\xfe")):
                raise BookError("damaged")


def _read_sheets(data, parts):
    def load(**options):
        return openpyxl.load_workbook(io.BytesIO(data), read_only=True, **options)

    book, results = load(), load(data_only=True)
    sheets = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            continue
        values = _plain_rows(results[sheet.title], None)
        rows = _plain_rows(sheet, values)
        filled = _fill_merged(rows, parts.read(sheet._worksheet_path))
        sheets.append(Sheet(sheet.title, filled))
    return sheets


def _plain_rows(sheet, results):
    """The rows with something in them. Formulas are taken from ``results``, the same sheet as
    Excel counted it last; None: this is that sheet."""
    sheet.reset_dimensions()  # what the file says of its own size may be wrong
    counted = dict(results or [])
    rows = []
    for number, cells in enumerate(sheet.iter_rows(max_col=MAX_COLUMNS + 1), 1):
        if all(cell.value is None for cell in cells):
            continue
        result = counted.get(number, [])
        row = [
            _plain_cell(cell, result[index] if index < len(result) else None)
            for index, cell in enumerate(cells)
        ]
        if results is None or any(value not in (None, "") for value in row):
            rows.append((number, row))
        _check_size(row, rows)
    return rows


def _check_size(row, rows):
    if len(row) > MAX_COLUMNS and row[MAX_COLUMNS] not in (None, ""):
        raise BookError("too_wide", columns=MAX_COLUMNS)
    if len(rows) > MAX_ROWS:
        raise BookError("too_long", rows=MAX_ROWS)


def _plain_cell(cell, result):
    """The value of a cell; numbers that a format of zeros fills up are the texts that one sees."""
    value = cell.value
    if cell.data_type == "f":
        value = Broken("formula", "=") if result is None else result
    elif cell.data_type == "e":
        value = Broken("error", str(value))
    elif isinstance(value, str):
        value = clean_text(value)
    elif isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = datetime.datetime.combine(value, datetime.time())
    elif isinstance(value, int | float) and not isinstance(value, bool):
        zeros = (cell.number_format or "").strip('"')
        if len(zeros) > 1 and not zeros.strip("0") and value == int(value) and value >= 0:
            value = str(int(value)).zfill(len(zeros))
    elif isinstance(value, datetime.time | datetime.timedelta):
        value = str(value)
    return value


def _fill_merged(rows, xml):
    """Give each row of cells that were merged downwards the value of the first one."""
    by_number = dict(rows)
    for found in _MERGED.finditer(xml):
        left, top, right, bottom = openpyxl.utils.range_boundaries(found[1].decode())
        source = by_number.get(top)
        if source is None or left != right or left > MAX_COLUMNS:
            continue
        for number in range(top + 1, min(bottom, top + MAX_ROWS) + 1):
            if number in by_number:
                by_number[number][left - 1] = source[left - 1]
    return rows


# === CSV === #


def _read_csv(data, count_headings):
    """The rows under that encoding and separator which let most headings be known."""
    best, best_score = None, -1
    for text in _decoded(data):
        for separator in ",;\t":
            rows = _split(text, separator, limit=30)
            score = max((count_headings(row) for _number, row in rows), default=0)
            if score > best_score:
                best, best_score = (text, separator), score
    if not best_score and re.match(r"\s*<", best[0]):
        raise BookError("html")
    rows = _split(*best)
    for _number, row in rows:
        _check_size(row, [])
    if len(rows) > MAX_ROWS:
        raise BookError("too_long", rows=MAX_ROWS)
    return rows


def _split(text, separator, limit=None):
    rows = []
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
            cells = [clean_text(cell) or None for cell in row]
            if any(cells):
                rows.append((number, cells))
            if len(rows) > MAX_ROWS or number == limit:
                break
    except csv.Error as error:
        raise BookError("damaged") from error
    return rows


def _decoded(data):
    """The texts that the bytes may mean, the likeliest first."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    elif b"\0" in data:
        raise BookError("unknown")
    else:
        encodings = ["utf-8-sig", "gb18030", "cp1252"]
    texts = []
    for encoding in encodings:
        with contextlib.suppress(UnicodeDecodeError):
            texts.append(data.decode(encoding))
            if encoding == "utf-8-sig":
                break
    if not texts:
        raise BookError("unknown")
    if len(texts) == 2 and _LATIN_READ_AS_CHINESE.search(texts[0]):
        head = texts[0].splitlines()[0]
        if not _CHINESE.search(head):
            texts.reverse()
    return texts


def clean_text(text):
    """A text without what can't be seen: control characters, blanks around it."""
    return _CONTROL.sub("", text.replace("\xa0", " ").replace("\u3000", " ")).strip()
