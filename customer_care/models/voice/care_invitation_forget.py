"""A person is erased: what she said stays as a figure, without her."""

from odoo import api, models
from odoo.fields import Domain


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    @api.model
    def _forget(self, persons):
        """Take out of invitations, sheets and answers what tells who these persons are. That they
        were asked, and how they answered, still counts; what they wrote in words stays.

        :param persons: the ``res.partner`` who are deleted
        """
        # sudo - care.invitation: what the person who deletes can't see is forgotten, too
        Invitation = self.sudo()
        mine = Domain("contact_id", "in", persons.ids) | Domain("partner_id", "in", persons.ids)
        rows = Invitation.search(mine)
        rows._expire("withdrawn")
        rows.write({"email": False, "failure": False, "date_retry": False})
        self._forget_sheets(persons, rows)
        # sudo - care.answer: as above
        Answer = self.env["care.answer"].sudo()
        Answer.search([("contact_id", "in", persons.ids)]).write({"role": False})

    @api.model
    def _forget_sheets(self, persons, rows):
        ours = Domain("survey_id.care_question_count", ">", 0)
        ours &= Domain("partner_id", "in", persons.ids)
        ours |= Domain("care_invitation_id", "in", rows.ids)
        # sudo - survey.user_input: as above
        sheets = self.env["survey.user_input"].sudo().search(ours)
        sheets.write({"email": False, "nickname": False})
        sheets.user_input_line_ids.filtered(
            lambda line: line.question_id.save_as_email or line.question_id.save_as_nickname
        ).unlink()
