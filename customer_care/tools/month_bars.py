"""Where the bars of a drawing by month stand: what is drawn on paper and on the screen alike."""

_FOOT, _HEAD = 16, 18  # for the names of months and for the amounts, in units of the drawing


def month_bars(values, before, width=850, height=170):
    """Bars of the months, each beside the one of the same month a year earlier.

    :param values: amounts, oldest first; negative ones hang below the zero line
    :param before: as many amounts of a year earlier
    :return: dict of ``width, height, zero`` (the height of the zero line) and ``bars``: dicts of
        ``middle`` (of the month's place) and ``now, before``, each a dict ``x, y, width, height``
    """
    top, low = max(0, *values, *before), min(0, *values, *before)
    scale = (height - _FOOT - _HEAD) / ((top - low) or 1)
    zero = _HEAD + top * scale
    place = width / len(values)
    bar = place * 0.36

    def rect(amount, x):
        size = abs(amount) * scale
        return {
            "x": round(x, 1),
            "y": round(zero - size if amount > 0 else zero, 1),
            "width": round(bar, 1),
            "height": round(size, 1),
        }

    return {
        "width": width,
        "height": height,
        "zero": round(zero, 1),
        "bars": [
            {
                "middle": round(place * (number + 0.5), 1),
                "before": rect(before[number], place * (number + 0.5) - bar),
                "now": rect(amount, place * (number + 0.5)),
            }
            for number, amount in enumerate(values)
        ],
    }
