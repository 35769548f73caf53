from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL

from .figure_fields import CountFigure, MoneyFigure, RatioFigure


class CareProfile(models.Model):
    """What one company knows about one customer (a commercial partner): figures, grade, and who
    looks after it. One row per customer and root company; its branches share it.

    The engine (``_refresh``) writes figures and creates or retires rows; people write the few
    columns of ``_hand_fields``, and the grade through ``care.grade.change``.
    """

    _name = "care.profile"
    _description = "Customer"
    _order = "turnover_12m desc nulls last, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]

    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    active = fields.Boolean(
        compute="_compute_active",
        store=True,  # engine and lists filter on it
    )

    # who looks after the customer
    user_id = fields.Many2one(
        related="partner_id.user_id",
        string="Account Manager",
        store=True,  # the record rules compare it
        index="btree_not_null",
        readonly=True,
    )
    member_ids = fields.Many2many(
        "res.users",
        "care_profile_member_rel",
        "profile_id",
        "user_id",
        string="Service Team",
        domain=[("share", "=", False)],
        help="They see and serve the customer as the account manager does.",
    )

    # membership
    is_manual = fields.Boolean(
        string="Marked by Hand",
        readonly=True,
        help="Somebody declared this partner a customer; it stays one without any trade.",
    )
    date_retired = fields.Date(
        readonly=True, help="The day from which nothing made this partner a customer any more."
    )

    # grade
    grade_id = fields.Many2one("care.grade", readonly=True, ondelete="restrict")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")
    grade_since = fields.Date(readonly=True)
    grade_change_ids = fields.One2many("care.grade.change", "profile_id")

    # trade, in the company's currency; windows end with the day of the refresh
    turnover_12m = MoneyFigure(
        "Turnover 12 Months",
        help="Untaxed turnover of the last twelve months. Empty: no trade was ever recorded.",
    )
    turnover_prev_12m = MoneyFigure(
        "Turnover 12 Months Before",
        help="Untaxed turnover of the twelve months before. Empty: not a customer then.",
    )
    turnover_trend_percent = RatioFigure(
        "Turnover Trend (%)",
        digits=(16, 1),
        aggregator=None,
        help="Last twelve months against the twelve before.",
    )
    turnover_percentile = RatioFigure(
        digits=(16, 0),
        aggregator=None,
        help="Percent of the company's customers whose turnover is not higher; 100 is the top.",
    )
    order_count_12m = CountFigure(
        "Orders 12 Months",
        help="Confirmed orders (or posted invoices) of the last twelve months.",
    )
    first_order_date = fields.Date("First Order", readonly=True)
    last_order_date = fields.Date("Last Order", readonly=True)
    turnover_by_month = fields.Json(
        "Turnover by Month",
        compute="_compute_turnover_by_month",
        help="Twelve amounts, oldest first; the last one is the present month.",
    )

    _partner_company_uniq = models.UniqueIndex(
        "(partner_id, company_id)", "A customer has one file per company."
    )
    _company_grade_idx = models.Index("(company_id, grade_id, partner_id)")
    # the list's order, and where a turnover stands among all
    _turnover_idx = models.Index(
        "(company_id, turnover_12m DESC NULLS LAST, id) WHERE active IS TRUE"
    )

    def init(self):
        """Leave room in each page: nightly updates then stay in place (heap-only tuples)."""
        self.env.cr.execute(SQL("ALTER TABLE care_profile SET (fillfactor = 70)"))

    # === COMPUTE METHODS === #

    @api.depends("partner_id.active", "date_retired")
    def _compute_active(self):
        for profile in self:
            profile.active = profile.partner_id.active and not profile.date_retired

    @api.depends("turnover_12m")
    def _compute_turnover_by_month(self):
        self.turnover_by_month = False
        for company, profiles in self.grouped("company_id").items():
            by_customer = self._monthly_turnover(company, profiles.partner_id.ids)
            for profile in profiles:
                profile.turnover_by_month = by_customer.get(profile.partner_id.id, False)

    @api.depends("partner_id")
    def _compute_display_name(self):
        for profile in self:
            profile.display_name = profile.partner_id.display_name

    # === CRUD METHODS === #

    @api.model
    def _hand_fields(self):
        """Names of the columns that people write; rooms add theirs."""
        return {"member_ids"}

    def write(self, vals):
        """Refuse what only the engine may write, whoever asks."""
        # an import names the file that it writes to
        if not self.env.su and (closed := set(vals) - self._hand_fields() - {"id"}):
            raise AccessError(
                self.env._(
                    "%(fields)s of a customer can't be written: figures are counted from orders"
                    " and contacts, and a grade is changed by a grade change.",
                    fields=", ".join(
                        self._fields[name]._description_string(self.env) or name
                        for name in sorted(closed & set(self._fields))
                    ),
                )
            )
        return super().write(vals)

    # === ACTIONS === #

    @api.readonly
    def action_open_partner(self):
        """Open the contact that this customer is."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": self.partner_id.id,
            "views": [(False, "form")],
        }

    def action_refresh(self):
        """Count the figures of these customers anew, now, as the night does."""
        self.check_access("read")
        for company, profiles in self.grouped("company_id").items():
            self._refresh(profiles.partner_id, company)

    # === BUSINESS METHODS === #

    @api.model
    def _of(self, partners, company=None):
        """The files of these partners' customers in a company, under the reader's rights."""
        company = (company or self.env.company).root_id
        return self.search(
            [
                ("partner_id", "in", partners.commercial_partner_id.ids),
                ("company_id", "=", company.id),
            ]
        )

    @api.model
    def _ensure(self, partners, company=None, by_hand=True):
        """The files of these partners' customers, made where there is none yet.

        :param bool by_hand: whether a file that is made (or revived) here is marked by hand,
            because a person wants it to exist; else the caller adds what makes it a customer's
        """
        company = (company or self.env.company).root_id
        customers = partners.commercial_partner_id
        customers.check_access("read")
        # sudo - care.profile: only the engine creates files; a person asks for one here
        Profile = self.sudo().with_context(active_test=False)
        profiles = Profile._of(customers, company)
        profiles.filtered("date_retired").write({"date_retired": False, "is_manual": by_hand})
        missing = customers - profiles.partner_id
        if missing:
            Profile.create(
                [
                    {"partner_id": customer.id, "company_id": company.id, "is_manual": by_hand}
                    for customer in missing
                ]
            )
            if by_hand:
                Profile._refresh(missing, company)
        return self.with_context(active_test=False)._of(customers, company)

    @api.model
    def _explain_closed(self, customer):
        """Why somebody may not open the customer's file, as a sentence for her."""
        return self.env._(
            "%(customer)s is looked after by a colleague: only the account manager, the service"
            " team and managers open this file.",
            customer=customer.display_name,
        )

    def _after_grade_change(self):
        """Hook for rooms whose plans follow the grade."""

    # === PAGE HOOKS === #
    # In the base class: a room overrides them whichever file is loaded first.

    def _page_promises(self):
        """What we owe the customer, open: dicts ``title, date`` (ISO date or UTC moment)``, late,
        res_model, res_id``."""
        return []

    def _page_plan(self):
        """What is planned next with the customer: dicts as those of ``_page_promises``."""
        return []

    def _absorb(self, others):
        """Take over what hangs on ``others``, files of the same company that end here: the merge of
        two customers, or a customer who became somebody's contact. Rooms move their rows first.
        """
        self.ensure_one()
        self.member_ids |= others.member_ids
        self.is_manual |= any(others.mapped("is_manual"))
        if not self.grade_id and (graded := others.filtered("grade_id")[:1]):
            self.grade_id, self.grade_since = graded.grade_id, graded.grade_since
        changes = self.env["care.grade.change"].search(
            [("profile_id", "in", (self + others).ids), ("state", "in", ("proposed", "approved"))],
            order="id desc",
        )
        changes[1:]._set_state("rejected")  # one open change per customer
        self.env.flush_all()
        others.grade_change_ids.write({"profile_id": self.id, "partner_id": self.partner_id.id})
        self.env.flush_all()
        others.unlink()
