"""Quarters of the calendar year; begin and end of one come from Odoo's own ``date_utils``."""

from odoo.tools.date_utils import start_of, subtract


def quarter_before(day):
    """The first day of the quarter before the one in which ``day`` lies.

    >>> quarter_before(datetime.date(2026, 1, 1))
    datetime.date(2025, 10, 1)
    """
    return start_of(subtract(day, months=3), "quarter")
