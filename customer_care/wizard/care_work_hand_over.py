from odoo import fields, models

from ..const import GROUP_USER


class CareWorkHandOver(models.TransientModel):
    """The question to whom work of My day is handed over, and with which words."""

    _name = "care.work.hand.over"
    _description = "Hand Over Work"

    work_ids = fields.Many2many("care.work", required=True)
    user_id = fields.Many2one(
        "res.users",
        string="To",
        required=True,
        ondelete="cascade",
        domain=lambda self: [
            ("id", "!=", self.env.uid),
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_USER).ids),
        ],
    )
    note = fields.Text(help="What the colleague should know. It is posted on each record.")

    def action_hand_over(self):
        """Hand the work over to the colleague given."""
        self.ensure_one()
        return self.work_ids.action_hand_over(self.user_id.id, self.note or "")
