from odoo import api, fields, models

# What makes a meeting one that took place, and with whom.
_WATCHED = {
    "start",
    "stop",
    "start_date",
    "stop_date",
    "active",
    "user_id",
    "partner_ids",
    "attendee_ids",
}


class CalendarEvent(models.Model):
    """A meeting that has taken place is a contact with those who attended."""

    _inherit = "calendar.event"

    @api.model_create_multi
    def create(self, vals_list):
        meetings = super().create(vals_list)
        self.env["care.profile"]._contacts_changed(meetings._care_met())
        return meetings

    def write(self, vals):
        """Move the contact dates where a meeting was past or is past now."""
        if _WATCHED.isdisjoint(vals):
            return super().write(vals)
        met = self._care_met()
        result = super().write(vals)
        self.env["care.profile"]._contacts_changed(met | self._care_met())
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        customers = self._care_met().commercial_partner_id
        self.env["care.dirty"]._put_pairs((customer.id, customer.id) for customer in customers)

    def _care_met(self):
        """Those who attended the meetings that have ended, our own people left out."""
        now = fields.Datetime.now()
        past = self.filtered(lambda meeting: meeting.stop and meeting.stop <= now)
        # sudo - calendar.attendee, res.partner: the customer's dates are for others to see too
        return past.sudo().attendee_ids.partner_id.filtered("partner_share")
