"""What a customer lacks for the next better grade, as sentences for its account manager."""

import math

from dateutil.relativedelta import relativedelta

from odoo import models
from odoo.tools import SQL, float_round

from .care_grade_criterion import _SIGNS
from .refresh_scope import RefreshScope


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _missing(self, criterion):
        """What is left to do until the next review for a criterion that is not met.

        A room that can say it better for its metric adds ``_missing_<metric>(criterion)``.

        :return: a sentence such as "¥38,000 of turnover in the next 41 days"
        """
        self.ensure_one()
        special = getattr(self, f"_missing_{criterion.metric}", None)
        sentence = special and special(criterion)
        return sentence or self._missing_plain(criterion)

    def _missing_plain(self, criterion):
        """Figure and threshold in words, for metrics about which nothing better can be said."""
        field = criterion._metric_field()
        label = field._description_string(self.env)
        value = criterion._value_of(self)
        if criterion.is_judgement:
            wanted = criterion._choice(field, int(criterion.threshold))
            return self.env._("%(label)s: to be set to %(wanted)s", label=label, wanted=wanted)
        threshold = criterion._number(field, criterion.threshold, self.currency_id)
        if value is False:
            return self.env._("%(label)s: nothing is known yet", label=label)
        return self.env._(
            "%(label)s %(sign)s %(threshold)s; now %(value)s",
            label=label,
            sign=_SIGNS[criterion.operator],
            threshold=threshold,
            value=criterion._number(field, value, self.currency_id),
        )

    # === TRADE === #

    def _missing_turnover_12m(self, criterion):
        return self._missing_turnover(criterion, criterion.threshold)

    def _missing_turnover_trend_percent(self, criterion):
        """The growth asked for, over what the twelve months before will have been by then."""
        previous = self._trade_by_review()["previous"]
        if previous <= 0:
            return False
        return self._missing_turnover(criterion, previous * (1 + criterion.threshold / 100))

    def _missing_turnover_percentile(self, criterion):
        """The turnover of whoever stands at the rank asked for today."""
        if criterion.operator not in (">", ">="):
            return False
        rank = self._turnover_at_percentile(criterion.threshold, criterion.operator)
        if rank is None:
            return False
        sentence = self._missing_turnover(criterion, rank, strict=False)
        return sentence and self.env._("%(sentence)s, as the others stand today", sentence=sentence)

    def _missing_order_count_12m(self, criterion):
        if criterion.operator not in (">", ">="):
            return False
        target = math.ceil(criterion.threshold)
        if criterion.operator == ">" and target == criterion.threshold:
            target += 1
        missing = target - self._trade_by_review()["orders"]
        return missing > 0 and self.env._(
            "%(count)s orders in the next %(days)s days",
            count=int(missing),
            days=self._days_to_review(),
        )

    def _missing_turnover(self, criterion, target, strict=None):
        """The turnover that is to come until the next review for ``target`` to be met on its day.

        Turnover that is known but will have left the twelve months by then does not count.
        """
        if criterion.operator not in (">", ">="):
            return False
        strict = criterion.operator == ">" if strict is None else strict
        missing = target - self._trade_by_review()["turnover"]
        unit = 1 if missing >= 1000 else self.currency_id.rounding
        rounded = float_round(missing, precision_rounding=unit, rounding_method="UP")
        if strict and rounded <= missing:
            rounded += unit
        if rounded <= 0:
            return self.env._("met by the next review, as turnover stands today")
        return self.env._(
            "%(amount)s of turnover in the next %(days)s days",
            amount=criterion._number(self._fields["turnover_12m"], rounded, self.currency_id),
            days=self._days_to_review(),
        )

    def _days_to_review(self):
        today = self.company_id._care_today()
        return (self._next_review_date(today) - today).days

    def _trade_by_review(self):
        """What is known today and counts on the day of the next review.

        :return: dict of ``turnover`` and ``orders`` of the twelve months that end on that day, and
            ``previous``, the turnover of the twelve before
        """
        self.env.flush_all()
        scope = RefreshScope.of(self.company_id, partners=self.partner_id)
        start = self._next_review_date(scope.today) - relativedelta(months=12)
        [(turnover, orders, previous)] = self.env.execute_query(
            SQL(
                """
                SELECT COALESCE(SUM(d.amount) FILTER (WHERE d.day > %(start)s), 0),
                       COALESCE(SUM(d.orders) FILTER (WHERE d.day > %(start)s), 0),
                       COALESCE(SUM(d.amount) FILTER (WHERE d.day <= %(start)s), 0)
                  FROM (%(documents)s) d WHERE d.day > %(before)s
                """,
                documents=self._trade_documents(scope),
                start=start,
                before=start - relativedelta(months=12),
            )
        )
        return {"turnover": float(turnover), "orders": int(orders), "previous": float(previous)}

    def _turnover_at_percentile(self, percentile, sign):
        """The least turnover that would put the customer at the percentile, if nobody else moved.

        The percentile is that of ``_refresh_rank``: percent of those with turnover who don't have
        more, rounded up.

        :return: an amount; 0 where any turnover does; None where none does
        """
        # sudo - care.profile: where others stand is told as one amount, without a name
        others = self.sudo()._sql_others_turnover()
        [(count,)] = self.env.execute_query(SQL("SELECT COUNT(*) FROM (%s) o", others))
        total = count + 1
        rank = next(
            (
                below
                for below in range(total)
                if (reached := math.ceil(100 * (below + 1) / total)) > percentile
                or (sign == ">=" and reached >= percentile)
            ),
            None,
        )
        if rank is None or rank == 0:
            return rank
        [(amount,)] = self.env.execute_query(
            SQL("%s ORDER BY turnover_12m OFFSET %s LIMIT 1", others, rank - 1)
        )
        return float(amount)

    def _sql_others_turnover(self):
        return SQL(
            "SELECT turnover_12m FROM care_profile"
            " WHERE company_id = %s AND active AND turnover_12m > 0 AND id <> %s",
            self.company_id.id,
            self.id,
        )
