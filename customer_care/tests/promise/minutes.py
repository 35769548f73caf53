"""Promises counted in the most simple-minded way: minute by minute, as a person with a watch and a
wall calendar would. It shares nothing with the product, and serves as its judge."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
EPOCH = datetime(2020, 1, 1)
FOREVER = 60 * 24 * 400


def minute_of(moment):
    return int((moment - EPOCH).total_seconds()) // 60


def moment_of(minute):
    return EPOCH + minute * MINUTE


class Wall:
    """A zone, a week of opening hours and some holidays; every minute is open where week is None.

    :param week: list of (weekday, from hour, to hour)
    :param holidays: list of pairs of UTC moments
    """

    def __init__(self, zone, week=None, holidays=()):
        self.zone = ZoneInfo(zone)
        self.week = week
        self.holidays = [(minute_of(since), minute_of(upto)) for since, upto in holidays]
        self.known = {}

    def is_open(self, minute):
        if self.week is None:
            return True
        if minute not in self.known:
            self.known[minute] = self._look(minute)
        return self.known[minute]

    def _look(self, minute):
        if any(since <= minute < upto for since, upto in self.holidays):
            return False
        local = self.local(minute)
        hour = local.hour + local.minute / 60
        return any(
            day == local.weekday() and since <= hour < upto for day, since, upto in self.week
        )

    def local(self, minute):
        return moment_of(minute).replace(tzinfo=UTC).astimezone(self.zone)

    def same_time_after(self, minute, days):
        """The minute, so many days later, at which the clock on the wall shows the same time; as if
        no hour were missing where the night skips it."""
        wanted = self.local(minute).replace(tzinfo=None) + timedelta(days=days)
        guess = minute + days * 1440
        for found in range(guess - 180, guess + 180):
            if self.local(found).replace(tzinfo=None) == wanted:
                return found
        return guess


class Watched:
    """One promise under the watch; all in minutes."""

    def __init__(self, wall, start, target, can_pause=True):
        self.wall, self.start, self.target, self.can_pause = wall, start, target, can_pause
        self.state, self.end, self.late = "running", None, None
        self.pauses = []  # [since, upto or None]

    @property
    def deadline(self):
        left = self.target
        for minute in range(self.start, self.start + FOREVER):
            if self.wall.is_open(minute) and not self.is_paused(minute):
                left -= 1
                if not left:
                    return minute + 1
        raise ValueError("never")

    def is_paused(self, minute):
        """In a pause that is over."""
        return any(upto and since <= minute < upto for since, upto in self.pauses)

    @property
    def paused(self):
        return sum(
            self.wall.is_open(minute)
            for since, upto in self.pauses
            if upto
            for minute in range(since, upto)
        )

    def look(self, now):
        if self.state == "running" and self.deadline < now:
            self.state = "breached"

    def pause(self, now):
        self.look(now)
        if self.state == "running" and self.can_pause and now < self.deadline:
            self.state = "paused"
            self.pauses.append([now, None])

    def resume(self, now):
        self.look(now)
        if self.state == "paused":
            self.state = "running"
            self.pauses[-1][1] = now

    def change(self, now, wall, target):
        """Something else is promised, from the start."""
        self.look(now)
        if self.state in ("running", "paused"):
            self.wall, self.target = wall, target
            if self.state == "paused" and self.deadline <= self.pauses[-1][0]:
                self.resume(now)
            self.look(now)

    def finish(self, now, state):
        self.resume(now)
        if self.end is not None:
            return
        self.end = now
        if self.state == "breached":
            self.late = sum(
                self.wall.is_open(minute) and not self.is_paused(minute)
                for minute in range(self.deadline, now)
            )
        else:
            self.state = state
