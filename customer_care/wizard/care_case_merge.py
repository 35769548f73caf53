from odoo import fields, models


class CareCaseMerge(models.TransientModel):
    """The question which case goes on for others."""

    _name = "care.case.merge"
    _description = "Merge Cases"

    case_ids = fields.Many2many("care.case", string="Cases", required=True)
    target_id = fields.Many2one(
        "care.case",
        string="Goes On",
        required=True,
        ondelete="cascade",
        index=True,
        domain="[('state', 'not in', ('closed', 'rejected', 'cancelled'))]",
    )

    def action_merge(self):
        """Merge, and open the case that goes on."""
        self.ensure_one()
        self.case_ids._merge_into(self.target_id)
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.case",
            "res_id": self.target_id.id,
            "views": [(False, "form")],
        }
