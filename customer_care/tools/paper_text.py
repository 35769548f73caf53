"""Long texts in pieces that a page can hold. Pure arithmetic: nothing of Odoo in here.

Lengths are in half-width characters; Chinese ones count as two.
"""

import unicodedata


def text_width(text):
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def _lines(line, line_width):
    return -(-text_width(line) // line_width) or 1


def split_text(text, line_width, most_lines):
    """Cut a text into pieces of at most ``most_lines`` lines.

    :param text: may be empty or False
    :param int line_width: what fits into a line
    :param int most_lines: above 1
    :return: list of texts, at least one
    """
    pieces, piece, used = [], [], 0
    for line in _short_lines((text or "").strip(), line_width * (most_lines - 1)):
        height = _lines(line, line_width)
        if piece and used + height > most_lines:
            pieces.append("\n".join(piece))
            piece, used = [], 0
        piece.append(line)
        used += height
    return [*pieces, "\n".join(piece)]


def _short_lines(text, most):
    """Lines of the text, those longer than ``most`` cut, at a blank where there is one."""
    for line in text.splitlines() or [""]:
        while text_width(line) > most:
            place = _cut_place(line, most)
            yield line[:place].rstrip()
            line = line[place:].lstrip()
        yield line


def _cut_place(line, most):
    total = 0
    for place, sign in enumerate(line):
        total += text_width(sign)
        if total > most:
            blank = line.rfind(" ", place // 2, place)
            return blank if blank > 0 else max(place, 1)
    return len(line)


def split_row(cells, line_widths, most_lines):
    """Rows that a table's row becomes, so that each fits onto a page.

    :param cells: texts
    :param line_widths: what fits into a line of each
    :return: list of rows; what is continued stands beside empty cells
    """
    columns = [
        split_text(cell, width, most_lines) for cell, width in zip(cells, line_widths, strict=True)
    ]
    height = max(map(len, columns))
    return [
        [column[number] if number < len(column) else "" for column in columns]
        for number in range(height)
    ]


def row_lines(cells, line_widths):
    """How many lines high a row is."""
    return max(
        sum(_lines(line, width) for line in cell.splitlines() or [""])
        for cell, width in zip(cells, line_widths, strict=True)
    )
