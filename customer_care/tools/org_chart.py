"""Places for the cards of an organization chart. Pure geometry: nothing of Odoo in here."""

import math
import unicodedata

_STACK_FROM = 4  # so many people without people of their own are stacked instead of in a row
_STACK_HEIGHT = 6


def place_cards(parents):
    """Place each person on a grid, superiors above their people, without any overlap.

    :param dict parents: ``{person: superior or None}``, in the order in which they are to stand;
        a superior who is not a key of it counts as none. Lines in a circle are cut.
    :return: ``{person: (column, row)}``; columns are floats, a card is one column wide and one row
        high
    """
    children, roots = _forest(parents)
    places = {}
    left = 0.0
    alone = [root for root in roots if not children[root]]
    for root in roots:
        if children[root]:
            left += _place(root, children, left, 0, places)
    _place_grid(alone, left, 0, _grid_height(alone, places), places)
    return places


def _forest(parents):
    """Children of each, and those without a superior; a circle is cut at its first member."""
    children = {person: [] for person in parents}
    roots = []
    for person, superior in parents.items():
        if superior not in parents or _reaches(superior, person, parents):
            roots.append(person)
        else:
            children[superior].append(person)
    return children, roots


def _reaches(start, goal, parents):
    """Whether the way up from ``start`` comes to ``goal``, the first of its circle."""
    order = {person: number for number, person in enumerate(parents)}
    seen = []
    while start in parents and start not in seen:
        seen.append(start)
        start = parents[start]
    circle = seen[seen.index(start) :] if start in seen else []
    return goal in circle and goal == min(circle, key=order.__getitem__)


def _place(root, children, left, row, places):
    """Place a tree from column ``left`` on; return how many columns it takes."""
    below = children[root]
    stack = [person for person in below if not children[person]]
    if len(stack) < _STACK_FROM:
        stack = []
    width = 0.0
    for person in below:
        if person not in stack:
            width += _place(person, children, left + width, row + 1, places)
    width += _place_grid(stack, left + width, row + 1, _STACK_HEIGHT, places)
    width = max(width, 1.0)
    places[root] = (left + (width - 1) / 2, row)
    return width


def _place_grid(people, left, row, height, places):
    """Fill columns of at most ``height`` from the top; return how many it takes."""
    if not people:
        return 0.0
    columns = math.ceil(len(people) / height)
    height = math.ceil(len(people) / columns)
    for number, person in enumerate(people):
        column, place = divmod(number, height)
        places[person] = (left + column, row + place)
    return float(columns)


def _grid_height(people, places):
    """As high as what stands beside it, or about twice as wide as high."""
    beside = max((row for _column, row in places.values()), default=0) + 1
    return max(beside, math.ceil(math.sqrt(len(people) / 2)), 1)


def fit_text(text, width):
    """Cut a text to ``width`` half-width characters; Chinese ones count as two."""
    total, kept = 0, []
    for sign in text or "":
        total += 2 if unicodedata.east_asian_width(sign) in "WF" else 1
        if total > width:
            return "".join(kept[:-1]).rstrip() + "…"
        kept.append(sign)
    return "".join(kept)
