"""Rows about customers: which one a row means, and what it changes."""

from odoo import Command, models
from odoo.exceptions import UserError

from ..const import GROUP_MANAGER
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

    # === WRITING === #

    def _write_customers(self, values, known):
        """Bring the customer of the row up to date, or make it.

        :return: as ``_work``
        """
        partner = self._match_customer(known)
        vals = self._changes(partner, values, "partner")
        if tags := self._tag_commands(partner, values.get("tags", [])):
            vals["category_id"] = tags
        is_new = not partner
        if is_new:
            if not values.get("name"):
                raise UserError(self.env._("There is no customer with this code."))
            partner = partner.create({**vals, "is_company": True})
        elif vals:
            partner.write(vals)
        profile, is_new_file = self._file_of(partner)
        changes = self._changes(profile, values, "profile")
        if changes:
            profile.write(changes)
        coded = self._give_code(profile, values.get("code"))
        graded = self._give_grade(profile, values.get("grade"))
        changed = vals or changes or is_new_file or coded or graded
        state = "created" if is_new else "updated" if changed else "unchanged"
        return {
            "state": state,
            "problems": False,
            "note": self._remarks(profile, graded),
            "partner_id": partner.id,
            "is_new_file": is_new_file,
        }

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

    def _tag_commands(self, partner, tags):
        """Commands that add the tags which the customer does not have yet."""
        present = set(partner.category_id.ids)
        return [
            Command.create({"name": tag}) if isinstance(tag, str) else Command.link(tag)
            for tag in tags
            if tag not in present
        ]

    def _file_of(self, partner):
        """The file of the customer, and whether it is made here: who stands in the book is a
        customer by the word of the one who imports it."""
        Profile = self.env["care.profile"]
        if profile := Profile._of(partner):
            return profile, False
        profile = Profile._ensure(partner, by_hand=False)
        if not profile:
            raise UserError(Profile._explain_closed(partner))
        # sudo - care.profile: the mark is the engine's column, set here by the word of a person
        profile.sudo().is_manual = True
        return profile, True

    def _give_code(self, profile, code):
        """Give the customer its code.

        :return: whether it was given now
        :raise UserError: where the customer has another one
        """
        if not code:
            return False
        present = profile.customer_code
        if present and present != code:
            raise UserError(
                self.env._("The customer has the code %s, which stays as it is.", present)
            )
        if not present:
            profile._set_codes({profile: code})
        return not present

    def _give_grade(self, profile, grade_id):
        """Ask for the grade as by hand: applied for managers, else proposed.

        :return: the change, empty where the customer has the grade or it is proposed already
        """
        Change = self.env["care.grade.change"]
        if not grade_id or profile.grade_id.id == grade_id:
            return Change
        waiting = Change.search(
            [
                ("profile_id", "=", profile.id),
                ("state", "in", ("proposed", "approved")),
                ("new_grade_id", "=", grade_id),
            ]
        )
        if waiting and not self.env.user.has_group(GROUP_MANAGER):
            return Change
        reason = self.env._("Import of %s", self.import_id.file_name or "")
        return Change._record(profile, self.env["care.grade"].browse(grade_id), reason.strip())

    def _remarks(self, profile, change):
        if change and change.sudo().state != "applied":
            return [self.env._("The grade waits for a care manager's approval.")]
        return []
