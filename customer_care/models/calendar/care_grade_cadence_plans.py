"""Changed settings are followed soon, in the background, not only at night."""

from odoo import api, models
from odoo.tools import SQL

# What the plans of a line are counted from.
_PLANNED_FROM = {
    *("grade_id", "active", "channel", "quantity_per_month", "interval_days", "max_days"),
    "counts_as_contact",
}
# Of so many customers all are counted anew by the nightly actions, started now: the queue would
# take longer.
_QUEUED_AT_MOST = 20_000


class CareGradeCadence(models.Model):
    _inherit = "care.grade.cadence"

    @api.model_create_multi
    def create(self, vals_list):
        """Customers of the grade are planned anew soon."""
        lines = super().create(vals_list)
        lines.grade_id._plan_customers_soon()
        return lines

    def write(self, vals):
        """Customers of the grade, and of the one it was for, are planned anew soon."""
        before = self.grade_id
        result = super().write(vals)
        if not _PLANNED_FROM.isdisjoint(vals):
            (before | self.grade_id)._plan_customers_soon()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_plan_soon(self):
        self.grade_id._plan_customers_soon()


class CareGrade(models.Model):
    _inherit = "care.grade"

    def _plan_customers_soon(self):
        """Put the customers of these grades into the queue; where they are very many, start the
        actions that count and plan for everybody. Neither happens within the request."""
        # sudo - care.profile: whoever changes the grade changes it for all its customers
        Profile = self.env["care.profile"].sudo()
        domain = [("grade_id", "in", self.ids)]
        if Profile.search_count(domain, limit=_QUEUED_AT_MOST + 1) > _QUEUED_AT_MOST:
            for name in ("cron_profile_refresh", "cron_calendar_generate"):
                # sudo - ir.cron: a care manager may not read scheduled actions
                self.env.ref(f"customer_care.{name}").sudo()._trigger()
            return
        self.env.flush_all()
        self.env["care.dirty"]._put(
            SQL(
                "SELECT partner_id, company_id FROM care_profile WHERE grade_id = ANY(%s)",
                self.ids,
            )
        )
