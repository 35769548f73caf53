from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...tools.scores import on_scale


class SurveyQuestion(models.Model):
    """Questions whose answers count in customer care."""

    _inherit = "survey.question"

    care_meaning = fields.Selection(
        [
            ("satisfaction", "Satisfaction"),
            ("recommend", "Recommendation"),
            ("problems", "Open problems"),
            ("suggestions", "Suggestions"),
        ],
        string="In Customer Care",
        help="What customer care learns from the answer. Satisfaction: a scale, or choices with a"
        " score of 1 to 5. Recommendation: a scale from 0 to 10. Problems and suggestions: words.",
    )

    @api.constrains("care_meaning", "question_type", "scale_min", "scale_max")
    def _check_care_meaning(self):
        for question in self.filtered("care_meaning"):
            if not question._care_fits():
                raise ValidationError(
                    self.env._(
                        "“%(question)s” can't mean that in customer care: satisfaction needs a"
                        " scale or one choice of several, recommendation a scale from 0 to 10,"
                        " problems and suggestions need words.",
                        question=question.title,
                    )
                )

    def _care_fits(self):
        """Whether the type of question can have the meaning."""
        self.ensure_one()
        if self.care_meaning == "satisfaction":
            return self.question_type in ("scale", "simple_choice")
        if self.care_meaning == "recommend":
            return self.question_type == "scale" and (self.scale_min, self.scale_max) == (0, 10)
        return self.question_type in ("char_box", "text_box")

    def _care_value(self, line):
        """The number that an answer stands for: satisfaction on 1-5, recommendation on 0-10.

        :param line: a ``survey.user_input.line`` of this question
        :return: a number, or None where the answer says nothing
        """
        self.ensure_one()
        if line.answer_type == "scale":
            value = line.value_scale
            if self.care_meaning == "recommend":
                return value
            return on_scale(value, self.scale_min, self.scale_max)
        if line.answer_type == "suggestion" and 1 <= line.suggested_answer_id.answer_score <= 5:
            return line.suggested_answer_id.answer_score
        return None
