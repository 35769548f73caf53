from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..const import GROUP_USER


class CareAbsence(models.TransientModel):
    """The question who acts for somebody of one's people, from when until when."""

    _name = "care.absence"
    _description = "Set Absence"

    user_id = fields.Many2one(
        "res.users",
        "Absent",
        required=True,
        domain=lambda self: self._colleagues(),
    )
    substitute_id = fields.Many2one(
        "res.users",
        domain=lambda self: self._colleagues(),
        help="Empty: her manager acts for her.",
    )
    date_from = fields.Date("From", help="Empty: she is not absent, or not any more.")
    date_until = fields.Date("Until", help="The last day. Empty: until she is back.")

    @api.model
    def _colleagues(self):
        return [("share", "=", False), ("all_group_ids", "in", self.env.ref(GROUP_USER).ids)]

    @api.onchange("user_id")
    def _onchange_user_id(self):
        """Begin with what holds now."""
        self.substitute_id = self.user_id.care_substitute_id
        self.date_from = self.user_id.care_absent_from
        self.date_until = self.user_id.care_absent_until

    def action_set(self):
        """Write it down; who acts follows at once.

        :raise AccessError: for anybody but her care manager or the leader of her sales team
        """
        self.ensure_one()
        if not self.env.user._care_leads(self.user_id):
            raise AccessError(
                self.env._("Only the leader of the sales team and care managers set this.")
            )
        # sudo - res.users: who leads people need not have rights to users
        self.user_id.sudo().write(
            {
                "care_substitute_id": self.substitute_id.id,
                "care_absent_from": self.date_from,
                "care_absent_until": self.date_until,
            }
        )
        return {"type": "ir.actions.act_window_close"}
