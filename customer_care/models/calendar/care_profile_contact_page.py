"""What the calendar shows on the customer page: who was spoken to, what we owe, what comes next."""

from odoo import api, fields, models
from odoo.tools import SQL

from ..customer.refresh_scope import RefreshScope

_ROWS_AT_MOST = 6

# Touchpoints that were agreed with the customer: a promise, not only our plan.
_AGREED_ORIGINS = ("next_step", "follow_up")
_NO_CLOCK = [("clock_ids", "not any", [("date_end", "=", False)])]


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _page_contact_chart(self):
        scope = RefreshScope.of(self.company_id, partners=self.partner_id)
        days = SQL("SELECT f.day, f.contacts AS amount FROM (%s) f", self._contact_days(scope))
        return self._page_chart(scope, days, "integer")

    def _page_head(self):
        return {**super()._page_head(), "next_contact": self._page_next_contact()}

    def _page_next_contact(self):
        """When and how the customer is contacted next.

        :return: False where nothing is planned or asked for, else a row as in ``_page_promises``
            and ``due``
        """
        touchpoint = self._open_touchpoints([("counts_as_contact", "=", True)], limit=1)
        day = touchpoint.date_planned or self.next_contact_date
        if not day:
            return False
        today = fields.Date.context_today(self)
        return {
            **self._page_touchpoint(touchpoint),
            "date": fields.Date.to_string(day),
            "due": day <= today,
            "late": day < today or self.is_contact_late,
        }

    def _page_people(self):
        """Adds ``last_contact_date``; those spoken to last come first."""
        people = super()._page_people()
        ids = [person["id"] for person in people]
        last = dict(
            self.env["care.touchpoint"]._read_group(
                [
                    ("profile_id", "=", self.id),
                    ("state", "=", "done"),
                    ("counts_as_contact", "=", True),
                    ("contact_id", "in", ids),
                ],
                ["contact_id"],
                ["date_done:max"],
            )
        )
        for person in people:
            moment = last.get(self.env["res.partner"].browse(person["id"]))
            person["last_contact_date"] = bool(moment) and fields.Date.to_string(
                fields.Datetime.context_timestamp(self, moment).date()
            )
        return sorted(people, key=lambda person: person["last_contact_date"] or "", reverse=True)

    def _page_promises(self):
        """Adds what is overdue and what was agreed with the customer; what a clock runs for stands
        there already."""
        today = fields.Date.context_today(self)
        owed = ["|", ("date_planned", "<", today), ("origin", "in", _AGREED_ORIGINS), *_NO_CLOCK]
        return [
            *super()._page_promises(),
            *map(self._page_touchpoint, self._open_touchpoints(owed)),
        ]

    def _page_plan(self):
        today = fields.Date.context_today(self)
        ahead = [("date_planned", ">=", today), ("origin", "not in", _AGREED_ORIGINS), *_NO_CLOCK]
        return [*super()._page_plan(), *map(self._page_touchpoint, self._open_touchpoints(ahead))]

    def _open_touchpoints(self, domain, limit=_ROWS_AT_MOST):
        """The next planned touchpoints of a kind, soonest first."""
        return self.env["care.touchpoint"].search(
            [("profile_id", "=", self.id), ("state", "=", "planned"), *domain],
            order="date_planned, id",
            limit=limit,
        )

    @api.model
    def _page_touchpoint(self, touchpoint):
        """A row of the page; see ``_page_promises``."""
        channels = dict(touchpoint._fields["channel"]._description_selection(self.env))
        day = touchpoint.date_planned
        return {
            "title": touchpoint.purpose or "",
            "date": fields.Date.to_string(day),
            "late": bool(day and day < fields.Date.context_today(self)),
            "res_model": touchpoint._name,
            "res_id": touchpoint.id,
            "channel": touchpoint.channel,
            "channel_label": channels.get(touchpoint.channel, ""),
            "person": touchpoint.contact_id.name or "",
        }
