from odoo import fields, models


class SurveyUserInput(models.Model):
    """Sheets of customer care: completed ones are counted."""

    _inherit = "survey.user_input"

    care_campaign_id = fields.Many2one(
        "care.campaign",
        string="Campaign",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
    )

    def _mark_done(self):
        result = super()._mark_done()
        # sudo - care.answer: the customer who completes a sheet has no rights of her own
        self.sudo()._care_count()
        return result

    def _care_count(self):
        """Count completed sheets of surveys that mean something to customer care, once each."""
        counted = self.filtered(
            lambda sheet: (
                sheet.state == "done"
                and not sheet.test_entry
                and sheet.survey_id.care_question_count
            )
        )
        self.env["care.answer"]._count(counted)
