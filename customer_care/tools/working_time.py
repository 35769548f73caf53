"""Time that counts towards a promise: every hour or those of a working calendar, less the pauses.

Moments are naive and in UTC, amounts whole seconds. Zones and daylight saving are the business of
whoever knows the hours; they come here as intervals in UTC.
"""

from datetime import UTC, timedelta

# A calendar whose next hours are further away has none worth waiting for.
HORIZON = timedelta(days=2 * 366)

_FIRST_LOOK = timedelta(days=14)


class WorkingTime:
    """What counts of the time between moments."""

    def __init__(self, hours=None, pauses=()):
        """
        :param hours: function of two moments that gives the intervals between them in which time
            counts, as pairs of moments; all time counts when None
        :param pauses: pairs of moments between which nothing counts; an end of None is not known
            yet
        """
        self._hours = hours
        self._pauses = list(pauses)

    def seconds(self, start, end):
        """How much counts between two moments; nothing when the end comes first."""
        return sum(int((upto - since).total_seconds()) for since, upto in self._counted(start, end))

    def add(self, start, seconds):
        """The first moment by which so much has counted since ``start``.

        :return: None where that does not happen within ``HORIZON``, as with a calendar without
            hours or a pause without an end
        """
        left = timedelta(seconds=seconds)
        since, look = start, _FIRST_LOOK
        while since < start + HORIZON:
            upto = min(since + look, start + HORIZON)
            for opens, closes in self._counted(since, upto):
                if left <= closes - opens:
                    return opens + left
                left -= closes - opens
            since, look = upto, look * 2
        return None

    def _counted(self, start, end):
        """The intervals that count, in order and apart from each other."""
        if end <= start:
            return []
        intervals = [(start, end)] if self._hours is None else self._hours(start, end)
        holes = [(since, end if upto is None else upto) for since, upto in self._pauses]
        return subtract(join(clip(intervals, start, end)), join(clip(holes, start, end)))


def clip(intervals, start, end):
    """What of the intervals lies between two moments."""
    clipped = ((max(since, start), min(upto, end)) for since, upto in intervals)
    return [(since, upto) for since, upto in clipped if since < upto]


def join(intervals):
    """The same time in order, overlapping and touching intervals joined."""
    joined = []
    for since, upto in sorted(intervals):
        if joined and since <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], upto))
        else:
            joined.append((since, upto))
    return joined


def subtract(intervals, holes):
    """What remains of the intervals without the holes; both joined."""
    remaining = []
    for since, upto in intervals:
        for hole_since, hole_upto in holes:
            if hole_upto <= since or hole_since >= upto:
                continue
            if since < hole_since:
                remaining.append((since, hole_since))
            since = hole_upto
        if since < upto:
            remaining.append((since, upto))
    return remaining


def same_time_after(start, days, zone):
    """The moment so many days later at the same time of the day in a zone: over a daylight-saving
    night a day has 23 or 25 hours."""
    local = start.replace(tzinfo=UTC).astimezone(zone)
    return (local + timedelta(days=days)).astimezone(UTC).replace(tzinfo=None)
