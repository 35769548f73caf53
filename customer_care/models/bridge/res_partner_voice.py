from odoo import api, models


class ResPartner(models.Model):
    """Who is erased leaves no name in what was asked and answered."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_forget_answers(self):
        self.env["care.invitation"]._forget(self)
