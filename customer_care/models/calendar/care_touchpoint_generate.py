"""The engine that plans touchpoints by the cadence of the customer's grade and by occasions."""

import datetime
from dataclasses import dataclass

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...const import GROUP_USER
from ...tools.quota import days_of_month, moved_out_of_past
from ..customer.care_profile_refresh import BATCH
from ..customer.refresh_scope import RefreshScope
from ..customer.scheduled import commit_progress, without_jit

# Columns that every kind of wanted row has, and that the touchpoint takes over as they are.
_COLUMNS = ("profile_id", "partner_id", "channel", "counts_as_contact", "occurrence_date")

# Whether a row and a wanted row are the same occurrence of a line of the cadence.
_SAME_LINE = SQL(
    "w.profile_id = t.profile_id AND w.cadence_id = t.cadence_id"
    " AND w.occurrence_date = t.occurrence_date"
)


@dataclass(frozen=True)
class Planning:
    """One kind of touchpoints that the engine plans, as SQL over what is wanted (``w``) and what
    is there (``t``).

    ``wanted`` are the rows of ``_COLUMNS`` and ``columns`` that should be there, with ``user_id``
    (who is to act, or NULL) and ``date_planned`` (which insertion moves out of the past).
    """

    origin: str
    columns: tuple[str, ...]
    wanted: SQL
    own: SQL  # whether the row t is of this kind
    same: SQL  # whether the row t is the wanted row w
    missing: SQL  # whether the wanted row w is to be planned now


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
        without_jit(self.env)
        # sudo - care.touchpoint: the engine plans for everybody
        engine = self.sudo()
        for root in roots:
            scope = RefreshScope.of(root, today, partners)
            horizon = scope.today + datetime.timedelta(days=horizon_days)
            plannings = engine._plannings(scope, horizon)
            for planning in plannings:
                engine._withdraw_planned(scope, planning)
            for planning in plannings:
                engine._insert_planned(scope, planning)
            engine._reassign_planned(scope)
            commit_progress(self.env)
        self.env.invalidate_all()

    @api.model
    def _cron_generate_touchpoints(self):
        """Nightly: plan for all customers. See ``_generate``."""
        self._generate()

    # === WHAT SHOULD BE PLANNED === #

    @api.model
    def _plannings(self, scope, horizon):
        """All kinds of touchpoints that the engine plans."""
        open_days = self._open_days(scope, horizon)
        return [
            self._planning_interval(scope, horizon),
            self._planning_quota(scope, horizon, open_days),
            self._planning_occasion(scope, horizon, open_days),
        ]

    @api.model
    def _open_days(self, scope, horizon):
        """Nominal days outside the horizon on which the engine has open rows of numbers a month and
        of occasions: it still has to know what was wanted there."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT DISTINCT t.occurrence_date FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id
                 WHERE t.state = 'planned' AND t.is_edited IS NOT TRUE
                   AND (t.origin = 'occasion' OR (t.origin = 'cadence' AND t.is_quota))
                   AND t.occurrence_date NOT BETWEEN %(today)s AND %(horizon)s AND %(scope)s
              ORDER BY 1
                """,
                today=scope.today,
                horizon=horizon,
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        return [row[0] for row in rows]

    @api.model
    def _planning_interval(self, scope, horizon):
        """Lines of the cadence that ask for a contact every so many days: one open row each.

        A line that counts as contact runs from the last real contact; where none is known, from
        the last order, else from the day of the grade. Any other line runs from its own last
        touchpoint. A cancelled occurrence is skipped: the line goes on from there.
        """
        wanted = SQL(
            """
            SELECT w.*, w.occurrence_date AS date_planned FROM (
            SELECT p.id AS profile_id, p.partner_id, p.user_id,
                   c.id AS cadence_id, c.channel, c.counts_as_contact,
                   GREATEST(
                       CASE WHEN c.counts_as_contact
                            THEN COALESCE(p.last_contact_date, p.last_order_date, p.grade_since)
                            ELSE COALESCE(l.last_done, p.grade_since) END,
                       l.last_cancelled) + c.interval_days AS occurrence_date
              FROM care_profile p
              JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active
                   AND c.interval_days > 0
         LEFT JOIN (SELECT profile_id, cadence_id,
                           MAX(date_done::date) FILTER (WHERE state = 'done') AS last_done,
                           MAX(occurrence_date) FILTER (WHERE state = 'cancelled')
                               AS last_cancelled
                      FROM care_touchpoint
                     WHERE state IN ('done', 'cancelled') AND cadence_id IS NOT NULL
                  GROUP BY profile_id, cadence_id) l
                ON l.profile_id = p.id AND l.cadence_id = c.id
             WHERE p.active AND p.first_order_date IS NOT NULL AND %s) w
            """,
            scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )
        return Planning(
            origin="cadence",
            columns=("cadence_id",),
            wanted=wanted,
            own=SQL("t.origin = 'cadence' AND t.is_quota IS NOT TRUE"),
            same=_SAME_LINE,
            missing=SQL(
                """
                w.occurrence_date <= %s
                AND NOT EXISTS (SELECT FROM care_touchpoint t
                                 WHERE t.profile_id = w.profile_id
                                   AND t.cadence_id = w.cadence_id AND t.state = 'planned')
                """,
                horizon,
            ),
        )

    @api.model
    def _planning_quota(self, scope, horizon, open_days):
        """Lines of the cadence that ask for a number of contacts a month, from the day of the
        grade on. What was not done in its month is withdrawn; what was done or cancelled keeps its
        place among the month's number: its own day, or the first one where the number was another.
        """
        slots = self._quota_slots(scope.today, max([horizon, *open_days]))
        cadences, days = [slot[0] for slot in slots], [slot[3] for slot in slots]
        wanted = SQL(
            """
            SELECT p.id AS profile_id, p.partner_id, p.user_id, c.id AS cadence_id, c.channel,
                   c.counts_as_contact, TRUE AS is_quota, s.number, s.month,
                   s.day AS occurrence_date, s.date_planned
              FROM care_profile p
              JOIN care_grade_cadence c ON c.grade_id = p.grade_id AND c.active
              JOIN unnest(%(cadences)s::int[], %(numbers)s::int[], %(months)s::date[],
                          %(days)s::date[], %(planned)s::date[])
                   AS s(cadence_id, number, month, day, date_planned) ON s.cadence_id = c.id
             WHERE p.active AND p.first_order_date IS NOT NULL
               AND s.day >= COALESCE(p.grade_since, p.first_order_date)
               AND %(scope)s
            """,
            cadences=cadences,
            numbers=[slot[1] for slot in slots],
            months=[slot[2] for slot in slots],
            days=days,
            planned=[slot[4] for slot in slots],
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )
        return Planning(
            origin="cadence",
            columns=("cadence_id", "is_quota"),
            wanted=wanted,
            own=SQL("t.origin = 'cadence' AND t.is_quota"),
            same=_SAME_LINE,
            missing=SQL(
                """
                w.occurrence_date <= %(horizon)s
                AND NOT EXISTS (SELECT FROM care_touchpoint t
                                 WHERE t.profile_id = w.profile_id AND t.is_quota
                                   AND t.cadence_id = w.cadence_id
                                   AND t.occurrence_date = w.occurrence_date)
                AND w.number > (SELECT COUNT(*) FROM care_touchpoint t
                                 WHERE t.profile_id = w.profile_id AND t.is_quota
                                   AND t.cadence_id = w.cadence_id
                                   AND t.occurrence_date >= w.month
                                   AND t.occurrence_date < w.month + INTERVAL '1 month'
                                   AND NOT EXISTS (
                                       SELECT FROM unnest(%(cadences)s::int[], %(days)s::date[])
                                              AS s(cadence_id, day)
                                        WHERE s.cadence_id = t.cadence_id
                                          AND s.day = t.occurrence_date))
                """,
                horizon=horizon,
                cadences=cadences,
                days=days,
            ),
        )

    @api.model
    def _quota_slots(self, today, until):
        """The days of all lines with a number a month, from this month on.

        :return: list of tuples: cadence id, the how manieth of the month, first day of the month,
            nominal day, day to plan it for
        """
        cadences = self.env["care.grade.cadence"].search([("quantity_per_month", ">", 0)])
        slots = []
        month = today.replace(day=1)
        while cadences and month <= until:
            for cadence in cadences:
                days = days_of_month(month, cadence.quantity_per_month)
                planned = moved_out_of_past(days, today)
                for number, (day, date_planned) in enumerate(zip(days, planned, strict=True), 1):
                    slots.append((cadence.id, number, month, day, date_planned))
            month += relativedelta(months=1)
        return slots

    @api.model
    def _planning_occasion(self, scope, horizon, open_days):
        """Occasions of the calendar. What was missed stays open until a person closes it."""
        occasions = self.env["care.occasion"]._set_of(scope.company)
        ahead = (horizon - scope.today).days + occasions._reach_days()
        days = {scope.today + datetime.timedelta(days=number) for number in range(ahead + 1)}
        planned = occasions._sql_wanted(scope, sorted(days.union(open_days)))
        return Planning(
            origin="occasion",
            columns=("contact_id", "occasion_id"),
            wanted=planned,
            own=SQL("t.origin = 'occasion'"),
            same=SQL(
                """
                w.profile_id = t.profile_id AND w.occasion_id = t.occasion_id
                AND COALESCE(w.contact_id, 0) = COALESCE(t.contact_id, 0)
                AND w.occurrence_date = t.occurrence_date AND w.channel = t.channel
                AND w.date_planned = GREATEST(t.date_planned, w.first_day)
                """
            ),
            missing=SQL(
                """
                w.date_planned <= %(horizon)s AND w.occurrence_date >= %(today)s
                AND NOT EXISTS (SELECT FROM care_touchpoint t
                                 WHERE t.profile_id = w.profile_id
                                   AND t.occasion_id = w.occasion_id
                                   AND COALESCE(t.contact_id, 0) = COALESCE(w.contact_id, 0)
                                   AND t.occurrence_date = w.occurrence_date)
                """,
                today=scope.today,
                horizon=horizon,
            ),
        )

    # === BRINGING IT ABOUT === #

    @api.model
    def _withdraw_planned(self, scope, planning):
        """Delete open rows of the engine that the facts no longer call for, with reminders."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.id FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id
             LEFT JOIN (%(wanted)s) w ON %(same)s
                 WHERE t.state = 'planned' AND t.is_edited IS NOT TRUE AND %(own)s
                   AND w.profile_id IS NULL AND %(scope)s
              ORDER BY t.id
                """,
                wanted=planning.wanted,
                same=planning.same,
                own=planning.own,
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        self.browse(row[0] for row in rows).with_context(care_touchpoint_closing=True).unlink()
        self.env.flush_all()

    @api.model
    def _insert_planned(self, scope, planning):
        """Plan what is wanted and not there; what should have happened already, for today."""
        columns = _COLUMNS + planning.columns
        inserted = self.env.execute_query(
            SQL(
                """
                INSERT INTO care_touchpoint (%(names)s, company_id, user_id, origin, state,
                            date_planned, create_uid, create_date, write_uid, write_date)
                SELECT %(values)s, %(company)s, COALESCE(w.user_id, (%(salesperson)s)), %(origin)s,
                       'planned', GREATEST(w.date_planned, %(today)s),
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (%(wanted)s) w
                 WHERE %(missing)s
              ORDER BY w.profile_id, w.occurrence_date
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                names=SQL(", ").join(SQL.identifier(name) for name in columns),
                values=SQL(", ").join(SQL.identifier("w", name) for name in columns),
                wanted=planning.wanted,
                missing=planning.missing,
                salesperson=self._sql_last_salesperson(scope),
                company=scope.company.id,
                origin=planning.origin,
                today=scope.today,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        if len(inserted) > BATCH:
            # the planner must not go on believing that the table is small
            self.env.cr.execute("ANALYZE care_touchpoint")

    @api.model
    def _sql_last_salesperson(self, scope):
        """Who sold last to the customer of ``w``: the one to act where nobody owns the customer."""
        return SQL(
            """
            SELECT o.user_id FROM sale_order o
              JOIN res_partner m ON m.id = o.partner_id
             WHERE m.commercial_partner_id = w.partner_id AND o.state = 'sale'
               AND o.company_id IN %s AND o.user_id = ANY(%s)
          ORDER BY o.date_order DESC, o.id DESC LIMIT 1
            """,
            scope.branch_ids,
            self.env.ref(GROUP_USER).all_user_ids.ids,
        )

    @api.model
    def _reassign_planned(self, scope):
        """Let open rows of the engine, and their reminders, follow who is to act."""
        actors = {
            occasion.id: actor.id
            for occasion in self.env["care.occasion"]._set_of(scope.company)
            if (actor := occasion._actor_of(scope.company))
        }
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.id, COALESCE(a.user_id, p.user_id) FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id
             LEFT JOIN unnest(%(occasions)s::int[], %(actors)s::int[]) AS a(occasion_id, user_id)
                       ON a.occasion_id = t.occasion_id
                 WHERE t.state = 'planned' AND t.origin IN ('cadence', 'occasion', 'follow_up')
                   AND t.is_edited IS NOT TRUE AND %(scope)s
                   AND COALESCE(a.user_id, p.user_id) IS NOT NULL
                   AND t.user_id IS DISTINCT FROM COALESCE(a.user_id, p.user_id)
              ORDER BY t.id
                """,
                occasions=list(actors),
                actors=list(actors.values()),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        self.env.invalidate_all()
        by_user = {}
        for touchpoint_id, user_id in rows:
            by_user.setdefault(user_id, []).append(touchpoint_id)
        for user_id, ids in by_user.items():
            self.browse(ids).write({"user_id": user_id, "is_edited": False})
