"""After a complaint: was it solved?"""

import datetime

from odoo import fields, models
from odoo.tools import SQL


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    trigger = fields.Selection(
        selection_add=[("complaint", "After each solved complaint")],
        ondelete={"complaint": "cascade"},
    )

    def _sql_events_complaint(self):
        """Complaints that were resolved so many days ago, since the campaign began."""
        return SQL(
            """
            SELECT partner_id, contact_id AS buyer_id, NULL::int AS order_id, id AS case_id
              FROM care_case
             WHERE kind = 'complaint' AND state IN ('resolved', 'closed')
               AND merged_into_id IS NULL AND company_id IN %(companies)s
               AND (date_resolved AT TIME ZONE 'UTC' AT TIME ZONE %(zone)s)::date
                   BETWEEN %(first)s AND %(last)s
            """,
            companies=tuple(self._companies().ids),
            zone=self.company_id._care_timezone(),
            first=self.date_start - datetime.timedelta(days=self.delay_days),
            last=self.company_id._care_today() - datetime.timedelta(days=self.delay_days),
        )


class CareCase(models.Model):
    _inherit = "care.case"

    def _begin(self):
        """It goes on: nobody is asked whether it was solved."""
        result = super()._begin()
        # sudo - care.invitation: they follow the case, whoever reopens it
        asked = self.env["care.invitation"].sudo().search([("case_id", "in", self.ids)])
        asked._expire("withdrawn")
        return result
