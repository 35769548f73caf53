"""Whoever is left of a customer's people is not asked when enough of them answered."""

from odoo import models
from odoo.fields import Domain
from odoo.tools import SQL


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    def _enough_said(self):
        """Those whose customer gave as many answers as its campaign asks for."""
        self.flush_model(["campaign_id", "partner_id", "order_id", "case_id", "state"])
        self.env["care.campaign"].flush_model(["respondents", "cap_per_customer"])
        found = self.env.execute_query(
            SQL("%s AND i.id = ANY(%s)", self._sql_enough_said(), self.ids)
        )
        return self.browse(row[0] for row in found)

    def _sql_enough_said(self):
        return SQL(
            """
            SELECT i.id FROM care_invitation i
              JOIN (SELECT a.campaign_id, a.partner_id, a.order_id, a.case_id
                      FROM care_invitation a JOIN care_campaign c ON c.id = a.campaign_id
                     WHERE a.state = 'answered'
                  GROUP BY a.campaign_id, a.partner_id, a.order_id, a.case_id, c.respondents,
                           c.cap_per_customer
                    HAVING COUNT(*) >= CASE WHEN c.respondents = 'main' THEN 1
                                            ELSE c.cap_per_customer END) e
                ON e.campaign_id = i.campaign_id AND e.partner_id = i.partner_id
               AND e.order_id IS NOT DISTINCT FROM i.order_id
               AND e.case_id IS NOT DISTINCT FROM i.case_id
             WHERE i.state <> 'answered'
            """
        )

    def _search_is_to_interview(self, operator, value):
        if operator != "in":
            return NotImplemented
        return self._domain_to_interview() & Domain("id", "not in", self._sql_enough_said())
