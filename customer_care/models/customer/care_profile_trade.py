"""The figures that orders and invoices give: turnover, orders, and the customer's rank."""

from dataclasses import replace

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL, split_every, sql

from ...const import FOREIGN_INDEXES
from .care_profile_refresh import BATCH
from .figure_fields import MoneyFigure
from .refresh_scope import RefreshScope


class CareProfile(models.Model):
    _inherit = "care.profile"

    profit_12m = MoneyFigure(
        "Profit 12 Months",
        help="Margin of the confirmed orders of the last twelve months. Empty without the"
        " application for margins.",
    )

    def init(self):
        """Index the documents that figures are counted from, and what else we look for."""
        for name, definition in FOREIGN_INDEXES.items():
            if not sql.index_exists(self.env.cr, name):
                self.env.cr.execute(
                    SQL("CREATE INDEX %s ON %s", SQL.identifier(name), SQL(definition))
                )
        return super().init()

    # === FIGURES === #

    @api.model
    def _trade_documents(self, scope):
        """The documents that turnover is counted from, one row each: ``customer_id, day, amount``
        (untaxed, company currency at the document's own date) and ``orders`` (0 for a credit note).

        Documents of all branches count; those dated in the future don't yet.
        """
        build = {
            "orders": self._trade_documents_orders,
            "invoices": self._trade_documents_invoices,
        }[scope.company.care_turnover_source]
        return SQL("SELECT * FROM (%s) t WHERE t.day <= %s", build(scope), scope.today)

    @api.model
    def _trade_documents_orders(self, scope):
        """Confirmed sales orders, on the company's local day of confirmation."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id,
                   (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                   CASE WHEN o.currency_rate = 1 OR COALESCE(o.currency_rate, 0) = 0
                        THEN o.amount_untaxed
                        ELSE ROUND(o.amount_untaxed / o.currency_rate, %(digits)s) END AS amount,
                   1 AS orders%(more)s
              FROM %(documents)s
            """,
            tz=scope.company._care_timezone(),
            more=SQL().join(
                SQL(", %s AS %s", column, SQL.identifier(name))
                for name, column in self._order_columns(scope).items()
            ),
            digits=scope.company.currency_id.decimal_places,
            documents=scope.documents(
                "sale_order",
                SQL("o.state = 'sale' AND o.company_id IN %s", scope.branch_ids),
            ),
        )

    @api.model
    def _order_columns(self, scope):
        """What else ``_trade_figures`` needs of an order ``o``: SQL by the names of the columns."""
        return {}

    @api.model
    def _trade_documents_invoices(self, scope):
        """Posted customer invoices, receipts and credit notes; credit notes subtract."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id, o.invoice_date AS day,
                   o.amount_untaxed_signed AS amount,
                   CASE WHEN o.move_type = 'out_refund' THEN 0 ELSE 1 END AS orders
              FROM %s
            """,
            scope.documents(
                "account_move",
                SQL(
                    "o.state = 'posted' AND o.company_id IN %s"
                    " AND o.move_type IN ('out_invoice', 'out_refund', 'out_receipt')",
                    scope.branch_ids,
                ),
            ),
        )

    @api.model
    def _refresh_trade(self, scope):
        """All that one look at the documents gives. No row here, no document ever: the figures
        stay NULL."""
        self._update_figures(scope, list(self._trade_figures(scope)), self._figures_trade)

    @api.model
    def _trade_windows(self, scope):
        """The last twelve months and the twelve before, as SQL conditions over ``d.day``."""
        start = scope.today - relativedelta(months=12)
        before = scope.today - relativedelta(months=24)
        return (
            SQL("d.day > %s", start),
            SQL("d.day > %s AND d.day <= %s", before, start),
        )

    @api.model
    def _trade_figures(self, scope):
        """What is counted from the documents ``d`` of one customer: SQL aggregates by the names of
        their columns. What else is counted from the same documents is added here, not in a step of
        its own: they are looked at once. ``d.previous_day`` is that of the order before.
        """
        recent, before = self._trade_windows(scope)
        turnover = SQL("COALESCE(SUM(d.amount) FILTER (WHERE %s), 0)", recent)
        previous = SQL("COALESCE(SUM(d.amount) FILTER (WHERE %s), 0)", before)
        first = SQL("MIN(d.day) FILTER (WHERE d.orders = 1)")
        return {
            "turnover_12m": turnover,
            "turnover_prev_12m": SQL(
                "CASE WHEN %s <= %s THEN %s END",
                first,
                scope.today - relativedelta(months=12),
                previous,
            ),
            "turnover_trend_percent": self._sql_trend(turnover, previous),
            "order_count_12m": SQL("COALESCE(SUM(d.orders) FILTER (WHERE %s), 0)::int", recent),
            "first_order_date": first,
            "last_order_date": SQL("MAX(d.day) FILTER (WHERE d.orders = 1)"),
        }

    @api.model
    def _sql_trend(self, recent, before):
        """By how many percent ``recent`` is more than ``before``, as SQL; NULL without a base."""
        return SQL(
            "CASE WHEN %(before)s > 0"
            " THEN ROUND((%(recent)s - %(before)s) * 100.0 / %(before)s, 1) END",
            recent=recent,
            before=before,
        )

    @api.model
    def _figures_trade(self, scope):
        """Rows ``(profile_id, …)`` of the trade figures.

        The documents are sorted once, by customer and day, for the days between two orders and for
        the sums alike.
        """
        return SQL(
            """
            SELECT p.id AS profile_id, t.*
              FROM care_profile p
              JOIN (SELECT d.customer_id, %(figures)s
                      FROM (SELECT c.*, LAG(c.day) OVER (PARTITION BY c.customer_id, c.orders
                                                             ORDER BY c.day) AS previous_day
                              FROM (%(documents)s) c) d
                  GROUP BY d.customer_id) t
                ON t.customer_id = p.partner_id
             WHERE p.company_id = %(company)s
            """,
            figures=SQL(", ").join(
                SQL("%s AS %s", figure, SQL.identifier(name))
                for name, figure in self._trade_figures(scope).items()
            ),
            documents=self._trade_documents(scope),
            company=scope.company.id,
        )

    @api.model
    def _refresh_rank(self, scope):
        """Where the customer stands among all of the company's by turnover.

        Rounded up: "more than 90" is exactly the top ten percent, and a rank moves seldom. Unlike
        counted figures a rank is a comparison of stored ones, so that the values found at first
        are written, not computed anew with each batch.
        """
        rows = self.env.execute_query(
            SQL(
                """
                SELECT p.id, CEIL((100 * r.share)::numeric) FROM care_profile p
             LEFT JOIN (%(shares)s) r ON r.id = p.id
                 WHERE %(scope)s
                   AND p.turnover_percentile IS DISTINCT FROM CEIL((100 * r.share)::numeric)
              ORDER BY p.id
                """,
                shares=self._sql_turnover_shares(scope),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        for batch in split_every(BATCH, rows):
            self.env.execute_query(
                SQL(
                    """
                    UPDATE care_profile p
                       SET turnover_percentile = r.percentile, write_date = %(now)s
                      FROM (SELECT p.id, r.percentile
                              FROM care_profile p
                              JOIN unnest(%(ids)s::int[], %(values)s::numeric[]) r (id, percentile)
                                ON r.id = p.id
                          ORDER BY p.id FOR NO KEY UPDATE OF p %(skip)s) r
                     WHERE r.id = p.id
                 RETURNING p.id
                    """,
                    ids=[row[0] for row in batch],
                    values=[row[1] for row in batch],
                    skip=SQL("SKIP LOCKED") if scope.partner_ids is None else SQL(),
                    now=self.env.cr.now(),
                )
            )
            if not self._commit_batch(scope):
                return

    @api.model
    def _sql_turnover_shares(self, scope):
        """Rows ``(id, share)``: the share (0 to 1) of the company's buying customers who have at
        most the turnover of a customer in the scope.

        All customers are sorted. For some, all are counted between their turnovers: sorting a
        million for one order would take longer than everything else that it moves. Amounts are
        compared as floating point numbers there, which takes a quarter of the time and tells any
        two apart that have fifteen digits.
        """
        ranked = SQL(
            "p.company_id = %s AND p.active IS TRUE AND p.turnover_12m > 0", scope.company.id
        )
        if scope.partner_ids is None:
            return SQL(
                "SELECT p.id, cume_dist() OVER (ORDER BY p.turnover_12m) AS share"
                " FROM care_profile p WHERE %s",
                ranked,
            )
        return SQL(
            """
              WITH own AS (
                   SELECT p.id, -p.turnover_12m::float AS bound,
                          dense_rank() OVER (ORDER BY -p.turnover_12m::float) AS place
                     FROM care_profile p WHERE %(ranked)s AND %(scope)s),
                   counted AS (
                   SELECT place, SUM(COUNT(*)) OVER (ORDER BY place DESC) AS at_most,
                          SUM(COUNT(*)) OVER () AS customers
                     FROM (SELECT width_bucket(-p.turnover_12m::float, b.bounds) AS place
                             FROM care_profile p,
                                  (SELECT array_agg(DISTINCT bound ORDER BY bound) AS bounds
                                     FROM own) b
                            WHERE %(ranked)s) c
                 GROUP BY place)
            SELECT o.id, c.at_most::float / c.customers::float AS share
              FROM own o JOIN counted c ON c.place = o.place
            """,
            ranked=ranked,
            scope=scope.covers_partner(SQL("p.partner_id")),
        )

    # === DRAWING === #

    @api.model
    def _monthly_turnover(self, company, partner_ids):
        """Turnover of each calendar month, for drawing.

        :return: ``{partner id: [twelve amounts, oldest first]}``; partners without trade in that
            time are missing
        """
        scope = RefreshScope.of(company)
        scope = replace(scope, partner_ids=tuple(partner_ids))
        first = scope.today.replace(day=1) - relativedelta(months=11)
        rows = self.env.execute_query(
            SQL(
                "SELECT d.customer_id,"
                " (EXTRACT(YEAR FROM d.day)::int - %(year)s) * 12"
                " + EXTRACT(MONTH FROM d.day)::int - %(month)s AS month, SUM(d.amount)"
                " FROM (%(documents)s) d WHERE d.day >= %(first)s GROUP BY 1, 2",
                documents=self._trade_documents(scope),
                year=first.year,
                month=first.month,
                first=first,
            )
        )
        by_customer = {}
        for customer_id, month, amount in rows:
            by_customer.setdefault(customer_id, [0.0] * 12)[month] = float(amount)
        return by_customer
