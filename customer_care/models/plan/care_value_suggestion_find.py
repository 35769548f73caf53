"""How suggestions for upselling and cross-selling are found: what comparable customers buy."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..customer.refresh_scope import RefreshScope

# Fewer comparable customers are no pattern, and would tell what single ones buy.
LEAST = 3
# So many percent of the comparable ones have to buy a category for its absence to be telling.
_BUYERS_PERCENT = 30
# Much less: below this part of the typical amount, and of the share with the others.
_MUCH_LESS = 0.5
# So many suggestions a report, those that could bring most; more are not looked at.
_AT_MOST = 8


# What is found, by name of the column.
_COLUMNS = [
    *("kind", "basis", "peer_count", "buyer_count", "typical_amount", "peer_share_percent"),
    *("own_amount", "own_share_percent", "before_amount", "potential"),
]


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    def _propose(self):
        """Bring the open suggestions of these drafts in step with what was bought.

        1. Comparable are the active customers of the same industry who bought something in the
           twelve months to the end of the quarter; where they are fewer than ``LEAST``, those of
           the same grade.
        2. *fell*: the customer bought for less than it did in the twelve months before, by at least
           the company's percentage.
        3. *cross*: it did not buy what at least ``_BUYERS_PERCENT`` percent of the comparable ones
           buy, and at least ``LEAST`` of them.
        4. *up*: it buys less than half of the typical amount (the median of the comparable buyers),
           and the category has less than half of the share that it has with them together.
        5. What somebody dismissed for this customer within a year is not suggested again.
        6. Of each report the ``_AT_MOST`` that could bring most are kept.

        What was decided stays, whatever is found. Idempotent.
        """
        self.env.flush_all()
        drafts = self.filtered(lambda report: report.state == "draft")
        for (company, _start), reports in drafts.grouped(
            lambda report: (report.company_id, report.date_start)
        ).items():
            reports._propose_quarter(company)
        if drafts:
            self.env["care.value.suggestion"].invalidate_model()
            drafts.invalidate_recordset(["suggestion_ids"])

    def _propose_quarter(self, company):
        """Drafts of one company and one quarter, in one statement."""
        # sudo - res.company, orders: comparable customers are looked at whoever may see them
        until = min(self[0].date_end, company.sudo()._care_today())
        scope = RefreshScope.of(company, until)
        self.env.execute_query(
            SQL(
                """
                WITH %(parts)s,
                found AS MATERIALIZED (%(found)s),
                gone AS (
                    DELETE FROM care_value_suggestion s
                     WHERE s.report_id = ANY(%(reports)s) AND s.state = 'open'
                       AND NOT EXISTS (SELECT FROM found f WHERE f.report_id = s.report_id
                                          AND f.categ_id = s.categ_id)),
                changed AS (
                    UPDATE care_value_suggestion s
                       SET (%(columns)s) = (%(values)s), write_date = %(now)s
                      FROM found f
                     WHERE f.report_id = s.report_id AND f.categ_id = s.categ_id
                       AND s.state = 'open' AND (%(old)s) IS DISTINCT FROM (%(values)s))
                INSERT INTO care_value_suggestion (report_id, categ_id, state, %(columns)s,
                            create_uid, create_date, write_uid, write_date)
                SELECT f.report_id, f.categ_id, 'open', %(values)s, %(uid)s, %(now)s, %(uid)s,
                       %(now)s
                  FROM found f
                 WHERE NOT EXISTS (SELECT FROM care_value_suggestion s
                                    WHERE s.report_id = f.report_id AND s.categ_id = f.categ_id)
              ORDER BY f.report_id, f.place
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                parts=self._sql_comparable(scope),
                found=self._sql_found(company),
                reports=self.ids,
                columns=SQL(", ").join(map(SQL.identifier, _COLUMNS)),
                values=SQL(", ").join(SQL.identifier("f", name) for name in _COLUMNS),
                old=SQL(", ").join(SQL.identifier("s", name) for name in _COLUMNS),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    def _sql_comparable(self, scope):
        """What is compared, as parts of a WITH: ``asked`` (the reports), ``kin`` (their customers
        and whoever may be comparable), ``sold`` (what each of them bought, by category), ``buyer``
        (whoever bought anything), ``chosen`` (by what each report is compared) and ``common`` (what
        a group of comparable customers buys, by category)."""
        recent = scope.today - relativedelta(years=1)
        return SQL(
            """
            asked AS MATERIALIZED (
                SELECT r.id AS report_id, p.partner_id, c.industry_id, p.grade_id
                  FROM care_value_report r
                  JOIN care_profile p ON p.id = r.profile_id
                  JOIN res_partner c ON c.id = p.partner_id
                 WHERE r.id = ANY(%(reports)s)),
            kin AS MATERIALIZED (
                SELECT p.partner_id, c.industry_id, p.grade_id, p.active
                  FROM care_profile p JOIN res_partner c ON c.id = p.partner_id
                 WHERE p.company_id = %(company)s
                   AND (p.partner_id IN (SELECT partner_id FROM asked)
                        OR (p.active AND (c.industry_id IN (SELECT industry_id FROM asked)
                                          OR p.grade_id IN (SELECT grade_id FROM asked))))),
            sold AS MATERIALIZED (
                SELECT l.customer_id, l.categ_id,
                       COALESCE(SUM(l.amount) FILTER (WHERE l.day > %(recent)s), 0) AS amount,
                       COALESCE(SUM(l.amount) FILTER (WHERE l.day <= %(recent)s), 0) AS before
                  FROM (%(lines)s) l JOIN kin k ON k.partner_id = l.customer_id
                 WHERE l.day > %(before)s
              GROUP BY l.customer_id, l.categ_id),
            buyer AS MATERIALIZED (
                SELECT k.partner_id, k.industry_id, k.grade_id, k.active, s.total
                  FROM kin k
                  JOIN (SELECT customer_id, SUM(amount) AS total FROM sold
                      GROUP BY customer_id HAVING SUM(amount) > 0) s ON s.customer_id = k.partner_id
            ),
            member AS MATERIALIZED (
                SELECT 'industry' AS basis, b.industry_id AS key, b.partner_id, b.total
                  FROM buyer b WHERE b.active AND b.industry_id IS NOT NULL
                 UNION ALL
                SELECT 'grade', b.grade_id, b.partner_id, b.total
                  FROM buyer b WHERE b.active AND b.grade_id IS NOT NULL),
            team AS (
                SELECT basis, key, COUNT(*) AS members, SUM(total) AS total
                  FROM member GROUP BY basis, key),
            chosen AS MATERIALIZED (
                SELECT DISTINCT ON (a.report_id) a.report_id, a.partner_id, t.basis, t.key,
                       t.members - o.mine AS peers, t.total - o.total AS peer_total
                  FROM asked a
                  JOIN team t ON (t.basis, t.key) IN (('industry', a.industry_id),
                                                      ('grade', a.grade_id))
            CROSS JOIN LATERAL (SELECT COUNT(*) AS mine, COALESCE(SUM(m.total), 0) AS total
                                  FROM member m WHERE m.basis = t.basis AND m.key = t.key
                                                  AND m.partner_id = a.partner_id) o
                 WHERE t.members - o.mine >= %(least)s
              ORDER BY a.report_id, t.basis DESC),
            common AS MATERIALIZED (
                SELECT m.basis, m.key, s.categ_id, COUNT(*) AS buyers, SUM(s.amount) AS amount
                  FROM member m JOIN sold s ON s.customer_id = m.partner_id AND s.amount > 0
                 WHERE (m.basis, m.key) IN (SELECT basis, key FROM chosen)
                   AND s.categ_id IS NOT NULL
              GROUP BY m.basis, m.key, s.categ_id)
            """,
            reports=self.ids,
            company=scope.company.id,
            recent=recent,
            before=recent - relativedelta(years=1),
            lines=self.env["care.profile"].sudo()._trade_lines(scope),
            least=LEAST,
        )

    @api.model
    def _sql_found(self, company):
        """The suggestions: ``report_id, categ_id, place`` and the columns of ``_COLUMNS``.

        Sums and numbers of a group are those of all its members; what the customer itself adds to
        them is taken away. A median can't be, so that it is counted without the customer, for the
        few categories that are left.
        """
        return SQL(
            """
            SELECT * FROM (
                SELECT j.*, ROW_NUMBER() OVER (PARTITION BY j.report_id
                                               ORDER BY j.potential DESC, j.categ_id) AS place
                  FROM (SELECT v.report_id, v.categ_id, v.kind, v.peer_count, v.buyer_count,
                               CASE WHEN v.peer_count IS NOT NULL THEN v.basis END AS basis,
                               ROUND(v.peer_share::numeric, 1) AS peer_share_percent,
                               ROUND(y.amount::numeric, 2) AS typical_amount,
                               v.own AS own_amount, ROUND(v.own_share, 1) AS own_share_percent,
                               v.before AS before_amount,
                               ROUND(GREATEST(COALESCE(y.amount, 0),
                                     CASE v.kind WHEN 'fell' THEN v.before ELSE 0 END)::numeric
                                     - v.own, 2) AS potential
                          FROM (%(candidates)s) v
             LEFT JOIN LATERAL (SELECT PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY s.amount)
                                           AS amount
                                  FROM member m
                                  JOIN sold s ON s.customer_id = m.partner_id
                                             AND s.categ_id = v.categ_id AND s.amount > 0
                                 WHERE m.basis = v.basis AND m.key = v.key
                                   AND m.partner_id <> v.partner_id
                                   AND v.buyer_count IS NOT NULL) y ON TRUE
                         WHERE v.kind <> 'up' OR v.own < %(much_less)s * y.amount) j
                 WHERE j.potential > 0) j
             WHERE j.place <= %(at_most)s
            """,
            candidates=self._sql_candidates(company),
            much_less=_MUCH_LESS,
            at_most=_AT_MOST,
        )

    @api.model
    def _sql_candidates(self, company):
        """Categories that a report could name, before the typical amount is looked at."""
        return SQL(
            """
            SELECT * FROM (
                SELECT w.*,
                       CASE WHEN w.before > 0 AND w.own <= w.before * (1 - %(fall)s / 100.0)
                            THEN 'fell'
                            WHEN w.own <= 0 AND w.buyer_count * 100 >= %(buyers)s * w.peer_count
                            THEN 'cross'
                            WHEN w.own > 0 AND w.own_share < %(much_less)s * w.peer_share
                            THEN 'up' END AS kind
                  FROM (SELECT a.report_id, a.partner_id, g.categ_id, c.basis, c.key,
                               CASE WHEN n.buyers >= %(least)s THEN c.peers::int END AS peer_count,
                               CASE WHEN n.buyers >= %(least)s THEN n.buyers::int END
                                   AS buyer_count,
                               CASE WHEN n.buyers >= %(least)s
                                    THEN 100 * n.amount / NULLIF(c.peer_total, 0) END
                                   AS peer_share,
                               GREATEST(COALESCE(s.amount, 0), 0) AS own,
                               COALESCE(s.before, 0) AS before,
                               100 * GREATEST(COALESCE(s.amount, 0), 0) / NULLIF(b.total, 0)
                                   AS own_share
                          FROM asked a
                     LEFT JOIN chosen c ON c.report_id = a.report_id
                     LEFT JOIN buyer b ON b.partner_id = a.partner_id
                  JOIN LATERAL (SELECT o.categ_id FROM common o
                                 WHERE o.basis = c.basis AND o.key = c.key
                                 UNION
                                SELECT x.categ_id FROM sold x
                                 WHERE x.customer_id = a.partner_id AND x.categ_id IS NOT NULL) g
                            ON TRUE
                     LEFT JOIN sold s ON s.customer_id = a.partner_id AND s.categ_id = g.categ_id
                     LEFT JOIN common o ON o.basis = c.basis AND o.key = c.key
                                       AND o.categ_id = g.categ_id
            CROSS JOIN LATERAL (SELECT o.buyers - (CASE WHEN i.mine THEN 1 ELSE 0 END) AS buyers,
                                       o.amount - (CASE WHEN i.mine THEN s.amount ELSE 0 END)
                                           AS amount
                                  FROM (SELECT COALESCE(s.amount, 0) > 0
                                               AND EXISTS (SELECT FROM member m
                                                            WHERE m.basis = c.basis
                                                              AND m.key = c.key
                                                              AND m.partner_id = a.partner_id)
                                               AS mine) i) n) w) v
             WHERE v.kind IS NOT NULL
               AND NOT EXISTS (SELECT FROM care_value_suggestion d
                                 JOIN care_value_report e ON e.id = d.report_id
                                 JOIN care_value_report r ON r.profile_id = e.profile_id
                                WHERE r.id = v.report_id AND d.categ_id = v.categ_id
                                  AND d.state = 'dismissed' AND e.date_start < r.date_start
                                  AND e.date_start >= r.date_start - INTERVAL '1 year')
            """,
            fall=company.sudo().care_value_fall_percent,
            buyers=_BUYERS_PERCENT,
            much_less=_MUCH_LESS,
            least=LEAST,
        )
