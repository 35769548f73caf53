from odoo import fields, models


class CareAccountPlanLeave(models.TransientModel):
    """The question why a plan that holds is to change, or to stay as it is."""

    _name = "care.account.plan.leave"
    _description = "Leave to Change an Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    step = fields.Selection(
        [("ask", "Ask"), ("refuse", "Refuse"), ("start", "Start")],
        required=True,
        readonly=True,
        default="ask",
    )
    leave_reason = fields.Text(related="plan_id.leave_reason", string="Reason Given")
    reason = fields.Text(required=True, help="It stays with the plan.")

    def action_confirm(self):
        """Take the step: ask for leave, refuse it, or begin the next version."""
        self.ensure_one()
        self.check_access("write")
        if self.step == "start":
            return self.plan_id._grant_leave(self.reason)._open_form()
        if self.step == "refuse":
            self.plan_id._refuse_leave(self.reason)
        else:
            self.plan_id._ask_leave(self.reason)
        return {"type": "ir.actions.act_window_close"}
