from odoo import fields, models


class CareCaseDecide(models.TransientModel):
    """The question that a step of cases, or the refusal of a compensation, needs an answer to."""

    _name = "care.case.decide"
    _description = "Reason for a Step"

    case_ids = fields.Many2many("care.case")
    remedy_ids = fields.Many2many("care.remedy")
    step = fields.Selection(
        [
            ("cancel", "Cancel"),
            ("reject", "Reject"),
            ("reopen", "Reopen"),
            ("wait", "Wait for customer"),
            ("refuse", "Refuse compensation"),
        ],
        required=True,
        readonly=True,
    )
    reason = fields.Char(required=True)
    is_legal = fields.Boolean(
        "Hand over to the lawyers", help="The matter is malicious and our lawyers take over."
    )

    def action_decide(self):
        """Take the step for the reason given."""
        self.ensure_one()
        if self.step == "refuse":
            self.remedy_ids._refuse(self.reason)
        elif self.step == "reject":
            self.case_ids._reject(self.reason, self.is_legal)
        else:
            getattr(self.case_ids, f"_{self.step}")(self.reason)
        return {"type": "ir.actions.act_window_close"}
