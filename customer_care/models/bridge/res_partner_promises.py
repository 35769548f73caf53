from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import format_list


class ResPartner(models.Model):
    """A customer to whom something of her own is promised stays."""

    _inherit = "res.partner"

    @api.ondelete(at_uninstall=False)
    def _unlink_except_in_policies(self):
        """Without her the policy would hold for all customers."""
        # sudo - care.sla.policy: policies that the person can't see forbid deletion too
        Policy = self.env["care.sla.policy"].sudo().with_context(active_test=False)
        if policies := Policy.search([("partner_ids", "in", self.ids)]):
            raise UserError(
                self.env._(
                    "These promises are made to this customer alone: %(policies)s. Archive the"
                    " contact, or take it out of them first.",
                    policies=format_list(self.env, policies.mapped("name")),
                )
            )
