"""The engine that plans touchpoints by the cadence of the customer's grade."""

import datetime

from odoo import api, models
from odoo.tools import SQL

from ...const import GROUP_USER
from ..customer.refresh_scope import RefreshScope


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _generate(self, horizon_days=60, today=None, partners=None, company=None):
        """Plan the touchpoints of the next days; those planned before follow the facts.

        Idempotent: a second run writes nothing. Done, cancelled and hand-edited rows are left
        alone; an open row that no longer fits is withdrawn and its successor planned.

        :param int horizon_days: how far ahead
        :param today: the company's present day when None
        :param partners: only these partners' customers; all when None
        :param company: only this company (its root); all companies when None
        """
        # sudo - res.company: the engine plans for all companies, whoever triggers it
        Company = self.env["res.company"].sudo()
        roots = company.sudo().root_id if company else Company.search([("parent_id", "=", False)])
        self.env.flush_all()
        # sudo - care.touchpoint: the engine plans for everybody
        engine = self.sudo()
        for root in roots:
            scope = RefreshScope.of(root, today, partners)
            horizon = scope.today + datetime.timedelta(days=horizon_days)
            engine._withdraw_planned(scope, horizon)
            engine._insert_planned(scope, horizon)
            engine._reassign_planned(scope)
            self._commit_progress()
        self.env.invalidate_all()

    @api.model
    def _cron_generate_touchpoints(self):
        """Nightly: plan for all customers. See ``_generate``."""
        self._generate()

    @api.model
    def _wanted_touchpoints(self, scope, horizon):
        """What should be planned, one row per customer and cadence line, as SQL: ``profile_id,
        partner_id, user_id, cadence_id, channel, counts_as_contact, occurrence_date``.

        A line that counts as contact runs from the last real contact; where none is known, from
        the last order, else from the day of the grade. Any other line runs from its own last
        touchpoint. A cancelled occurrence is skipped: the line goes on from there.
        """
        return SQL(
            """
            SELECT p.id AS profile_id, p.partner_id, COALESCE(p.user_id, s.user_id) AS user_id,
                   c.id AS cadence_id, c.channel, c.counts_as_contact,
                   GREATEST(
                       CASE WHEN c.counts_as_contact
                            THEN COALESCE(p.last_contact_date, p.last_order_date, p.grade_since)
                            ELSE COALESCE(l.last_done, p.grade_since) END,
                       l.last_cancelled) + c.interval_days AS occurrence_date
              FROM care_profile p
              JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active
         LEFT JOIN (SELECT profile_id, cadence_id,
                           MAX(date_done::date) FILTER (WHERE state = 'done') AS last_done,
                           MAX(occurrence_date) FILTER (WHERE state = 'cancelled')
                               AS last_cancelled
                      FROM care_touchpoint
                     WHERE state IN ('done', 'cancelled') AND cadence_id IS NOT NULL
                  GROUP BY profile_id, cadence_id) l
                ON l.profile_id = p.id AND l.cadence_id = c.id
         LEFT JOIN LATERAL (%(salesperson)s) s ON p.user_id IS NULL
             WHERE p.active AND p.first_order_date IS NOT NULL AND %(scope)s
            """,
            salesperson=self._sql_last_salesperson(scope),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    @api.model
    def _sql_last_salesperson(self, scope):
        """Who sold last to customer ``p``: the one to act where nobody owns the customer."""
        return SQL(
            """
            SELECT o.user_id FROM sale_order o
              JOIN res_partner m ON m.id = o.partner_id
             WHERE p.user_id IS NULL AND m.commercial_partner_id = p.partner_id
               AND o.state = 'sale'
               AND o.company_id IN %s AND o.user_id = ANY(%s)
          ORDER BY o.date_order DESC, o.id DESC LIMIT 1
            """,
            scope.branch_ids,
            self.env.ref(GROUP_USER).all_user_ids.ids,
        )

    @api.model
    def _withdraw_planned(self, scope, horizon):
        """Delete open rows of the engine that the facts no longer call for, with reminders."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.id FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id
             LEFT JOIN (%(wanted)s) w ON w.profile_id = t.profile_id
                       AND w.cadence_id = t.cadence_id AND w.occurrence_date = t.occurrence_date
                 WHERE t.state = 'planned' AND t.origin = 'cadence' AND t.is_edited IS NOT TRUE
                   AND w.profile_id IS NULL AND %(scope)s
              ORDER BY t.id
                """,
                wanted=self._wanted_touchpoints(scope, horizon),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        self.browse(row[0] for row in rows).with_context(care_touchpoint_closing=True).unlink()
        self.env.flush_all()

    @api.model
    def _insert_planned(self, scope, horizon):
        """Plan what is wanted and not there; what should have happened already, for today."""
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_touchpoint (profile_id, partner_id, company_id, user_id,
                            cadence_id, channel, counts_as_contact, origin, state,
                            occurrence_date, date_planned,
                            create_uid, create_date, write_uid, write_date)
                SELECT w.profile_id, w.partner_id, %(company)s, w.user_id,
                       w.cadence_id, w.channel, w.counts_as_contact, 'cadence', 'planned',
                       w.occurrence_date, GREATEST(w.occurrence_date, %(today)s),
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(wanted)s) w
                 WHERE w.occurrence_date <= %(horizon)s
                   AND NOT EXISTS (SELECT FROM care_touchpoint t
                                    WHERE t.profile_id = w.profile_id
                                      AND t.cadence_id = w.cadence_id AND t.state = 'planned')
              ORDER BY w.profile_id, w.cadence_id
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                wanted=self._wanted_touchpoints(scope, horizon),
                company=scope.company.id,
                today=scope.today,
                horizon=horizon,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )

    @api.model
    def _reassign_planned(self, scope):
        """Let open rows of the engine, and their reminders, follow the customer's owner."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.id, p.user_id FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id
                 WHERE t.state = 'planned' AND t.origin = 'cadence' AND t.is_edited IS NOT TRUE
                   AND p.user_id IS NOT NULL AND t.user_id IS DISTINCT FROM p.user_id
                   AND %(scope)s
              ORDER BY t.id
                """,
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        self.env.invalidate_all()
        by_user = {}
        for touchpoint_id, user_id in rows:
            by_user.setdefault(user_id, []).append(touchpoint_id)
        for user_id, ids in by_user.items():
            self.browse(ids).write({"user_id": user_id, "is_edited": False})
