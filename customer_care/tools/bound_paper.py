"""A print becomes a document: numbered pages, a table of contents that tells the truth, bookmarks,
and a sheet of letter paper under every page.

What wkhtmltopdf can do of this depends on how it was built, and Debian's build can do nothing. So
the print carries marks, dots whose colour says what stands there, and they are looked for in the
finished PDF, which both builds draw in the same words:

- ``HEAD``: the heading number n is on this page,
- ``LINE``: here, at the right edge, the contents want the page number of heading n,
- ``SHEET``: this page is no page, but what the others are printed on.
"""

import io

from odoo.tools.pdf import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    NumberObject,
    PdfFileReader,
    PdfFileWriter,
)

# The red of a mark is like no other colour of a print; green tells its kind, blue its number. To
# the eye all of them are white.
_RED, _GREEN, _BLUE = 254, 255, 250
HEAD, LINE, SHEET = 1, 2, 3
_MOST = 100
_RED_WRITTEN = b".996078"

# In points. A foot's digits stand this far above the edge of the paper.
_FOOT, _SIZE = 28, 8
_LINE_SIZE = 9
# Helvetica, in thousandths of the size: needs no font file, and has all that numbers need.
_DIGIT, _BLANK = 556, 278


def mark(kind, number=0):
    """The colour of a mark, as style sheets write it.

    :param int kind: ``HEAD``, ``LINE`` or ``SHEET``
    :param int number: of the heading, below 100
    """
    return f"rgb({_RED}, {_GREEN - kind}, {_BLUE - number})"


def bind(content, headings=(), sheet_rise=0):
    """Number the pages of a PDF with marks, fill its contents and add bookmarks.

    :param bytes content: the PDF
    :param headings: triples ``(number, level, title)`` in their order; level 1 is the highest
    :param sheet_rise: by how many points the sheet is moved up into the margin
    :return: the PDF, without the page that was the sheet; a PDF without marks gets its numbers only
    """
    pages = list(PdfFileReader(io.BytesIO(content)).pages)
    found = [_marks(page) for page in pages]
    sheets = [place for place, marks in enumerate(found) if (SHEET, 0) in marks]
    kept = [place for place in range(len(pages)) if place not in sheets[:1]]
    starts = {
        number: place
        for place, index in reversed(list(enumerate(kept, 1)))
        for kind, number in found[index]
        if kind == HEAD
    }
    writer = PdfFileWriter()
    sheet = sheets and _sheet(writer, pages[sheets[0]])
    for place, index in enumerate(kept, 1):
        page = pages[index]
        stamps = _line_stamps(found[index], starts)
        if place > 1:
            stamps.append(_foot_stamp(page, f"{place} / {len(kept)}"))
        _print_over(writer, page, stamps, sheet if place > 1 else None, sheet_rise)
        writer.add_page(page)
    _add_bookmarks(writer, headings, starts)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


def join(contents):
    """Several PDFs one after the other."""
    writer = PdfFileWriter()
    for content in contents:
        for page in PdfFileReader(io.BytesIO(content)).pages:
            writer.add_page(page)
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()


# === MARKS === #


def _marks(page):
    """``{(kind, number): (right edge, lower edge)}`` of the marks on a page, in points."""
    contents = page.get_contents()
    drawing = contents.get_data() if contents else b""
    if _RED_WRITTEN not in drawing:
        return {}
    marks, stack, matrix, key, operands = {}, [], (1, 0, 0, 1, 0, 0), None, []
    for token in drawing.split():
        if token == b"q":
            stack.append(matrix)
        elif token == b"Q":
            matrix = stack.pop() if stack else matrix
        elif token == b"cm":
            matrix = _product([float(operand) for operand in operands], matrix)
        elif token in (b"scn", b"rg"):
            key = _key(operands[-3:])
        elif token == b"re" and key:
            marks.setdefault(key, _corner([float(operand) for operand in operands[-4:]], matrix))
        operands = [*operands[-5:], token]
    return marks


def _key(colour):
    """Kind and number of a mark of this colour, or None."""
    try:
        red, green, blue = (round(float(part) * 255) for part in colour)
    except ValueError:  # the name of a pattern, or a shade of grey
        return None
    kind, number = _GREEN - green, _BLUE - blue
    is_mark = red == _RED and kind in (HEAD, LINE, SHEET) and 0 <= number < _MOST
    return (kind, number) if is_mark else None


