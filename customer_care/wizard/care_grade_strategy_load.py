from odoo import fields, models
from odoo.exceptions import UserError


class CareGradeStrategyLoad(models.TransientModel):
    """The question whether the advised strategy may replace what a company has set in its
    grades."""

    _name = "care.grade.strategy.load"
    _description = "Load Advised Strategy"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company.root_id
    )
    mode = fields.Selection(
        [
            ("fill", "Fill in what is empty; keep what we have set"),
            ("overwrite", "Replace our settings by the defaults"),
        ],
        required=True,
        default="fill",
    )

    def action_load(self):
        """Load the defaults into the grades that hold for the company.

        :raise UserError: where no grade has a code that there is an advice for
        """
        self.ensure_one()
        grades = self.env["care.grade"]._set_of(self.company_id.root_id)
        if not grades._load_strategy(overwrite=self.mode == "overwrite"):
            raise UserError(
                self.env._(
                    "There are defaults for the codes A, B and C, and none of your grades has one"
                    " of them. Fill in the strategy of each grade yourself."
                )
            )
        return {"type": "ir.actions.act_window_close"}
