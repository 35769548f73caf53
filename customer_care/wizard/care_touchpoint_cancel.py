from odoo import fields, models


class CareTouchpointCancel(models.TransientModel):
    """The question why touchpoints are cancelled."""

    _name = "care.touchpoint.cancel"
    _description = "Cancel Touchpoint"

    touchpoint_ids = fields.Many2many("care.touchpoint", required=True)
    reason = fields.Char(required=True)

    def action_cancel(self):
        """Cancel the touchpoints for the reason given."""
        self.ensure_one()
        self.touchpoint_ids.check_access("write")
        self.touchpoint_ids._cancel(self.reason)
        return {"type": "ir.actions.act_window_close"}
