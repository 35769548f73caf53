from odoo import api, models


class ResUsers(models.Model):
    """Whoever is on approved leave is absent; the manager of the employee acts where nobody was
    named."""

    _inherit = "res.users"

    @api.model
    def _care_absences(self, first, last):
        absences = super()._care_absences(first, last)
        # sudo - hr.leave: the days alone are read, not the reason
        leaves = (
            self.env["hr.leave"]
            .sudo()
            .search(
                [
                    ("state", "=", "validate"),
                    ("user_id", "!=", False),
                    ("request_date_from", "<=", last),
                    ("request_date_to", ">=", first),
                    ("request_unit_half", "=", False),
                    ("request_unit_hours", "=", False),
                ]
            )
        )
        for leave in leaves:
            absences.setdefault(leave.user_id.id, []).append(
                (max(leave.request_date_from, first), min(leave.request_date_to, last))
            )
        return absences

    def _care_substitutes(self):
        # sudo - hr.employee: who manages whom is public in the directory of employees
        return super()._care_substitutes() | self.sudo().employee_id.parent_id.user_id.sudo(False)
