from odoo import api, fields, models


class CareCase(models.Model):
    """A case that was made of a message which stands somewhere else."""

    _inherit = "care.case"

    source_message_id = fields.Many2one(
        "mail.message",
        string="Made Of Message",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    _source_message_uniq = models.UniqueIndex(
        "(source_message_id) WHERE source_message_id IS NOT NULL",
        "A case was made of this message already.",
    )

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    @api.model
    def _from_message(self, message, vals):
        """Make a case of what stands on a customer, an order or an opportunity.

        :param message: which its reader may read
        :param dict vals: values that she chose
        """
        document = self.env[message.model].browse(message.res_id)
        author = message.author_id if message.author_id.partner_share else self._whose(document)
        case = self._new_from(
            {
                "subject": message.subject or document.display_name,
                "description": message.body,
                "partner_id": author.id,
                "email_from": message.email_from or author.email,
                "channel": "mail" if message.message_type == "email" else "web",
                "date_received": message.date,
                "order_id": document.id if document._name == "sale.order" else False,
                "company_id": (message.record_company_id or self.env.company).id,
                "source_message_id": message.id,
                **vals,
            }
        )
        case._take_along(message, document)
        return case

    @api.model
    def _whose(self, document):
        """The partner that a document is about."""
        if document._name == "res.partner":
            return document
        return (
            document["partner_id"] if "partner_id" in document._fields else self.env["res.partner"]
        )

    def _take_along(self, message, document):
        """Files come along, each side names the other, and the clock is the case's from now on."""
        # sudo - ir.attachment, mail.message: who may read the message takes its files to the case
        files = message.sudo().attachment_ids.sudo()
        copies = [file.copy({"res_model": self._name, "res_id": self.id}).id for file in files]
        self.message_post(
            body=self.env._(
                "Made of a message on %(document)s.", document=document._get_html_link()
            ),
            attachment_ids=copies,
            subtype_xmlid="mail.mt_note",
        )
        # sudo - mail.thread: a note where the message stands, for everybody who reads it
        document.sudo()._message_log(
            body=self.env._("A case was made of a message: %(case)s", case=self._get_html_link())
        )
        # sudo - care.sla.clock: the promise goes over to the case
        self.env["care.sla.clock"].sudo()._replies_open(message)._cancel()