def _corner(rectangle, matrix):
    """The right and the lower edge of a rectangle on the page."""
    x, y, width, height = rectangle
    a, b, c, d, e, f = matrix
    corners = [
        (a * x + c * y + e, b * x + d * y + f)
        for x, y in ((x, y), (x + width, y), (x, y + height), (x + width, y + height))
    ]
    return max(x for x, _y in corners), min(y for _x, y in corners)


def _product(first, second):
    """Matrix of a PDF: ``first`` is applied before ``second``."""
    a, b, c, d, e, f = first
    u, v, w, x, y, z = second
    return (
        a * u + b * w,
        a * v + b * x,
        c * u + d * w,
        c * v + d * x,
        e * u + f * w + y,
        e * v + f * x + z,
    )


# === STAMPS === #


def _width(text, size):
    return sum(_DIGIT if sign.isdigit() else _BLANK for sign in text) * size / 1000


def _line_stamps(marks, starts):
    """Page numbers of headings, set against the right edge where the contents want them."""
    stamps = []
    for (kind, number), (right, low) in marks.items():
        if kind == LINE and number in starts:
            text = str(starts[number])
            stamps.append((right - _width(text, _LINE_SIZE), low, _LINE_SIZE, text))
    return stamps


def _foot_stamp(page, text):
    """The number of the page, in the middle of its foot."""
    middle = float(page.mediabox[2]) / 2
    return (middle - _width(text, _SIZE) / 2, _FOOT, _SIZE, text)


def _stream(text):
    stream = DecodedStreamObject()
    stream.set_data(text.encode("ascii"))
    return stream


def _print_over(writer, page, stamps, sheet, rise):
    """Add stamps and the sheet to a page, whose own drawing stays as it is.

    The sheet is multiplied in: white paper of one leaves alone what the other shows.
    """
    resources = page["/Resources"].get_object()
    lines = ["Q"]
    if sheet:
        _add_resource(resources, "/XObject", "/CareSheet", sheet)
        blend = DictionaryObject({NameObject("/BM"): NameObject("/Multiply")})
        _add_resource(resources, "/ExtGState", "/CareBlend", blend)
        lines.append(f"q /CareBlend gs 1 0 0 1 0 {rise:.2f} cm /CareSheet Do Q")
    if stamps:
        font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
        font = {NameObject(key): NameObject(value) for key, value in font.items()}
        _add_resource(resources, "/Font", "/CareFont", DictionaryObject(font))
    lines += [
        f"BT 0.2 g /CareFont {size} Tf {x:.2f} {y:.2f} Td ({text}) Tj ET"
        for x, y, size, text in stamps
    ]
    own = page.get("/Contents")
    own = own.get_object() if own else []
    own = list(own) if isinstance(own, ArrayObject) else [page.raw_get("/Contents")]
    page[NameObject("/Contents")] = ArrayObject(
        [
            writer._addObject(_stream("q\n")),
            *own,
            writer._addObject(_stream("\n" + "\n".join(lines) + "\n")),
        ]
    )


def _add_resource(resources, kind, name, value):
    """Name something for a page; what it has of the kind already may be shared with others."""
    present = resources.get(kind)
    entries = DictionaryObject(present.get_object() if present else {})
    entries[NameObject(name)] = value
    resources[NameObject(kind)] = entries


def _sheet(writer, page):
    """The page as a drawing that others are printed on."""
    drawing = DecodedStreamObject()
    drawing.set_data(page.get_contents().get_data())
    drawing = drawing.flate_encode()
    drawing.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject(NumberObject(round(side)) for side in page.mediabox),
            NameObject("/Resources"): page["/Resources"],
            NameObject("/Group"): DictionaryObject({NameObject("/S"): NameObject("/Transparency")}),
        }
    )
    return writer._addObject(drawing)


def _add_bookmarks(writer, headings, starts):
    """The headings beside the pages, each below the one of a higher level before it."""
    above, pages = {}, writer._root_object["/Pages"].get_object()["/Kids"]
    for number, level, title in headings:
        if place := starts.get(number):
            entry = writer.add_outline_item(title, place - 1, above.get(level - 1))
            # older libraries write the page's number, which a PDF allows for other files alone
            entry.get_object()["/A"].get_object()["/D"][0] = pages[place - 1]
            above[level] = entry
