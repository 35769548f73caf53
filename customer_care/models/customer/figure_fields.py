"""Columns that the engine fills: no data is not zero.

Odoo reads an empty number as 0. A figure that nobody could count yet must not look like one that
was counted and found to be zero, so these fields give ``False`` for NULL: the screens show nothing,
exports leave the cell empty, and Python still adds and compares it as 0.
"""

from odoo import fields


class _Figure:
    """What all figures share: written by the engine alone, never copied, empty when unknown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"readonly": True, "copy": False, **kwargs})

    def convert_to_record(self, value, record):
        return False if value is None else value


class CountFigure(_Figure, fields.Integer):
    """A number of things."""


class RatioFigure(_Figure, fields.Float):
    """A percentage (0-100, a trend beyond it) or an average; name or help state the unit."""


class ScoreFigure(RatioFigure):
    """A ratio that is written record by record, or computed and not stored: ``None`` is kept as no
    data, where Odoo would take 0."""

    def convert_to_cache(self, value, record, validate=True):
        return (
            None
            if value is None or value is False
            else super().convert_to_cache(value, record, validate)
        )

    def convert_to_column(self, value, record, values=None, validate=True):
        return (
            None
            if value is None or value is False
            else super().convert_to_column(value, record, values, validate)
        )


class MoneyFigure(_Figure, fields.Monetary):
    """An amount in the currency of the record's company."""
