from odoo import api, fields, models
from odoo.exceptions import AccessError


class CareTouchpointCheck(models.Model):
    """One answer of the check after the deal. Whoever logs the contact writes it; once the contact
    is logged it is history."""

    _name = "care.touchpoint.check"
    _description = "Answer of the Check After the Deal"
    _order = "sequence, id"

    touchpoint_id = fields.Many2one(
        "care.touchpoint", required=True, index=True, ondelete="cascade"
    )
    question_id = fields.Many2one(
        "care.check.question", required=True, index=True, ondelete="restrict"
    )
    sequence = fields.Integer(related="question_id.sequence", store=True)  # the list's order
    problem_answer = fields.Selection(related="question_id.problem_answer")
    answer = fields.Selection([("yes", "Yes"), ("no", "No")])
    note = fields.Char()
    is_problem = fields.Boolean(compute="_compute_is_problem", store=True)  # searched by

    _question_uniq = models.Constraint(
        "UNIQUE (touchpoint_id, question_id)", "Each question is asked once."
    )

    @api.depends("answer")
    def _compute_is_problem(self):
        """As the question stood when it was answered."""
        for check in self:
            check.is_problem = bool(check.answer) and check.answer == check.problem_answer

    @api.model_create_multi
    def create(self, vals_list):
        """Answers come before the contact is logged."""
        checks = super().create(vals_list)
        checks._check_open()
        return checks

    def write(self, vals):
        """See ``create``."""
        self._check_open()
        return super().write(vals)

    def _check_open(self):
        if not self.env.su and any(check.touchpoint_id.state != "planned" for check in self):
            raise AccessError(self.env._("The answers of a logged contact can't be changed."))
