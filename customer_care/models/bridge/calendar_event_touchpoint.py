import datetime
import zoneinfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError


class CalendarEvent(models.Model):
    """A meeting that was held can be logged: what was said becomes a communication record for each
    customer that took part."""

    _inherit = "calendar.event"

    care_touchpoint_ids = fields.One2many(
        "care.touchpoint",
        "event_id",
        string="Communication Records",
        groups="customer_care.group_care_user",
    )

    # === ACTIONS === #

    def action_care_log(self):
        """Open the log of the meeting: filled in for one customer, one for all where there were
        several, and what is logged already where nothing is left to log.

        :raise UserError: when the meeting lies ahead
        :raise AccessError: when the meeting is private and not hers
        """
        self.ensure_one()
        self._care_check_log()
        return self._care_open_log(self._care_guests())

    def _care_open_log(self, guests):
        """See ``action_care_log``; for these guests alone."""
        Touchpoint = self.env["care.touchpoint"]
        open_customers = Touchpoint._loggable(guests.commercial_partner_id)
        logged = self.care_touchpoint_ids.filtered(lambda t: t.state != "cancelled")
        left = open_customers - logged.partner_id
        guests = guests.filtered(lambda guest: guest.commercial_partner_id in left)
        if not left and (logged := logged.filtered(lambda t: t.partner_id in open_customers)):
            return logged._open_logged()
        if len(left) > 1:
            return self._care_open_group_log(guests)
        person = guests if len(guests) == 1 else left
        return Touchpoint._open_log(person, **self._care_log_values(guests - person))

    def _care_open_group_log(self, guests):
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_event_action"
        )
        context = {
            "default_event_id": self.id,
            "default_name": self.name,
            "default_partner_ids": guests.ids,
        }
        return {**action, "context": context}

    # === BUSINESS METHODS === #

    def _care_check_log(self):
        self.check_access("read")
        if self._check_private_event_conditions():
            raise AccessError(
                self.env._("This meeting is private: only those invited log what was said.")
            )
        if self._care_begin() > fields.Datetime.now():
            raise UserError(self.env._("This meeting lies ahead. Log it once it has begun."))

    def _care_begin(self):
        """When the meeting took place, in UTC; at noon of the company's day when it lasts all day,
        or now while that lies ahead."""
        if not self.allday:
            return self.start
        noon = datetime.datetime.combine(
            self.start_date, datetime.time(12), self.env.company._care_zone()
        )
        noon = noon.astimezone(zoneinfo.ZoneInfo("UTC")).replace(tzinfo=None)
        today = self.start_date == self.env.company._care_today()
        return min(noon, fields.Datetime.now()) if today else noon

    def _care_came(self):
        """Those who did not decline and whom the reader may see."""
        attendees = self.attendee_ids.filtered(lambda attendee: attendee.state != "declined")
        return attendees.partner_id._filtered_access("read")

    def _care_guests(self):
        """The customers' people who took part; where none is of a customer, the other guests."""
        guests = self._care_came().filtered("partner_share")
        # sudo - care.profile: only which of them are customers
        files = (
            self.env["care.profile"]
            .sudo()
            ._of(guests.commercial_partner_id, self.env.company.root_id)
        )
        customers = files.partner_id.sudo(False)
        return guests.filtered(lambda guest: guest.commercial_partner_id in customers) or guests

    def _care_log_values(self, others):
        """What the record of this meeting is filled in with.

        :param others: who of the customer took part besides the contact
        """
        ours = self._care_came().filtered(lambda partner: not partner.partner_share)
        return {
            "event_id": self.id,
            "origin": "event",
            "channel": "meeting",
            "name": self.name,
            "date_happened": fields.Datetime.to_string(self._care_begin()),
            "duration_minutes": 0 if self.allday else round(self.duration * 60),
            "participant_ids": (others | ours - self.env.user.partner_id).ids,
        }
