from odoo import api, fields, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Improvement measures that are due in My day, and those to be judged by hand."""

    _inherit = "care.work"

    _depends = {
        "care.measure": [
            *("name", "user_id", "company_id", "case_id", "cause_id", "state"),
            *("date_due", "date_check"),
        ],
    }

    kind = fields.Selection(selection_add=[("measure", "Measure")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_measures()]

    @api.model
    def _work_measures(self):
        """It relies on the indexes of planned measures and of those to be checked."""
        day = SQL("CASE t.state WHEN 'planned' THEN t.date_due ELSE t.date_check END")
        return self._work_select(
            "measure",
            11,
            {
                "user_id": SQL("t.user_id"),
                "company_id": SQL("t.company_id"),
                "profile_id": SQL("s.profile_id"),
                "partner_id": SQL("s.partner_id"),
                "res_model": SQL("'care.measure'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "CASE t.state WHEN 'planned' THEN %s ELSE %s END || ': ' || t.name",
                    self.env._("Improvement measure"),
                    self.env._("Did it help?"),
                ),
                "date": day,
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_measure t
             LEFT JOIN care_case s ON s.id = t.case_id
             LEFT JOIN care_profile p ON p.id = s.profile_id
                 WHERE (t.state = 'planned' OR (t.state = 'done' AND t.cause_id IS NULL))
                   AND %s <= %s
                """,
                day,
                self._work_horizon(),
            ),
        )
