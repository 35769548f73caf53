"""When contacts fall due that a rhythm asks for, if all before them happen on their day."""

import datetime
from collections.abc import Iterable, Iterator
from typing import NamedTuple


class Rhythm(NamedTuple):
    """A line of the cadence, as far as it can be foreseen."""

    key: int
    first: datetime.date  # when it falls due next
    interval: datetime.timedelta  # positive
    counts: bool  # whether every real contact starts it anew


def foreseen(
    rhythms: Iterable[Rhythm], contacts: Iterable[datetime.date], last: datetime.date
) -> Iterator[tuple[int, datetime.date]]:
    """The keys and days of contacts up to a day.

    Rhythms that count share their contacts: whatever happens first, be it one of ``contacts`` or
    of their own, starts all of them anew. Any other goes its own way.

    :param contacts: days of real contacts that are planned anyhow
    """
    shared = {rhythm.key: (rhythm.first, rhythm.interval) for rhythm in rhythms if rhythm.counts}
    for rhythm in rhythms:
        if not rhythm.counts:
            day = rhythm.first
            while day <= last:
                yield rhythm.key, day
                day += rhythm.interval
    fixed = sorted(contacts, reverse=True)
    while shared:
        key, (day, _interval) = min(shared.items(), key=lambda item: (item[1][0], item[0]))
        planned = bool(fixed) and fixed[-1] <= day
        if planned:
            day = fixed.pop()
        if day > last:
            return
        if not planned:
            yield key, day
        shared = {one: (day + interval, interval) for one, (_day, interval) in shared.items()}
