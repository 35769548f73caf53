"""What the customer bought and earned us in the quarter: the internal edition's figures of trade.

Nothing is stored; each method asks for one customer and one quarter, in one statement.
"""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.refresh_scope import RefreshScope

_CATEGORIES_AT_MOST = 12


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    # === THE QUARTER === #

    def _scope(self):
        """The customer up to the end of the quarter or, as long as it runs, until today."""
        self.ensure_one()
        company = self.company_id
        until = min(self.date_end, company._care_today())
        return RefreshScope.of(company, until, self.partner_id)

    def _windows(self):
        """The days that are compared, by name: pairs of first and last day.

        While the quarter runs, as many days of the year before are compared.
        """
        start, end = self.date_start, min(self.date_end, self.company_id._care_today())
        year = relativedelta(years=1)
        year_start = end + relativedelta(days=1) - year
        return {
            "quarter": (start, end),
            "quarter_before": (start - year, end - year),
            "year": (year_start, end),
            "year_before": (year_start - year, end - year),
        }

    def _sums_by_window(self, column, windows):
        """Sums of a column of rows ``d`` in the windows, as SQL aggregates."""
        return SQL(", ").join(
            SQL(
                "SUM(%s) FILTER (WHERE d.day BETWEEN %s AND %s) AS %s",
                column,
                *days,
                SQL.identifier(name),
            )
            for name, days in windows.items()
        )

    @api.model
    def _trend(self, recent, before):
        """By how many percent ``recent`` is more; False without a base."""
        return before > 0 and round((recent - before) * 100 / before, 1)

    # === FIGURES === #

    def _figures_trade(self):
        """Turnover and orders.

        :return: dict of ``turnover, orders`` (dicts by window), ``trend_quarter, trend_year``
            (percent; False without a base), ``chart`` (as ``_page_chart``) and ``source``
        """
        scope, Profile = self._scope(), self.profile_id
        documents, windows = Profile._trade_documents(scope), self._windows()
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s, %s FROM (%s) d",
                self._sums_by_window(SQL("d.amount"), windows),
                self._sums_by_window(SQL("d.orders"), windows),
                documents,
            )
        )
        turnover = dict(zip(windows, map(float, (value or 0 for value in row[:4])), strict=True))
        return {
            "turnover": turnover,
            "orders": dict(zip(windows, (int(value or 0) for value in row[4:]), strict=True)),
            "trend_quarter": self._trend(turnover["quarter"], turnover["quarter_before"]),
            "trend_year": self._trend(turnover["year"], turnover["year_before"]),
            "chart": Profile._page_chart(scope, documents, "monetary"),
            "source": self.company_id.care_turnover_source,
        }

    def _figures_profit(self):
        """Margin of the quarter's orders and of the twelve months.

        :return: dict of ``quarter, year``, each False where nobody knows the costs or where nothing
            was ordered: no data is not zero
        """
        scope, Profile = self._scope(), self.profile_id
        unknown = {"quarter": False, "year": False}
        if "margin" not in Profile._order_columns(scope):
            return unknown
        windows = {name: days for name, days in self._windows().items() if name in unknown}
        [row] = self.env.execute_query(
            SQL(
                "SELECT %s FROM (%s) d",
                self._sums_by_window(SQL("d.margin"), windows),
                Profile._trade_documents_orders(scope),
            )
        )
        return {
            name: False if value is None else float(value)
            for name, value in zip(windows, row, strict=True)
        }

    def _figures_categories(self):
        """What was bought, by product category, most first.

        :return: list of dicts ``name`` (False: without one), ``amount``, ``share_percent`` (of the
            quarter), ``before`` (the same quarter a year before) and ``trend_percent``
        """
        windows = self._windows()
        rows = self.env.execute_query(
            SQL(
                """
                SELECT k.complete_name, s.quarter, s.quarter_before
                  FROM (SELECT d.categ_id, %s FROM (%s) d GROUP BY d.categ_id) s
             LEFT JOIN product_category k ON k.id = s.categ_id
                 WHERE s.quarter <> 0 OR s.quarter_before <> 0
              ORDER BY s.quarter DESC NULLS LAST, s.quarter_before DESC NULLS LAST, k.complete_name
                """,
                self._sums_by_window(SQL("d.amount"), windows),
                self.profile_id._trade_lines(self._scope()),
            )
        )
        rows = [(name, float(now or 0), float(before or 0)) for name, now, before in rows]
        total = sum(now for _name, now, _before in rows if now > 0)
        return [
            {
                "name": name or False,
                "amount": now,
                "share_percent": now > 0 and round(100 * now / total, 1),
                "before": before,
                "trend_percent": self._trend(now, before),
            }
            for name, now, before in rows[:_CATEGORIES_AT_MOST]
        ]

    def _figures_rank(self):
        """Where the customer stands among ours, by the stored turnover of twelve months.

        :return: dict of ``share_percent, place, count``; False without turnover
        """
        mine = self.profile_id.turnover_12m
        if not mine or mine < 0:
            return False
        [[total, count, better]] = self.env.execute_query(
            SQL(
                "SELECT SUM(turnover_12m), COUNT(*), COUNT(*) FILTER (WHERE turnover_12m > %s)"
                " FROM care_profile WHERE company_id = %s AND active AND turnover_12m > 0",
                mine,
                self.company_id.id,
            )
        )
        return total and {
            "share_percent": round(100 * mine / float(total), 1),
            "place": better + 1,
            "count": count,
        }

    def _figures_payment(self):
        """How the customer pays.

        :return: dict of ``overdue`` (amount; False: never an invoice), ``overdue_count,
            oldest_days`` (of what is overdue now), ``paid_count`` (invoices paid in the quarter)
            and ``late_days`` (mean of those, after the due date; False: none was paid)
        """
        scope, (start, end) = self._scope(), self._windows()["quarter"]
        [[count, oldest]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), MAX(%(today)s::date - o.invoice_date_due)
                  FROM account_move o JOIN res_partner m ON m.id = o.partner_id
                 WHERE %(invoice)s AND o.payment_state IN ('not_paid', 'partial')
                   AND o.invoice_date_due < %(today)s AND o.company_id IN %(branches)s
                   AND %(scope)s
                """,
                **self._payment_parts(scope),
            )
        )
        [[paid, late]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), AVG(GREATEST(p.day - p.due, 0))
                  FROM (SELECT o.id, o.invoice_date_due AS due, MAX(r.max_date) AS day
                          FROM account_move o
                          JOIN res_partner m ON m.id = o.partner_id
                          JOIN account_move_line l ON l.move_id = o.id
                          JOIN account_partial_reconcile r ON r.debit_move_id = l.id
                         WHERE %(invoice)s AND o.payment_state IN ('paid', 'in_payment')
                           AND o.company_id IN %(branches)s AND %(scope)s
                      GROUP BY o.id, o.invoice_date_due) p
                 WHERE p.day BETWEEN %(start)s AND %(end)s
                """,
                **self._payment_parts(scope),
                start=start,
                end=end,
            )
        )
        return {
            "overdue": self.profile_id.overdue_amount,
            "overdue_count": count,
            "oldest_days": oldest or 0,
            "paid_count": paid,
            "late_days": bool(paid) and round(float(late), 1),
        }

    def _payment_parts(self, scope):
        return {
            "invoice": SQL("o.state = 'posted' AND o.move_type IN ('out_invoice', 'out_receipt')"),
            "today": self.company_id._care_today(),
            "branches": scope.branch_ids,
            "scope": scope.covers_partner(SQL("m.commercial_partner_id")),
        }

    def _figures_contracts(self):
        """The contracts that run, the one that ends first on top: dicts ``name, product, volume,
        unit, until`` (ISO date), ``is_ending``."""
        contracts = self.env["care.contract"].search(
            [("profile_id", "=", self.profile_id.id), ("state", "=", "running")], order="date_end"
        )
        return [
            {
                "name": contract.name,
                "product": contract.product_id.display_name,
                "volume": contract.monthly_quantity,
                "unit": contract.uom_id.name,
                "until": fields.Date.to_string(contract.date_end),
                "is_ending": contract.is_ending,
            }
            for contract in contracts
        ]
