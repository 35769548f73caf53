"""Cases that come by mail, and what customers and colleagues write to them."""

from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import email_normalize, email_normalize_all

from .care_mail_triage import TRIAGE_REASONS, original_of, readable

# The time that core's own guard against loops looks back, too.
_LOOP_HOURS = 2
_NO_REPLY = ("noreply", "no-reply", "donotreply", "do-not-reply", "mailer-daemon", "postmaster")
_ENDED = ("closed", "rejected", "cancelled")


class CareCase(models.Model):
    _inherit = "care.case"
    _primary_email = "email_from"

    triage_reason = fields.Selection(selection_add=TRIAGE_REASONS)
    email_normalized = fields.Char(
        "Address",
        compute="_compute_email_normalized",
        store=True,  # mails are counted and found by it
        index="btree_not_null",
    )
    is_robot = fields.Boolean(
        "No Automatic Answers",
        copy=False,
        help="The sender is a machine, or asked for it: no notices are sent by themselves.",
    )

    # === COMPUTE METHODS === #

    @api.depends("email_from")
    def _compute_email_normalized(self):
        for case in self:
            case.email_normalized = email_normalize(case.email_from or "")

    # === INCOMING MAIL === #

    @api.model
    def message_new(self, msg_dict, custom_values=None):
        """Make a case of a mail, or let a person look at it where it may be no customer's."""
        self.check_access("create")  # a public method: the gateway comes as superuser, others don't
        mail = self.env.context.get("care_mail")
        values = dict(custom_values or {})
        company, is_sure = self._company_of_mail(values, msg_dict)
        values["company_id"] = company.id
        if reason := self._robot_reason(mail, msg_dict, company):
            return self._keep_mail(reason, company, mail, msg_dict)
        case = self._case_of_mail(values, msg_dict, mail)
        if not is_sure and not case.triage_reason:
            case.triage_reason = "no_company"
        if case.triage_reason:
            self._keep_mail(
                case.triage_reason, company, None, msg_dict, case_id=case.id, digest=False
            )
        case._keep_original(mail, msg_dict)
        return case

    def _keep_original(self, mail, msg_dict):
        """Keep a mail as it came where reading it may have left something out."""
        stripped = self.env.context.get("care_mail_stripped")
        if mail and (stripped or not mail.is_told_by(msg_dict.get("body"))):
            # sudo - ir.attachment: the gateway files what came
            self.env["ir.attachment"].sudo().create(original_of(mail, self))

    def _case_of_mail(self, values, msg_dict, mail):
        previous = self.browse(values.pop("previous_id", False))
        values = {
            "channel": "mail",
            "subject": readable(msg_dict.get("subject") or "") or self.env._("(no subject)"),
            "description": msg_dict.get("body"),
            "email_from": readable(msg_dict.get("email_from") or ""),
            "is_robot": bool(mail and mail.wants_silence),
            **self._sender_values(
                msg_dict.get("email_from"), self.env["res.company"].browse(values["company_id"])
            ),
            **values,
        }
        if previous:
            values.pop("company_id")
            if not values.get("partner_id"):
                values.pop("triage_reason", None)
            return previous._follow_up_case(values)
        return self._new_from(values)

    @api.model
    def _keep_mail(self, reason, company, mail, msg_dict, **vals):
        """Let a person look at a mail that was read."""
        return self.env["care.mail.triage"]._keep(
            reason,
            company,
            mail,
            **{
                "name": readable(msg_dict.get("subject") or ""),
                "email_from": readable(msg_dict.get("email_from") or ""),
                "email_to": readable(msg_dict.get("to") or "")[:1000],
                **vals,
            },
        )

    @api.model
    def _company_of_mail(self, values, msg_dict):
        """The company that was written to, and whether that is sure: the alias says it, or the
        domain that belongs to one company alone, or there is but one company."""
        Company = self.env["res.company"].sudo()
        if company := Company.browse(values.get("company_id")).exists():
            return company, True
        domains = {a.partition("@")[2] for a in email_normalize_all(msg_dict.get("to") or "")}
        found = Company.search([("alias_domain_id.name", "in", list(domains))])
        found = found or Company.search([("parent_id", "=", False)], limit=2)
        roots = found.root_id
        if len(roots) == 1:
            return roots, True
        return self.env.company.root_id, False

    @api.model
    def _robot_reason(self, mail, msg_dict, company):
        """Why a mail makes no case by itself, or None."""
        if mail and mail.machine:
            return mail.machine
        if msg_dict.get("care_is_automatic"):
            return "auto_reply"
        address = email_normalize(msg_dict.get("email_from") or "")
        if self._own_addresses([address]):
            return "loop"
        limit = company.care_case_limit
        if address and limit and self._count_recent(address) >= limit:
            return "loop"
        return None

    @api.model
    def _own_addresses(self, addresses):
        """Those of these addresses that our own mails come from or go to, as a set. Core's search
        would take a customer's "info@" for ours where an alias is found by that name alone."""
        asked = {address for address in addresses if address}
        # sudo - mail.alias, mail.alias.domain: machines of ours are known to the gateway
        aliases = self.env["mail.alias"].sudo().search([("alias_full_name", "in", list(asked))])
        domains = self.env["mail.alias.domain"].sudo()
        domains = domains.search([("name", "in", [a.partition("@")[2] for a in asked])])
        ours = set(aliases.mapped("alias_full_name"))
        for name in ("catchall_email", "bounce_email", "default_from_email"):
            ours.update(domains.mapped(name))
        return asked & ours

    @api.model
    def _count_recent(self, address):
        """How many cases came from an address lately; relies on the index of addresses."""
        since = fields.Datetime.now() - timedelta(hours=_LOOP_HOURS)
        # sudo - care.case: loops show across companies
        return self.sudo().search_count(
            [("email_normalized", "=", address), ("date_received", ">=", since)]
        )

    def message_update(self, msg_dict, update_vals=None):
        """A customer's mail ends the waiting and reopens what was settled; a colleague's answers
        the customer; a machine's does nothing but stand there."""
        self.check_access("write")  # a public method, as above
        result = super().message_update(msg_dict, update_vals)
        mail = self.env.context.get("care_mail")
        self._keep_original(mail, msg_dict)
        if msg_dict.get("care_is_automatic") or (mail and mail.machine):
            return result
        if self._is_ours(msg_dict):
            if not msg_dict.get("is_internal"):
                self._answered()
        elif self.state in ("resolved", *_ENDED):
            self._reopen(self.env._("The customer answered by mail."))
        else:
            self.action_stop_waiting()
        return result

    @api.model
    def _is_ours(self, msg_dict):
        """Whether a colleague wrote the mail."""
        author = self.env["res.partner"].sudo().browse(msg_dict.get("author_id"))
        if not author:
            author = self._partner_find_from_emails_single(
                [msg_dict.get("email_from")], no_create=True
            ).sudo()
        return any(user._is_internal() for user in author.user_ids)

    def _mark_undelivered(self, mail, address):
        """A notice of ours did not arrive.

        :param mail: what the machine wrote
        :param str address: which did not take it
        """
        for case in self:
            case.triage_reason = "undelivered"
            case._message_log(
                body=self.env._(
                    "A mail to %(address)s could not be delivered.",
                    address=address or self.env._("the customer"),
                )
            )
            if not self.env["care.mail.triage"]._is_kept(mail):
                self.env["care.mail.triage"]._keep("bounce", case.company_id, mail, case_id=case.id)

    # === SORTING === #

    def action_sort(self):
        """Say whose mail it is: opens what waits under Mail to Sort."""
        self.ensure_one()
        self.check_access("read")
        triages = self.env["care.mail.triage"].search(
            [("case_id", "=", self.id), ("state", "=", "open")]
        )
        if not triages:
            # sudo - care.case: nothing waits any more
            self.sudo().triage_reason = False
            return None
        return triages.action_sort()

    # === ROUTES === #

    @api.model
    def _route_values(self, case_id, custom_values, mail, msg_dict):
        """Where a mail to cases really goes.

        1. What was merged goes to the case that goes on.
        2. A new mail of the same sender that names a case's number belongs to it.
        3. A reply to a case closed for long makes a new one that follows it.

        :return: the id of the case, or False for a new one, and values of the new one
        """
        # sudo - care.case: the gateway finds the case, whoever wrote
        case = self.sudo().browse(case_id or []).exists()
        if not case:
            case = self._case_named(msg_dict)
        while case.merged_into_id:
            case = case.merged_into_id
        if not case or not case._is_over():
            return case.id, custom_values
        machine = mail and mail.machine
        if machine or self._is_ours(msg_dict):
            return case.id, custom_values
        return False, {**(custom_values or {}), "previous_id": case.id}

    @api.model
    def _case_named(self, msg_dict):
        """The case whose number stands in the subject, if the sender wrote to it before."""
        address = email_normalize(msg_dict.get("email_from") or "")
        words = readable(msg_dict.get("subject") or "").replace("[", " ").replace("]", " ").split()
        numbers = [word.strip("():,.#") for word in words if "-" in word]
        if not address or not numbers:
            return self.sudo().browse()
        # sudo - care.case: as above
        cases = self.sudo().search([("name", "in", numbers)], order="id desc")
        return cases.filtered(
            lambda case: (
                address == case.email_normalized
                or address in case.partner_id.mapped("child_ids.email_normalized")
                or address == case.partner_id.email_normalized
            )
        )[:1]

    def _is_over(self):
        """Whether it was closed so long ago that an answer makes a new case."""
        days = self.company_id.care_reopen_days
        end = self.date_closed
        return bool(
            self.state in _ENDED and end and fields.Datetime.now() > end + timedelta(days=days)
        )

    # === OUTGOING === #

    def _may_answer(self):
        """Whether the customer may be told something automatically: not machines, not ourselves,
        and nobody who writes so often that two machines may be talking to each other."""
        self.ensure_one()
        address = self._notice_address()
        if not address or self.is_robot or self.triage_reason == "colleague":
            return False
        if address.partition("@")[0] in _NO_REPLY or self._own_addresses([address]):
            return False
        limit = self.company_id.care_answer_limit
        return not limit or self._count_recent(address) <= limit
