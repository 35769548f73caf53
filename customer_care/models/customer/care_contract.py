from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_list

_TRANSITIONS = {
    ("draft", "running"),
    ("running", "renewed"),
    ("running", "ended"),
    ("running", "terminated"),
    ("ended", "renewed"),
}


class CareContract(models.Model):
    """One agreement with a customer on one product: how much a month, at which price, from when to
    when. Those who look after the customer write it; the engine ends it when its days are over."""

    _name = "care.contract"
    _description = "Contract"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_end desc, id desc"
    _rec_names_search = ["name", "partner_id"]
    _check_company_auto = True

    # What follows from creating, starting, ending and reminding: no person writes it.
    _CLOSED_FIELDS = {
        *("profile_id", "partner_id", "company_id", "state", "date_terminated"),
        *("date_reminded", "reminder_id"),
    }

    name = fields.Char(string="Number", required=True, tracking=True)
    profile_id = fields.Many2one(
        "care.profile", string="Customer File", required=True, index=True, ondelete="restrict"
    )
    partner_id = fields.Many2one(
        "res.partner", string="Customer", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company,
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,  # people write another one
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Is reminded of the renewal. The account manager, until you write somebody else.",
    )
    grade_id = fields.Many2one(related="profile_id.grade_id")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")

    # what was agreed
    product_id = fields.Many2one(
        "product.product",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    specification = fields.Char(help="Size, quality, packing: what the product has to be like.")
    uom_id = fields.Many2one(
        "uom.uom",
        string="Unit",
        compute="_compute_uom_id",
        store=True,  # people write another one
        readonly=False,
        required=True,
        precompute=True,
        index=True,
        ondelete="restrict",
    )
    monthly_quantity = fields.Float("Monthly Volume", digits="Product Unit", tracking=True)
    first_order_quantity = fields.Float("Initial Volume", digits="Product Unit")
    first_order_date = fields.Date("Initial Order Date")
    currency_id = fields.Many2one(
        "res.currency",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.currency_id,
    )
    deposit = fields.Monetary(tracking=True)
    supply_price = fields.Monetary(tracking=True, help="Untaxed, for one unit.")
    date_start = fields.Date(
        "Valid From", required=True, default=fields.Date.context_today, tracking=True
    )
    date_end = fields.Date("Valid Until", required=True, tracking=True)
    note = fields.Html("Terms")

    # what became of it
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("renewed", "Renewed"),
            ("ended", "Ended"),
            ("terminated", "Terminated"),
        ],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    renewal_id = fields.Many2one(
        "care.contract",
        string="Renewed By",
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        tracking=True,
        domain="[('profile_id', '=', profile_id), ('id', '!=', id)]",
        help="The contract that follows this one. This one is renewed once that one runs.",
    )
    date_terminated = fields.Date(
        "Terminated On",
        readonly=True,
        copy=False,
        help="The day on which it was ended before its time.",
    )
    is_final = fields.Boolean(
        "Not to Be Renewed", copy=False, tracking=True, help="Nobody is reminded to renew it."
    )

    _dates_check = models.Constraint(
        "CHECK (date_end >= date_start)", "A contract can't end before it begins."
    )
    _amounts_check = models.Constraint(
        "CHECK (monthly_quantity >= 0 AND deposit >= 0 AND supply_price >= 0"
        " AND first_order_quantity >= 0)",
        "Volumes, deposit and price of a contract can't be negative.",
    )
    _running_idx = models.Index("(date_end) WHERE state = 'running'")

    # === COMPUTE METHODS === #

    @api.depends("partner_id")
    def _compute_user_id(self):
        for contract in self:
            partner = contract.partner_id
            owner = partner.commercial_partner_id.user_id or (self.env.user if partner else False)
            contract.user_id = contract._origin.user_id or owner

    @api.depends("product_id")
    def _compute_uom_id(self):
        for contract in self:
            unit, own = contract.uom_id, contract.product_id.uom_id
            fits = unit and own and unit._has_common_reference(own)
            contract.uom_id = unit if fits else own

    @api.depends("name", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for contract in self:
            contract.display_name = contract.name and self.env._(
                "%(number)s: %(customer)s",
                number=contract.name,
                customer=contract.partner_id.display_name or "",
            )

    # === CONSTRAINT METHODS === #

    @api.constrains("uom_id", "product_id")
    def _check_unit(self):
        for contract in self:
            if not contract.uom_id._has_common_reference(contract.product_id.uom_id):
                raise ValidationError(
                    self.env._(
                        "%(product)s is not sold by %(unit)s. Choose a unit of its own kind.",
                        product=contract.product_id.display_name,
                        unit=contract.uom_id.name,
                    )
                )

    @api.constrains("renewal_id", "profile_id")
    def _check_renewal(self):
        if self._has_cycle("renewal_id"):
            raise ValidationError(self.env._("A contract can't be renewed by itself."))
        for contract in self.filtered("renewal_id"):
            if contract.renewal_id.profile_id != contract.profile_id:
                raise ValidationError(
                    self.env._(
                        "%(contract)s can only be renewed by a contract of the same customer.",
                        contract=contract.display_name,
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Accept any partner of the customer. The customer's file is opened if there is none yet;
        the contract keeps it open from then on."""
        for vals in vals_list:
            self._complete_customer(vals)
        contracts = super().create(vals_list)
        if not self.env.su and any(contract.state != "draft" for contract in contracts):
            raise AccessError(self.env._("A contract begins as a draft: start it afterwards."))
        contracts._put_dirty()
        return contracts

    @api.model
    def _complete_customer(self, vals):
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not partner:
            return
        customer = partner.commercial_partner_id
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        profile = self.env["care.profile"]._ensure(customer, company, by_hand=False)
        if not profile:
            raise UserError(self.env["care.profile"]._explain_closed(customer))
        vals.update(partner_id=customer.id, profile_id=profile.id)

    def write(self, vals):
        """Let reminder, renewal and the customer's figures follow.

        :raise AccessError: where somebody writes what only the buttons and the engine may
        """
        if not self.env.su and (closed := self._CLOSED_FIELDS & set(vals)):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(closed)]
            raise AccessError(
                self.env._(
                    "%(fields)s of a contract can't be written: use its buttons.",
                    fields=format_list(self.env, labels),
                )
            )
        result = super().write(vals)
        if {"date_end", "user_id", "is_final"} & set(vals):
            self._forget_reminder()
        if "renewal_id" in vals:
            self._settle_renewals()
        if {"state", "date_end", "partner_id", "company_id"} & set(vals):
            self._put_dirty()
        return result

    def copy_data(self, default=None):
        copies = super().copy_data(default)
        if "name" not in (default or {}):
            for contract, vals in zip(self, copies, strict=True):
                vals["name"] = self.env._("%(number)s (copy)", number=contract.name)
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_begun(self):
        if any(contract.state != "draft" for contract in self):
            raise UserError(
                self.env._("Only a draft can be deleted: a contract is the customer's history.")
            )
        self._put_dirty()
        self._forget_reminder()

    # === ACTIONS === #

    def action_start(self):
        """The contract is signed and runs; what it renews is renewed by this."""
        self._set_state("running")
        # sudo - care.contract: what it renews is renewed, whoever was responsible for that
        former = self.sudo().search([("renewal_id", "in", self.ids)])
        former._settle_renewals()

    def action_terminate(self):
        """The contract ends before its time."""
        self._set_state("terminated")
        # sudo - care.contract: no person writes the day
        self.sudo().write({"date_terminated": fields.Date.context_today(self)})

    def action_renew(self):
        """Prepare the contract that follows, as long as this one and from the day after it."""
        self.ensure_one()
        self.check_access("write")
        if self.state not in ("running", "ended"):
            raise UserError(self.env._("Only a running or ended contract can be renewed."))
        if not self.renewal_id:
            self.renewal_id = self.copy(self._renewal_values())
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.contract",
            "res_id": self.renewal_id.id,
            "views": [(False, "form")],
        }

    def _renewal_values(self):
        start = fields.Date.add(self.date_end, days=1)
        return {
            "name": self.env._("%(number)s, renewal", number=self.name),
            "date_start": start,
            "date_end": start + (self.date_end - self.date_start),
            "first_order_quantity": 0,
            "first_order_date": False,
            "user_id": self.user_id.id,
        }

    # === BUSINESS METHODS === #

    def _day_of_end(self):
        """The last day, or the one on which the contract was terminated."""
        return self.date_terminated or self.date_end

    def _settle_renewals(self):
        """A contract is renewed once the one that follows runs."""
        followed = self.filtered(
            lambda contract: (
                contract.state in ("running", "ended")
                and contract.renewal_id.state in ("running", "renewed", "ended")
            )
        )
        followed._set_state("renewed")

    def _set_state(self, state):
        """The one way in which a contract's state changes.

        :raise UserError: where that does not follow from the present one
        """
        self.check_access("write")
        labels = dict(self._fields["state"]._description_selection(self.env))
        for contract in self:
            if (contract.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(contract)s is %(present)s: it can't become %(state)s.",
                        contract=contract.display_name,
                        present=labels[contract.state],
                        state=labels[state],
                    )
                )
        # sudo - care.contract: states change through the checked actions alone
        self.sudo().write({"state": state})
        self._forget_reminder()

    def _put_dirty(self):
        """Let the customers of these contracts be counted anew."""
        self.flush_recordset()
        if self:
            self.env["care.dirty"]._put(
                SQL("SELECT partner_id, company_id FROM care_contract WHERE id = ANY(%s)", self.ids)
            )

    # === PLATFORM EVENTS === #

    @api.model
    def _hand_over(self, sources, target):
        """Let the contracts of the files ``sources`` be those of ``target``, a file of the same
        company (it may be one of them, when only its customer changed)."""
        # sudo - care.contract: contracts that the person can't see move too
        contracts = self.sudo().search([("profile_id", "in", sources.ids)])
        contracts.write({"profile_id": target.id, "partner_id": target.partner_id.id})
        self.env.flush_all()

    @api.model
    def _clear_for_deletion(self, domain, refusal):
        """What hangs on it is to be deleted: drafts go, but no contract that was signed.

        :param domain: the contracts
        :param str refusal: what to tell the person where there are signed ones
        """
        # sudo - care.contract: contracts that the person can't see forbid deletion too
        contracts = self.sudo().search(domain)
        if any(contract.state != "draft" for contract in contracts):
            raise UserError(refusal)
        contracts.unlink()
