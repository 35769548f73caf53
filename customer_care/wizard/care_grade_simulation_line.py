from odoo import fields, models


class CareGradeSimulationLine(models.TransientModel):
    """One threshold that is tried in a simulation."""

    _name = "care.grade.simulation.line"
    _description = "Threshold to Try"
    _order = "criterion_id, id"

    simulation_id = fields.Many2one(
        "care.grade.simulation", required=True, index=True, ondelete="cascade"
    )
    criterion_id = fields.Many2one("care.grade.criterion", required=True, ondelete="cascade")
    grade_id = fields.Many2one(related="criterion_id.grade_id")
    metric = fields.Selection(related="criterion_id.metric")
    operator = fields.Selection(related="criterion_id.operator")
    is_required = fields.Boolean(related="criterion_id.is_required")
    weight = fields.Integer(related="criterion_id.weight")
    threshold_now = fields.Float(related="criterion_id.threshold", string="At Present")
    threshold = fields.Float(string="To Try", required=True)
