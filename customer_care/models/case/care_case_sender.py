"""Who wrote to us."""

from odoo import api, models
from odoo.tools import email_normalize


class CareCase(models.Model):
    _inherit = "care.case"

    @api.model
    def _sender_values(self, email_from, company):
        """The customer and the person whom an address belongs to.

        1. Contacts of the company, or shared by all, that have this address count.
        2. A colleague of ours wrote for somebody else: a person has to say for whom.
        3. All of one customer: it is this one; a person of it comes before the firm itself.
        4. Of several: the one that is a customer already, where only one is.
        5. Else a person decides.

        :return: values of the case, ``triage_reason`` among them where a person has to decide
        """
        # sudo - res.partner: a mail finds its customer, whoever reads the mailbox
        partners = self.env["res.partner"].sudo()
        if address := email_normalize(email_from or ""):
            companies = (False, *company.ids, company.root_id.id)
            partners = partners.search(
                [("email_normalized", "=", address), ("company_id", "in", companies)], order="id"
            )
        if not partners:
            return {"triage_reason": "unknown"}
        if partners.user_ids.filtered(lambda user: user._is_internal()):
            return {"triage_reason": "colleague"}
        customers = partners.commercial_partner_id
        if len(customers) > 1:
            # sudo - care.profile: as above
            customers = self.env["care.profile"].sudo()._of(customers, company).partner_id
        if len(customers) != 1:
            return {"triage_reason": "several"}
        own = partners.filtered(lambda partner: partner.commercial_partner_id == customers)
        contact = (own.filtered(lambda partner: not partner.is_company) or own)[0]
        return {"partner_id": customers.id, "contact_id": contact.id}

    def _set_customer(self, customer, contact):
        """It is known now who wrote: whoever looks after that customer does so here."""
        self.ensure_one()
        self.write({"partner_id": customer.id, "contact_id": contact.id, "triage_reason": False})
        if not self.user_id:
            self.user_id = self._default_responsible()

    @api.model
    def _learn_sender(self, partner, email_from, name):
        """Remember that an address belongs to a customer.

        :param partner: the customer or a person of it
        :return: the person
        """
        address = email_normalize(email_from or "")
        # sudo - res.partner: who may sort mail may say whose address it is
        family = partner.sudo().search(
            [
                ("commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("email_normalized", "=", address),
            ],
            limit=1,
        )
        if family or not address:
            return family or partner
        if not partner.is_company and not partner.email:
            partner.sudo().email = address
            return partner
        customer = partner.commercial_partner_id
        values = {"name": name or address, "email": address, "parent_id": customer.id}
        return partner.sudo().create({**values, "type": "contact"})
