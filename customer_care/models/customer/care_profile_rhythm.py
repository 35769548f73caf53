"""How often and since when a customer buys."""

import datetime

from odoo import api, models
from odoo.tools import SQL

from .figure_fields import CountFigure, RatioFigure

# A customer's own interval is that of the last year, and needs two intervals to be usual.
RHYTHM_DAYS = 365
_RHYTHM_INTERVALS = 2


class CareProfile(models.Model):
    _inherit = "care.profile"

    order_trend_percent = RatioFigure(
        "Order Trend (%)",
        digits=(16, 1),
        aggregator=None,
        help="Number of orders of the last twelve months against the twelve before. Empty: no order"
        " in the twelve before.",
    )
    usual_interval_days = RatioFigure(
        "Usual Interval (Days)",
        digits=(16, 1),
        aggregator="avg",
        help="Days between two orders as a rule: the median of the last 365 days. Several orders of"
        " one day are one. Empty: fewer than three days with orders.",
    )
    cooperation_years = CountFigure(
        "Years of Cooperation",
        aggregator="avg",
        help="Full years since the first order. Empty: no order yet.",
    )

    @api.model
    def _trade_figures(self, scope):
        figures = super()._trade_figures(scope)
        recent, before = self._trade_windows(scope)
        return {
            **figures,
            "order_trend_percent": self._sql_trend(
                SQL("COALESCE(SUM(d.orders) FILTER (WHERE %s), 0)", recent),
                SQL("SUM(d.orders) FILTER (WHERE %s)", before),
            ),
            "usual_interval_days": self._sql_usual_interval(scope),
            "cooperation_years": self._sql_full_years(figures["first_order_date"], scope.today),
        }

    @api.model
    def _sql_usual_interval(self, scope):
        """The median of the days between two days with orders, both within the window."""
        interval = SQL(
            "d.orders = 1 AND d.previous_day < d.day AND d.previous_day > %s",
            scope.today - datetime.timedelta(days=RHYTHM_DAYS),
        )
        return SQL(
            "CASE WHEN COUNT(*) FILTER (WHERE %(interval)s) >= %(least)s THEN"
            " (PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY d.day - d.previous_day)"
            " FILTER (WHERE %(interval)s))::numeric END",
            interval=interval,
            least=_RHYTHM_INTERVALS,
        )

    @api.model
    def _sql_full_years(self, day, today):
        """Full years from an SQL date until today; who began on a 29 February has it on the 28th
        of other years."""
        years = SQL("(%s - EXTRACT(YEAR FROM %s)::int)", today.year, day)
        return SQL(
            "%(years)s - CASE WHEN %(day)s + make_interval(years => %(years)s) > %(today)s"
            " THEN 1 ELSE 0 END",
            years=years,
            day=day,
            today=today,
        )


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [
            *super()._metrics(),
            "order_trend_percent",
            "usual_interval_days",
            "cooperation_years",
        ]
