from odoo import models
from odoo.tools import html2plaintext, plaintext2html


class CareMailTriage(models.Model):
    """What becomes of mail that a person sorts."""

    _inherit = "care.mail.triage"

    def _sort(self, case=None, partner=None, kind="enquiry", name=""):
        """Bring a mail to its case.

        :param case: which it belongs to; None: a case of its own
        :param partner: whose it is, where the person knows
        :param str kind: of a new case
        :param str name: of the sender, where its address is new
        """
        self.ensure_one()
        case = case or self.case_id or self._new_case(partner, kind)
        if partner:
            self._assign(case, partner, name)
        if self.case_id != case:
            # sudo - mail.message, ir.attachment: what was sent goes with the mail
            self.sudo().message_change_thread(case)
            files = self.env["ir.attachment"].sudo()
            files = files.search([("res_model", "=", self._name), ("res_id", "=", self.id)])
            files.write({"res_model": case._name, "res_id": case.id})
        self._set_sorted("sorted", case_id=case.id, partner_id=case.partner_id.id)

    def _new_case(self, partner, kind):
        values = (
            {}
            if partner
            else self.env["care.case"]._sender_values(self.email_from, self.company_id)
        )
        values.pop("triage_reason", None)
        return self.env["care.case"]._new_from(
            {
                **values,
                "kind": kind,
                "channel": "mail",
                "subject": self.name,
                "description": self._said(),
                "email_from": self.email_from,
                "date_received": self.date,
                "company_id": self.company_id.id,
                "is_robot": self.reason in ("auto_reply", "bounce", "bulk", "loop"),
            }
        )

    def _said(self):
        """What the mail says, as far as it could be read."""
        messages = self.message_ids.filtered(lambda message: message.message_type == "email")
        body = messages.sorted("id")[:1].body
        return body or plaintext2html(html2plaintext(self.detail or ""))

    def _assign(self, case, partner, name):
        """The case is this customer's, and so are the others that its sender sent."""
        contact = case._learn_sender(partner, self.email_from, name)
        customer = contact.commercial_partner_id
        others = self.search(
            [
                ("email_normalized", "!=", False),
                ("email_normalized", "=", self.email_normalized),
                ("reason", "in", ("unknown", "several")),
                ("state", "=", "open"),
                ("id", "!=", self.id),
            ]
        )
        # sudo - care.case: who may sort mail says whose it is
        cases = (case | others.case_id).sudo().filtered(lambda known: not known.partner_id)
        for unknown in cases:
            unknown._set_customer(customer, contact)
        others._set_sorted("sorted", partner_id=customer.id)
