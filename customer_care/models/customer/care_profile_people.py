"""The customer's people, as the customer page shows them."""

import datetime

from odoo import api, fields, models

from ...tools.lunar import LunarDay, lunar_birthdays, solar_birthdays

_PEOPLE_AT_MOST = 100
_BIRTHDAY_DAYS = 30  # so far ahead a birthday is worth a look


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _page_people(self):
        """The people at the customer; a customer who is a person stands there herself.

        :return: list of dicts ``id, name, function, phone, email``, and ``birthday`` (the day of
            the coming weeks on which it is kept, or False); rooms add what they know
        """
        self.ensure_one()
        columns = ["name", "function", "phone", "email"]
        people = self.env["res.partner"].search_fetch(
            [
                ("commercial_partner_id", "=", self.partner_id.id),
                ("is_company", "=", False),
                ("type", "=", "contact"),
            ],
            [*columns, "care_birthday", "care_lunar_month", "care_lunar_day", "care_lunar_leap"],
            order="name, id",
            limit=_PEOPLE_AT_MOST,
        )
        kept = self._birthdays_ahead()
        return [
            {
                "id": person.id,
                **{name: person[name] or "" for name in columns},
                "birthday": fields.Date.to_string(kept.get(self._birthday_of(person))) or False,
            }
            for person in people
        ]

    @api.model
    def _birthdays_ahead(self):
        """The birthdays of the coming weeks: ``{(month, day) or LunarDay: the day it is kept}``."""
        today = fields.Date.context_today(self)
        kept = {}
        for number in range(_BIRTHDAY_DAYS, -1, -1):  # the first day of several wins
            day = today + datetime.timedelta(days=number)
            kept.update(dict.fromkeys([*solar_birthdays(day), *lunar_birthdays(day)], day))
        return kept

    @api.model
    def _birthday_of(self, person):
        """What ``_birthdays_ahead`` knows the person's birthday by; the lunar one comes first."""
        if person.care_lunar_month:
            return LunarDay(person.care_lunar_month, person.care_lunar_day, person.care_lunar_leap)
        return person.care_birthday and (person.care_birthday.month, person.care_birthday.day)
