from odoo import api, models
from odoo.exceptions import AccessError, UserError

from ...const import GROUP_USER


class ResPartner(models.Model):
    """The way to a person's confidential dossier. No field leads there: a contact does not even
    tell whether there is one."""

    _inherit = "res.partner"

    def action_care_dossier(self, purpose=None):
        """Open or begin the person's dossier, or ask for a loan card.

        :param purpose: what for; filled by itself when empty
        """
        self.ensure_one()
        self.check_access("read")
        if not self.env.user.has_group(GROUP_USER):
            raise AccessError(
                self.env._("Confidential dossiers are for the users of customer care.")
            )
        if self.is_company:
            raise UserError(self.env._("A dossier is kept about a person, not about a company."))
        return self.env["care.dossier"]._open_person(self, purpose)

    @api.ondelete(at_uninstall=False)
    def _unlink_dossier(self):
        """Dossier and loan cards go with the person; the log stays."""
        # sudo - care.dossier, care.dossier.grant: whoever deletes contacts need not see them
        for model in "care.dossier", "care.dossier.grant":
            self.env[model].sudo().search([("partner_id", "in", self.ids)]).unlink()
