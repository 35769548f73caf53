"""Nothing that a customer sends by mail is lost. Where core's gateway drops a mail or stops at it,
the mail is kept for a person to look at."""

import logging
import xmlrpc.client

from psycopg2.errors import LockNotAvailable, SerializationFailure

from odoo import api, models
from odoo.tools import SQL

from ...tools.mail_facts import MailFacts, words

_logger = logging.getLogger(__name__)

_SORTED_BY_US = ("care.case", "care.mail.triage")
# What customers answer to, besides.
_OF_CUSTOMERS = (*_SORTED_BY_US, "res.partner", "crm.lead", "sale.order")


class MailThread(models.AbstractModel):
    _inherit = "mail.thread"

    # === THE SAFETY NET === #

    @api.model
    def message_process(
        self,
        model,
        message,
        custom_values=None,
        save_original=False,
        strip_attachments=False,
        thread_id=None,
    ):
        """Take a mail in once, and keep it where nothing else does. See core for the arguments."""
        # sudo - mail.alias.domain: as core's gateway
        domains = self.env["mail.alias.domain"].sudo().search([("name", "!=", False)])
        mail = MailFacts(_bytes_of(message), domains.mapped("name"))
        if mail := self._care_once(mail):
            self = self.with_context(care_mail=mail, care_mail_stripped=strip_attachments)
            if self._care_is_huge(mail) and self._care_is_ours(mail, model):
                self._care_keep(mail, "huge")
                return False
            try:
                with self.env.cr.savepoint():
                    thread = super().message_process(
                        model,
                        mail.raw,
                        custom_values=custom_values,
                        save_original=save_original,
                        strip_attachments=strip_attachments,
                        thread_id=thread_id,
                    )
            except Exception as error:
                if self._care_is_retried(error) or not self._care_is_ours(mail, model):
                    raise
                _logger.warning("Mail %s is kept as it came", mail.message_id, exc_info=True)
                known = bool(self._care_aliases(mail))
                self._care_keep(mail, "error" if known else "unroutable", detail=str(error))
                return False
            if not thread and self._care_is_ours(mail, model):
                self._care_keep(mail, mail.machine or "unroutable")
            return thread
        return False

    @api.model
    def _care_is_retried(self, error):
        """Whether somebody tries again: a mail script does, fetching mail does not."""
        fetches = self.env.context.get("fetchmail_cron_running")
        return isinstance(error, SerializationFailure | LockNotAvailable) and not fetches

    @api.model
    def _care_is_huge(self, mail):
        # sudo - ir.config_parameter: the gateway's limit
        get = self.env["ir.config_parameter"].sudo().get_param
        return len(mail.raw) > int(get("customer_care.mail_megabytes", 64)) * 2**20

    @api.model
    def _care_keep(self, mail, reason, **vals):
        """Let a person look at the mail, once."""
        Triage = self.env["care.mail.triage"]
        if not Triage._is_kept(mail):
            Triage._keep(reason, self._care_company(mail), mail, **vals)

    @api.model
    def _care_company(self, mail):
        values = {}
        for alias in self._care_aliases(mail):
            values = {**alias._care_defaults(), **values}
        return self.env["care.case"]._company_of_mail(values, {"to": ",".join(mail.recipients)})[0]

    @api.model
    def _care_aliases(self, mail):
        """The aliases that a mail goes to."""
        locals_ = [address.partition("@")[0] for address in mail.recipients]
        # sudo - mail.alias: as core's gateway
        return (
            self.env["mail.alias"]
            .sudo()
            .search(
                [
                    "|",
                    ("alias_full_name", "in", list(mail.recipients)),
                    *("&", ("alias_name", "in", locals_), ("alias_incoming_local", "=", True)),
                ]
            )
        )

    @api.model
    def _care_is_ours(self, mail, model=None):
        """Whether a mail may be a customer's: it goes to cases, answers something of customers, or
        goes nowhere. What is for other applications alone is not for service agents to read.

        :param str model: where mail goes that goes nowhere else
        """
        models_ = set(self._care_aliases(mail).alias_model_id.mapped("model"))
        if models_:
            return not models_.isdisjoint(_SORTED_BY_US)
        if mail.references:
            # sudo - mail.message: as core's gateway
            answered = self.env["mail.message"].sudo()
            answered = answered.search([("message_id", "in", mail.references)], limit=1)
            if answered.model:
                return answered.model in _OF_CUSTOMERS
        return not model or model in ("mail.thread", *_SORTED_BY_US)

    # === ONCE === #

    @api.model
    def _care_once(self, mail):
        """The mail, or None where it came before. Another mail that bears a known Message-Id, or
        one that has none, goes on under a name of its own.

        Two servers that fetch the same mail wait for each other here. The later one looks with
        fresh eyes: its own transaction began before the other one ended.
        """
        own_name = f"<{mail.digest}@care.invalid>"
        if not mail.message_id:
            mail = mail.named(own_name)
        key = int.from_bytes(mail.digest.encode()[:7], "big")
        self.env.cr.execute(SQL("SELECT pg_advisory_xact_lock(%s)", key))
        if self._care_has_come(mail, own_name):
            return None
        with self.pool.cursor() as fresh:
            if self.with_env(self.env(cr=fresh))._care_has_come(mail, own_name):
                return None
        # sudo - mail.message: as core's gateway
        Message = self.env["mail.message"].sudo()
        if mail.message_id != own_name:
            known = Message.search_count([("message_id", "=", mail.message_id)], limit=1)
            if known and self._care_is_ours(mail):
                return mail.named(own_name)
        return mail

    @api.model
    def _care_has_come(self, mail, own_name):
        """Whether the same mail was taken in before: it, not another one of that name."""
        if self.env["care.mail.triage"]._is_kept(mail):
            return True
        # sudo - mail.message: as core's gateway
        known = self.env["mail.message"].sudo()
        known = known.search([("message_id", "in", [own_name, mail.message_id])])
        return any(
            message.message_id == own_name or self._care_is_same(message, mail) for message in known
        )

    @api.model
    def _care_is_same(self, known, mail):
        """Whether a message is what this mail says. What we sent comes back as our own."""
        if known.message_type != "email":
            senders = mail.addresses("from")
            is_ours = self.env["care.case"]._own_addresses(senders)
            return bool(is_ours) or known.email_from in senders
        try:
            parsed = self.message_parse(mail.message)
        except Exception:
            _logger.info("Mail %s can't be compared: taken for another one", mail.message_id)
            return False
        files = sorted(file[0] for file in parsed["attachments"])
        same_files = set(files) <= set(known.attachment_ids.mapped("name"))
        return same_files and words(parsed["body"]) == words(known.body)

    # === WHERE IT GOES === #

    @api.model
    def message_route(self, message, message_dict, model=None, thread_id=None, custom_values=None):
        """Mails to cases go to the case that goes on."""
        routes = super().message_route(message, message_dict, model, thread_id, custom_values)
        return [self._care_route(route, message_dict) for route in routes]

    @api.model
    def _care_route(self, route, message_dict):
        name, record_id, values, *rest = route
        if name == "care.mail.triage":
            # sudo - care.mail.triage: the gateway follows what became of it
            triage = self.env[name].sudo().browse(record_id).exists()
            if triage.case_id and triage.state == "sorted":
                name, record_id = "care.case", triage.case_id.id
        if name == "care.case":
            mail = self.env.context.get("care_mail")
            record_id, values = self.env[name]._route_values(record_id, values, mail, message_dict)
        return (name, record_id, values, *rest)

    @api.model
    def _detect_loop_sender(self, message, message_dict, routes):
        """Mails to cases are never dropped: those of a sender who writes too often are sorted by
        a person."""
        if routes and all(route[0] in _SORTED_BY_US for route in routes):
            return False
        return super()._detect_loop_sender(message, message_dict, routes)

    @api.model
    def _routing_create_bounce_email(self, email_from, body_html, message, **mail_values):
        """Machines get no answer."""
        mail = self.env.context.get("care_mail")
        if mail and (mail.machine or mail.wants_silence):
            return None
        return super()._routing_create_bounce_email(email_from, body_html, message, **mail_values)

    @api.model
    def _routing_handle_bounce(self, email_message, message_dict):
        """A notice of a case that did not arrive stands on the case, and is to be looked at."""
        result = super()._routing_handle_bounce(email_message, message_dict)
        bounced = message_dict.get("bounced_message")
        mail = self.env.context.get("care_mail")
        if mail and bounced and bounced.model == "care.case":
            # sudo - care.case: machines report, nobody has to be logged in
            case = self.env["care.case"].sudo().browse(bounced.res_id).exists()
            case._mark_undelivered(mail, message_dict.get("bounced_email"))
        return result


def _bytes_of(message):
    if isinstance(message, xmlrpc.client.Binary):
        return bytes(message.data)
    return message.encode() if isinstance(message, str) else message
