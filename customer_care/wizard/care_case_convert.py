from odoo import fields, models

from ..models.case.care_case import KINDS


class CareCaseConvert(models.TransientModel):
    """The question what kind of case it is after all."""

    _name = "care.case.convert"
    _description = "Change Kind of Case"

    case_ids = fields.Many2many(
        "care.case", required=True, default=lambda self: self.env.context.get("active_ids")
    )
    kind = fields.Selection(KINDS, required=True, default="complaint")

    def action_convert(self):
        """Change the kind."""
        self.ensure_one()
        self.case_ids.action_convert(self.kind)
        return {"type": "ir.actions.act_window_close"}
