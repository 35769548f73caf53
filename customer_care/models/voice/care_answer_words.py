"""What was said in words: read from the sheet, never copied."""

from odoo import api, fields, models


class CareAnswer(models.Model):
    _inherit = "care.answer"

    problems = fields.Text("Open Problems", compute="_compute_words")
    suggestions = fields.Text(compute="_compute_words")

    @api.depends("user_input_id.user_input_line_ids")
    def _compute_words(self):
        # sudo - survey.user_input.line: whoever may read the answer may read its words
        for answer, known in zip(self, self.sudo(), strict=True):
            lines = known.user_input_id.user_input_line_ids.filtered(lambda line: not line.skipped)
            for name in ("problems", "suggestions"):
                said = lines.filtered(lambda line, n=name: line.question_id.care_meaning == n)
                answer[name] = "\n".join(
                    line.value_text_box or line.value_char_box or "" for line in said
                )

    @api.readonly
    def action_open_sheet(self):
        """Show the whole sheet as it was answered."""
        self.ensure_one()
        self.check_access("read")
        # sudo - survey.user_input: the address of the sheet, for whoever may read the answer
        return {
            "type": "ir.actions.act_url",
            "url": self.sudo().user_input_id.get_print_url(),
            "target": "new",
        }
