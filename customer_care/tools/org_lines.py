"""Lines between the cards of an organization chart, as corners of a way that runs through no card.
Pure geometry: nothing of Odoo in here.

Rows are as high as a card and the space below it, so between two rows is a lane without cards all
across the chart, and beside every card half of the space is free.
"""

_ARROW = 7  # length of an arrow's head
_SWINGS = 3  # so many lines beside each other before two share their way


class Lines:
    """The cards between which lines run.

    :param corners: upper left corners of all cards
    :param card: width and height of a card
    :param space: between two cards, across and down
    """

    def __init__(self, corners, card, space):
        self._width, self._height = card
        self._across, self._down = space
        self._rows = {}
        for x, y in corners:
            self._rows.setdefault(y, []).append(x)

    def report(self, upper, lower):
        """From the foot of the superior's card to the head of the other one or, where that is
        further down, to its side."""
        foot, lane = upper[0] + self._width // 2, upper[1] + self._height + self._down // 2
        start = [(foot, upper[1] + self._height), (foot, lane)]
        if lower[1] - upper[1] <= self._height + self._down:
            head = lower[0] + self._width // 2
            return [*start, (head, lane), (head, lower[1])]
        side, beside = lower[0] - self._across // 2, lower[1] + self._height // 2
        return [*start, (side, lane), (side, beside), (lower[0], beside)]

    def influence(self, source, target, number=0):
        """From side to side, through lanes and past the cards between.

        :param int number: of the line, so that lines that go the same way lie beside each other
        """
        swing = number % _SWINGS
        leave = source[1] + self._height * 4 // 5
        arrive = target[1] + self._height * 3 // 5
        if self._are_neighbours(source, target):
            is_right = target[0] > source[0]
            ends = (source[0] + self._width, target[0]), (source[0], target[0] + self._width)
            start, end = ends[0 if is_right else 1]
            return [(start, arrive), (end, arrive)]
        first, last = self._lanes(source, target, self._down * 2 // 3 + swing * 5)
        beside = 8 + swing * 2
        channel = []
        goals = target[0] + self._width // 2, source[0] + self._width // 2
        if first != last:
            middle = self._channel(source, target, first, last, beside)
            channel = [(middle, first), (middle, last)]
            goals = middle, middle
        out, start = self._side(source, goals[0], beside)
        into, end = self._side(target, goals[1], beside)
        return [
            *((start, leave), (out, leave), (out, first)),
            *channel,
            *((into, last), (into, arrive), (end, arrive)),
        ]

    def _are_neighbours(self, source, target):
        """Whether they stand in one row with nobody between."""
        left, right = sorted((source[0], target[0]))
        row = self._rows[source[1]]
        return source[1] == target[1] and not any(left < x < right for x in row)

    def _lanes(self, source, target, drop):
        """The lane by which the line leaves one row, and that by which it comes to the other."""
        above = self._height + self._down
        below = source[1] + self._height + drop
        if target[1] > source[1]:
            return below, target[1] + self._height + drop - above
        if target[1] < source[1]:
            return below - above, target[1] + self._height + drop
        lane = below - above if source[1] > min(self._rows) else below
        return lane, lane

    def _channel(self, source, target, first, last, beside):
        """The way down or up that is nearest and free in all the rows between two lanes."""
        top, bottom = sorted((first, last))
        between = [x for y, row in self._rows.items() if top < y < bottom for x in row]
        everywhere = [x for row in self._rows.values() for x in row]
        ways = [end for x in (*between, *everywhere) for end in self._sides(x, beside)]
        middle = self._width // 2
        return min(
            (way for way in ways if not any(x < way < x + self._width for x in between)),
            key=lambda way: abs(way - source[0] - middle) + abs(way - target[0] - middle),
        )

    def _sides(self, x, beside):
        return x - beside, x + self._width + beside

    def _side(self, corner, goal, beside):
        """On the nearer side of a card: where a line turns, and where it touches the card."""
        left, right = self._sides(corner[0], beside)
        if abs(left - goal) < abs(right - goal):
            return left, corner[0]
        return right, corner[0] + self._width


def path(points):
    """The way as SVG has it."""
    return "M" + "L".join(f"{x} {y}" for x, y in points)


def arrow(points):
    """The way up to an arrow's head at its end, and the head: no marker, which prints leave out.

    :return: two paths
    """
    (before, _y), (x, y) = points[-2:]
    back = -_ARROW if x > before else _ARROW
    head = f"M{x} {y}L{x + back} {y - 4}L{x + back} {y + 4}z"
    return path([*points[:-1], (x + back, y)]), head
