"""A key person leaves: what was known stays with the customer, and somebody has to follow."""

from odoo import api, fields, models
from odoo.exceptions import UserError


class CareKeyPerson(models.Model):
    _inherit = "care.key.person"

    date_left = fields.Date(
        "Left On",
        readonly=True,
        copy=False,
        tracking=True,
        help="Set by the button, or by itself once the contact is archived or goes to another"
        " customer.",
    )
    successor_id = fields.Many2one(
        "care.key.person",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        domain="[('profile_id', '=', profile_id), ('date_left', '=', False)]",
        help="Who has her place now.",
    )
    is_vacant = fields.Boolean(
        "No Successor Needed", copy=False, tracking=True, help="Her place is not filled again."
    )
    needs_successor = fields.Boolean(
        "Successor Missing",
        compute="_compute_needs_successor",
        search="_search_needs_successor",
    )

    @api.depends("date_left", "successor_id", "is_vacant")
    def _compute_needs_successor(self):
        for person in self:
            person.needs_successor = bool(
                person.date_left and not person.successor_id and not person.is_vacant
            )

    def _search_needs_successor(self, operator, value):
        if operator != "in":
            return NotImplemented
        missing = [
            ("date_left", "!=", False),
            ("successor_id", "=", False),
            ("is_vacant", "=", False),
        ]
        return missing if True in value else ["!", "&", "&", *missing]

    # === ACTIONS === #

    def action_left(self):
        """She is not there any more; her successor is asked for."""
        self.check_access("write")
        self._leave()

    def action_is_back(self):
        """She did not leave, or came back."""
        self.check_access("write")
        for person in self:
            contact = person.contact_id
            if contact.commercial_partner_id != person.partner_id or not contact.active:
                raise UserError(
                    self.env._(
                        "%(person)s is no contact of %(customer)s any more. Correct the contact"
                        " first.",
                        person=contact.display_name,
                        customer=person.partner_id.display_name,
                    )
                )
        # sudo - care.key.person: nobody may write the day by hand
        self.sudo().write({"date_left": False, "successor_id": False, "is_vacant": False})
        self._successor_activities().unlink()

    # === LEAVING === #

    def _leave(self):
        """The day is noted, and the account manager is asked for a successor."""
        there = self.filtered(lambda person: not person.date_left)
        # sudo - care.key.person: nobody may write the day by hand
        there.sudo().write({"date_left": fields.Date.context_today(self)})
        for person in there:
            owner = person.profile_id.sudo().user_id or person.user_id
            if not owner:
                continue
            # sudo - mail.activity: whoever archives the contact need not see the key person
            person.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                user_id=owner.id,
                summary=self.env._(
                    "Find the successor of %(person)s", person=person.contact_id.name
                ),
                note=self.env._(
                    "She left. Who has her place now, and how does that person see us?"
                ),
            )

    def _successor_activities(self):
        # sudo - mail.activity: they were made by the system
        return (
            self.env["mail.activity"]
            .sudo()
            .search([("res_model", "=", self._name), ("res_id", "in", self.ids)])
        )

    def write(self, vals):
        """A successor who is named ends the search for one."""
        result = super().write(vals)
        if vals.get("successor_id") or vals.get("is_vacant"):
            self._successor_activities().action_feedback()
        return result

    @api.model
    def _follow_contacts(self, contacts):
        """Contacts were archived or belong to somebody else now: key persons among them left."""
        # sudo - care.key.person: whoever changes the contact need not see the customers' files
        persons = (
            self.sudo()
            .with_context(active_test=False)
            .search([("contact_id", "child_of", contacts.ids), ("date_left", "=", False)])
        )
        persons.filtered(
            lambda person: (
                not person.contact_id.active
                or person.contact_id.commercial_partner_id != person.partner_id
            )
        )._leave()
