import base64
import logging
from email.header import decode_header, make_header
from email.utils import parseaddr

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import email_normalize

from ...const import GROUP_MANAGER

_logger = logging.getLogger(__name__)
_LONGEST = 1000

TRIAGE_REASONS = [
    ("unknown", "Unknown sender"),
    ("several", "Several customers use this address"),
    ("colleague", "Sent on by a colleague"),
    ("no_company", "Not clear to which of our companies"),
    ("undelivered", "Our notice could not be delivered"),
]


class CareMailTriage(models.Model):
    """A mail that a person has to look at: it is not sure whose it is, what case it belongs to, or
    whether anybody wrote it at all. The mail gateway alone makes it; agents decide what becomes of
    it. Nothing here is deleted: what is nothing is kept, with who said so and when."""

    _name = "care.mail.triage"
    _description = "Mail to Sort"
    _inherit = ["mail.thread"]
    _order = "date desc, id desc"
    _mail_post_access = "read"
    _primary_email = "email_from"

    name = fields.Char("Subject", required=True, readonly=True)
    email_from = fields.Char("From", readonly=True)
    email_normalized = fields.Char("Address", readonly=True, index="btree_not_null")
    email_to = fields.Char("To", readonly=True)
    date = fields.Datetime("Received", required=True, readonly=True, default=fields.Datetime.now)
    reason = fields.Selection(
        [
            *TRIAGE_REASONS,
            ("auto_reply", "Automatic answer"),
            ("bounce", "Could not be delivered"),
            ("bulk", "Mailing list or bulk mail"),
            ("loop", "Too many from one sender"),
            ("huge", "Very big"),
            ("unroutable", "To no known address"),
            ("error", "Could not be read"),
        ],
        required=True,
        readonly=True,
    )
    detail = fields.Text(readonly=True, help="What the program found, for whoever looks into it.")
    digest = fields.Char(readonly=True, copy=False, index="btree_not_null")
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="restrict"
    )
    original_id = fields.Many2one(
        "ir.attachment",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The mail as it came; mail programs open it.",
    )

    # what became of it
    state = fields.Selection(
        [("open", "To sort"), ("sorted", "Sorted"), ("nothing", "Nothing to do")],
        required=True,
        readonly=True,
        default="open",
        copy=False,
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    case_id = fields.Many2one(
        "care.case",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        help="The case that it belongs to, or that it told of.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Sorted By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_sorted = fields.Datetime("Sorted On", readonly=True, copy=False)

    _open_idx = models.Index("(company_id, date) WHERE state = 'open'")

    # === MAKING === #

    @api.model
    def _keep(self, reason, company, mail=None, **vals):
        """Let a person look at a mail.

        :param str reason: why
        :param company: to whom it was written
        :param mail: the mail as it came (``MailFacts``), kept as a file
        :param vals: further values
        """
        if mail:
            sender, subject = readable(mail.line("from")), readable(mail.line("subject"))
            given = {
                "email_from": sender[:_LONGEST],
                "email_to": ", ".join(sorted(mail.recipients))[:_LONGEST],
                "name": subject[:_LONGEST],
                "digest": mail.digest,
            }
            vals = {**given, **vals}
        vals["name"] = vals.get("name") or self.env._("(no subject)")
        vals["email_normalized"] = email_normalize(vals.get("email_from") or "")
        # sudo - care.mail.triage: the gateway makes these, whoever wrote
        triage = self.sudo().create({"reason": reason, "company_id": company.id, **vals})
        if mail:
            triage._keep_original(mail)
        return triage

    def _keep_original(self, mail):
        self.original_id = self.env["ir.attachment"].create(original_of(mail, self))

    @api.model
    def _is_kept(self, mail):
        """Whether the mail is here already."""
        return bool(self.sudo().search_count([("digest", "=", mail.digest)], limit=1))

    def _mail_get_partner_fields(self, introspect_fields=False):
        return []

    def message_update(self, msg_dict, update_vals=None):
        """A further mail about one that was done with: it is to be looked at again."""
        self.check_access("write")  # a public method: the gateway comes as superuser
        self.filtered(lambda triage: triage.state == "nothing").write({"state": "open"})
        return super().message_update(msg_dict, update_vals)

    # === SORTING === #

    @api.model
    @api.readonly
    def count_open(self):
        """How many wait in the companies that the reader works for."""
        if not self.has_access("read"):
            return 0
        return self.search_count([("state", "=", "open")])

    def action_sort(self):
        """Decide what becomes of these."""
        self._check_sorter()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Sort Mail"),
            "res_model": "care.mail.sort",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_triage_ids": self.ids},
        }

    def action_nothing(self):
        """Nothing is to be done: they are kept, with who said so."""
        self._check_sorter()
        self._set_sorted("nothing")

    def action_reopen(self):
        """Look at these again."""
        self._check_sorter()
        # sudo - care.mail.triage: states change by these actions alone
        self.sudo().write({"state": "open", "user_id": False, "date_sorted": False})

    @api.readonly
    def action_open_case(self):
        """Open the case that it belongs to."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.case",
            "res_id": self.case_id.id,
            "views": [(False, "form")],
        }

    def _check_sorter(self):
        """
        :raise AccessError: when she may not sort mail
        """
        self.check_access("read")
        user = self.env.user
        if not (self.env.su or user.has_group("customer_care.group_care_agent")):
            if not user.has_group(GROUP_MANAGER):
                raise AccessError(self.env._("Only service agents and care managers sort mail."))

    def _set_sorted(self, state, **vals):
        # sudo - care.mail.triage: states change by the actions alone
        self.sudo().write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date_sorted": fields.Datetime.now(),
                **vals,
            }
        )
        # sudo - care.case: looked at is looked at, whatever else the agent may do with it
        self.sudo().case_id.filtered("triage_reason").write({"triage_reason": False})


def readable(text):
    """A head line as people read it, in one line."""
    try:
        text = str(make_header(decode_header(text)))
    except (LookupError, UnicodeError, ValueError):
        _logger.debug("A head line can't be decoded: kept as it is")
    text = text.encode("utf-8", "replace").decode()
    return " ".join(text.replace("\0", "").split())


def original_of(mail, record):
    """Values of the file that holds a mail as it came."""
    return {
        "name": "original.eml",
        "datas": base64.b64encode(mail.raw),
        "mimetype": "message/rfc822",
        "res_model": record._name,
        "res_id": record.id,
    }


def sender_name(text):
    """The name that a sender gives itself, or the part of the address before the @."""
    name, address = parseaddr(text or "")
    return " ".join(name.split()) or address.partition("@")[0]
