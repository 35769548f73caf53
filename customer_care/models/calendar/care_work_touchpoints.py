from odoo import api, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Planned touchpoints in My day."""

    _inherit = "care.work"

    _depends = {
        "care.touchpoint": [
            *("name", "channel", "cadence_id", "profile_id", "partner_id", "contact_id"),
            *("user_id", "company_id", "date_planned", "state", "date_escalated"),
        ],
        "care.profile": ["active", "grade_id", "last_contact_date"],
        "care.grade.cadence": ["name"],
    }

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_touchpoints()]

    @api.model
    def _work_touchpoints(self):
        """What is planned for the next days, and what should have happened already; not for those
        who are no customers any more. It relies on the index of open touchpoints."""
        same = ("profile_id", "partner_id", "contact_id", "user_id", "company_id", "channel")
        return self._work_select(
            "touchpoint",
            0,
            {
                **{name: SQL.identifier("t", name) for name in same},
                "res_model": SQL("'care.touchpoint'"),
                "res_id": SQL("t.id"),
                "name": self._sql_touchpoint_purpose(),
                "date": SQL("t.date_planned"),
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("TRUE"),
                "is_escalated": SQL("t.date_escalated IS NOT NULL"),
            },
            SQL(
                """
                  FROM care_touchpoint t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
             LEFT JOIN care_grade_cadence c ON c.id = t.cadence_id
                 WHERE t.state = 'planned' AND t.date_planned <= %s
                """,
                self._work_horizon(),
            ),
        )

    @api.model
    def _sql_touchpoint_purpose(self):
        """What ``care.touchpoint.purpose`` says, in the reader's language."""
        labels = self.env["care.touchpoint"]._fields["channel"]._description_selection(self.env)
        return SQL(
            "COALESCE(NULLIF(t.name, ''), %s, CASE t.channel %s END)",
            self.env["care.grade.cadence"]._field_to_sql("c", "name"),
            SQL(" ").join(SQL("WHEN %s THEN %s", value, label) for value, label in labels),
        )
