from odoo import fields, models


class CareChangeReject(models.TransientModel):
    """The question why held changes of customers are rejected."""

    _name = "care.change.reject"
    _description = "Reject Held Changes"

    request_ids = fields.Many2many("care.change.request", string="Change Requests", required=True)
    reason = fields.Char(required=True, help="Whoever asked for the change reads it.")

    def action_reject(self):
        """Reject the changes; the old values stay in force."""
        self.ensure_one()
        self.request_ids._reject(self.reason)
        return {"type": "ir.actions.act_window_close"}
