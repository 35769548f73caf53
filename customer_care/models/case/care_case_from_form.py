"""Cases that come by the public form. Who writes there may claim to be anybody: what is said is
kept as said, and whether an address is known is told to nobody but its owner."""

from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import email_normalize, formataddr, plaintext2html


class CareCase(models.Model):
    _inherit = "care.case"

    @api.model
    def _form_kinds(self):
        """The kinds that can be chosen on the form, in the reader's language."""
        return self._fields["kind"]._description_selection(self.env)

    @api.model
    def _new_from_form(self, company, values, files, lang, signed_in=None):
        """Make a case of a checked form.

        :param dict values: what was filled in, all of it text
        :param list files: pairs of name and content
        :param str lang: code of the form's language
        :param signed_in: the portal user's partner, where one is signed in
        """
        address = email_normalize(values["email"])
        partner = signed_in or self._form_partner(address, company)
        order = self._form_order(values["order_number"], partner, company)
        case = self._new_from(
            {
                "kind": values["kind"],
                "channel": "web",
                "subject": values["subject"],
                "description": self._form_description(values, order),
                "remedy_sought": values["remedy_sought"] or False,
                "partner_id": partner.commercial_partner_id.id,
                "contact_id": partner != partner.commercial_partner_id and partner.id,
                "email_from": formataddr((values["name"], address)),
                "phone": values["phone"] or False,
                "order_id": order.id,
                "company_id": company.id,
                "user_id": False,
                "lang": False if partner else lang,
                **({} if partner else self._form_triage()),
            }
        )
        if files:
            case._post_from_page("contact", self.env.user, "", files)
        return case

    @api.model
    def _form_triage(self):
        """What is written on a case of which nobody knows the sender: a person has to look."""
        reasons = self._fields["triage_reason"].get_values(self.env)
        reason = next((key for key in ("unknown_sender", "unknown") if key in reasons), False)
        return {"triage_reason": reason}

    @api.model
    def _form_partner(self, address, company):
        """The one person of a customer that has this address; nobody where it could be two
        customers, or one of ours."""
        partners = self.env["res.partner"].search(
            [
                ("email_normalized", "=", address),
                ("company_id", "in", (False, company.root_id.id, company.id)),
                ("partner_share", "=", True),
            ],
            order="is_company, id",
        )
        return partners[:1] if len(partners.commercial_partner_id) == 1 else partners.browse()

    @api.model
    def _form_order(self, number, partner, company):
        """The order that was named, if it is the sender's own."""
        Order = self.env["sale.order"]
        if not number or not partner:
            return Order
        return Order.search(
            [
                ("name", "=ilike", number.replace("%", "").replace("_", "")),
                ("partner_id.commercial_partner_id", "=", partner.commercial_partner_id.id),
                ("company_id", "=", company.id),
            ],
            limit=1,
        )

    @api.model
    def _form_description(self, values, order):
        """What was written; numbers that nobody has checked stand below it."""
        claims = []
        if values["customer_number"]:
            claims.append(self.env._("Customer number: %s", values["customer_number"]))
        if values["order_number"] and not order:
            claims.append(self.env._("Order number: %s", values["order_number"]))
        text = plaintext2html(values["message"])
        return text + Markup("").join(Markup("<p>%s</p>") % claim for claim in claims)

    @api.model
    def _stranger_promise(self, company, kind):
        """What is promised to somebody we don't know who writes now, in words; empty for nothing.

        A customer may be promised more. If the form told her that, everybody could find out by it
        who our customers are.
        """
        # sudo - care.sla.policy: the public may know what it is promised
        policies = self.env["care.sla.policy"]._set_of("reply", company)
        stranger = self.sudo().new({"company_id": company.id, "kind": kind or "enquiry"})
        facts = policies._facts(stranger, self.env["care.profile"].sudo())
        policy = policies._match(facts)
        if not policy:
            return ""
        now = fields.Datetime.now().replace(microsecond=0)
        Clock = self.env["care.sla.clock"].sudo().with_context(tz=company._care_timezone())
        deadline = Clock._terms(policy, company, now)["deadline"]
        return self.env._("You get our answer by %(moment)s.", moment=Clock._say_moment(deadline))
