"""What a customer's own page shows of a case, and to whom. Portal users and the public have no
right to ``care.case`` itself: the ORM would let them read, sort and group by causes, task forces
and severities. The page reads as superuser, after its own check, only what is listed here."""

from odoo import SUPERUSER_ID, api, fields, models
from odoo.fields import Domain
from odoo.tools import consteq, email_normalize, html2plaintext, is_html_empty

# The line of steps, in the customer's words, and the states that each stands for.
_STEPS = {
    "received": ("received",),
    "looked_into": ("acknowledged", "investigating"),
    "proposed": ("proposed",),
    "carried_out": ("in_progress",),
    "done": ("resolved", "closed"),
}
# Where nothing went wrong there is no solution to be proposed.
_COMPLAINT_STEPS = {"proposed"}

_ENDED = ("closed", "rejected", "cancelled")


class CareCase(models.Model):
    _inherit = "care.case"

    lang = fields.Selection(
        lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        help="The language in which the customer is told. Empty: that of the contact.",
    )

    def _compute_access_url(self):
        for case in self:
            case.access_url = f"/my/care/case/{case.id}"

    # === WHO MAY OPEN IT === #

    @api.model
    def _open_page(self, case_id, token=None):
        """Open the page of a case for whoever asks.

        :return: the case as superuser, and as whom she sees it: "contact", "visitor" (holds the
            link, but is signed in as somebody else), "staff" (looks only). An empty case where she
            may not, whatever the reason: nobody learns which cases exist.
        """
        # SUPERUSER_ID - care.case: the page reads for people without rights, see the module
        case = self.with_user(SUPERUSER_ID).browse(case_id).exists()
        role = case and case._page_role(self.env.user, token)
        return (case, role) if role else (case.browse(), None)

    def _page_role(self, user, token):
        holds_link = self._is_token(token)
        if user._is_internal():
            may_read = self.with_user(user).has_access("read")
            return "staff" if holds_link or may_read else None
        if not user._is_public() and self._is_of(user.partner_id):
            return "contact"
        if not holds_link or not self._link_holds():
            return None
        return "contact" if user._is_public() else "visitor"

    def _is_token(self, token):
        """Whether that is the token of this case; takes equally long for all that are not."""
        if not token or not self.access_token:
            return False
        return consteq(self.access_token.encode(), str(token).encode())

    def _is_of(self, partner):
        """Whether the case is a person's own: she is its contact, or it has none and she stands for
        the customer herself. A colleague's case is not: it may be a complaint about her."""
        return partner == (self.contact_id or self.partner_id)

    def _link_holds(self):
        """The link of somebody who left the customer opens nothing any more."""
        return not self.contact_id or self.contact_id.active

    @api.model
    def _page_domain(self, user):
        """The cases of a portal user: those that are her own, see ``_is_of``."""
        partner = user.partner_id
        return Domain("contact_id", "=", partner.id) | (
            Domain("contact_id", "=", False) & Domain("partner_id", "=", partner.id)
        )

    @api.model
    def _get_thread_with_access(self, thread_id, **kwargs):
        """The link opens the customer's page, but not core's doors to the whole chatter, which
        show and take more than the page does."""
        keys = ("hash", "pid", "token")
        own = {name: value for name, value in kwargs.items() if name not in keys}
        return super()._get_thread_with_access(thread_id, **own)

    def write(self, vals):
        """Another person becomes the contact: the link that the one before has opens nothing any
        more."""
        before = {case: case._notice_address() for case in self} if "contact_id" in vals else {}
        result = super().write(vals)
        for case, address in before.items():
            if case.access_token and address and address != case._notice_address():
                # sudo - care.case: nobody writes tokens
                case.sudo().access_token = False
        return result

    # === WHAT IT SHOWS === #

    def _customer_lang(self):
        """Code of the language in which the customer is told."""
        installed = dict(self.env["res.lang"].get_installed())
        customer = self.contact_id or self.partner_id
        wanted = (self.lang, customer.lang, self.company_id.partner_id.lang)
        return next((code for code in wanted if code in installed), "en_US")

    def _for_customer(self):
        """The case in the customer's language and zone."""
        zone = self.contact_id.tz or self.partner_id.tz or self.company_id._care_timezone()
        return self.with_context(lang=self._customer_lang(), tz=zone)

    def _page_values(self):
        """All that the page knows of the case; what is not in here the customer does not see."""
        case = self._for_customer()
        return {
            "case_id": case.id,
            "number": case.name,
            "subject": case.subject,
            "kind": dict(case._fields["kind"]._description_selection(case.env))[case.kind],
            "date_received": case._page_moment(case.date_received),
            "description": not is_html_empty(case.description) and case.description,
            "remedy_sought": case.remedy_sought,
            "steps": case._page_steps(),
            "headline": case._page_headline(),
            "promises": case._page_promises(),
            "solution": case._page_solution(),
            "messages": case._page_messages(),
            "state": case.state,
            "answer": case.customer_answer,
            "is_merged": bool(case.merged_into_id),
            "asks_whether_solved": case.state == "resolved",
            "takes_messages": case.state not in _ENDED and not case.merged_into_id,
            "takes_again": case.state in _ENDED and not case.merged_into_id,
            "hotline": case.company_id.care_hotline,
            "hotline_hours": case.company_id.care_hotline_hours,
            "company": case.company_id,
        }

    def _page_steps(self):
        """The line of steps: label, and whether it is done, now, or still to come."""
        if self.state in ("rejected", "cancelled") or self.merged_into_id:
            return []
        labels = {
            "received": self.env._("Received"),
            "looked_into": self.env._("Looked into"),
            "proposed": self.env._("Solution proposed"),
            "carried_out": self.env._("Carried out"),
            "done": self.env._("Done"),
        }
        keys = [key for key in _STEPS if self.kind == "complaint" or key not in _COMPLAINT_STEPS]
        if self.state == "proposed" and "proposed" not in keys:
            keys = list(_STEPS)
        now = next(at for at, key in enumerate(keys) if self.state in _STEPS[key])
        is_over = self.state in ("resolved", "closed")
        return [
            (labels[key], "done" if at < now or is_over else "now" if at == now else "next")
            for at, key in enumerate(keys)
        ]

    def _page_headline(self):
        """How it stands, in one sentence."""
        if self.merged_into_id:
            return self.env._("We handle this together with another message on the same matter.")
        if self.waiting_reason and self.state not in (*_ENDED, "resolved"):
            return self.env._("We are waiting for something from you.")
        return {
            "received": self.env._("We have received your message."),
            "acknowledged": self.env._("A person has read your message and looks after it."),
            "investigating": self.env._("We are finding out what happened."),
            "proposed": self.env._("We propose a solution, see below."),
            "in_progress": self.env._("We are carrying out what we agreed."),
            "resolved": self.env._("We have done what we could. Is it solved?"),
            "closed": self.env._("This is settled and closed."),
            "rejected": self.env._("We could not accept this: %s", self.reject_reason or ""),
            "cancelled": self.env._("This was withdrawn: nobody works on it."),
        }[self.state]

    def _page_promises(self):
        """What we promised that is still open, in words."""
        said = []
        for clock in self.clock_ids.filtered(lambda clock: not clock.date_end).sorted("deadline"):
            if sentence := clock._say_to_customer():
                said.append(sentence)
        return said

    def _page_solution(self):
        """What was proposed, once it was."""
        shown = self.state in ("proposed", "in_progress", "resolved", "closed")
        return shown and not is_html_empty(self.solution) and self.solution

    def _page_moment(self, moment):
        return self.env["care.sla.clock"]._say_moment(moment)

    # === WHAT WAS SAID === #

    def _page_messages(self):
        """What was said on both sides and what she was told by mail, oldest first."""
        said, hers = self._shown_messages()
        first = html2plaintext(self.description or "").strip()
        entries = [
            (
                message.date,
                {
                    "by": "customer" if message in hers else "us",
                    "author": message.author_id.name or message.email_from,
                    "body": not is_html_empty(message.body) and message.body,
                    "files": [(file.id, file.name) for file in message.attachment_ids],
                },
            )
            for message in said
            if message.attachment_ids or html2plaintext(message.body).strip() != first
        ]
        entries += [
            (notice.date, {"by": "system", "body": notice._say_event(), "files": []})
            for notice in self._notices().filtered("email")
        ]
        entries.sort(key=lambda entry: entry[0])
        return [{**entry, "date": self._page_moment(moment)} for moment, entry in entries]

    def _shown_messages(self):
        """The messages that the customer may see: her own, and those written to her. An internal
        note is neither, nor is what we wrote to others about her case.

        :return: these messages, and those of them that she wrote
        """
        said = self.env["mail.message"].search(
            [
                ("model", "=", self._name),
                ("res_id", "=", self.id),
                ("message_type", "in", ("comment", "email")),
                ("is_internal", "=", False),
                ("subtype_id.internal", "=", False),
            ],
            order="date, id",
        )
        hers = said.filtered(self._is_by_customer)
        return hers | said.filtered(self._is_to_customer), hers

    def _is_by_customer(self, message):
        if message.author_id:
            return message.author_id == (self.contact_id or self.partner_id)
        address = email_normalize(message.email_from)
        return bool(address) and address == email_normalize(self.email_from)

    def _is_to_customer(self, message):
        """Whether one of us wrote it to the customer's person."""
        if message.author_id.partner_share:
            return False
        to = message.partner_ids | message.notified_partner_ids
        addresses = {partner.email_normalized for partner in to}
        person = self.contact_id or self.partner_id
        return bool(person and person in to) or self._notice_address() in addresses - {False}

    def _page_file(self, attachment_id):
        """One of the files that the page shows, or none."""
        messages, _hers = self._shown_messages()
        return messages.attachment_ids.filtered(lambda file: file.id == attachment_id)
