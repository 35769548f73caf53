"""The minutes of a meeting: printed, and mailed to those who were invited."""

import zoneinfo

from odoo import fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date, format_list, format_time, is_html_empty


class CalendarEvent(models.Model):
    """What was said in a meeting, and what it decided: its improvement measures. The minutes are
    not the notes of the invitation, into which Odoo writes the contact data of a guest."""

    _inherit = "calendar.event"

    care_minutes = fields.Html(
        "Minutes",
        copy=False,
        groups="customer_care.group_care_user",
        help="What was said. Decisions stand beside it, as improvement measures.",
    )
    care_minutes_date = fields.Datetime(
        "Minutes Mailed",
        readonly=True,
        copy=False,
        groups="customer_care.group_care_user",
        help="When the minutes were last mailed to those who were invited.",
    )

    # === ACTIONS === #

    def action_care_mail_minutes(self):
        """Mail the minutes to everybody who was invited, each in her language.

        :raise AccessError: for those who neither take part nor organise the meeting
        :raise UserError: where there is nothing to mail, or nobody has an address
        """
        self.ensure_one()
        self._care_check_minutes()
        if not self.user_can_edit:
            raise AccessError(self.env._("Those who take part in the meeting mail its minutes."))
        guests = self.partner_ids.filtered("email_normalized")
        if is_html_empty(self.care_minutes) and not self.care_measure_ids:
            raise UserError(self.env._("Write down first what was said, or what was decided."))
        if not guests:
            raise UserError(self.env._("Nobody of those invited has a mail address."))
        self._care_queue_minutes(guests)
        self.care_minutes_date = fields.Datetime.now()
        names = self._care_names(guests)
        self.message_post(
            body=self.env._("Minutes mailed to %(names)s.", names=names),
            subtype_xmlid="mail.mt_note",
        )
        return self._care_told(names, self.partner_ids - guests)

    def _care_told(self, names, unreached):
        """The note on the screen: to whom it went, and who has no address."""
        said = self.env._("The minutes go to %(names)s.", names=names)
        if unreached:
            said += " " + self.env._(
                "Without a mail address: %(names)s.", names=self._care_names(unreached)
            )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "message": said,
                "type": "warning" if unreached else "success",
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    # === BUSINESS METHODS === #

    def _care_check_minutes(self):
        """
        :raise AccessError: for those outside of customer care, or not invited to a private meeting
        """
        self.check_access("read")
        is_ours = self.env.user.has_group("customer_care.group_care_user")
        if not is_ours or any(meeting._check_private_event_conditions() for meeting in self):
            raise AccessError(self.env._("The minutes are for those invited to the meeting."))

    def _care_queue_minutes(self, guests):
        """One mail for each language of these guests, with the print in it."""
        template = self.env.ref("customer_care.mail_template_minutes")
        for lang, people in guests.grouped("lang").items():
            template.with_context(template_preview_lang=lang or self.env.lang).send_mail(
                self.id, email_values={"recipient_ids": [(4, person.id) for person in people]}
            )

    def _care_minutes(self):
        """What the print shows."""
        self.ensure_one()
        self._care_check_minutes()
        # sudo - calendar.attendee: names of those invited, for whoever may read the meeting
        absent = self.sudo().attendee_ids.filtered(lambda one: one.state == "declined").partner_id
        guests = self.sudo().partner_ids
        # sudo - care.measure: what a meeting decided is in its minutes, whoever is to do it
        measures = self.sudo().care_measure_ids.filtered(lambda one: one.state != "cancelled")
        return {
            "time": self._care_minutes_time(),
            "organiser": self.sudo().user_id.name or "",
            "present": self._care_names(guests - absent),
            "absent": self._care_names(absent),
            "measures": measures.sorted(lambda one: (one.date_due, one.id)),
        }

    def _care_names(self, people):
        """Names as they stand in a list, people of others with their company."""
        return format_list(self.env, [self._care_name(person) for person in people])

    def _care_name(self, person):
        name, company = person.name or person.email or "", person.commercial_partner_id
        if not person.partner_share or company == person:
            return name
        return f"{name} ({company.name})"

    def _care_minutes_time(self):
        """When it took place, with the time zone: guests may live in another one."""
        if self.allday:
            days = dict.fromkeys((self.start_date, self.stop_date))
            return " – ".join(format_date(self.env, day) for day in days)
        zone = self.event_tz or self.env.user.tz or "UTC"
        clock = {"tz": zone, "time_format": "short"}
        begin = self.start.replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        day = format_date(self.env, begin.astimezone(zoneinfo.ZoneInfo(zone)).date())
        begin, end = (format_time(self.env, moment, **clock) for moment in (self.start, self.stop))
        return f"{day} {begin} – {end} ({zone})"
