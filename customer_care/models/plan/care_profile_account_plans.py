"""The engine's part of account plans: what was realised of them, counted with the other figures."""

import logging
from dataclasses import replace

import psycopg2.errors

from odoo import api, fields, models
from odoo.tools import SQL, split_every

from ..customer.care_profile_refresh import BATCH
from ..customer.scheduled import without_jit

_logger = logging.getLogger(__name__)

# Plans in these states follow the documents; the others keep their last figures.
COUNTED_STATES = ["draft", "submitted", "approved"]


class CareProfile(models.Model):
    _inherit = "care.profile"

    account_plan_ids = fields.One2many("care.account.plan", "profile_id")

    @api.model
    def _refresh_steps(self):
        return [*super()._refresh_steps(), "_refresh_account_plans"]

    @api.model
    def _refresh_account_plans(self, scope):
        """Bring the realised figures of open plans in step with the documents, batch by batch."""
        rows = self.env.execute_query(
            SQL(
                "SELECT id, partner_id FROM care_account_plan"
                " WHERE state = ANY(%s) AND %s ORDER BY id",
                COUNTED_STATES,
                scope.covers(SQL("company_id"), SQL("partner_id")),
            )
        )
        for batch in split_every(BATCH, rows):
            part = replace(scope, partner_ids=tuple({row[1] for row in batch}))
            plan_ids = [row[0] for row in batch]
            try:
                self._write_plan_figures(part, plan_ids, wait=scope.partner_ids is not None)
            except psycopg2.errors.SerializationFailure:
                if not self.env.context.get("cron_id"):
                    raise
                self.env.cr.rollback()
                without_jit(self.env)
                _logger.info("Plans changed by others meanwhile are left to the next refresh.")
            if not self._commit_batch(scope, len(batch), remaining=None):
                return

    # === FIGURES === #

    @api.model
    def _write_plan_figures(self, scope, plan_ids, wait):
        """Write what was realised of these plans and of their lines, where it differs.

        Before its year begins, nothing is known of a plan; nor of a line that nothing counts for.

        :param scope: with the customers of these plans
        :param wait: for plans that somebody holds; else they are left to the next refresh
        """
        locked = self.env.execute_query(
            SQL(
                "SELECT id FROM care_account_plan WHERE id = ANY(%s) ORDER BY id"
                " FOR NO KEY UPDATE %s",
                plan_ids,
                SQL() if wait else SQL("SKIP LOCKED"),
            )
        )
        self.env.execute_query(
            SQL(
                """
                  WITH plans AS (SELECT a.*, a.year <= %(year)s AS has_begun
                                   FROM care_account_plan a WHERE a.id = ANY(%(ids)s)),
                       months AS MATERIALIZED (%(months)s),
                       shares AS MATERIALIZED (%(shares)s),
                       changed_lines AS (
                UPDATE care_account_plan_revenue l
                   SET actual = f.actual, past_margin_percent = f.past_margin,
                       write_date = %(now)s
                  FROM (%(lines)s) f
                 WHERE l.id = f.id AND (l.actual, l.past_margin_percent)
                                       IS DISTINCT FROM (f.actual, f.past_margin))
                UPDATE care_account_plan a
                   SET actual_revenue = f.actual, actual_months = f.by_month,
                       past_margin_percent = f.past_margin, write_date = %(now)s
                  FROM (%(totals)s) f
                 WHERE a.id = f.id
                   AND (a.actual_revenue, a.actual_months, a.past_margin_percent)
                       IS DISTINCT FROM (f.actual, f.by_month, f.past_margin)
             RETURNING a.id
                """,
                year=scope.today.year,
                ids=[row[0] for row in locked],
                months=self._plan_months(scope),
                shares=self._plan_shares(scope),
                lines=self._plan_line_figures(),
                totals=self._plan_totals(),
                now=self.env.cr.now(),
            )
        )
        self.env["care.account.plan"].invalidate_model()
        self.env["care.account.plan.revenue"].invalidate_model()

    @api.model
    def _plan_months(self, scope):
        """Rows ``(plan_id, month, amount)``: the turnover of each month of each plan's year."""
        return SQL(
            """
            SELECT a.id AS plan_id, EXTRACT(MONTH FROM d.day)::int AS month,
                   SUM(d.amount) AS amount
              FROM plans a
              JOIN (%s) d ON d.customer_id = a.partner_id AND EXTRACT(YEAR FROM d.day) = a.year
          GROUP BY 1, 2
            """,
            self._trade_documents(scope),
        )

    @api.model
    def _plan_shares(self, scope):
        """Rows ``(plan_id, line_id, is_past, amount, margin)``: what each document of a plan's
        year, and of the year before for its margin, gives to each line; and to none (NULL).

        A line takes what belongs to its opportunity's orders. What no line's opportunity claims
        goes to the line with the nearest product category. Of two equal lines the upper one takes
        it. A document's share is converted and rounded as a whole.
        """
        return SQL(
            """
            SELECT a.id AS plan_id, c.id AS line_id, d.is_past,
                   ROUND(SUM(d.amount) / d.rate, %(digits)s) AS amount,
                   ROUND(SUM(d.margin) / d.rate, %(digits)s) AS margin
              FROM plans a
              JOIN (%(pieces)s) d ON d.customer_id = a.partner_id
                   AND EXTRACT(YEAR FROM d.day) = a.year - d.is_past::int
         LEFT JOIN LATERAL (
                   SELECT l.id FROM care_account_plan_revenue l
                LEFT JOIN product_category g ON g.id = l.category_id
                    WHERE l.plan_id = a.id
                      AND (l.lead_id = d.lead_id OR d.category_path LIKE g.parent_path || '%%')
                 ORDER BY COALESCE(l.lead_id = d.lead_id, FALSE) DESC,
                          CASE WHEN l.lead_id = d.lead_id THEN 0
                               ELSE LENGTH(g.parent_path) END DESC,
                          l.sequence, l.id
                    LIMIT 1) c ON TRUE
          GROUP BY a.id, c.id, d.is_past, d.document_id, d.rate
            """,
            digits=scope.company.currency_id.decimal_places,
            pieces=self._plan_pieces(scope),
        )

    @api.model
    def _plan_pieces(self, scope):
        """The lines of the documents that turnover is counted from and, where margins are known,
        those of the orders before: see ``_order_pieces``."""
        source = {"orders": self._order_pieces, "invoices": self._invoice_pieces}
        pieces = source[scope.company.care_turnover_source](scope)
        parts = [SQL("SELECT s.*, FALSE AS is_past FROM (%s) s", pieces)]
        if self._sql_line_margin():
            parts.append(SQL("SELECT s.*, TRUE AS is_past FROM (%s) s", self._order_pieces(scope)))
        return SQL(
            "SELECT * FROM (%s) u WHERE u.day <= %s", SQL(" UNION ALL ").join(parts), scope.today
        )

    @api.model
    def _sql_line_margin(self):
        """What an order line ``l`` earned, in the currency of its order, as SQL; None where nobody
        knows. The application for margins fills it."""
        return None

    @api.model
    def _order_pieces(self, scope):
        """Rows ``(customer_id, document_id, day, lead_id, category_path, amount, margin, rate)``,
        one for each line of the confirmed orders; as ``_trade_documents_orders``."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id, o.id AS document_id,
                   (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                   o.opportunity_id AS lead_id, g.parent_path AS category_path,
                   l.price_subtotal AS amount, %(margin)s::numeric AS margin,
                   COALESCE(NULLIF(o.currency_rate, 0), 1) AS rate
              FROM sale_order o
              JOIN res_partner m ON m.id = o.partner_id
              JOIN sale_order_line l ON l.order_id = o.id AND l.display_type IS NULL
         LEFT JOIN product_product p ON p.id = l.product_id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN product_category g ON g.id = t.categ_id
             WHERE o.state = 'sale' AND o.company_id IN %(branches)s AND %(scope)s
            """,
            tz=scope.company._care_timezone(),
            margin=self._sql_line_margin() or SQL("NULL"),
            branches=scope.branch_ids,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )

    @api.model
    def _invoice_pieces(self, scope):
        """The same of posted invoices, receipts and credit notes; as ``_trade_documents_invoices``.
        Their opportunity is that of the order that was invoiced."""
        return SQL(
            """
            SELECT m.commercial_partner_id AS customer_id, o.id AS document_id,
                   o.invoice_date AS day, s.opportunity_id AS lead_id,
                   g.parent_path AS category_path,
                   -l.balance AS amount, NULL::numeric AS margin, 1 AS rate
              FROM account_move o
              JOIN res_partner m ON m.id = o.partner_id
              JOIN account_move_line l ON l.move_id = o.id AND l.display_type = 'product'
         LEFT JOIN LATERAL (
                   SELECT q.opportunity_id FROM sale_order_line_invoice_rel r
                     JOIN sale_order_line w ON w.id = r.order_line_id
                     JOIN sale_order q ON q.id = w.order_id
                    WHERE r.invoice_line_id = l.id AND q.opportunity_id IS NOT NULL
                 ORDER BY q.id LIMIT 1) s ON TRUE
         LEFT JOIN product_product p ON p.id = l.product_id
         LEFT JOIN product_template t ON t.id = p.product_tmpl_id
         LEFT JOIN product_category g ON g.id = t.categ_id
             WHERE o.state = 'posted'
               AND o.move_type IN ('out_invoice', 'out_refund', 'out_receipt')
               AND o.company_id IN %(branches)s AND %(scope)s
            """,
            branches=scope.branch_ids,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )

    @api.model
    def _plan_line_figures(self):
        """Rows ``(id, actual, past_margin)`` of the plans' lines, from ``shares``."""
        return SQL(
            """
            SELECT l.id, s.past_margin,
                   CASE WHEN a.has_begun AND COALESCE(l.lead_id, l.category_id) IS NOT NULL
                        THEN COALESCE(s.actual, 0) END AS actual
              FROM plans a
              JOIN care_account_plan_revenue l ON l.plan_id = a.id
         LEFT JOIN (SELECT line_id, SUM(amount) FILTER (WHERE NOT is_past) AS actual,
                           %s AS past_margin
                      FROM shares GROUP BY line_id) s ON s.line_id = l.id
            """,
            self._sql_past_margin(),
        )

    @api.model
    def _plan_totals(self):
        """Rows ``(id, actual, by_month, past_margin)`` of the plans, from ``months`` and
        ``shares``."""
        return SQL(
            """
            SELECT a.id, CASE WHEN a.has_begun THEN m.actual END AS actual,
                   CASE WHEN a.has_begun THEN m.by_month END AS by_month, s.past_margin
              FROM plans a
        CROSS JOIN LATERAL (
                   SELECT COALESCE(SUM(d.amount), 0) AS actual,
                          jsonb_agg(COALESCE(d.amount, 0) ORDER BY n) AS by_month
                     FROM generate_series(1, 12) n
                LEFT JOIN months d ON d.plan_id = a.id AND d.month = n) m
         LEFT JOIN (SELECT plan_id, %s AS past_margin FROM shares GROUP BY plan_id) s
                ON s.plan_id = a.id
            """,
            self._sql_past_margin(),
        )

    @api.model
    def _sql_past_margin(self):
        """The margin of the year before in percent of its orders; NULL where nothing is known."""
        return SQL(
            "ROUND(SUM(margin) FILTER (WHERE is_past) * 100"
            " / NULLIF(SUM(amount) FILTER (WHERE is_past), 0), 1)"
        )
