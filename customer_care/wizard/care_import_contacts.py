"""Rows about people: whose contact it is, and what the row changes."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..tools.lunar import LunarDay


class CareImportRow(models.TransientModel):
    _inherit = "care.import.row"

    def _write_contacts(self, values, known):
        """Bring the contact of the row up to date, or make it.

        :return: as ``_work``
        """
        customer = self._match_customer(known) or self._coming_customer()
        if not customer:
            raise UserError(
                self.env._(
                    "There is no customer %s: import the customers first.",
                    self.customer or self.code or self.vat,
                )
            )
        person = self._match_person(customer, values)
        vals = self._changes(person, values, "partner") | self._birthday_changes(person, values)
        vals |= self._phone_notes(person, values.get("other_phones"))
        is_new = not person
        if is_new:
            person = person.create({**vals, "parent_id": customer.id, "type": "contact"})
        elif vals:
            person.write(vals)
        return {
            "state": "created" if is_new else "updated" if vals else "unchanged",
            "problems": False,
            "note": [],
            "partner_id": person.id,
        }

    def _coming_customer(self):
        """In a rehearsal: a stand-in for a customer whom the same file brings."""
        none = self.env["res.partner"]
        if self.import_id.state != "checking":
            return none
        domain = [
            ("import_id", "=", self.import_id.id),
            ("kind", "=", "customers"),
            ("state", "in", ("created", "updated", "unchanged")),
        ]
        for key in ("code", "vat", "customer"):
            if self[key] and self.search_count([*domain, (key, "=", self[key])], limit=1):
                return none.create({"name": self.customer or self[key], "is_company": True})
        return none

    def _match_person(self, customer, values):
        """The contact of that name; whoever has another address is somebody else.

        :raise UserError: where several could be meant
        """
        email = email_normalize(values.get("email") or "")
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "=", customer.id),
                ("id", "!=", customer.id),
                ("name", "=", values["name"]),
            ]
        )
        same = people.filtered(lambda one: email and one.email_normalized == email)
        found = same or people.filtered(lambda one: not email or not one.email_normalized)
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "%(customer)s has several contacts called %(name)s: give the email address.",
                    customer=customer.display_name,
                    name=values["name"],
                )
            )
        return found

    def _birthday_changes(self, person, values):
        """Changes of the birthday, by either calendar."""
        days = [values[key] for key in ("birthday", "lunar") if key in values]
        lunar_days = {day for day in days if isinstance(day, LunarDay)}
        if len(lunar_days) > 1:
            raise UserError(self.env._("The row names two different lunar birthdays."))
        vals = {
            day: value
            for day, value in (("care_birthday", values.get("birthday")),)
            if value and not isinstance(value, LunarDay)
        }
        for lunar in lunar_days:
            vals |= {
                "care_lunar_month": lunar.month,
                "care_lunar_day": lunar.day,
                "care_lunar_leap": lunar.is_leap,
            }
        return {name: value for name, value in vals.items() if not person or person[name] != value}

    def _phone_notes(self, person, phones):
        """A contact has one number; further ones stand in its notes."""
        present = html2plaintext(person.comment or "") if person else ""
        if not phones or phones in present:
            return {}
        line = self.env._("Other phones: %s", phones)
        return {"comment": (person.comment or "") + plaintext2html(line)}
