"""The link of an anonymous invitation stands in no stored mail."""

from odoo import models


class MailMail(models.Model):
    _inherit = "mail.mail"

    def _prepare_outgoing_body(self):
        """The token comes in on the way out: who reads mails that wait finds none."""
        body = super()._prepare_outgoing_body()
        if self.model == "care.invitation":
            # sudo - care.invitation: the mail queue, whoever runs it
            row = self.env["care.invitation"].sudo().browse(self.res_id).exists()
            if row.campaign_id.is_anonymous:
                body = body.replace(row._token_mark(), row._sheet_token())
        return body
