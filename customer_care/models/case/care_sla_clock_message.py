from odoo import api, fields, models


class CareSlaClock(models.Model):
    """A reply promised to what a customer wrote on one of our documents."""

    _inherit = "care.sla.clock"

    # cascade: deleting the document takes its messages along, and a promise about nothing is none
    message_id = fields.Many2one(
        "mail.message", readonly=True, index="btree_not_null", ondelete="cascade"
    )

    _message_uniq = models.UniqueIndex(
        "(message_id, kind) WHERE date_end IS NULL", "This is promised already."
    )

    @api.model
    def _subject_fields(self):
        return [*super()._subject_fields(), "message_id"]

    def _subject_name(self):
        message = self.message_id
        if not message:
            return super()._subject_name()
        return message.subject or message.record_name or super()._subject_name()

    @api.model
    def _parties(self, subject):
        if subject._name != "mail.message":
            return super()._parties(subject)
        customer = subject.author_id.commercial_partner_id
        return customer, subject.record_company_id or self.env.company, customer.user_id

    @api.model
    def _start_reply(self, message):
        """Promise a reply to a customer's message, if none is owed on its thread already."""
        if self._replies_open(message):
            return self.browse()
        return self._start("reply", message, message.date)

    @api.model
    def _replies_open(self, message):
        """What is owed on the thread of a message; relies on the index of messages by document."""
        return self.search(
            [
                ("date_end", "=", False),
                ("message_id.model", "=", message.model),
                ("message_id.res_id", "=", message.res_id),
            ]
        )

    # === ACTIONS === #

    def action_no_answer(self):
        """No answer is needed: nobody waits for one."""
        self.check_access("read")
        self.filtered("message_id")._cancel()

    @api.readonly
    def action_open_subject(self):
        """A message is read where it was written."""
        self.ensure_one()
        # sudo - mail.message: only where it stands; who may not read that is refused there
        message = self.sudo().message_id
        if not message:
            return super().action_open_subject()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": message.model,
            "res_id": message.res_id,
            "views": [(False, "form")],
        }
