"""Quarters of the calendar year."""

import datetime


def quarter_start(day):
    """The first day of the quarter in which ``day`` lies.

    >>> quarter_start(datetime.date(2026, 3, 31))
    datetime.date(2026, 1, 1)
    """
    return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)


def quarter_end(day):
    """The last day of the quarter in which ``day`` lies.

    >>> quarter_end(datetime.date(2026, 11, 5))
    datetime.date(2026, 12, 31)
    """
    return quarter_start(quarter_start(day) + datetime.timedelta(days=100)) - datetime.timedelta(1)


def quarter_before(day):
    """The first day of the quarter before the one in which ``day`` lies.

    >>> quarter_before(datetime.date(2026, 1, 1))
    datetime.date(2025, 10, 1)
    """
    return quarter_start(quarter_start(day) - datetime.timedelta(days=1))
