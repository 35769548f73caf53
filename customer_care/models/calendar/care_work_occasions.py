from odoo import api, models
from odoo.tools import SQL


class CareWork(models.Model):
    """The occasion names the touchpoint in My day, as in the calendar."""

    _inherit = "care.work"

    _depends = {"care.touchpoint": ["occasion_id"], "care.occasion": ["name"]}

    @api.model
    def _sql_touchpoint_purpose(self):
        return SQL(
            "COALESCE(NULLIF(t.name, ''),"
            " (SELECT %s FROM care_occasion o WHERE o.id = t.occasion_id), %s)",
            self.env["care.occasion"]._field_to_sql("o", "name"),
            super()._sql_touchpoint_purpose(),
        )
