from odoo import api, models
from odoo.tools import SQL


class CareWork(models.Model):
    """The order names the return visit in My day, as in the calendar."""

    _inherit = "care.work"

    _depends = {"care.touchpoint": ["order_id", "origin"], "sale.order": ["name"]}

    @api.model
    def _sql_touchpoint_purpose(self):
        label = self.env["care.touchpoint"]._explain_follow_up("{order}")
        return SQL(
            "COALESCE(NULLIF(t.name, ''), CASE WHEN t.origin = 'follow_up' THEN REPLACE("
            "%s, '{order}', (SELECT o.name FROM sale_order o WHERE o.id = t.order_id)) END, %s)",
            label,
            super()._sql_touchpoint_purpose(),
        )
