from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_amount
from odoo.tools.misc import formatLang

from ..customer.figure_fields import CountFigure, MoneyFigure, RatioFigure

_TRANSITIONS = {
    ("open", "accepted"),
    ("open", "dismissed"),
    ("dismissed", "open"),
}


class CareValueSuggestion(models.Model):
    """One product category that a customer could buy, buy more of, or buys less than it did: a
    suggestion for upselling or cross-selling 增购/交叉销售 in its value report. The engine finds it
    (``care.value.report._propose``); the account manager takes it up or says why not."""

    _name = "care.value.suggestion"
    _description = "Upselling and Cross-Selling"
    _order = "report_id desc, potential desc nulls last, id"
    _rec_name = "categ_id"

    report_id = fields.Many2one(
        "care.value.report", required=True, readonly=True, index=True, ondelete="cascade"
    )
    profile_id = fields.Many2one(related="report_id.profile_id")
    partner_id = fields.Many2one(related="report_id.partner_id", string="Customer")
    company_id = fields.Many2one(related="report_id.company_id")
    currency_id = fields.Many2one(related="report_id.currency_id")
    categ_id = fields.Many2one(
        "product.category",
        string="Product Category",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    kind = fields.Selection(
        [
            ("cross", "Cross-selling"),
            ("up", "Upselling"),
            ("fell", "Buys less than before"),
        ],
        required=True,
        readonly=True,
    )

    # why, over twelve months; empty where there are too few comparable customers
    basis = fields.Selection(
        [("industry", "Same industry"), ("grade", "Same grade")],
        string="Compared With",
        readonly=True,
        help="Customers of the same industry or, where they are fewer than three, of the same"
        " grade.",
    )
    peer_count = CountFigure("Comparable Customers")
    buyer_count = CountFigure("Of Them Buy It")
    typical_amount = MoneyFigure(
        "Typical Amount", help="Median of what those who buy it spend in twelve months."
    )
    peer_share_percent = RatioFigure(
        "Their Share (%)", digits=(16, 1), help="Share of the category in what they all buy."
    )
    own_amount = MoneyFigure("Bought", help="Of this customer, in twelve months.")
    own_share_percent = RatioFigure("Own Share (%)", digits=(16, 1))
    before_amount = MoneyFigure("Bought Before", help="Of this customer, in the twelve before.")
    potential = MoneyFigure(
        "Could Bring a Year",
        help="What a year could bring: the typical amount, or what it bought before, less what it"
        " buys.",
    )
    words = fields.Char("Why", compute="_compute_words")

    # what became of it
    state = fields.Selection(
        [("open", "To Decide"), ("accepted", "Taken Up"), ("dismissed", "Not Taken Up")],
        required=True,
        readonly=True,
        default="open",
    )
    reason = fields.Char("Why Not", readonly=True)
    touchpoint_id = fields.Many2one(
        "care.touchpoint",
        string="Planned Contact",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )

    _category_uniq = models.UniqueIndex(
        "(report_id, categ_id)", "The report suggests this category already."
    )

    # === COMPUTE METHODS === #

    @api.depends("kind", "peer_count", "buyer_count", "typical_amount")
    @api.depends("own_amount", "before_amount", "own_share_percent", "peer_share_percent")
    @api.depends_context("lang")
    def _compute_words(self):
        for suggestion in self:
            say = getattr(suggestion, f"_say_{suggestion.kind}")
            suggestion.words = say()

    def _say_cross(self):
        return self.env._(
            "%(buyers)s of %(peers)s comparable customers (%(basis)s) buy it, typically for"
            " %(amount)s a year; this one does not.",
            **self._peers_in_words(),
        )

    def _say_up(self):
        return self.env._(
            "%(share)s %% of what it buys; %(peer_share)s %% with %(peers)s comparable customers"
            " (%(basis)s), typically %(amount)s a year (%(buyers)s buy it).",
            share=formatLang(self.env, self.own_share_percent, digits=1),
            peer_share=formatLang(self.env, self.peer_share_percent, digits=1),
            **self._peers_in_words(),
        )

    def _say_fell(self):
        fell = self.env._(
            "%(now)s in twelve months, %(before)s in the twelve before.",
            now=self._say_amount(self.own_amount),
            before=self._say_amount(self.before_amount),
        )
        if not self.buyer_count:
            return fell
        others = self.env._(
            "%(buyers)s of %(peers)s comparable customers (%(basis)s) buy it, typically for"
            " %(amount)s a year.",
            **self._peers_in_words(),
        )
        return f"{fell} {others}"

    def _peers_in_words(self):
        bases = dict(self._fields["basis"]._description_selection(self.env))
        return {
            "buyers": self.buyer_count,
            "peers": self.peer_count,
            "basis": bases.get(self.basis, ""),
            "amount": self._say_amount(self.typical_amount),
        }

    def _say_amount(self, amount):
        return format_amount(self.env, amount or 0, self.currency_id, trailing_zeroes=False)

    # === CRUD METHODS === #

    def write(self, vals):
        """The engine finds suggestions, buttons decide about them."""
        if not self.env.su:
            raise AccessError(self.env._("Decide about a suggestion with its buttons."))
        return super().write(vals)

    # === ACTIONS === #

    def action_plan(self):
        """Take it up: plan a contact about it, and open it to be completed."""
        self.ensure_one()
        self._check_decide()
        report = self.report_id
        touchpoint = self.env["care.touchpoint"].create(
            {
                "name": self._topic(),
                "partner_id": report.partner_id.id,
                "contact_id": report.contact_id.id,
                "company_id": report.company_id.id,
                "user_id": (report.user_id or self.env.user).id,
                "channel": "call",
                "origin": "next_step",
                "date_planned": fields.Date.add(fields.Date.context_today(self), days=7),
            }
        )
        self._set_state("accepted", touchpoint_id=touchpoint.id)
        return self._open(touchpoint)

    def action_make_opportunity(self):
        """Take it up: make an opportunity of it, worth what it could bring in a year.

        :raise AccessError: where the person may not make opportunities
        """
        self.ensure_one()
        self._check_decide()
        report = self.report_id
        lead = self.env["crm.lead"].create(
            {
                "name": self._topic(),
                "type": "opportunity",
                "partner_id": report.partner_id.id,
                "company_id": report.company_id.id,
                "user_id": (report.user_id or self.env.user).id,
                "expected_revenue": self.potential or 0,
                "description": self.words,
            }
        )
        self._set_state("accepted", lead_id=lead.id)
        return self._open(lead)

    def action_dismiss(self):
        """Ask why it is not taken up."""
        self._check_decide()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_value_dismiss_action"
        )
        return {**action, "context": {"default_suggestion_ids": self.ids}}

    def action_reopen(self):
        """It is worth a thought after all."""
        self._check_decide()
        self._set_state("open", reason=False)

    @api.readonly
    def action_open_result(self):
        """Open what came of it: the opportunity, else the planned contact."""
        self.ensure_one()
        self.check_access("read")
        record = self.lead_id or self.touchpoint_id
        if not record:
            raise UserError(self.env._("What came of it was deleted."))
        record.check_access("read")
        return self._open(record)

    # === BUSINESS METHODS === #

    def _check_decide(self):
        """Whoever may write the report decides about its suggestions."""
        self.check_access("read")
        self.report_id.check_access("write")

    def _topic(self):
        """What the contact or the opportunity is about."""
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        # sudo - product.category: its name is no secret
        return f"{kinds[self.kind]}: {self.sudo().categ_id.display_name}"

    @api.model
    def _open(self, record):
        return {
            "type": "ir.actions.act_window",
            "res_model": record._name,
            "res_id": record.id,
            "views": [(False, "form")],
        }

    def _set_state(self, state, **vals):
        """The one way in which a suggestion's state changes.

        :raise UserError: where that does not follow from the present one
        """
        if any((one.state, state) not in _TRANSITIONS for one in self):
            raise UserError(self.env._("Somebody has decided about this already. Reload the page."))
        # sudo - care.value.suggestion: states change through the checked actions alone
        self.sudo().write({"state": state, **vals})
