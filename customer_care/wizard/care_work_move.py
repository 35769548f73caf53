from odoo import fields, models


class CareWorkMove(models.TransientModel):
    """The question to which day work of My day is moved."""

    _name = "care.work.move"
    _description = "Move Work"

    work_ids = fields.Many2many("care.work", required=True)
    date = fields.Date("To", required=True)

    def action_move(self):
        """Move the work to the day given."""
        self.ensure_one()
        return self.work_ids.action_move(date=self.date)
