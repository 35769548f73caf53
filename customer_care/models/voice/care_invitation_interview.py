"""People who are asked by phone, and sheets of paper that are typed in."""

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

# Left out for these reasons she may still be asked by a person; "not long ago" is no such reason.
_REASONS_TO_PHONE = ("no_mail", "blacklisted", "same_address", "cap")


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    interviewer_id = fields.Many2one(
        "res.users",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="Who asked by phone, or typed in the sheet of paper.",
    )
    date_paper = fields.Date(
        "Date on the Sheet", readonly=True, help="When the sheet of paper was filled in."
    )

    phone = fields.Char(related="contact_id.phone")
    is_to_interview = fields.Boolean(
        compute="_compute_is_to_interview", search="_search_is_to_interview"
    )

    # === COMPUTE METHODS === #

    @api.depends("state", "skip_reason", "campaign_id.state", "campaign_id.is_anonymous")
    def _compute_is_to_interview(self):
        may = self._may_be_interviewed()
        for row in self:
            row.is_to_interview = row in may

    # === ACTIONS === #

    def action_ask_by_phone(self):
        """Open the sheet of this person, to fill it in while she is on the phone."""
        self.ensure_one()
        return self._interview("phone")

    def action_enter_paper(self):
        """Ask for the date on the sheet of paper before it is typed in."""
        self.ensure_one()
        self._check_asking()
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_interview_action"),
            "context": {
                "default_partner_id": self.partner_id.id,
                "default_invitation_id": self.id,
                "default_channel": "paper",
            },
        }

    # === BUSINESS METHODS === #

    @api.model
    def _domain_to_interview(self):
        """Whom an agent may ask: not who answered, was asked not long ago, or is anonymous."""
        state = Domain("state", "in", ("waiting", "sent", "failed"))
        state |= Domain("state", "=", "skipped") & Domain("skip_reason", "in", _REASONS_TO_PHONE)
        return (
            Domain("campaign_id.state", "=", "running")
            & Domain("campaign_id.is_anonymous", "=", False)
            & state
        )

    def _may_be_interviewed(self):
        may = self.filtered_domain(self._domain_to_interview())
        return may - may._enough_said()

    def _interview(self, channel, date_paper=False):
        """Open the sheet of this person for the one who asks her. It stays her one sheet: her link
        leads to it, too, until it is completed.

        :param str channel: phone or paper
        :param date date_paper: the date on the sheet of paper
        :return: the action that opens the questions
        :raise UserError: for those who may not be asked
        """
        self._check_asking()
        # sudo - care.invitation: the engine alone writes invitations
        row = self.sudo()
        if not row._may_be_interviewed():
            raise UserError(
                self.env._(
                    "Who answered already, answers anonymously, was withdrawn or was asked not long"
                    " ago is not interviewed, nor is anybody whose colleagues answered for the"
                    " customer."
                )
            )
        now = fields.Datetime.now()
        row.write(
            {
                "state": "sent",
                "channel": channel,
                "date_paper": date_paper,
                "interviewer_id": self.env.uid,
                "skip_reason": False,
                "date_sent": row.date_sent or now,
                "date_last_mail": row.date_last_mail or now,
                "date_deadline": row.date_deadline or row.campaign_id._deadline(now),
            }
        )
        if not row.user_input_id:
            row.campaign_id._make_sheets(row)
        row._speak_her_language()
        return {"type": "ir.actions.act_url", "url": row._start_url(), "target": "new"}

    def _speak_her_language(self):
        """The questions are read out in the person's language, whatever the interviewer reads
        and whatever she spoke when the sheet was made."""
        sheet, lang = self.user_input_id, self._spoken()
        if sheet.state == "new" and lang:
            sheet.lang_id = lang

    def _answered_herself(self):
        """She was not reached, or answered the mail meanwhile: nobody asked her."""
        asked = self.filtered(lambda row: row.channel != "mail")
        asked.write({"channel": "mail", "interviewer_id": False, "date_paper": False})

    def _say_interview(self):
        """What the interviewer sees above the questions, in her own language."""
        self.ensure_one()
        person = self.contact_id
        title = (
            self.env._("Sheet of paper: type in what is written there")
            if self.channel == "paper"
            else self.env._("Interview by phone: read out the questions")
        )
        customer = self.partner_id.name if self.partner_id != person else False
        return {
            "title": title,
            "person": " · ".join(filter(None, (person.name, person.function, customer))),
            "phone": person.phone or self.partner_id.phone,
        }


class CareAnswer(models.Model):
    _inherit = "care.answer"

    channel = fields.Selection(related="invitation_id.channel")

    @api.model
    def _about(self, sheet):
        """What was written on paper was said on that day."""
        vals = super()._about(sheet)
        written = sheet.care_invitation_id.date_paper
        return {**vals, "date": written} if written else vals


class CareProfile(models.Model):
    _inherit = "care.profile"

    def _page_head(self):
        """Whether somebody of the customer waits to be asked, for those who ask."""
        return {**super()._page_head(), "can_interview": bool(self._to_interview(self.partner_id))}

    @api.model
    def _to_interview(self, customer):
        """Invitations of a customer that the reader may take down; none for those who do not run
        campaigns."""
        Invitation = self.env["care.invitation"]
        if not self.env["care.campaign"].has_access("write"):
            return Invitation
        return Invitation.search([("partner_id", "=", customer.id), ("is_to_interview", "=", True)])

    @api.model
    def action_interview(self, partner_id):
        """Choose who of a customer is on the phone, or whose sheet of paper lies here.

        :param int partner_id: the customer or one of its people
        """
        self.env["care.campaign"].check_access("write")
        partner = self.env["res.partner"].browse(int(partner_id)).exists()
        partner.check_access("read")
        customer = partner.commercial_partner_id
        asked = self._to_interview(customer)
        if not asked:
            raise UserError(self.env._("Nobody of this customer is to be asked at present."))
        first = asked.sorted(lambda row: (row.state == "skipped", row.contact_id != partner))
        return {
            **self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_interview_action"),
            "context": {
                "default_partner_id": customer.id,
                "default_invitation_id": first[0].id,
            },
        }
