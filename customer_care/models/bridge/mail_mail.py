from odoo import models


class MailMail(models.Model):
    """Invitations to surveys know whether their mail left."""

    _inherit = "mail.mail"

    def _postprocess_sent_message(
        self, success_pids, success_emails, failure_reason=False, failure_type=None
    ):
        asking = self.filtered(lambda mail: mail.model == "care.invitation")
        # sudo - care.invitation: the mail server tells, whoever's job sends
        there = self.env["care.invitation"].sudo().browse(asking.mapped("res_id")).exists()
        rows = {row.id: row for row in there}
        for mail in asking.filtered(lambda mail: mail.res_id in rows):
            row = rows[mail.res_id]
            if failure_type:
                row._undelivered(
                    failure_reason or mail.failure_reason or failure_type, failure_type
                )
            else:
                row._delivered()
        return super()._postprocess_sent_message(
            success_pids, success_emails, failure_reason, failure_type
        )
