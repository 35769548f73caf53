from odoo import api, fields, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Promises that run out in My day."""

    _inherit = "care.work"

    _depends = {
        "care.sla.clock": [
            *("kind", "profile_id", "partner_id", "user_id", "company_id", "deadline", "state"),
            *("date_end", "touchpoint_id"),
        ],
    }

    kind = fields.Selection(selection_add=[("clock", "Promise")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_clocks()]

    @api.model
    def _work_clocks(self):
        """Promises that are open and do not wait for the customer. A promised touchpoint stands
        there itself where it is planned in time. It relies on the index of open promises."""
        day = SQL("(c.deadline AT TIME ZONE 'UTC' AT TIME ZONE %s)::date", str(self.env.tz))
        same = ("profile_id", "partner_id", "user_id", "company_id")
        return self._work_select(
            "clock",
            7,
            {
                **{name: SQL.identifier("c", name) for name in same},
                "res_model": SQL("'care.sla.clock'"),
                "res_id": SQL("c.id"),
                "name": self._sql_clock_purpose(),
                "date": day,
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_sla_clock c
             LEFT JOIN care_profile p ON p.id = c.profile_id
             LEFT JOIN care_touchpoint t ON t.id = c.touchpoint_id
                 WHERE c.date_end IS NULL AND c.state <> 'paused'
                   AND %(day)s <= %(horizon)s AND %(shown)s
                   AND (t.date_planned > %(day)s) IS NOT FALSE
                """,
                day=day,
                horizon=self._work_horizon(),
                shown=self._sql_clocks_shown(),
            ),
        )

    @api.model
    def _sql_clocks_shown(self):
        """Which promises ``c`` stand here; rooms leave out those that stand elsewhere."""
        return SQL("TRUE")

    @api.model
    def _sql_clock_purpose(self):
        """What is promised, and by what time of the day."""
        labels = self.env["care.sla.clock"]._fields["kind"]._description_selection(self.env)
        kind = SQL(" ").join(SQL("WHEN %s THEN %s", value, label) for value, label in labels)
        time = SQL(
            "to_char(c.deadline AT TIME ZONE 'UTC' AT TIME ZONE %s, 'HH24:MI')",
            str(self.env.tz),
        )
        return SQL(
            "replace(replace(%s, '[kind]', CASE c.kind %s END), '[time]', %s)",
            self.env._("[kind] promised until [time]"),
            kind,
            time,
        )
