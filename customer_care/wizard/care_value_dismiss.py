from odoo import fields, models


class CareValueDismiss(models.TransientModel):
    """The question why a suggestion for upselling or cross-selling is not taken up."""

    _name = "care.value.dismiss"
    _description = "Dismiss a Suggestion"

    suggestion_ids = fields.Many2many("care.value.suggestion", required=True)
    reason = fields.Char(
        required=True, help="Next quarter somebody may wonder. It is not suggested for a year."
    )

    def action_dismiss(self):
        """Note the reason; the suggestion is settled.

        :raise AccessError: where the person may not write the report
        """
        self.ensure_one()
        self.suggestion_ids._check_decide()
        self.suggestion_ids._set_state("dismissed", reason=self.reason)
        return {"type": "ir.actions.act_window_close"}
