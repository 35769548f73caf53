"""Who would be asked, and who left out, before anything is sent."""

from odoo import models
from odoo.exceptions import UserError


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    def action_preview(self):
        """Show whom the campaign would ask at present, and whom it would leave out and why.

        :raise UserError: where it has begun, or asks after something that happens later
        """
        self.ensure_one()
        self.check_access("write")
        if self.state != "draft" or self.trigger != "wave":
            raise UserError(
                self.env._("Only a wave that has not been started yet can be previewed.")
            )
        self._forget_preview()
        self._invite()
        return self._open("care_invitation_action", [], care_left_out=True, group_by="state")

    def action_start(self):
        """Whoever was previewed is chosen anew: the audience may have changed since."""
        self.check_access("write")
        self._forget_preview()
        return super().action_start()

    def _forget_preview(self):
        drafts = self.filtered(lambda campaign: campaign.state == "draft")
        # sudo - care.invitation: the engine alone writes invitations; nobody was asked yet
        drafts.sudo().invitation_ids.unlink()
