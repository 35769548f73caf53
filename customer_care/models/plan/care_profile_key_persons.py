"""A customer's key persons, and what becomes of them when files and owners change."""

from odoo import api, fields, models


class CareProfile(models.Model):
    _inherit = "care.profile"

    key_person_ids = fields.One2many("care.key.person", "profile_id")
    key_person_count = fields.Integer("Key Persons", compute="_compute_key_person_count")

    @api.depends("key_person_ids.date_left")
    def _compute_key_person_count(self):
        counts = dict(
            self.env["care.key.person"]._read_group(
                [("profile_id", "in", self.ids), ("date_left", "=", False)],
                ["profile_id"],
                ["__count"],
            )
        )
        for profile in self:
            profile.key_person_count = counts.get(profile, 0)

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """Key persons of files that end go along; who is in both is one person."""
        # sudo - care.key.person: records that the person can't see are joined too
        persons = self.env["care.key.person"].sudo()
        moving = persons.search([("profile_id", "in", others.ids)])
        moving.filtered(lambda person: not person.date_left)._join_present(self)
        moving.exists().write({"profile_id": self.id})
        self.env.flush_all()
        return super()._absorb(others)

    # === HAND-OVER === #

    def _hand_over_kinds(self):
        return super()._hand_over_kinds() | {"relations"}

    def _hand_over_work(self, old_user, new_user, kinds):
        """Adds the relations to key persons: the new one looks after them, and what the old one
        was to them stays readable beside it."""
        if "relations" in kinds:
            self.env["care.key.person"].search(
                [
                    ("profile_id", "in", self.ids),
                    ("user_id", "=", old_user.id),
                    ("date_left", "=", False),
                ]
            ).write({"user_id": new_user.id})
        return super()._hand_over_work(old_user, new_user, kinds)


class CareKeyPerson(models.Model):
    _inherit = "care.key.person"

    def _join_present(self, profile):
        """Join those who are there in the file ``profile`` already, by contact."""
        there = {
            person.contact_id: person
            for person in self.search([("profile_id", "=", profile.id), ("date_left", "=", False)])
        }
        for person in self:
            if kept := there.get(person.contact_id):
                kept._take_over(person)

    @api.model
    def _join_persons(self, sources, target):
        """Contacts become one: so do their key persons in the same file, nothing of either lost.

        :param sources: the ``res.partner`` who end
        :param target: the one who stays
        """
        rows = self.search(
            [("contact_id", "in", (sources | target).ids), ("date_left", "=", False)], order="id"
        )
        for persons in rows.grouped("profile_id").values():
            kept = persons.filtered(lambda person: person.contact_id == target)[:1] or persons[0]
            for person in persons - kept:
                kept._take_over(person)
        self.env.flush_all()

    def _take_over(self, other):
        """``other`` is the same person: fill what is empty, join lists, and end it."""
        texts = filter(None, dict.fromkeys((self.concerns, other.concerns)))
        vals = {"concerns": "\n\n".join(texts) or False}
        if self.attitude == "unknown":
            vals["attitude"] = other.attitude
        for name in ("reports_to_id", "user_id", "wanted_level"):
            if not self[name] and other[name] != self:
                vals[name] = other[name].id if name.endswith("_id") else other[name]
        vals["influence"] = max(self.influence, other.influence)
        vals["buying_role_ids"] = [(4, role.id) for role in other.buying_role_ids]
        vals["influenced_ids"] = [(4, one.id) for one in other.influenced_ids - self]
        known = self.relation_ids.user_id
        other.relation_ids.filtered(lambda relation: relation.user_id not in known).write(
            {"key_person_id": self.id}
        )
        self.search([("reports_to_id", "=", other.id), ("id", "!=", self.id)]).write(
            {"reports_to_id": self.id}
        )
        self.search([("influenced_ids", "in", other.id), ("id", "!=", self.id)]).write(
            {"influenced_ids": [(4, self.id)]}
        )
        self.search([("successor_id", "=", other.id)]).write({"successor_id": self.id})
        other.message_change_thread(self)
        other.unlink()
        self.write(vals)
