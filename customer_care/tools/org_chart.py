"""Places for the cards of an organization chart. Pure geometry: nothing of Odoo in here."""

import math
import unicodedata

# So many people without people of their own are stacked instead of in a row.
_STACK_FROM = 4
# How far cards that hang below their superior are set to the right, in cards: a number that sums up
# without rounding, so that cards which touch are never found to overlap.
_INDENT = 0.125
# Tried until the chart is largest on its page: from which level on people hang below their
# superior instead of standing side by side, and how high what hangs may get.
_HANG_FROM = (math.inf, 3, 2, 1, 0)
_HEIGHTS = range(2, 13)

_EVERYBODY = object()  # the superior of those who have none


def place_cards(parents, page=(6.0, 5.7)):
    """Place each person on a grid, superiors above their people, without any overlap.

    Where there are too many to stand side by side, people hang below their superior, set to the
    right, in as many columns as make the chart largest on its page.

    :param dict parents: ``{person: superior or None}``, in the order in which they are to stand;
        a superior who is not a key of it counts as none. Lines in a circle are cut.
    :param page: how many cards fit on the page beside and below each other
    :return: ``{person: (column, row)}``; columns are floats, a card is one column wide and one row
        high
    """
    children = _forest(parents)
    layouts = [_Layout(children, level, height) for level in _HANG_FROM for height in _HEIGHTS]
    # of equal ones the first: as flat as can be
    return max(layouts, key=lambda layout: layout.scale(page)).places()


def _forest(parents):
    """Children of each, and of ``_EVERYBODY``; a circle is cut at its first member."""
    children = {person: [] for person in (*parents, _EVERYBODY)}
    for person, superior in parents.items():
        if superior not in parents or _reaches(superior, person, parents):
            superior = _EVERYBODY
        children[superior].append(person)
    return children


def _reaches(start, goal, parents):
    """Whether the way up from ``start`` comes to ``goal``, the first of its circle."""
    order = {person: number for number, person in enumerate(parents)}
    seen = []
    while start in parents and start not in seen:
        seen.append(start)
        start = parents[start]
    circle = seen[seen.index(start) :] if start in seen else []
    return goal in circle and goal == min(circle, key=order.__getitem__)


class _Layout:
    """One way to place everybody. Measured first, from below; placed then, from above."""

    def __init__(self, children, hang_from, height):
        self._children = children
        self._hang_from = hang_from
        self._height = height
        self._columns = {}  # what stands below a person: columns of people, the first is left
        self._sizes = {}  # width and height of a person with all below her
        self._hanging = set()
        self._measure(_EVERYBODY, 0)

    def scale(self, page):
        """How large the chart can be on a page, 1 at most."""
        width, height = self._sizes[_EVERYBODY]
        return min(1.0, page[0] / max(width, 1), page[1] / max(height - 1, 1))

    def places(self):
        places = {}
        self._place(_EVERYBODY, 0.0, -1, places)
        del places[_EVERYBODY]
        return places

    def _measure(self, person, level):
        below = self._children[person]
        for child in below:
            self._measure(child, level + 1)
        if level >= self._hang_from and below:
            self._hanging.add(person)
            columns = self._pack(below)
        else:
            stack = [child for child in below if not self._children[child]]
            if len(stack) < _STACK_FROM:
                stack = []
            columns = [[child] for child in below if child not in stack] + self._pack(stack)
        self._columns[person] = columns
        width = self._indent(person) + sum(map(self._width, columns))
        self._sizes[person] = max(width, 1.0), 1 + max(map(self._rows, columns), default=0)

    def _pack(self, people):
        """Columns of about the same height, none higher than allowed unless one alone is."""
        rows = self._rows(people)
        if not rows:
            return []
        limit = math.ceil(rows / math.ceil(rows / self._height))
        columns = [[]]
        for person in people:
            if columns[-1] and self._rows([*columns[-1], person]) > limit:
                columns.append([])
            columns[-1].append(person)
        return columns

    def _width(self, column):
        return max(self._sizes[person][0] for person in column)

    def _rows(self, column):
        return sum(self._sizes[person][1] for person in column)

    def _indent(self, person):
        return _INDENT if person in self._hanging and person is not _EVERYBODY else 0.0

    def _place(self, person, left, row, places):
        """Place a person and all below her from column ``left`` on."""
        across = 0 if person in self._hanging else (self._sizes[person][0] - 1) / 2
        places[person] = (left + across, row)
        left += self._indent(person)
        for column in self._columns[person]:
            below = row + 1
            for child in column:
                self._place(child, left, below, places)
                below += self._sizes[child][1]
            left += self._width(column)


def fit_text(text, width):
    """Cut a text to ``width`` half-width characters; Chinese ones count as two."""
    total, kept = 0, []
    for sign in text or "":
        total += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if total > width:
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(sign)
    return "".join(kept)
