from odoo import models


class CalendarAttendee(models.Model):
    """Who declined a meeting was not there."""

    _inherit = "calendar.attendee"

    def write(self, vals):
        result = super().write(vals)
        if "state" in vals:
            met = self.event_id._care_met()
            # sudo - calendar.attendee: as in ``_care_met``
            self.env["care.profile"]._contacts_changed(met & self.sudo().partner_id)
        return result
