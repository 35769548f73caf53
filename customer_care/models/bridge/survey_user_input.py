from odoo import api, fields, models


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

    care_invitation_id = fields.Many2one(
        "care.invitation",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="Whoever answers it again votes once. Empty in anonymous campaigns.",
    )

    @api.ondelete(at_uninstall=False)
    def _unlink_care_answers(self):
        """What a deleted sheet said counts no more; an earlier sheet of the same person does."""
        # sudo - care.answer, care.invitation: they go with the sheet, whoever may delete it
        invitations = self.sudo().care_invitation_id
        self.env["care.answer"].sudo().search([("user_input_id", "in", self.ids)]).unlink()
        earlier = self.search(
            [("care_invitation_id", "in", invitations.ids), ("id", "not in", self.ids)],
            order="end_datetime, id",
        )
        earlier.sudo()._care_count()
        gone = (
            invitations
            - earlier.filtered(lambda sheet: sheet.state == "done").sudo().care_invitation_id
        )
        gone.filtered(lambda row: row.state == "answered").state = "withdrawn"

    def _mark_done(self):
        if not self.env.user._is_internal():
            # sudo - care.invitation: the customer has no rights of her own
            self.sudo().care_invitation_id._answered_herself()
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
        counted.flush_recordset(["state"])  # two servers that complete one sheet meet here
        self.env["care.answer"]._count(counted)
