from odoo import models
from odoo.tools import SQL


class CareProfile(models.Model):
    """Promises follow the customer's grade, and the customer."""

    _inherit = "care.profile"

    def _after_grade_change(self):
        # sudo - care.sla.clock: promises to the customer change whoever changes the grade
        self.env["care.sla.clock"].sudo().search(
            [("profile_id", "in", self.ids), ("state", "in", ("running", "paused"))]
        )._rematch()
        return super()._after_grade_change()

    def action_open_promises(self):
        """What was promised to the customer."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_sla_clock_action"
        )
        action["domain"] = [("profile_id", "=", self.id)]
        action["context"] = {}
        return action

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        others._hand_over_promises(self)
        return super()._absorb(others)

    def _move_to(self, customer):
        result = super()._move_to(customer)
        self._hand_over_promises(self)
        return result

    def _hand_over_promises(self, target):
        """Also ended promises belong to the customer who stays; nothing else about them changes."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                "UPDATE care_sla_clock SET profile_id = %s, partner_id = %s WHERE profile_id IN %s",
                target.id,
                target.partner_id.id,
                tuple(self.ids),
            )
        )
        self.env["care.sla.clock"].invalidate_model(["profile_id", "partner_id"])
