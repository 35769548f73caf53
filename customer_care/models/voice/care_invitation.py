import hashlib
import hmac

from odoo import fields, models


class CareInvitation(models.Model):
    """One person asked in one campaign, or left out of it with the reason. Written by the engine.

    The link that she gets leads to her own sheet of the survey. In an anonymous campaign nothing
    stored leads from her to her sheet: its token is derived from the invitation with the secret of
    the database, so that the engine can remind her and nobody can look her up.
    """

    _name = "care.invitation"
    _description = "Survey Invitation"
    _order = "id"
    _log_access = False  # the time of a change would tell when somebody answered anonymously
    _rec_name = "contact_id"

    campaign_id = fields.Many2one(
        "care.campaign", required=True, readonly=True, index=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(
        "care.profile", readonly=True, index="btree_not_null", ondelete="set null"
    )
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    contact_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty once she was deleted: that somebody was asked still counts.",
    )
    email = fields.Char(readonly=True, help="Where it was sent to.")
    state = fields.Selection(
        [
            ("waiting", "To Send"),
            ("sent", "Sent"),
            ("answered", "Answered"),
            ("failed", "Not Delivered"),
            ("expired", "Not Answered"),
            ("withdrawn", "Withdrawn"),
            ("skipped", "Left Out"),
        ],
        required=True,
        readonly=True,
        default="waiting",
    )
    skip_reason = fields.Selection(
        [
            ("no_mail", "No mail address"),
            ("blacklisted", "Wants no mail"),
            ("same_address", "Asked at this address already"),
            ("quiet", "Was asked not long ago"),
            ("not_due", "Not the customer's turn yet"),
            ("cap", "Enough people of the customer are asked"),
        ],
        string="Left Out Because",
        readonly=True,
    )
    order_id = fields.Many2one(
        "sale.order", readonly=True, index="btree_not_null", ondelete="set null"
    )
    case_id = fields.Many2one(
        "care.case", readonly=True, index="btree_not_null", ondelete="set null"
    )
    channel = fields.Selection(
        [("mail", "Mail"), ("phone", "Phone"), ("paper", "Paper")],
        required=True,
        readonly=True,
        default="mail",
        help="How the questions were put.",
    )
    date_sent = fields.Datetime("Sent", readonly=True)
    date_deadline = fields.Date("Answer Until", readonly=True)
    date_last_mail = fields.Datetime("Last Mail", readonly=True)
    reminder_count = fields.Integer("Reminders", readonly=True)
    failure = fields.Char(readonly=True, help="Why the mail could not be delivered.")
    user_input_id = fields.Many2one(
        "survey.user_input",
        string="Sheet",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Empty in anonymous campaigns.",
    )

    _contact_uniq = models.UniqueIndex(
        "(campaign_id, contact_id, COALESCE(order_id, 0), COALESCE(case_id, 0))",
        "Somebody is asked once in a campaign, or once about an order or a case.",
    )
    _waiting_idx = models.Index("(campaign_id, id) WHERE state = 'waiting'")
    _email_idx = models.Index("(email, date_sent) WHERE date_sent IS NOT NULL")

    # === BUSINESS METHODS === #

    def _sheet_token(self):
        """The token of this person's sheet in an anonymous campaign."""
        self.ensure_one()
        # sudo - ir.config_parameter: the secret never leaves the server
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret")
        message = f"care.invitation {self.campaign_id.id} {self.id}"
        return hmac.new(secret.encode(), message.encode(), hashlib.sha256).hexdigest()

    def _token_mark(self):
        """What stands for the token of an anonymous sheet in a mail that waits."""
        self.ensure_one()
        return f"care-invitation-{self.id}"

    def _mail_get_operation_for_mail_message_operation(self, message_operation):
        """Mails of invitations are the engine's: nobody reads in them who was reminded."""
        return dict.fromkeys(self, "write")

    def _sheets(self):
        """Each one's sheet of the survey, as ``{invitation: survey.user_input}``."""
        # sudo - survey.user_input: the engine looks whether somebody answered
        Sheet = self.env["survey.user_input"].sudo()
        hidden = self.filtered("campaign_id.is_anonymous")
        tokens = {row._sheet_token(): row for row in hidden}
        found = Sheet.search([("access_token", "in", list(tokens))])
        by_row = {tokens[sheet.access_token]: sheet for sheet in found}
        return by_row | {row: row.sudo().user_input_id for row in self - hidden}

    def _start_url(self):
        """The link to this person's sheet; absolute."""
        self.ensure_one()
        survey, base = self.campaign_id.survey_id.sudo(), self.campaign_id.get_base_url()
        sheet = self.sudo().user_input_id
        # a mail is kept until it is sent: the token of an anonymous sheet comes in on the way out
        token = self._token_mark() if self.campaign_id.is_anonymous else sheet.access_token
        return f"{base}{survey.get_start_url()}?answer_token={token}"

    def _lang(self):
        """The code of the language in which this person is asked; False where none is known."""
        self.ensure_one()
        return self.contact_id.lang or self.partner_id.lang

    def _spoken(self):
        """That language, where the survey is offered in it; else none."""
        lang = self.env["res.lang"]._lang_get(self._lang())
        offered = self.campaign_id.survey_id.sudo().lang_ids
        return lang if not offered or lang in offered else lang.browse()

    def _expire(self, state="expired"):
        """Who has not answered yet is not asked any more, and her link leads nowhere.

        :param str state: what becomes of the invitation, expired or withdrawn
        """
        open_rows = self.filtered(lambda row: row.state in ("waiting", "sent", "failed"))
        now = fields.Datetime.now()
        for sheet in open_rows._sheets().values():
            if sheet.state != "done":
                sheet.deadline = now
        open_rows.write({"state": state})
