from odoo import fields, models
from odoo.exceptions import UserError


class MailMessage(models.Model):
    _inherit = "mail.message"

    def action_care_log(self):
        """Open the log of what a customer wrote, filled in.

        :raise UserError: when no customer wrote it
        """
        self.ensure_one()
        self.check_access("read")
        author = self._care_writers().sudo(False)
        if not author:
            raise UserError(self.env._("Only what a customer wrote can be logged as a contact."))
        recipients = self.partner_ids._filtered_access("read") - author - self.env.user.partner_id
        took_part = recipients.filtered(
            lambda partner: (
                not partner.partner_share
                or partner.commercial_partner_id == author.commercial_partner_id
            )
        )
        return self.env["care.touchpoint"]._open_log(
            author,
            channel="mail" if self.message_type == "email" else "message",
            name=self.subject or self.record_name,
            date_happened=fields.Datetime.to_string(self.date),
            participant_ids=took_part.ids,
        )
