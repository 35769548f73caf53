"""The service team of a customer."""

from odoo import models
from odoo.tools import format_list, plaintext2html


class CareProfile(models.Model):
    _inherit = "care.profile"

    def write(self, vals):
        """Tell those who join the service team of these customers, once for all of them."""
        if "member_ids" not in vals or self.env.su:
            return super().write(vals)
        before = {profile: profile.member_ids for profile in self}
        result = super().write(vals)
        joined = {}
        for profile, members in before.items():
            for member in profile.member_ids - members - self.env.user:
                joined[member] = joined.get(member, self.browse()) | profile
        for member, profiles in joined.items():
            profiles._tell_member(member)
        return result

    def _tell_member(self, member):
        """Let a colleague know that she serves these customers from now on."""
        reader = self.with_context(lang=member.lang)
        names = format_list(reader.env, reader.mapped("display_name"))
        # sudo - res.partner: who chooses the team need not have rights to write to contacts
        self[:1].partner_id.sudo().with_context(lang=member.lang).message_notify(
            partner_ids=member.partner_id.ids,
            author_id=self.env.user.partner_id.id,
            subject=reader.env._("You serve %(customers)s now", customers=names),
            body=plaintext2html(
                reader.env._(
                    "%(user)s added you to the service team of %(customers)s.",
                    user=self.env.user.name,
                    customers=names,
                )
            ),
        )
