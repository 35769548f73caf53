from odoo import api, fields, models
from odoo.tools import SQL


class CareWork(models.Model):
    """Contracts that end soon in My day."""

    _inherit = "care.work"

    _depends = {
        "care.contract": [
            *("name", "profile_id", "partner_id", "user_id", "company_id"),
            *("state", "date_end", "renewal_id", "is_final"),
        ],
    }

    kind = fields.Selection(selection_add=[("contract", "Contract")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_contracts()]

    @api.model
    def _work_contracts(self):
        """From the day of the reminder on, the renewal is to be prepared; once it is, to be started
        by the end. It relies on the index of running contracts."""
        same = ("profile_id", "partner_id", "user_id", "company_id")
        date = SQL(
            "CASE WHEN t.renewal_id IS NULL THEN t.date_end - r.care_contract_reminder_days"
            " ELSE t.date_end END"
        )
        return self._work_select(
            "contract",
            5,
            {
                **{name: SQL.identifier("t", name) for name in same},
                "res_model": SQL("'care.contract'"),
                "res_id": SQL("t.id"),
                "name": SQL("%s || ' ' || t.name", self.env._("Renew contract")),
                "date": date,
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
            },
            SQL(
                """
                  FROM care_contract t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
                  JOIN res_company r ON r.id = p.company_id
                 WHERE t.state = 'running' AND t.is_final IS NOT TRUE AND %s <= %s
                """,
                date,
                self._work_horizon(),
            ),
        )
