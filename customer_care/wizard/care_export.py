"""客户信息基础表, the basic data of customers as a workbook."""

import json

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

from .book_columns import CONTACTS, CUSTOMERS, FIGURES
from .book_lookups import Lookups
from .book_writer import BookWriter

# Read together, then forgotten: so that a hundred thousand customers need no more memory.
_BATCH = 1000


class CareExport(models.TransientModel):
    """Which customers somebody wants in a workbook: those chosen, or all that a filter shows. The
    workbook is written when it is fetched, with the rights of the person at that moment."""

    _name = "care.export"
    _description = "Export of Basic Customer Data"

    domain = fields.Json(help="The filter: a domain of care.profile.")
    company_ids = fields.Many2many(
        "res.company",
        default=lambda self: self.env.companies,
        help="The companies that were chosen when it was asked for.",
    )

    @api.model
    def action_export(self, domain):
        """Fetch the customers of a domain as a workbook.

        :param list domain: a domain of ``care.profile``, as the client has it
        """
        self._check_may_export()
        # refused here, where a person sees why, if it is no domain of customers
        self.env["care.profile"].search_count(Domain(domain), limit=1)
        export = self.create({"domain": json.loads(json.dumps(list(domain), default=str))})
        return {
            "type": "ir.actions.act_url",
            "url": f"/customer_care/book/export/{export.id}",
            "target": "download",
        }

    @api.model
    def _check_may_export(self):
        """:raise AccessError: for whoever may not export anything"""
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export: ask your administrator."))
        self.env["care.profile"].check_access("read")

    # === WRITING === #

    def _write_book(self, stream):
        """Write the workbook into a file, under the reader's rights."""
        self.ensure_one()
        self._check_may_export()
        Profile = self.env["care.profile"]
        ids = Profile.search(Domain(self.domain or [])).ids
        if len(ids) > 1_000_000:
            raise UserError(self.env._("A sheet takes a million rows: choose fewer customers."))
        book = BookWriter(self.env, stream)
        figures = [
            (name, kind)
            for name, kind in FIGURES
            if Profile._has_field_access(Profile._fields[name], "read")
        ]
        customers = self._customer_sheet(book, figures)
        people = self._people_sheet(book)
        lookups = Lookups(self.env, self.env.company)
        row = person_row = 1
        for start in range(0, len(ids), _BATCH):
            profiles = Profile.browse(ids[start : start + _BATCH])
            for profile in profiles:
                self._write_customer(book, customers, row, profile, figures, lookups)
                row += 1
            for person in self._people_of(profiles):
                self._write_person(book, people, person_row, person)
                person_row += 1
            self.env.invalidate_all(flush=False)
        customers.autofilter(0, 0, max(row - 1, 1), len(CUSTOMERS) + len(figures) - 1)
        people.autofilter(0, 0, max(person_row - 1, 1), len(self._people_columns()) - 1)
        book.close()

    def _people_columns(self):
        return [column for column in CONTACTS if column.key not in ("other_phones", "is_lunar")]

    def _customer_sheet(self, book, figures):
        Profile = self.env["care.profile"]
        labels = [Profile._fields[name]._description_string(self.env) for name, _kind in figures]
        return book.sheet(
            book.label("customers"),
            [*book.headings(CUSTOMERS), *labels],
            [*book.widths(CUSTOMERS), *[14] * len(labels)],
            self.env._("Basic Customer Data"),
        )

    def _people_sheet(self, book):
        columns = self._people_columns()
        return book.sheet(
            book.label("contacts"),
            book.headings(columns),
            book.widths(columns),
            self.env._("Basic Customer Data"),
        )

    def _write_customer(self, book, sheet, row, profile, figures, lookups):
        for position, column in enumerate(CUSTOMERS):
            book.cell(sheet, row, position, self._value(profile, column, lookups))
        for position, (name, kind) in enumerate(figures, len(CUSTOMERS)):
            value, form = profile[name], None
            if kind == "monetary":
                form = book.money(profile.currency_id)
            elif kind == "percent":
                form = book.format(num_format='0.0"%"')
            elif kind == "choice":
                value = self._choice_label(name, value)
            book.cell(sheet, row, position, value, form)

    def _value(self, profile, column, lookups):
        """What stands in a column of a customer, so that an import reads it again."""
        model, _dot, name = column.target.partition(".")
        if column.key == "code":
            return profile.customer_code
        if column.key == "grade":
            return profile.grade_id.code or profile.grade_id.name
        if column.key == "tags":
            return ", ".join(profile.partner_id.category_id.mapped("name"))
        value = (profile if model == "profile" else profile.partner_id)[name]
        if column.kind == "choice":
            return self._choice_label(name, value)
        if column.kind == "user":
            return self._user_text(value, lookups)
        if column.kind == "state":
            return value.name
        return value.name if isinstance(value, models.BaseModel) else value

    def _choice_label(self, name, value):
        if name not in (labels := self._labels_of_choices()):
            field = self.env["care.profile"]._fields[name]
            labels[name] = dict(field._description_selection(self.env))
        return labels[name].get(value)

    def _labels_of_choices(self):
        return self.env.cr.cache.setdefault(("care.export.choices", self.env.lang), {})

    def _user_text(self, user, lookups):
        """The name of a user, or the login where the name does not tell."""
        if not user:
            return None
        name = user.name or ""
        known = lookups.users.get(name.casefold().strip())
        # sudo - res.users: a login names the account manager where two have one name
        return name if known in (None, {user.id}) else user.sudo().login

    # === CONTACTS === #

    def _people_of(self, profiles):
        """The contacts of the customers that the reader may see, customer by customer."""
        customers = profiles.partner_id
        people = self.env["res.partner"].search(
            [
                ("commercial_partner_id", "in", customers.ids),
                ("id", "not in", customers.ids),
                ("type", "=", "contact"),
                ("name", "!=", False),
            ],
            order="name, id",
        )
        by_customer = people.grouped("commercial_partner_id")
        return [person for one in customers for person in by_customer.get(one, ())]

    def _write_person(self, book, sheet, row, person):
        customer = person.commercial_partner_id
        for position, column in enumerate(self._people_columns()):
            value = {
                "customer": lambda: customer.name,
                "code": lambda: customer.care_profile_id.customer_code,
                "vat": lambda: customer.vat,
                "name": lambda: person.name,
                "function": lambda: person.function,
                "email": lambda: person.email,
                "phone": lambda: person.phone,
                "birthday": lambda: person.care_birthday,
                "lunar": lambda: self._lunar_text(person),
            }[column.key]()
            book.cell(sheet, row, position, value)

    def _lunar_text(self, person):
        """8-15, or 闰4-3 of a leap month."""
        if not person.care_lunar_month:
            return None
        leap = "闰" if (self.env.lang or "").startswith("zh") else "leap "
        text = f"{person.care_lunar_month}-{person.care_lunar_day}"
        return leap + text if person.care_lunar_leap else text
