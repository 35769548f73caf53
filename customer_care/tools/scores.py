"""Scores of surveys, out of counted answers. No answer is no score, never zero."""

import math
from collections import Counter

SATISFIED_FROM = 4  # of 5: "top two boxes"
PROMOTER_FROM, DETRACTOR_BELOW = 9, 7  # of 10; between them an average may lie, too
_Z_95 = 1.959964  # two-sided 95 % of the normal distribution


def on_scale(value, low, high, new_low=1, new_high=5):
    """A value of one scale as one of another, in proportion.

    >>> on_scale(10, 0, 10)
    5.0
    """
    return new_low + (value - low) * (new_high - new_low) / (high - low)


def satisfied_percent(satisfactions):
    """Share of answers of 4 or 5 of 5, 0-100; ``None`` without answers."""
    values = list(satisfactions)
    if not values:
        return None
    return 100 * sum(value >= SATISFIED_FROM for value in values) / len(values)


def average(values):
    """The mean; ``None`` without answers."""
    values = list(values)
    return sum(values) / len(values) if values else None


def recommend_counts(scores):
    """How many promoters (9-10), passives (7-8) and detractors (0-6) there are.

    :return: ``(promoters, passives, detractors)``
    """
    groups = Counter(
        "promoter"
        if score >= PROMOTER_FROM
        else "detractor"
        if score < DETRACTOR_BELOW
        else "passive"
        for score in scores
    )
    return groups["promoter"], groups["passive"], groups["detractor"]


def nps(scores):
    """Net promoter score, -100 to 100: percent promoters less percent detractors; ``None`` without
    answers."""
    promoters, passives, detractors = recommend_counts(scores)
    total = promoters + passives + detractors
    return 100 * (promoters - detractors) / total if total else None


def percent_margin(percent, answers, asked):
    """By how many points a share may be off either way, with 95 % confidence (Wilson's interval,
    corrected for a finite population of ``asked``); ``None`` without answers, 0 where everybody
    answered."""
    if not answers:
        return None
    if answers >= asked:
        return 0.0
    share, squared = percent / 100, _Z_95**2
    spread = math.sqrt(share * (1 - share) / answers + squared / (4 * answers**2))
    finite = math.sqrt((asked - answers) / (asked - 1))
    return 100 * _Z_95 * spread / (1 + squared / answers) * finite
