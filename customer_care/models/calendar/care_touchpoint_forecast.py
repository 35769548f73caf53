"""What the calendar will plan after the days for which it plans: the rest of the year on paper,
without a row written."""

import datetime
from typing import NamedTuple

from odoo import api, models
from odoo.tools import SQL

from ...tools.forecast import Rhythm, foreseen
from ..customer.refresh_scope import RefreshScope


class Foreseen(NamedTuple):
    """A contact that nobody planned yet; ids, None where there is none."""

    day: datetime.date
    origin: str
    channel: str
    profile_id: int
    contact_id: int | None = None
    user_id: int | None = None
    occasion_id: int | None = None
    cadence_id: int | None = None
    order_id: int | None = None
    counts: bool = False


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _foresee(self, profiles, last, today=None):
        """What will be planned for the files until a day, if all goes as planned.

        It asks the planning itself what it would plan if it looked so far ahead. A contact every
        so many days is counted on from there.

        :param profiles: files of one root company that the reader may see
        :param last: the last day
        :param today: the company's present day when None
        :rtype: list[Foreseen]
        """
        if not profiles:
            return []
        self.env.flush_all()
        # sudo - care.touchpoint: the rules of the planning, for files that the reader may see
        engine = self.sudo()
        scope = RefreshScope.of(profiles.company_id, today, profiles.partner_id)
        plannings = engine._plannings(scope, last)
        rows = [
            row
            for planning in plannings
            if not engine._is_interval(planning)
            for row in engine._foresee_planned(scope, planning, last)
        ]
        rows += engine._foresee_intervals(scope, rows, last)
        readable = set(profiles.ids)
        return [row for row in rows if row.profile_id in readable]

    @api.model
    def _is_interval(self, planning):
        return planning.origin == "cadence" and "is_quota" not in planning.columns

    @api.model
    def _foresee_planned(self, scope, planning, last):
        """What one kind of planning would plan."""
        names = ("contact_id", "user_id", "occasion_id", "cadence_id", "order_id")
        known = {*planning.columns, "user_id"}
        columns = [SQL.identifier("w", n) if n in known else SQL("NULL::int") for n in names]
        rows = self.env.execute_query(
            SQL(
                """
                SELECT GREATEST(w.date_planned, %(today)s) AS day, %(origin)s, w.channel,
                       w.profile_id, %(columns)s, w.counts_as_contact
                  FROM (%(wanted)s) w WHERE %(missing)s
                """,
                today=scope.today,
                origin=planning.origin,
                columns=SQL(", ").join(columns),
                wanted=planning.wanted,
                missing=planning.missing,
            )
        )
        return [row for row in map(Foreseen._make, rows) if row.day <= last]

    @api.model
    def _foresee_intervals(self, scope, rows, last):
        """Contacts every so many days, counted on from what is planned.

        :param rows: what will be planned besides
        """
        contacts = self._planned_contacts(scope, last)
        for row in rows:
            if row.counts:
                contacts.setdefault(row.profile_id, []).append(row.day)
        by_profile = {}
        for profile_id, user_id, cadence_id, channel, counts, days, first in self._next_of_lines(
            scope
        ):
            rhythm = Rhythm(cadence_id, first, datetime.timedelta(days=days), counts)
            by_profile.setdefault((profile_id, user_id), []).append((rhythm, channel))
        result = []
        for (profile_id, user_id), lines in by_profile.items():
            channels = {rhythm.key: channel for rhythm, channel in lines}
            rhythms = [rhythm for rhythm, _channel in lines]
            for key, day in foreseen(rhythms, contacts.get(profile_id, []), last):
                result.append(
                    Foreseen(
                        *(day, "cadence", channels[key], profile_id),
                        user_id=user_id,
                        cadence_id=key,
                    )
                )
        return result

    @api.model
    def _planned_contacts(self, scope, last):
        """Days of real contacts that are planned, in order, by file."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT t.profile_id, array_agg(GREATEST(t.date_planned, %(today)s))
                  FROM care_touchpoint t JOIN care_profile p ON p.id = t.profile_id
                 WHERE t.state = 'planned' AND t.counts_as_contact AND t.date_planned <= %(last)s
                   AND %(scope)s
              GROUP BY t.profile_id
                """,
                today=scope.today,
                last=last,
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
            )
        )
        return dict(rows)

    @api.model
    def _next_of_lines(self, scope):
        """When each line of an interval falls due after what it has planned.

        :return: rows ``profile_id, user_id, cadence_id, channel, counts, interval, first day``
        """
        return self.env.execute_query(
            SQL(
                """
                SELECT w.profile_id, w.user_id, w.cadence_id, w.channel, w.counts_as_contact,
                       c.interval_days,
                       CASE WHEN t.id IS NULL THEN GREATEST(w.occurrence_date, %(today)s)
                            ELSE GREATEST(t.date_planned, %(today)s) + c.interval_days END
                  FROM (%(wanted)s) w
                  JOIN care_grade_cadence c ON c.id = w.cadence_id
             LEFT JOIN care_touchpoint t ON t.profile_id = w.profile_id
                       AND t.cadence_id = w.cadence_id AND t.state = 'planned'
                       AND t.is_quota IS NOT TRUE
                 WHERE w.occurrence_date IS NOT NULL
              ORDER BY w.profile_id, w.cadence_id
                """,
                today=scope.today,
                wanted=self._planning_interval(scope, scope.today).wanted,
            )
        )
