from odoo import api, models


class HrLeave(models.Model):
    """Who acts for somebody follows the time off as soon as it is approved, moved or refused."""

    _inherit = "hr.leave"

    @api.model_create_multi
    def create(self, vals_list):
        leaves = super().create(vals_list)
        leaves._care_absences_changed()
        return leaves

    def write(self, vals):
        before = self._care_absent()
        result = super().write(vals)
        if {"state", "employee_id", "request_date_from", "request_date_to"} & set(vals):
            (before | self)._care_absences_changed()
        return result

    def unlink(self):
        absent = self._care_absent()
        result = super().unlink()
        if absent:
            self.env["care.deputy"]._rebuild()
        return result

    def _care_absent(self):
        """Those of the leaves by which a user is absent for whole days."""
        # sudo - hr.leave: who is absent is no secret to those who act for her; why, stays one
        return self.filtered(
            lambda leave: leave.sudo().state == "validate" and leave.sudo().user_id
        )

    def _care_absences_changed(self):
        """Work out anew who acts, where any of these counts or did so before."""
        # sudo - hr.leave: as above
        if (
            self.env["care.deputy"]
            .sudo()
            .search_count([("user_id", "in", self.sudo().user_id.ids)], limit=1)
            or self._care_absent()
        ):
            self.env["care.deputy"]._rebuild()
