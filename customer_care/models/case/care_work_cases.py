from odoo import api, fields, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Cases in My day, one row each: what is promised next, or what to do where nothing is."""

    _inherit = "care.work"

    _depends = {
        "care.case": [
            *("name", "subject", "profile_id", "partner_id", "contact_id", "user_id"),
            *("company_id", "state", "kind", "date_received", "date_resolved", "waiting_reason"),
        ],
        "care.sla.clock": ["case_id"],
        "care.touchpoint": ["case_id", "state"],
    }

    kind = fields.Selection(selection_add=[("case", "Case")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_cases()]

    @api.model
    def _sql_clocks_shown(self):
        """Promises of a case stand in its own row."""
        return SQL("%s AND c.case_id IS NULL", super()._sql_clocks_shown())

    @api.model
    def _sql_touchpoint_purpose(self):
        """The case names its return visit, as in the calendar."""
        return SQL(
            "COALESCE(NULLIF(t.name, ''), CASE WHEN t.origin = 'case' THEN REPLACE(%s, '{case}',"
            " (SELECT s.name || ' ' || s.subject FROM care_case s WHERE s.id = t.case_id)) END,"
            " %s)",
            self.env["care.touchpoint"]._explain_visit("{case}"),
            super()._sql_touchpoint_purpose(),
        )

    @api.model
    def _work_cases(self):
        """Open cases that do not wait for the customer. One that is resolved stands here unless its
        return visit is planned, which stands there itself. It relies on the index of open cases and
        on that of the clocks' cases."""
        same = ("profile_id", "partner_id", "contact_id", "user_id", "company_id")
        day = SQL(
            "(COALESCE(k.deadline, t.date_resolved, t.date_received)"
            " AT TIME ZONE 'UTC' AT TIME ZONE %s)::date",
            str(self.env.tz),
        )
        return self._work_select(
            "case",
            10,
            {
                **{name: SQL.identifier("t", name) for name in same},
                "res_model": SQL("'care.case'"),
                "res_id": SQL("t.id"),
                "name": self._sql_case_purpose(),
                "date": day,
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_case t
             LEFT JOIN care_profile p ON p.id = t.profile_id
             LEFT JOIN LATERAL (SELECT c.kind, c.deadline FROM care_sla_clock c
                                 WHERE c.case_id = t.id AND c.date_end IS NULL
                              ORDER BY c.deadline LIMIT 1) k ON TRUE
                 WHERE t.state NOT IN ('closed', 'rejected', 'cancelled')
                   AND t.waiting_reason IS NULL AND %(day)s <= %(horizon)s
                   AND NOT EXISTS (SELECT FROM care_touchpoint v
                                    WHERE v.case_id = t.id AND v.state = 'planned')
                """,
                day=day,
                horizon=self._work_horizon(),
            ),
        )

    @api.model
    def _sql_case_purpose(self):
        """The case and, before it, what is to be done: promised by a time, or asked for."""
        labels = self.env["care.sla.clock"]._fields["kind"]._description_selection(self.env)
        kind = SQL(" ").join(SQL("WHEN %s THEN %s", value, label) for value, label in labels)
        time = SQL(
            "to_char(k.deadline AT TIME ZONE 'UTC' AT TIME ZONE %s, 'HH24:MI')", str(self.env.tz)
        )
        promise = SQL(
            "replace(replace(%s, '[kind]', CASE k.kind %s END), '[time]', %s)",
            self.env._("[kind] promised until [time]"),
            kind,
            time,
        )
        return SQL(
            "CASE WHEN k.deadline IS NOT NULL THEN %s WHEN t.state = 'resolved' THEN %s"
            " ELSE %s END || ': ' || t.name || ' ' || t.subject",
            promise,
            self.env._("Close or reopen"),
            self.env._("Go on with"),
        )
