from odoo import fields, models


class CareAccountPlanReturn(models.TransientModel):
    """The question what is to be written better in a plan."""

    _name = "care.account.plan.return"
    _description = "Return Account Plan"

    plan_id = fields.Many2one(
        "care.account.plan", required=True, readonly=True, index=True, ondelete="cascade"
    )
    reason = fields.Text(required=True, help="The account manager reads it.")

    def action_return(self):
        """The plan becomes a draft again, with what is to be written better."""
        self.ensure_one()
        self.plan_id._return(self.reason)
        return {"type": "ir.actions.act_window_close"}
