"""On which days of a month something is done that is done a number of times a month."""

import calendar
import datetime

_DAYS = 30  # a month, as far as spreading goes: the same days in every month


def days_of_month(first: datetime.date, number: int) -> list[datetime.date]:
    """The nominal days, spread over the month: the 8th and the 23rd for two.

    :param first: the first of the month
    """
    last = calendar.monthrange(first.year, first.month)[1]
    return [
        first.replace(day=min((2 * place + 1) * _DAYS // (2 * number) + 1, last))
        for place in range(number)
    ]


def moved_out_of_past(days: list[datetime.date], today: datetime.date) -> list[datetime.date]:
    """The same days, but those before ``today`` spread over what is left of their month."""
    past = sum(day < today for day in days)
    if not past:
        return days
    left = calendar.monthrange(today.year, today.month)[1] - today.day + 1
    late = [today + datetime.timedelta(days=place * left // past) for place in range(past)]
    return late + days[past:]
