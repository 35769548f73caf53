from odoo import api, fields, models


class SurveySurvey(models.Model):
    """Surveys among customers: those whose questions say what they mean for customer care."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[("care", "Customer Care")], ondelete={"care": "set default"}
    )
    care_question_count = fields.Integer(
        compute="_compute_care_question_count", search="_search_care_question_count"
    )

    @api.depends("question_and_page_ids.care_meaning")
    def _compute_care_question_count(self):
        for survey in self:
            survey.care_question_count = len(survey.question_and_page_ids.filtered("care_meaning"))

    def _search_care_question_count(self, operator, value):
        """Only "some" is asked for."""
        if (operator, value) != (">", 0):
            return NotImplemented
        return [("question_and_page_ids", "any", [("care_meaning", "!=", False)])]

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("customer_care.group_care_agent") or self.env.user.has_group(
            "customer_care.group_care_manager"
        ):
            self.allowed_survey_types = [*(self.allowed_survey_types or []), "care"]
        return result
