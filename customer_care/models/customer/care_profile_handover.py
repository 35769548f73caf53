"""A customer goes to a new account manager with all that is open, and the old one's access ends."""

from odoo import Command, api, fields, models
from odoo.exceptions import AccessError, UserError

from ...const import GROUP_MANAGER, GROUP_USER

# Kinds of open work; rooms that have some of their own add to ``_hand_over_kinds``.
_QUIET = {
    "tracking_disable": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_activity_quick_update": True,
}


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === ACTIONS === #

    def action_hand_over(self):
        """Ask to whom these customers go.

        :raise AccessError: for anybody but a care manager
        """
        self.check_access("read")
        self._check_hands_over()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_handover_start_action"
        )
        action["context"] = {"default_profile_ids": self.ids}
        return action

    # === BUSINESS METHODS === #

    @api.model
    def _hand_over_kinds(self):
        """The kinds of open work that can go along; rooms add theirs."""
        return {"contracts", "activities", "leads"}

    def _hand_over(self, new_user, reason, note="", kinds=None, date=None):
        """Hand these customers over, all or none. The cadence goes on where it stands.

        The account manager is the contact's, so another company's files of the same customer follow
        her; work that is open there follows with that company's planning.

        :param new_user: who looks after them from now on
        :param str reason: why; it stays in the record
        :param str note: what must not be forgotten, for the brief of each
        :param set kinds: open work that goes along, of ``_hand_over_kinds``; all when None
        :param date: the day of the record; today when None
        :return: the ``care.handover``
        :raise AccessError: for anybody but a care manager
        :raise UserError: when the new one does not use Customer Care there, or nothing would change
        """
        profiles = self.filtered(lambda profile: profile.user_id != new_user)
        profiles._check_hand_over(new_user, reason)
        kinds = self._hand_over_kinds() if kinds is None else kinds
        # sudo - care.profile, care.handover and what hangs on the customer: a care manager hands
        # over what she need not be allowed to edit
        files = profiles.sudo().with_context(**_QUIET)
        handover = files._record_hand_over(new_user, reason.strip(), (note or "").strip(), date)
        for old_user, own in files.grouped("user_id").items():
            if old_user:
                own._hand_over_work(old_user, new_user, kinds)
        files._change_owner(new_user)
        files._log_hand_over(handover)
        handover._tell_new_owner()
        return handover.sudo(self.env.su)

    @api.model
    def _check_hands_over(self):
        if not self.env.su and not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager hands customers over."))

    def _check_hand_over(self, new_user, reason):
        self._check_hands_over()
        self.check_access("read")
        if not self:
            raise UserError(self.env._("These customers belong to her already, or none is chosen."))
        if not (reason or "").strip():
            raise UserError(self.env._("Say why: the reason stays in the record."))
        # sudo - res.users: everybody may know who uses Customer Care
        new_user = new_user.sudo()
        if not (
            new_user.active
            and new_user.has_group(GROUP_USER)
            and self.company_id <= new_user.company_ids.root_id
        ):
            raise UserError(
                self.env._(
                    "%(user)s does not use Customer Care here. Choose another colleague.",
                    user=new_user.name,
                )
            )
        if len(self.company_id) > 1:
            raise UserError(self.env._("Hand over the customers of one company at a time."))

    def _record_hand_over(self, new_user, reason, note, date):
        """The record with a brief of each customer, in the new one's language, as it stands now."""
        briefs = self.with_context(lang=new_user.lang)._briefs(note)
        return self.env["care.handover"].create(
            {
                "user_id": new_user.id,
                "company_id": self.company_id.id,
                "date": date or fields.Date.context_today(self),
                "reason": reason,
                "note": note,
                "line_ids": [
                    Command.create(
                        {
                            "partner_id": profile.partner_id.id,
                            "old_user_id": profile.user_id.id,
                            "brief": briefs[profile.id],
                        }
                    )
                    for profile in self
                ],
            }
        )

    def _hand_over_work(self, old_user, new_user, kinds):
        """Give the open work of these customers to the new one and end the old one's access. Rooms
        add their work by ``super``."""
        partners = self._people_of_customers()
        if "contracts" in kinds:
            self.env["care.contract"].search(
                [
                    ("profile_id", "in", self.ids),
                    ("user_id", "=", old_user.id),
                    ("state", "in", ("draft", "running")),
                ]
            ).write({"user_id": new_user.id})
        if "leads" in kinds:
            self.env["crm.lead"].search(
                [
                    ("partner_id", "in", partners.ids),
                    ("user_id", "=", old_user.id),
                    ("won_status", "=", "pending"),
                ]
            ).write({"user_id": new_user.id})
        if "activities" in kinds:
            self.env["mail.activity"].search(
                [
                    ("res_model", "=", "res.partner"),
                    ("res_id", "in", partners.ids),
                    ("user_id", "=", old_user.id),
                ]
            ).write({"user_id": new_user.id})
        self._end_access(old_user, partners)

    def _people_of_customers(self):
        """The customers and all their contacts, archived ones too."""
        Partner = self.env["res.partner"].with_context(active_test=False)
        return Partner.search([("commercial_partner_id", "in", self.partner_id.ids)])

    def _end_access(self, old_user, partners):
        """The old one serves these customers no more, and reads nobody's dossier there. The log of
        dossiers stays, and a row of it lets nobody in without a role or a loan."""
        served = self.filtered(lambda profile: old_user in profile.member_ids)
        served.write({"member_ids": [Command.unlink(old_user.id)]})
        partners.message_unsubscribe(old_user.partner_id.ids)
        cards = self.env["care.dossier.grant"].search(
            [
                ("user_id", "=", old_user.id),
                ("partner_id", "in", partners.ids),
                ("company_id", "in", self.company_id.ids),
                ("state", "in", ("requested", "granted")),
            ]
        )
        for state, same in cards.grouped("state").items():
            same._set_state("ended" if state == "granted" else "withdrawn")

    def _change_owner(self, new_user):
        """The customers get the new one, with those of their contacts who had the old one."""
        partners = self.partner_id
        owner = {partner: partner.user_id for partner in partners}
        contacts = self._people_of_customers().filtered(
            lambda person: person.user_id and person.user_id == owner[person.commercial_partner_id]
        )
        (partners | contacts)._care_free().write({"user_id": new_user.id})
        partners.message_subscribe(new_user.partner_id.ids)

    def _log_hand_over(self, handover):
        old_names = {line.partner_id: line.old_user_id.name for line in handover.line_ids}
        bodies = {
            partner.id: self.env._(
                "Handed over from %(old)s to %(new)s: %(reason)s",
                old=old_names[partner] or self.env._("nobody"),
                new=handover.user_id.name,
                reason=handover.reason,
            )
            for partner in self.partner_id
        }
        self.partner_id._message_log_batch(bodies=bodies)
