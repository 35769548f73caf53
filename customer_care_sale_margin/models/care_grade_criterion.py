from odoo import api, models


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [*super()._metrics(), "profit_12m"]
