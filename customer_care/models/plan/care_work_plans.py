from odoo import api, fields, models
from odoo.tools import SQL

from ...const import GROUP_MANAGER, GROUP_TEAM

_PLANS = 13  # number of the source


class CareWork(models.Model):
    """Account plans that wait for a manager: to be approved, or for leave to change."""

    _inherit = "care.work"

    _depends = {
        "care.account.plan": [
            *("profile_id", "partner_id", "company_id", "user_id", "year", "state"),
            *("date_submitted", "leave_state", "leave_date", "leave_reason"),
        ],
        "crm.team": ["user_id"],
        "crm.team.member": ["active", "crm_team_id", "user_id"],
    }

    kind = fields.Selection(selection_add=[("account_plan", "Account plan to decide")])

    @api.model
    def _work_sources(self):
        sources = super()._work_sources()
        if self.env.user.has_group(GROUP_TEAM):
            sources.append(self._work_plans())
        return sources

    @api.model
    def _work_plans(self):
        """In the day of each who may decide, until one does: the care managers, and the leader of
        the account manager's team; not in her own. It relies on the indexes of plans being written
        and of leave asked for."""
        is_submitted = SQL("t.state = 'submitted'")
        return self._work_select(
            "account_plan",
            _PLANS,
            {
                "user_id": SQL("%s", self.env.uid),
                "partner_id": SQL("t.partner_id"),
                "company_id": SQL("t.company_id"),
                "profile_id": SQL("p.id"),
                "grade_id": SQL("p.grade_id"),
                "last_contact_date": SQL("p.last_contact_date"),
                "is_handled_here": SQL("FALSE"),
                "res_model": SQL("'care.account.plan'"),
                "res_id": SQL("t.id"),
                "name": SQL(
                    "replace(CASE WHEN %s THEN %s ELSE %s || COALESCE(': ' || t.leave_reason, '')"
                    " END, '[year]', t.year::varchar)",
                    is_submitted,
                    self.env._("Approve account plan [year]"),
                    self.env._("Leave to change account plan [year]"),
                ),
                "date": SQL(
                    "CASE WHEN %s THEN t.date_submitted ELSE t.leave_date END", is_submitted
                ),
            },
            SQL(
                """
                  FROM care_account_plan t
                  JOIN care_profile p ON p.id = t.profile_id AND p.active
                 WHERE (%s OR (t.state = 'approved' AND t.leave_state = 'asked'))
                   AND t.user_id <> %s AND %s
                """,
                is_submitted,
                self.env.uid,
                self._sql_decides_plans(),
            ),
        )

    @api.model
    def _sql_decides_plans(self):
        """Whether the reader may decide about the plan ``t``."""
        if self.env.user.has_group(GROUP_MANAGER):
            return SQL("TRUE")
        return SQL(
            """
            EXISTS (SELECT FROM crm_team_member m JOIN crm_team c ON c.id = m.crm_team_id
                     WHERE m.user_id = t.user_id AND m.active AND c.user_id = %s)
            """,
            self.env.uid,
        )
