from odoo.http import request

from odoo.addons.portal.controllers.portal import CustomerPortal


class HeldPortal(CustomerPortal):
    """A customer who changes her own address is told what waits for us."""

    def _prepare_portal_layout_values(self):
        values = super()._prepare_portal_layout_values()
        return {**values, "care_waiting": self._care_waiting_values()}

    def _prepare_address_data(self, partner_sudo, **kwargs):
        values = super()._prepare_address_data(partner_sudo, **kwargs)
        return {**values, "care_waiting": self._care_waiting_values()}

    def _care_waiting_values(self):
        """What she asked for herself and is not approved yet; nobody else's requests."""
        requests = request.env["care.change.request"]
        if not request.env.user.share or request.env.user._is_public():
            return []
        # sudo - care.change.request: her own requests, in words
        return (
            requests.sudo()
            .search([("state", "=", "proposed"), ("user_id", "=", request.env.uid)])
            .mapped(lambda waiting: waiting._phrase())
        )
