from odoo import api, fields, models
from odoo.tools import SQL

_SOURCE = 14


class CareWork(models.Model):
    """Reviews of account plans in My day of the account manager."""

    _inherit = "care.work"

    _depends = {
        "care.account.plan": [
            *("profile_id", "partner_id", "user_id", "company_id", "year", "state"),
            "next_review_date",
        ],
    }

    kind = fields.Selection(selection_add=[("plan_review", "Review of a plan")])

    @api.model
    def _work_sources(self):
        return [*super()._work_sources(), self._work_plan_reviews()]

    @api.model
    def _work_plan_reviews(self):
        """It relies on the index of the reviews of approved plans."""
        same = ("profile_id", "partner_id", "user_id", "company_id")
        return self._work_select(
            "plan_review",
            _SOURCE,
            {
                **{name: SQL.identifier("t", name) for name in same},
                "res_model": SQL("'care.account.plan'"),
                "res_id": SQL("t.id"),
                "name": SQL("%s || ' ' || t.year", self.env._("Review the account plan")),
                "date": SQL("t.next_review_date"),
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
                "is_escalated": SQL("t.date_escalated IS NOT NULL"),
            },
            SQL(
                """
                  FROM care_account_plan t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
                 WHERE t.state = 'approved' AND t.next_review_date <= %s
                """,
                self._work_horizon(),
            ),
        )
