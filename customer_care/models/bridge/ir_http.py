from odoo import models

from ...const import GROUP_MANAGER, GROUP_USER


class IrHttp(models.AbstractModel):
    """The web client knows from the start what to offer: it need not ask."""

    _inherit = "ir.http"

    def session_info(self):
        user = self.env.user
        sorts = user.has_group("customer_care.group_care_agent") or user.has_group(GROUP_MANAGER)
        rights = {"makes_cases": user.has_group(GROUP_USER), "sorts_mail": sorts}
        return {**super().session_info(), "care_rights": rights}
