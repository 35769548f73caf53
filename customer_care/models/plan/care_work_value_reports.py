from odoo import api, fields, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Value reports that are to be completed or sent in My day."""

    _inherit = "care.work"

    _depends = {
        "care.value.report": [
            *("profile_id", "partner_id", "user_id", "company_id", "state"),
            *("date_start", "date_due"),
        ],
    }

    kind = fields.Selection(selection_add=[("value_report", "Value report")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_value_reports()]

    @api.model
    def _work_value_reports(self):
        """Until it is sent. It relies on the index of open reports."""
        same = ("profile_id", "partner_id", "user_id", "company_id")
        return self._work_select(
            "value_report",
            15,
            {
                **{name: SQL.identifier("t", name) for name in same},
                "res_model": SQL("'care.value.report'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "replace(replace(CASE t.state WHEN 'draft' THEN %s ELSE %s END, '[quarter]',"
                    " to_char(t.date_start, 'Q')), '[year]', to_char(t.date_start, 'YYYY'))",
                    self.env._("Release value report Q[quarter] [year]"),
                    self.env._("Send value report Q[quarter] [year]"),
                ),
                "date": SQL("t.date_due"),
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_value_report t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
                 WHERE t.state <> 'sent' AND t.is_joined IS NOT TRUE AND t.date_due <= %s
                """,
                self._work_horizon(),
            ),
        )
