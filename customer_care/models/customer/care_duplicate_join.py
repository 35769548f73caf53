"""Makes one customer of two, without loss."""

from odoo import models
from odoo.exceptions import AccessError, UserError

from ...const import GROUP_MANAGER, GROUP_STEWARD


class CareDuplicate(models.Model):
    _inherit = "care.duplicate"

    def _merge_into(self, kept, reason):
        """Let ``kept`` be the customer for both; whatever hangs on the other hangs on it now.

        Core lets the administrator alone merge contacts with different mail addresses, because it
        drops the second one. Here nothing is dropped: addresses stay in a contact of the customer,
        so that mail from there still finds it, and what else differed is told in its messages.

        :param kept: one of the pair
        :raise AccessError: for those who may not merge, or don't see all that would be moved
        :raise UserError: where the other has a login, belongs to a company's own contact, or lies
            in another company
        """
        self.ensure_one()
        self._check_may_merge()
        self.lock_for_update()
        pair = self.partner_id | self.other_partner_id
        if kept not in pair or len(pair) != 2:
            raise UserError(self.env._("Choose which of the two stays."))
        gone = pair - kept
        gone._care_check_may_disappear(kept)
        asked = gone._care_set_aside_held(kept)
        # sudo - res.partner: what differs is kept, also what the person may not write herself
        gone.sudo()._care_hand_over_to(kept.sudo(), reason)
        for company, values in asked:
            kept.with_company(company).write(values)

    def _check_may_merge(self):
        """Who sees and writes both may make one of them: the steward, the managers, and those who
        have Odoo's right for contacts."""
        self._check_both()
        user = self.env.user
        if not (
            user.has_group(GROUP_STEWARD)
            or user.has_group(GROUP_MANAGER)
            or self.env["base.partner.merge.automatic.wizard"].has_access("create")
        ):
            raise AccessError(
                self.env._(
                    "Care managers and the information administrator make one of two customers."
                    " Ask one of them, or an administrator for the right “Contact Creation”."
                )
            )
