"""Rows about people: whose contact it is, and what the row changes."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import email_normalize, html2plaintext, plaintext2html

from ..tools.lunar import LunarDay


class CareImportRow(models.TransientModel):
    _inherit = "care.import.row"

    # === FINDING === #

    def _customer_of_contacts(self, values, known, coming):
        customer = self._match_customer(known)
        for key in ("code", "vat", "customer"):
            customer = customer or coming.get((key, self[key]), customer)
        if not customer:
            raise UserError(
                self.env._(
                    "There is no customer %s: import the customers first.",
                    self.customer or self.code or self.vat,
                )
            )
        return customer

    def _find_coming(self):
        """In a rehearsal: stand-ins for the customers whom the same file brings.

        :return: dict of ``("code" | "vat" | "customer", text)`` to the stand-in
        """
        if self.import_id.state != "checking" or self[:1].kind != "contacts":
            return {}
        rows = {}
        for key in ("code", "vat", "customer"):
            domain = [
                ("import_id", "=", self.import_id.id),
                ("kind", "=", "customers"),
                ("state", "in", ("created", "updated", "unchanged")),
                (key, "in", list(filter(None, self.mapped(key)))),
            ]
            rows |= {(key, row[key]): row for row in self.search(domain, order="id desc")}
        names = {row: row.customer or row.code for row in rows.values()}
        made = self.env["res.partner"].create(
            [{"name": name, "is_company": True} for name in names.values()]
        )
        stand_ins = dict(zip(names, made, strict=True))
        return {key: stand_ins[row] for key, row in rows.items()}

    def _find_people(self, part):
        """Contacts whom the readings may mean: dict of (customer, name) to contacts."""
        Partner = self.env["res.partner"]
        customers = Partner.union(*(reading.customer for reading in part))
        people = Partner.search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("id", "not in", customers.ids),
                ("name", "in", [reading.values["name"] for reading in part]),
            ]
        )
        return people.grouped(lambda person: (person.commercial_partner_id, person.name))

    def _match_person(self, customer, values, people):
        """The contact of that name; whoever has another address is somebody else.

        :raise UserError: where several could be meant
        """
        email = email_normalize(values.get("email") or "")
        people = people.get((customer, values["name"]), self.env["res.partner"])
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

    # === WRITING === #

    def _write_contacts(self, part, lookups):
        """Bring the contacts of the readings up to date, and make those who are new together.

        :return: as ``_work_together``
        """
        people = self._find_people(part)
        outcome, new = {}, {}
        for row, values, customer in part:
            with row._refusing(outcome):
                person = row._match_person(customer, values, people)
                vals = row._changes(person, values, "partner")
                vals |= row._birthday_changes(person, values)
                vals |= row._phone_notes(person, values.get("other_phones"))
                outcome[row.id] = {
                    "state": ("updated" if vals else "unchanged") if person else "created",
                    "problems": False,
                    "note": [],
                    "partner_id": person.id,
                }
                if not person:
                    new[row] = {**vals, "parent_id": customer.id, "type": "contact"}
                elif vals:
                    person.write(vals)
        made = self._create_contacts(list(new.values()))
        for row, person in zip(new, made, strict=True):
            outcome[row.id]["partner_id"] = person.id
        return outcome

    def _create_contacts(self, vals_list):
        """Create contacts with what core carries to them from their customers.

        Core writes that to one contact after the other, which takes most of the time of an import.
        Here they are born with it. What a contact then still has otherwise is left to core.
        """
        Partner = self.env["res.partner"]
        customers = Partner.browse({vals["parent_id"] for vals in vals_list})
        inherited = {customer.id: self._inherited(customer) for customer in customers}
        people = Partner.with_context(_partners_skip_fields_sync=True).create(
            [{**inherited[vals["parent_id"]], **vals} for vals in vals_list]
        )
        people = people.with_env(self.env)
        different = self._different(people)
        for person, vals in zip(people, vals_list, strict=True):
            if person in different:
                person._fields_sync(Partner._add_missing_default_values(vals))
        return people

    def _inherited(self, customer):
        """What contacts have of their customer, as far as the person may write it."""
        # sudo - res.partner: core carries over what the person may not read, too
        source = customer.sudo()
        vals = source._get_commercial_values() | source._get_address_values()
        return {
            name: value
            for name, value in vals.items()
            if customer._has_field_access(customer._fields[name], "write")
        }

    def _different(self, people):
        """Those of these contacts who have something otherwise than their customer that core
        carries to contacts, in this company or another one."""
        # sudo - res.partner, res.company: as core, which compares all fields in all companies
        people = people.sudo()
        names = {*people._commercial_fields(), *people._address_fields()}
        elsewhere = people._company_dependent_commercial_fields()
        here = self.env.company
        others = self.env["res.company"].sudo().search([("id", "!=", here.id)])
        compared = [(here, names), *((company, elsewhere) for company in others)]
        return people.browse(
            person.id
            for company, mine in compared
            for person in people.with_company(company)
            if any(person[name] != person.parent_id[name] for name in mine)
        )

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
