from datetime import datetime, time, timedelta

import pytz

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain

from ...const import GROUP_MANAGER, GROUP_USER

_TRANSITIONS = {
    ("requested", "granted"),
    ("requested", "refused"),
    ("requested", "withdrawn"),
    ("granted", "ended"),
}

# What a decider may still change on a card that nobody decided about yet; all else is asked anew.
_OPEN_FIELDS = {"date_to"}


class CareDossierGrant(models.Model):
    """One loan card 借阅卡: who wants to read whose confidential dossier, what for, and until when.

    Everybody asks for herself; the owner's manager decides, or hands a card out unasked. A card is
    about a person, not about her dossier, so that asking does not tell whether there is one.
    """

    _name = "care.dossier.grant"
    _description = "Loan Card"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "id desc"
    _mail_post_access = "read"

    partner_id = fields.Many2one(
        "res.partner",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",  # deleted through the ORM with its messages; see res.partner
        domain=[("is_company", "=", False)],
    )
    customer_id = fields.Many2one(related="partner_id.commercial_partner_id", string="Customer")
    owner_id = fields.Many2one(
        related="partner_id.commercial_partner_id.user_id", string="Account Manager"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Borrower",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.user,
        domain=lambda self: [
            ("share", "=", False),
            ("all_group_ids", "in", self.env.ref(GROUP_USER).ids),
        ],
    )
    purpose = fields.Text(required=True, help="What you need to know, and what for.")
    date_to = fields.Date(
        "On Loan Until",
        required=True,
        default=lambda self: self._default_date_to(),
        help="The last day on which the dossier may be read.",
    )
    date_end = fields.Datetime(
        "Ends",
        compute="_compute_date_end",
        store=True,  # the record rules compare it
        help="The end of the last day where the company is.",
    )
    state = fields.Selection(
        [
            ("requested", "Requested"),
            ("granted", "Granted"),
            ("refused", "Refused"),
            ("withdrawn", "Withdrawn"),
            ("ended", "Ended"),
        ],
        required=True,
        readonly=True,
        default="requested",
        copy=False,
    )
    decided_by_id = fields.Many2one(
        "res.users",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_decided = fields.Datetime("Decided", readonly=True, copy=False)
    can_decide = fields.Boolean(compute="_compute_can_decide")

    _live_idx = models.Index("(user_id, date_end) WHERE state = 'granted'")

    # === DEFAULTS === #

    @api.model
    def _default_date_to(self):
        company = self.env.company.root_id
        return company._care_today() + timedelta(days=company.care_loan_days)

    # === COMPUTE METHODS === #

    @api.depends("date_to", "company_id")
    def _compute_date_end(self):
        for card in self:
            if not card.date_to:
                card.date_end = False
                continue
            midnight = datetime.combine(card.date_to + timedelta(days=1), time.min)
            local = midnight.replace(tzinfo=card.company_id._care_zone())
            card.date_end = local.astimezone(pytz.utc).replace(tzinfo=None)

    @api.depends("partner_id", "user_id")
    def _compute_display_name(self):
        for card in self:
            if not card.partner_id:
                card.display_name = self.env._("Loan Card")
                continue
            card.display_name = self.env._(
                "Loan card of %(user)s: %(person)s",
                user=card.user_id.name,
                person=card.partner_id.name,
            )

    @api.depends("partner_id", "user_id", "state")
    @api.depends_context("uid")
    def _compute_can_decide(self):
        for card in self:
            card.can_decide = card._is_decider()

    # === CONSTRAINTS === #

    @api.constrains("date_to")
    def _check_date_to(self):
        for card in self:
            if card.date_to < card.company_id._care_today():
                raise ValidationError(
                    self.env._("The last day of the loan is over already: choose a later one.")
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Everybody asks; whoever decides is told."""
        for vals in vals_list:
            if not self.env.su and not {"state", "decided_by_id", "date_decided"}.isdisjoint(vals):
                raise self._guarded_error()
        cards = super().create(vals_list)
        for card in cards:
            if not self.env.su and card.user_id != self.env.user and not card._is_decider():
                raise AccessError(self.env._("You ask for a loan card for yourself alone."))
            card._tell_deciders()
        return cards

    def write(self, vals):
        """What was asked for stays; deciders may change the last day before they decide."""
        own = {name for name in vals if not name.startswith(("message_", "activity_"))}
        if not self.env.su and own:
            if own - _OPEN_FIELDS or set(self.mapped("state")) != {"requested"}:
                raise self._guarded_error()
        return super().write(vals)

    @api.model
    def _guarded_error(self):
        return AccessError(
            self.env._(
                "A loan card is not edited: grant, refuse or end it with its buttons, or ask for a"
                " new one."
            )
        )

    # === ACTIONS === #

    def action_request(self):
        """Close the question; the card itself was written by saving it."""
        self.check_access("read")
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("The owner's manager is asked. You will get a message."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_grant(self):
        """Let the borrowers read until the last day of their cards."""
        self._check_decider()
        self._set_state("granted")
        self._tell_borrower(self.env._("Granted."))

    def action_refuse(self):
        """Refuse the requests."""
        self._check_decider()
        self._set_state("refused")
        self._tell_borrower(self.env._("Refused."))

    def action_end(self):
        """End loans before their day: by the decider, or given back by the borrower."""
        self.check_access("read")
        (self - self._own())._check_decider()
        self._set_state("ended")

    def action_withdraw(self):
        """Take own requests back."""
        self.check_access("read")
        if self - self._own():
            raise AccessError(self.env._("Only the borrower withdraws a request."))
        self._set_state("withdrawn")

    def action_print(self):
        """Print the card."""
        self.check_access("read")
        return self.env.ref("customer_care.report_loan_card_action").report_action(self)

    # === BUSINESS METHODS === #

    def _own(self):
        return self.filtered(lambda card: card.user_id == self.env.user)

    def _is_decider(self):
        """Whether the reader decides about this card: nobody about her own."""
        self.ensure_one()
        if self.user_id == self.env.user:
            return False
        if self.env.user.has_group(GROUP_MANAGER):
            return True
        return self.env.user in self._leaders()

    def _check_decider(self):
        self.check_access("read")
        if not all(card._is_decider() for card in self):
            raise AccessError(
                self.env._("The owner's manager decides about a loan card, nobody about her own.")
            )

    def _leaders(self):
        """Who leads a sales team in which the customer's account manager is, herself left out."""
        # sudo - res.users, crm.team: a borrower need not see the owner's team
        card = self.sudo()
        members = card.owner_id.crm_team_member_ids.filtered("active")
        leaders = members.crm_team_id.user_id.filtered(
            lambda user: user.has_group(GROUP_USER) and card.company_id in user.company_ids.root_id
        )
        return (leaders - card.owner_id).sudo(False)

    def _deciders(self):
        """The owner's manager: the leaders of the owner's sales teams, else the care managers."""
        self.ensure_one()
        managers = self._leaders() - self.user_id
        if managers:
            return managers
        # sudo - res.users: a borrower may not list who has which right
        managers = self.env.ref(GROUP_MANAGER).sudo().all_user_ids.filtered("active")
        return (
            managers.filtered(lambda user: self.company_id in user.company_ids.root_id)
            - self.user_id
        )

    def _tell_deciders(self):
        """An activity for each who decides, in her language and without a mail."""
        for user in self._deciders():
            # sudo - mail.activity: a borrower may not write on the card
            self.sudo().with_context(mail_activity_quick_update=True).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=user.lang).env._("Decide about the loan card"),
                user_id=user.id,
            )

    def _tell_borrower(self, text):
        for card in self:
            # sudo - mail.message: the decider tells, whatever she may write otherwise
            card.sudo().message_post(
                body=text,
                partner_ids=card.user_id.partner_id.ids,
                author_id=self.env.user.partner_id.id,
            )

    def _set_state(self, state):
        if any((card.state, state) not in _TRANSITIONS for card in self):
            raise UserError(self.env._("This loan card was decided or ended already."))
        vals = {"state": state}
        if state in ("granted", "refused"):
            vals |= {"decided_by_id": self.env.uid, "date_decided": fields.Datetime.now()}
        # sudo - care.dossier.grant: states change through the checked actions alone
        self.sudo().write(vals)
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    # === KEYS === #

    @api.model
    def _live_cards(self):
        """The present user's cards that let her read now."""
        # sudo - care.dossier.grant: asked on behalf of the record rules
        return self.sudo().search(
            [
                ("user_id", "=", self.env.uid),
                ("state", "=", "granted"),
                ("date_end", ">", fields.Datetime.now()),
            ]
        )

    @api.model
    def _borrowed_domain(self):
        """The condition on ``care.dossier`` that the present user has a live card for it."""
        return Domain.OR(
            Domain("company_id", "=", company.id) & Domain("partner_id", "in", cards.partner_id.ids)
            for company, cards in self._live_cards().grouped("company_id").items()
        )

    @api.model
    def _purpose_of(self, dossier):
        """What the present user borrowed the dossier for."""
        cards = self._live_cards().filtered(
            lambda card: (
                card.partner_id == dossier.partner_id and card.company_id == dossier.company_id
            )
        )
        return cards[:1].purpose

    @api.model
    def _ask_action(self, partner, company):
        """The question what for and until when, or the request that waits already."""
        waiting = self.search(
            [
                ("partner_id", "=", partner.id),
                ("company_id", "=", company.id),
                ("user_id", "=", self.env.uid),
                ("state", "=", "requested"),
            ],
            limit=1,
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Ask for a Loan Card"),
            "res_model": self._name,
            "res_id": waiting.id,
            "views": [(self.env.ref("customer_care.care_dossier_grant_view_form_ask").id, "form")],
            "target": "new",
            "context": {"default_partner_id": partner.id, "default_company_id": company.id},
        }

    @api.model
    def _cron_end_grants(self):
        """End the cards whose last day is over. They let nobody in since then."""
        # sudo - care.dossier.grant: cards of all companies
        self.sudo().search(
            [("state", "=", "granted"), ("date_end", "<=", fields.Datetime.now())]
        )._set_state("ended")
