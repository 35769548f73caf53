"""How we served the customer in the quarter: what both editions draw on."""

import datetime

from odoo import fields, models
from odoo.tools import SQL

from ...tools.scores import DETRACTOR_BELOW, PROMOTER_FROM

# Cases that count: those that were not entered by mistake, merged, or withdrawn.
_NO_CASE = ("cancelled",)
_OVER = ("resolved", "closed", "rejected")


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    def _moments(self):
        """The UTC moments at which the quarter begins and the next one does."""
        midnight = self.company_id._care_midnight
        return midnight(self.date_start), midnight(self.date_end + datetime.timedelta(days=1))

    def _cases_domain(self):
        return [
            ("profile_id", "=", self.profile_id.id),
            ("state", "not in", _NO_CASE),
            ("merged_into_id", "=", False),
        ]

    def _figures_cases(self):
        """Cases received in the quarter, and those solved in it.

        :return: dict of ``received, complaints, major, solved, open`` (now) and ``solution_days``
            (mean from received to resolved of those solved; False: none)
        """
        since, until = self._moments()
        Case = self.env["care.case"]
        received = Case.search(
            [*self._cases_domain(), ("date_received", ">=", since), ("date_received", "<", until)]
        )
        solved = self._solved_cases()
        complaints = received.filtered(
            lambda case: case.kind == "complaint" and case.state != "rejected"
        )
        days = [
            (case.date_resolved - case.date_received).total_seconds() / 86400 for case in solved
        ]
        return {
            "received": len(received),
            "complaints": len(complaints),
            "major": len(complaints.filtered(lambda case: case.severity == "major")),
            "solved": len(solved),
            "open": Case.search_count([*self._cases_domain(), ("state", "not in", _OVER)]),
            "solution_days": bool(days) and round(sum(days) / len(days), 1),
        }

    def _solved_cases(self):
        since, until = self._moments()
        return self.env["care.case"].search(
            [
                *self._cases_domain(),
                ("state", "in", ("resolved", "closed")),
                ("date_resolved", ">=", since),
                ("date_resolved", "<", until),
            ],
            order="date_resolved, id",
        )

    def _figures_promises(self):
        """Promises that were to be kept in the quarter, whatever became of them.

        :return: dict of ``count, kept, kept_percent`` (False: none) and ``reply_hours`` (mean time
            to an answer, pauses left out; False: none)
        """
        since, until = self._moments()
        [[count, kept, hours]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(*) FILTER (WHERE k.state = 'met'),
                       AVG(GREATEST(EXTRACT(EPOCH FROM k.date_end - k.date_start) / 3600
                                    - COALESCE(k.paused_hours, 0), 0))
                           FILTER (WHERE k.kind = 'reply' AND k.date_end IS NOT NULL)
                  FROM care_sla_clock k
                 WHERE k.profile_id = %s AND k.state IN ('met', 'breached')
                   AND k.deadline >= %s AND k.deadline < %s
                """,
                self.profile_id.id,
                since,
                until,
            )
        )
        return {
            "count": count,
            "kept": kept,
            "kept_percent": bool(count) and round(100 * kept / count, 1),
            "reply_hours": hours is not None and round(float(hours), 1),
        }

    def _figures_voice(self):
        """What the customer's people answered in the twelve months to the end of the quarter.

        :return: dict of ``count`` (sheets), ``people`` (who answered, each once), ``satisfaction``
            (mean, of 5), ``recommend_score`` (mean, of 10), ``nps``; False where nobody answered
        """
        _start, end = self._windows()["quarter"]
        year_start, _end = self._windows()["year"]
        [[count, people, satisfaction, recommends, nps]] = self.env.execute_query(
            SQL(
                """
                SELECT COUNT(*), COUNT(DISTINCT COALESCE(a.contact_id, -a.id)),
                       AVG(a.satisfaction), AVG(a.recommend_score),
                       AVG(CASE WHEN a.recommend_score >= %(promoter)s THEN 100
                                WHEN a.recommend_score < %(detractor)s THEN -100
                                WHEN a.recommend_score IS NOT NULL THEN 0 END)
                  FROM care_answer a
                 WHERE a.profile_id = %(profile)s AND a.date BETWEEN %(start)s AND %(end)s
                """,
                promoter=PROMOTER_FROM,
                detractor=DETRACTOR_BELOW,
                profile=self.profile_id.id,
                start=year_start,
                end=end,
            )
        )

        def say(value, digits):
            return value is not None and round(float(value), digits)

        return {
            "count": count,
            "people": people,
            "satisfaction": say(satisfaction, 2),
            "recommend_score": say(recommends, 1),
            "nps": say(nps, 0),
        }

    def _figures_contacts(self):
        """Real contacts of the quarter.

        :return: dict of ``count`` (as the customer's file counts them) and ``channels`` (pairs of
            label and number of communication records, most first)
        """
        start, end = self._windows()["quarter"]
        count = (
            self.env["care.contact"]
            .with_company(self.company_id)
            .with_context(care_contact_partner_id=self.partner_id.id)
            .search_count(
                [
                    ("profile_id", "=", self.profile_id.id),
                    ("date", ">=", start),
                    ("date", "<=", end),
                    ("is_counted", "=", True),
                ]
            )
        )
        return {"count": count, "channels": self._channels()}

    def _channels(self):
        since, until = self._moments()
        Touchpoint = self.env["care.touchpoint"]
        labels = dict(Touchpoint._fields["channel"]._description_selection(self.env))
        rows = Touchpoint._read_group(
            [
                ("profile_id", "=", self.profile_id.id),
                ("state", "=", "done"),
                ("counts_as_contact", "=", True),
                ("date_done", ">=", since),
                ("date_done", "<", until),
            ],
            ["channel"],
            ["__count"],
            order="__count desc, channel",
        )
        return [[labels[channel], count] for channel, count in rows]

    def _local_day(self, moment):
        """The company's calendar day of a UTC moment, as an ISO date."""
        return bool(moment) and fields.Date.to_string(self.company_id._care_today(moment))
