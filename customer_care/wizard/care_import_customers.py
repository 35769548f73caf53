"""Rows about customers: which one a row means, and what it changes."""

from odoo import Command, models
from odoo.exceptions import UserError

from ..const import GROUP_MANAGER, HELD_FIELDS
from .book_columns import COLUMNS


class CareImportRow(models.TransientModel):
    _inherit = "care.import.row"

    # === FINDING === #

    def _find_known(self):
        """Customers and contacts that the rows may mean.

        :return: dict of ``("code" | "vat" | "name", text)`` to customers, archived ones too; and
            for contacts of ``("person", customer id, name)`` to contacts
        """
        Partner = self.env["res.partner"].with_context(active_test=False)
        names = list(filter(None, self.mapped("customer")))
        vats = list(filter(None, self.mapped("vat")))
        partners = Partner.search(["|", ("name", "in", names), ("vat", "in", vats)])
        known = {}
        for partner in partners:
            is_commercial = partner == partner.commercial_partner_id
            if not is_commercial or not (partner.is_company or partner.care_profile_id):
                continue
            for key in ("name", "vat"):
                if partner[key]:
                    customers = known.setdefault((key, partner[key]), Partner)
                    known[key, partner[key]] = customers | partner
        known.update(self._find_by_code())
        return known

    def _find_by_code(self):
        """The customers of the codes in the rows: dict of ``("code", text)`` to customers."""
        codes = list(filter(None, self.mapped("code")))
        Profile = self.env["care.profile"].with_context(active_test=False)
        if not codes:
            return {}
        profiles = Profile.search(
            [
                ("customer_code", "in", codes),
                ("company_id", "=", self.env.company.root_id.id),
            ]
        )
        return {
            ("code", profile.customer_code): profile.partner_id.with_context(active_test=False)
            for profile in profiles
        }

    def _match_customer(self, known):
        """The customer that the row means: by its code, else its tax ID, else its exact name.

        :return: a partner, none where the row is about a new customer
        :raise UserError: where the row contradicts what is known, or does not tell
        """
        none = self.env["res.partner"]
        by_code = known.get(("code", self.code), none)
        by_vat = known.get(("vat", self.vat), none)
        found = by_code or by_vat
        if by_code and by_vat and by_code not in by_vat:
            raise UserError(
                self.env._(
                    "The code is that of %(one)s, but the tax ID that of %(other)s.",
                    one=by_code.display_name,
                    other=by_vat[0].display_name,
                )
            )
        if not found:
            # another tax ID: another company of the same name
            found = known.get(("name", self.customer), none).filtered(
                lambda one: not self.vat or not one.vat or one.vat == self.vat
            )
        found = by_code or (found.filtered("active") if len(found) > 1 else found)
        if len(found) > 1:
            raise UserError(
                self.env._(
                    "Several customers are called %s: give the code or the tax ID.",
                    found[0].display_name,
                )
            )
        if found and not found.active:
            raise UserError(self.env._("%s is archived: bring it back first.", found.display_name))
        return found

    def _customer_of_customers(self, values, known, coming):
        customer = self._match_customer(known)
        if not customer and not values.get("name"):
            raise UserError(self.env._("There is no customer with this code."))
        return customer

    # === WRITING === #

    def _write_customers(self, part, lookups):
        """Bring the customers of the readings up to date, and make those who are new together.

        :return: as ``_work_together``
        """
        tags = self._make_tags(part, lookups)
        customers, changed, new = {}, {}, {}
        for row, values, customer in part:
            vals = row._changes(customer, values, "partner")
            if commands := row._tag_commands(customer, values.get("tags", []), tags):
                vals["category_id"] = commands
            customers[row] = customer
            if customer:
                changed[row] = row._change_customer(customer, vals, values)
            else:
                new[row] = {**vals, "is_company": True}
        made = self.env["res.partner"].create(list(new.values()))
        customers.update(zip(new, made, strict=True))
        files, new_files = self._files_of(customers)
        codes, graded = {}, self._give_grades(part, files)
        outcome = {}
        for row, values, _customer in part:
            file = files[row]
            if changes := row._changes(file, values, "profile"):
                file.write(changes)
            if code := row._code_to_give(file, values.get("code")):
                codes[file] = code
            is_changed = changed.get(row) or changes or file in new_files or code or row in graded
            outcome[row.id] = {
                "state": "created" if row in new else "updated" if is_changed else "unchanged",
                "problems": False,
                "note": row._remarks(graded.get(row)),
                "partner_id": customers[row].id,
                "is_new_file": file in new_files,
            }
        if codes:
            self.env["care.profile"]._set_codes(codes)
        return outcome

    def _change_customer(self, customer, vals, values):
        """Write to a customer who is known.

        :return: whether anything is other than before; what waits for approval is not
        """
        if vals:
            customer.write(dict(vals))
            held = HELD_FIELDS & self._changes(customer, values, "partner").keys()
            vals = vals.keys() - held
        return bool(vals)

    def _changes(self, record, values, target):
        """The values for a record that differ from what it has."""
        changes = {}
        for column in COLUMNS[self.kind]:
            model, _dot, name = column.target.partition(".")
            if model != target or column.key not in values:
                continue
            value = values[column.key]
            present = record and record[name]
            if value != (present.id if hasattr(present, "_ids") else present):
                changes[name] = value
        return changes

    def _make_tags(self, part, lookups):
        """Make the tags that there are not yet, each once.

        :return: dict of names, lower case, to ids of tags
        """
        names = {
            tag.casefold(): tag
            for reading in part
            for tag in reading.values.get("tags", [])
            if isinstance(tag, str)
        }
        tags = {name: next(iter(sorted(lookups.tags.get(name, ()))), None) for name in names}
        missing = [name for name, tag in tags.items() if not tag]
        if missing:
            made = self.env["res.partner.category"].create(
                [{"name": names[name]} for name in missing]
            )
            tags.update(zip(missing, made.ids, strict=True))
            lookups.forget("tags")
        return tags

    def _tag_commands(self, partner, tags, made):
        """Commands that add the tags which the customer does not have yet."""
        ids = [made[tag.casefold()] if isinstance(tag, str) else tag for tag in tags]
        present = set(partner.category_id.ids)
        return [Command.link(tag) for tag in dict.fromkeys(ids) if tag not in present]

    def _files_of(self, customers):
        """The files of the rows' customers, made where there is none: who stands in the book is a
        customer by the word of the one who imports it.

        :param dict customers: row to customer
        :return: dict of row to file, and the files that are made here
        :raise UserError: for a customer whose file is closed to the person
        """
        Profile = self.env["care.profile"]
        partners = self.env["res.partner"].union(*customers.values())
        files = Profile._of(partners)
        new = Profile
        if missing := partners - files.partner_id:
            new = Profile._ensure(missing, by_hand=False)
            if closed := missing - new.partner_id:
                raise UserError(Profile._explain_closed(closed[0]))
            # sudo - care.profile: the mark is the engine's column, set here by a person's word
            new.sudo().write({"is_manual": True})
        by_customer = {file.partner_id: file for file in files | new}
        return {row: by_customer[customer] for row, customer in customers.items()}, new

    def _code_to_give(self, file, code):
        """The code, where the customer has none yet.

        :raise UserError: where the customer has another one
        """
        present = file.customer_code
        if code and present and present != code:
            raise UserError(
                self.env._("The customer has the code %s, which stays as it is.", present)
            )
        return not present and code

    def _give_grades(self, part, files):
        """Ask for the grades as by hand: applied for managers, else proposed.

        :return: dict of row to change; none where the customer has the grade or it is proposed
            already
        """
        Change = self.env["care.grade.change"]
        wanted = {
            row: values["grade"]
            for row, values, _customer in part
            if values.get("grade") and files[row].grade_id.id != values["grade"]
        }
        if not self.env.user.has_group(GROUP_MANAGER):
            waiting = Change.search(
                [
                    ("profile_id", "in", [files[row].id for row in wanted]),
                    ("state", "in", ("proposed", "approved")),
                ]
            )
            asked = {(change.profile_id, change.new_grade_id.id) for change in waiting}
            wanted = {
                row: grade for row, grade in wanted.items() if (files[row], grade) not in asked
            }
        reason = self.env._("Import of %s", self.import_id.file_name or "").strip()
        graded = {}
        for grade in self.env["care.grade"].browse(dict.fromkeys(wanted.values())):
            rows = [row for row in wanted if wanted[row] == grade.id]
            profiles = self.env["care.profile"].union(*(files[row] for row in rows))
            changes = {one.profile_id: one for one in Change._record(profiles, grade, reason)}
            graded |= {row: changes[files[row]] for row in rows}
        return graded

    def _remarks(self, change):
        if change and change.sudo().state != "applied":
            return [self.env._("The grade waits for a care manager's approval.")]
        return []
