from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError

from odoo.addons.base.models.ir_model import MODULE_UNINSTALL_FLAG

# Draft and submitted are being written; approved is what holds; the others are archive.
STATES = [
    ("draft", "Draft"),
    ("submitted", "Submitted"),
    ("approved", "Approved"),
    ("closed", "Closed"),
    ("superseded", "Superseded"),
]
# Relationship life cycle 关系生命周期.
LIFE_CYCLES = [
    ("exploration", "Exploration"),
    ("formation", "Formation"),
    ("stability", "Stability"),
    ("decline", "Decline"),
]


class CareAccountPlan(models.Model):
    """What we want to reach with one key customer in one year, and how: a version of the plan.

    The account manager writes it, the manager approves it. From then on it holds as it is; who has
    to change it within the year asks for leave, and gets a new version to write in.
    """

    _name = "care.account.plan"
    _description = "Account Plan"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "year desc, partner_id, version desc, id"
    _rec_names_search = ["partner_id"]

    # What follows from creating, and from the steps: no person writes it.
    _CLOSED_FIELDS = {
        *("profile_id", "version", "previous_id", "state", "date_submitted", "date_approved"),
        *("approver_id", "date_closed", "return_reason", "change_reason"),
        *("leave_state", "leave_reason", "leave_user_id", "leave_date", "leave_answer"),
        *("actual_revenue", "actual_months", "past_margin_percent"),
    }

    profile_id = fields.Many2one(
        "care.profile",
        string="Customer File",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("active", "=", True)],
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Customer",
        store=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(related="profile_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="profile_id.currency_id")
    grade_id = fields.Many2one(related="profile_id.grade_id")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")
    year = fields.Integer(
        required=True,
        default=lambda self: fields.Date.context_today(self).year,
        help="The calendar year that the plan is for.",
    )
    version = fields.Integer(required=True, default=1, readonly=True, copy=False)
    previous_id = fields.Many2one(
        "care.account.plan",
        string="Version Before",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("share", "=", False)],
        default=lambda self: self.env.user,
        tracking=True,
        help="Who writes the plan and answers for it.",
    )

    # what became of it
    state = fields.Selection(
        STATES, required=True, default="draft", readonly=True, copy=False, tracking=True
    )
    date_submitted = fields.Date("Submitted On", readonly=True, copy=False)
    date_approved = fields.Date("Approved On", readonly=True, copy=False)
    approver_id = fields.Many2one(
        "res.users",
        string="Approved By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    date_closed = fields.Date("Closed On", readonly=True, copy=False)
    return_reason = fields.Text(
        "Returned Because", readonly=True, copy=False, help="What is to be written better."
    )
    is_open = fields.Boolean("Can Be Written", compute="_compute_is_open")
    can_approve = fields.Boolean(compute="_compute_can_approve")

    # 1 summary
    purpose = fields.Text(help="What this plan is for: what the customer is to us.")
    direction = fields.Text(help="Where the relation is to go this year.")

    # 2 the customer
    recent_events = fields.Text(help="What happened at the customer lately.")
    market_position = fields.Text(help="Where the customer stands among its own rivals.")
    market = fields.Text("Their Market", help="Whom the customer sells to, and how that goes.")
    customer_strategy = fields.Text("Their Strategy", help="Where the customer wants to go.")
    trends = fields.Text(help="What changes in their environment: technology, rules, demand.")
    present_needs = fields.Text(help="What they need, as we see it.")
    stated_needs = fields.Text(help="What they said themselves that they need.")
    their_strengths = fields.Text()
    their_weaknesses = fields.Text()
    their_opportunities = fields.Text()
    their_threats = fields.Text()

    # 4 the situation
    history = fields.Text("History Together", help="How it began, and what was good and bad.")
    present_business = fields.Text(help="What they buy from us today, and what elsewhere.")
    life_cycle = fields.Selection(
        LIFE_CYCLES,
        string="Relationship Life Cycle",
        help="Exploration: first orders, both sides look. Formation: business and trust grow."
        " Stability: on a high level. Decline: it becomes less.",
    )
    our_strengths = fields.Text(help="What speaks for us at this customer.")
    our_weaknesses = fields.Text(help="What speaks against us at this customer.")
    our_opportunities = fields.Text()
    our_threats = fields.Text()

    # 5 the plan: what each table is to reach, and its lines
    objective_ids = fields.One2many("care.account.plan.objective", "plan_id", string="Objectives")
    competitor_ids = fields.One2many(
        "care.account.plan.competitor", "plan_id", string="Competitors"
    )
    insight_ids = fields.One2many("care.account.plan.insight", "plan_id")
    contact_aim = fields.Text("Aim of the Contacts")
    contact_plan_ids = fields.One2many(
        "care.touchpoint",
        "account_plan_id",
        domain=[("plan_part", "=", "contact")],
        context={"default_plan_part": "contact"},
    )
    action_aim = fields.Text("Aim of the Actions")
    action_ids = fields.One2many(
        "care.touchpoint",
        "account_plan_id",
        string="Action Plan",
        domain=[("plan_part", "=", "action")],
        context={"default_plan_part": "action"},
    )
    revenue_aim = fields.Text("Aim of the Revenue")
    revenue_ids = fields.One2many("care.account.plan.revenue", "plan_id", string="Revenue Plan")
    revenue_note = fields.Text(
        "Explanation and Measures", help="What the figures rest on, and how they are reached."
    )

    # totals of the revenue plan: the account manager's target
    amount_total = fields.Monetary(
        "Contract Amount",
        compute="_compute_totals",
        store=True,  # lists sum it
    )
    expected_revenue = fields.Monetary(compute="_compute_totals", store=True)
    expected_profit = fields.Monetary(compute="_compute_totals", store=True)

    _version_uniq = models.UniqueIndex(
        "(profile_id, year, version)",
        "There is a plan for this customer and year already. Open that one.",
    )
    _writing_uniq = models.UniqueIndex(
        "(profile_id, year) WHERE state IN ('draft', 'submitted')",
        "A version of this plan is being written already. Open that one.",
    )
    _holding_uniq = models.UniqueIndex(
        "(profile_id, year) WHERE state = 'approved'",
        "One version of a plan holds at a time.",
    )
    _year_check = models.Constraint(
        "CHECK (year BETWEEN 2000 AND 2200)", "Write the year with four digits, such as 2026."
    )

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "year", "version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for plan in self:
            text = self.env._(
                "Account plan %(year)s: %(customer)s",
                year=plan.year or "",
                customer=plan.partner_id.display_name or "",
            )
            if plan.version > 1:
                text += self.env._(" (version %s)", plan.version)
            plan.display_name = text

    @api.depends("state")
    def _compute_is_open(self):
        for plan in self:
            plan.is_open = plan.state == "draft"

    @api.depends("user_id", "company_id")
    @api.depends_context("uid")
    def _compute_can_approve(self):
        for plan in self:
            plan.can_approve = plan._may_be_approved_by(self.env.user)

    @api.depends(
        "revenue_ids.amount", "revenue_ids.expected_revenue", "revenue_ids.expected_profit"
    )
    def _compute_totals(self):
        for plan in self:
            plan.amount_total = sum(plan.revenue_ids.mapped("amount"))
            plan.expected_revenue = sum(plan.revenue_ids.mapped("expected_revenue"))
            plan.expected_profit = sum(plan.revenue_ids.mapped("expected_profit"))

    @api.onchange("profile_id")
    def _onchange_profile_id(self):
        self.user_id = self.profile_id.user_id or self.user_id

    # === CONSTRAINT METHODS === #

    @api.constrains("user_id", "profile_id")
    def _check_user(self):
        for plan in self:
            # sudo - res.users: in which companies a colleague works decides
            if plan.company_id not in plan.user_id.sudo().company_ids.root_id:
                raise ValidationError(
                    self.env._(
                        "%(user)s does not work in %(company)s.",
                        user=plan.user_id.name,
                        company=plan.company_id.name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """A new plan is a draft; its account manager is the customer's, if nobody else is named."""
        for vals in vals_list:
            if not self.env.su:
                vals.update(state="draft", version=1, previous_id=False)
            if "user_id" not in vals:
                profile = self.env["care.profile"].browse(vals.get("profile_id"))
                vals["user_id"] = profile.user_id.id or self.env.uid
        return super().create(vals_list)

    def write(self, vals):
        """Content changes in drafts alone.

        :raise UserError: where the plan is not a draft, or what only the steps may is written
        """
        if not self.env.su:
            if self._CLOSED_FIELDS & set(vals):
                raise UserError(self.env._("The state of a plan changes by its buttons."))
            if self._content_fields() & set(vals):
                self._check_open()
        return super().write(vals)

    @api.model
    def _content_fields(self):
        """Names of the fields that the plan's paper consists of: they are frozen with it."""
        own = {
            name
            for name, field in self._fields.items()
            if field.type in ("text", "html", "selection") and field.store and not field.compute
        }
        lines = {"objective_ids", "competitor_ids", "insight_ids", "revenue_ids"}
        lines |= {"contact_plan_ids", "action_ids", "year", "user_id"}
        return (own | lines) - self._CLOSED_FIELDS

    def _check_open(self):
        """Lock the plans for whoever writes in them: nothing comes into what is approved meanwhile.

        :raise UserError: where the plan is not being written any more
        """
        self._lock()
        for plan in self:
            if not plan.is_open:
                raise UserError(
                    self.env._(
                        "%(plan)s is not a draft: it stays as it is. A manager can return a"
                        " submitted plan, or give leave for a new version of an approved one.",
                        plan=plan.display_name,
                    )
                )

    def _check_deletable(self):
        """Uninstalling takes history along, as it does with everything of the application."""
        if self.env.context.get(MODULE_UNINSTALL_FLAG):
            return
        if any(plan.state != "draft" for plan in self):
            raise UserError(self.env._("A plan that was submitted stays: it is history."))

    def copy_data(self, default=None):
        """Never: next year's plan starts from this one by its button."""
        self.check_access("read")
        raise UserError(self.env._("A plan can't be duplicated: choose Plan the Next Year."))

    def unlink(self):
        """A draft goes with its lines: what was only proposed is nobody's work.

        :raise UserError: for a plan that was submitted
        """
        self.check_access("unlink")
        self._check_deletable()
        # sudo - care.touchpoint: lines for colleagues go as well
        self.sudo()._lines().unlink()
        return super().unlink()

    # === RIGHTS === #

    def _may_be_approved_by(self, user):
        """Whether a user decides about this plan: a care manager, or the account manager's own."""
        self.ensure_one()
        return user.has_group("customer_care.group_care_manager") or (
            user.has_group("customer_care.group_care_team")
            and user in self.user_id._care_managers(self.company_id)
        )
