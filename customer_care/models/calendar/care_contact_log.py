"""From a contact that the records tell of to what was said in it."""

import datetime
import zoneinfo

from odoo import fields, models

from .care_contact import _KINDS_AT_MOST


class CareContact(models.Model):
    _inherit = "care.contact"

    def action_log(self):
        """Open the log of this contact, filled in; a contact that is logged opens itself."""
        self.ensure_one()
        return getattr(self, f"_log_{self.kind}")()

    def _log_touchpoint(self):
        return self.action_open()

    def _log_meeting(self):
        meeting = self.env["calendar.event"].browse(self.res_id)
        meeting._care_check_log()
        guests = meeting._care_guests()
        return meeting._care_open_log(
            guests.filtered(lambda guest: guest.commercial_partner_id == self.partner_id)
        )

    def _log_message(self):
        return self.env["mail.message"].browse(self.res_id).action_care_log()

    def _log_activity(self):
        """A call or meeting that was marked as done: of its time only the day is known."""
        activity = self.env["mail.activity"].browse(self.id // _KINDS_AT_MOST)
        activity.check_access("read")
        document = self.env[self.res_model].browse(self.res_id)
        person = document if self.res_model == "res.partner" else document.partner_id
        called = activity.activity_type_id.category == "phonecall"
        noon = datetime.datetime.combine(
            self.date, datetime.time(12), self.env.company._care_zone()
        )
        noon = noon.astimezone(zoneinfo.ZoneInfo("UTC")).replace(tzinfo=None)
        return self.env["care.touchpoint"]._open_log(
            person,
            channel="call" if called else "meeting",
            name=activity.summary,
            topics=activity.feedback,
            date_happened=fields.Datetime.to_string(min(noon, fields.Datetime.now())),
        )
