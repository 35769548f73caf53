"""Touchpoints come before their responsible as activities when they are due."""

import logging

from odoo import api, models
from odoo.fields import Domain

from ...const import GROUP_USER
from ..customer.scheduled import commit_progress

_logger = logging.getLogger(__name__)

# The kind of activity that reminds of a touchpoint, by channel.
_ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "visit": "mail.mail_activity_data_meeting",
    "meeting": "mail.mail_activity_data_meeting",
    "mail": "mail.mail_activity_data_email",
}
_DEFAULT_ACTIVITY_TYPE = "mail.mail_activity_data_todo"

_REMIND_BATCH = 500


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _cron_remind_touchpoints(self, now=None):
        """Put every touchpoint that is due before its responsible as an activity, once."""
        # sudo - care.touchpoint: reminders are made for everybody
        Touchpoint = self.sudo()
        waiting = Touchpoint._read_group(Touchpoint._waiting_domain(), ["company_id"])
        for [company] in waiting:
            today = company._care_today(now)
            domain = Touchpoint._waiting_domain() & Domain(
                [("company_id", "=", company.id), ("date_planned", "<=", today)]
            )
            commit_progress(self.env, remaining=Touchpoint.search_count(domain))
            while due := Touchpoint.search(domain, limit=_REMIND_BATCH, order="id"):
                locked = due.try_lock_for_update()
                locked._remind_isolated(today)
                if not locked or not commit_progress(self.env, len(locked)):
                    break

    @api.model
    def _waiting_domain(self):
        """Planned touchpoints that will be reminded of once their day has come."""
        return Domain(
            [
                ("state", "=", "planned"),
                ("date_reminded", "=", False),
                ("user_id", "in", self.env.ref(GROUP_USER).all_user_ids.ids),
                ("profile_id.active", "=", True),
            ]
        )

    def _remind_isolated(self, today):
        """Remind of all at once; where that fails, one by one, and put the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                self._remind(today)
        except Exception:
            if len(self) == 1:
                _logger.exception("Touchpoint %s can't be put before its responsible", self.id)
                self.date_reminded = today  # out of the queue: it must not stop the others
                return
            for touchpoint in self:
                touchpoint._remind_isolated(today)

    def _remind(self, today):
        """Create the activities, in the language of those who get them and without a mail each."""
        self.mapped("display_name")  # read in one go: the activity reads it again for each record
        for (user, channel), touchpoints in self.grouped(
            lambda touchpoint: (touchpoint.user_id, touchpoint.channel)
        ).items():
            activity_type = self.env.ref(_ACTIVITY_TYPES.get(channel, _DEFAULT_ACTIVITY_TYPE))
            Activity = self.env["mail.activity"].with_context(
                mail_activity_quick_update=True, lang=user.lang
            )
            reminders = Activity.create(
                [
                    {
                        "activity_type_id": activity_type.id,
                        "res_model_id": self.env["ir.model"]._get_id(self._name),
                        "res_id": touchpoint.id,
                        "user_id": user.id,
                        "date_deadline": touchpoint.date_planned,
                        "summary": touchpoint.with_context(lang=user.lang).purpose,
                        "automated": True,
                    }
                    for touchpoint in touchpoints
                ]
            )
            for touchpoint, reminder in zip(touchpoints, reminders, strict=True):
                touchpoint.reminder_id = reminder
        self.write({"date_reminded": today})
