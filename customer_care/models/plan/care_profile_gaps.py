"""What is missing in the relations to a customer, each in one sentence."""

from odoo import fields, models

from .care_key_person_coverage import COVERAGE_DAYS

_DECIDING = {"decider", "approver"}
_FOR_US = {"coach", "supporter"}
_MANY = 3  # so many key persons, and one contact is no relation to the customer


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _relationship_gaps(self):
        """The gaps of the relationship map, the gravest first.

        :return: list of dicts ``key`` (kind of gap), ``text`` and ``ids`` (key persons it is about)
        """
        self.ensure_one()
        everybody = self.key_person_ids
        present = everybody.filtered(lambda person: not person.date_left)
        deciding = present.filtered(
            lambda person: _DECIDING & set(person.buying_role_ids.mapped("code"))
        )
        return [
            *self._gaps_deciders(present, deciding),
            *self._gaps_meeting(deciding),
            *self._gaps_contacts(present),
            *self._gaps_persons(everybody, present),
        ]

    def _gap(self, key, persons, text):
        return {"key": key, "text": text, "ids": persons.ids}

    def _gaps_deciders(self, present, deciding):
        if present and not deciding:
            yield self._gap("no_decider", deciding, self.env._("Nobody is known who decides."))
        elif deciding and not _FOR_US & set(deciding.mapped("attitude")):
            text = self.env._("None of those who decide is a supporter.")
            yield self._gap("no_supporter", deciding, text)

    def _gaps_meeting(self, deciding):
        """Who decides has to be met in person now and then."""
        limit = self.company_id.care_unmet_days
        today = fields.Date.context_today(self)
        for person in deciding if limit else ():
            met, name = person.last_met_date, person.contact_id.name
            if not met:
                text = self.env._("%(person)s decides and was never met.", person=name)
            elif (today - met).days > limit:
                text = self.env._(
                    "%(person)s decides and was not met for %(days)s days.",
                    person=name,
                    days=(today - met).days,
                )
            else:
                continue
            yield self._gap("not_met", person, text)

    def _gaps_contacts(self, present):
        spoken = present.filtered("contact_count")
        if len(present) >= _MANY and len(spoken) <= 1:
            text = self.env._(
                "%(some)s of %(all)s key persons had a contact within %(days)s days.",
                some=len(spoken),
                all=len(present),
                days=COVERAGE_DAYS,
            )
            yield self._gap("one_contact", present - spoken, text)

    def _gaps_persons(self, everybody, present):
        """Gaps of single persons: left, against us, nobody's, below what is wanted."""
        for person in everybody.filtered("needs_successor"):
            text = self.env._("%(person)s left: find the successor.", person=person.contact_id.name)
            yield self._gap("left", person, text)
        for person in present:
            name = person.contact_id.name
            if person.attitude == "opponent" and person.influence == "3":
                text = self.env._("%(person)s has much influence and is against us.", person=name)
                yield self._gap("opponent", person, text)
            if not person.user_id:
                text = self.env._("Nobody of ours looks after %(person)s.", person=name)
                yield self._gap("no_owner", person, text)
            elif person.is_below_wanted:
                text = self.env._(
                    "The relation to %(person)s is below what is wanted.", person=name
                )
                yield self._gap("below_wanted", person, text)
