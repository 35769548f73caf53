from odoo import api, models


class ResPartner(models.Model):
    """Value reports go with their customer, with their messages and tasks."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_value_reports(self):
        self.env["care.value.report"]._clear_for_deletion([("partner_id", "in", self.ids)])
