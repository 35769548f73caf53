from odoo import models
from odoo.tools import SQL, format_datetime

_ROWS_AT_MOST = 5


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _brief_sections(self, note):
        """Adds what was promised to the customers and is still open."""
        return [
            *super()._brief_sections(note),
            (30, "promises", self.env._("Open promises"), self._brief_promises()),
        ]

    def _brief_promises(self):
        lines = {profile.id: [] for profile in self}
        ids = self._brief_first(
            "care_sla_clock",
            SQL("r.date_end IS NULL"),
            SQL("r.deadline, r.id"),
            _ROWS_AT_MOST,
        )
        for clock in self.env["care.sla.clock"].browse(ids):
            moment = format_datetime(self.env, clock.deadline, dt_format="short")
            lines[clock.profile_id.id].append((moment, clock._title()))
        return lines
