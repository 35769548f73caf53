"""Scores of surveys, out of counted answers. No answer is no score, never zero."""

import math

SATISFIED_FROM = 4  # of 5: "top two boxes"
PROMOTER_FROM, DETRACTOR_BELOW = 9, 7  # of 10; between them an average may lie, too
_Z_95 = 1.959964  # two-sided 95 % of the normal distribution


def on_scale(value, low, high, new_low=1, new_high=5):
    """A value of one scale as one of another, in proportion.

    >>> on_scale(10, 0, 10)
    5.0
    """
    return new_low + (value - low) * (new_high - new_low) / (high - low)


def average(values):
    """The mean; ``None`` without answers."""
    return sum(values) / len(values) if values else None


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
