from odoo import api, models
from odoo.exceptions import UserError


class IrAttachment(models.Model):
    _inherit = "ir.attachment"

    def write(self, vals):
        self._check_archived_papers()
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_archived_papers(self):
        self._check_archived_papers()

    def _check_archived_papers(self):
        """Paper of an approved plan is archive: whoever may write the plan may not touch it.

        :raise UserError: for an archived paper
        """
        if self.env.su:
            return
        # sudo - ir.attachment: what it is decides, before rights on it are looked at
        if any(
            attachment.res_model == "care.account.plan" and attachment.res_field == "paper"
            for attachment in self.sudo()
        ):
            raise UserError(
                self.env._("This is the archived paper of an approved plan: it stays as it is.")
            )
