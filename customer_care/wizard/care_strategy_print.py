from odoo import fields, models


class CareStrategyPrint(models.TransientModel):
    """The question for which company and in which language the strategy table is printed."""

    _name = "care.strategy.print"
    _description = "Print Strategy per Grade"

    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )

    def action_print(self):
        """The strategy table 客户分级管理策略表 as a PDF."""
        self.ensure_one()
        self.check_access("read")
        return self.env.ref("customer_care.report_care_strategy_action").report_action(self)

    # === REPORT === #

    def _grades(self):
        """The grades that hold for the company, best first, in the language of the print."""
        grades = self.env["care.grade"].with_context(lang=self.lang)
        return grades._set_of(self.company_id.root_id)

    def _subject(self):
        """The line under the title: which grades there are."""
        return " · ".join(
            grade.name if grade.name == grade.code else f"{grade.code} {grade.name}"
            for grade in self._grades()
        )
