from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import SQL, format_list

from ...const import SEVERITIES

KINDS = [
    ("enquiry", "Enquiry"),
    ("request", "Request"),
    ("suggestion", "Suggestion"),
    ("complaint", "Complaint"),
]


class CareCase(models.Model):
    """What one customer asked, wanted, suggested or complained about, from the first word until it
    is settled. Agents and those who look after the customer work on it; customers write to it by
    mail, form and their own page."""

    _name = "care.case"
    _description = "Case"
    _inherit = ["portal.mixin", "mail.thread", "mail.activity.mixin"]
    _order = "date_received desc, id desc"
    _rec_names_search = ["name", "subject", "partner_id"]
    _check_company_auto = True

    # What follows from the steps: no person writes it.
    _STEP_FIELDS = {
        *("name", "profile_id", "state", "date_begun", "date_acknowledged", "date_resolved"),
        *("date_closed", "date_told", "waiting_reason", "reject_reason", "is_legal"),
        *("customer_answer", "customer_comment", "reopen_count", "access_token"),
        *("merged_into_id", "merge_log", "parent_id", "previous_id"),
    }
    # What a person says once, when she makes the case; the kind changes by its own step.
    _FIRST_FIELDS = {"kind", "company_id", "date_received"}

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    kind = fields.Selection(
        KINDS,
        required=True,
        default="enquiry",
        tracking=True,
    )
    subject = fields.Char(required=True, tracking=True)
    description = fields.Html(
        "What Happened", help="In the customer's own words, as far as you have them."
    )
    severity = fields.Selection(SEVERITIES, required=True, default="normal", tracking=True)
    channel = fields.Selection(
        [
            ("phone", "Phone"),
            ("mail", "Email"),
            ("web", "Web"),
            ("visit", "Visit"),
            ("social", "Social media"),
            ("chat", "Chat"),
        ],
        required=True,
        default="phone",
    )
    category_id = fields.Many2one(
        "care.case.category",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )

    # who
    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        index="btree_not_null",
        ondelete="restrict",
        tracking=True,
        help="Empty while nobody knows who wrote.",
    )
    contact_id = fields.Many2one(
        "res.partner",
        index="btree_not_null",
        ondelete="set null",
        domain="[('id', 'child_of', partner_id)]",
        help="The person at the customer who is told how it stands.",
    )
    email_from = fields.Char("Email")
    phone = fields.Char()
    profile_id = fields.Many2one(
        "care.profile",
        string="Customer File",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    grade_id = fields.Many2one(related="profile_id.grade_id")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")
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
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
    )
    task_force_ids = fields.Many2many(
        "res.users",
        copy=False,
        ondelete="restrict",
        domain=[("share", "=", False)],
        help="Who works together on a major complaint. They see the case and are told.",
    )

    # about what
    product_id = fields.Many2one(
        "product.product",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
    )
    order_id = fields.Many2one(
        "sale.order",
        index="btree_not_null",
        ondelete="set null",
        check_company=True,
        domain="[('partner_id', 'child_of', partner_id)]",
    )
    cause_id = fields.Many2one(
        "care.cause",
        string="Root Cause",
        index="btree_not_null",
        ondelete="restrict",
        check_company=True,
        tracking=True,
    )
    cause_note = fields.Text("Findings", copy=False, help="What the investigation showed.")
    remedy_sought = fields.Text("Asked For", help="What the customer wants us to do.")
    remedy_ids = fields.One2many("care.remedy", "case_id")
    measure_ids = fields.One2many("care.measure", "case_id", string="Improvement Measures")
    solution = fields.Html(copy=False, help="What we do about it, as the customer is told.")

    # how it stands
    state = fields.Selection(
        [
            ("received", "Received"),
            ("acknowledged", "Acknowledged"),
            ("investigating", "Investigating"),
            ("proposed", "Solution Proposed"),
            ("in_progress", "Carried Out"),
            ("resolved", "Resolved"),
            ("closed", "Closed"),
            ("rejected", "Rejected"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        default="received",
        readonly=True,
        copy=False,
        tracking=True,
    )
    date_received = fields.Datetime(
        "Received On", required=True, copy=False, default=fields.Datetime.now
    )
    date_begun = fields.Datetime(
        "Running Since", readonly=True, copy=False, help="Received or, after that, last reopened."
    )
    date_acknowledged = fields.Datetime("Acknowledged On", readonly=True, copy=False)
    date_resolved = fields.Datetime("Resolved On", readonly=True, copy=False)
    date_closed = fields.Datetime("Closed On", readonly=True, copy=False)
    date_told = fields.Datetime(
        "Last Told", readonly=True, copy=False, help="When the customer last heard from us."
    )
    waiting_reason = fields.Char("Waiting For", readonly=True, copy=False)
    reject_reason = fields.Text("Rejected Because", readonly=True, copy=False)
    is_legal = fields.Boolean("With the Lawyers", readonly=True, copy=False)
    customer_answer = fields.Selection(
        [("solved", "Solved"), ("not_solved", "Not solved")], readonly=True, copy=False
    )
    customer_comment = fields.Text(readonly=True, copy=False)
    reopen_count = fields.Integer("Reopened", readonly=True, copy=False, default=0)
    is_reopened = fields.Boolean(compute="_compute_is_reopened", search="_search_is_reopened")
    triage_reason = fields.Selection(
        [("unknown", "Unknown sender")],
        copy=False,
        help="Why a person has to look at what came in before anything else. Empty: nothing to do.",
    )
    clock_ids = fields.One2many("care.sla.clock", "case_id", string="Promises", readonly=True)

    # where it came from, where it went
    merged_into_id = fields.Many2one(
        "care.case", readonly=True, copy=False, index="btree_not_null", ondelete="restrict"
    )
    merged_ids = fields.One2many("care.case", "merged_into_id", readonly=True)
    merge_log = fields.Json(
        readonly=True,
        copy=False,
        help="What went over to the other case, so that it can come back.",
    )
    parent_id = fields.Many2one(
        "care.case",
        string="Split From",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    previous_id = fields.Many2one(
        "care.case",
        string="Follows",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        help="The closed case that this one follows.",
    )

    # what agents look for: open cases of a company, and those of a customer
    _open_idx = models.Index(
        "(company_id, user_id) WHERE state NOT IN ('closed', 'rejected', 'cancelled')"
    )
    _complaints_idx = models.Index("(company_id, partner_id) WHERE kind = 'complaint'")

    # === COMPUTE METHODS === #

    @api.depends("reopen_count")
    def _compute_is_reopened(self):
        for case in self:
            case.is_reopened = case.reopen_count > 0

    def _search_is_reopened(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("reopen_count", ">", 0)]

    @api.depends("name", "subject")
    def _compute_display_name(self):
        for case in self:
            case.display_name = " ".join(filter(None, (case.name, case.subject)))

    def _compute_access_url(self):
        for case in self:
            case.access_url = f"/my/cases/{case.id}"

    # === CONSTRAINT METHODS === #

    @api.constrains("contact_id", "partner_id")
    def _check_contact(self):
        for case in self:
            contact = case.contact_id
            if contact and contact.commercial_partner_id != case.partner_id:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is not a contact of %(customer)s.",
                        contact=contact.display_name,
                        customer=case.partner_id.display_name or self.env._("nobody"),
                    )
                )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Accept any partner of the customer, number the case, and let its clocks start."""
        cases = super().create([self._fresh_values(vals) for vals in vals_list])
        for case in cases.filtered(lambda case: not case.user_id):
            # sudo - care.case: whoever brings a case in need not be allowed to give it away
            case.sudo().user_id = case._default_responsible()
        cases._begin()
        return cases

    @api.model
    def _fresh_values(self, vals):
        """What a new case is created with: nothing that only steps write, unless the system
        itself (a mail, a split) says so."""
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        own = {"state": "received", "reopen_count": 0, "is_legal": False}
        if not self.env.su:
            vals = {**vals, **dict.fromkeys(self._STEP_FIELDS, False), **own}
        now = fields.Datetime.now()
        received = fields.Datetime.to_datetime(vals.get("date_received")) or now
        return {
            **vals,
            **self._customer_values(vals, company),
            "company_id": company.id,
            "name": self._next_number(company),
            "date_received": min(received, now),
            "date_begun": min(received, now),
        }

    @api.model
    def _customer_values(self, vals, company):
        """Any partner of the customer will do: its commercial partner becomes the customer, a
        person the contact."""
        Partner = self.env["res.partner"]
        partner = Partner.browse(vals.get("partner_id") or vals.get("contact_id") or [])
        customer = partner.commercial_partner_id
        # sudo - care.profile: a case hangs on the customer's file, whoever may see that
        profile = self.env["care.profile"].sudo()._of(customer, company) if customer else False
        values = {"partner_id": customer.id, "profile_id": profile and profile.id}
        if customer != partner and not vals.get("contact_id"):
            values["contact_id"] = partner.id
        return values

    @api.model
    def _next_number(self, company):
        """The next number of a company, its branches included; the first case of a company makes
        its sequence."""
        # sudo - ir.sequence: whoever makes a case numbers it
        Sequence = self.env["ir.sequence"].sudo()
        domain = [("code", "=", "care.case"), ("company_id", "=", company.root_id.id)]
        sequence = Sequence.search(domain, limit=1)
        if not sequence:
            # two first cases at once: the later one waits, and takes the sequence of the other
            self.env.cr.execute(
                SQL("SELECT FROM res_company WHERE id = %s FOR UPDATE", company.root_id.id)
            )
            sequence = Sequence.create(
                {
                    "name": self.env._("Cases"),
                    "code": "care.case",
                    "company_id": company.root_id.id,
                    "prefix": "C-",
                    "padding": 5,
                }
            )
        return sequence.next_by_id()

    def write(self, vals):
        """Let the promises follow what they depend on.

        :raise AccessError: where somebody writes what only the steps may
        """
        closed = (self._STEP_FIELDS | self._FIRST_FIELDS) & set(vals)
        if not self.env.su and closed:
            labels = [self._fields[name]._description_string(self.env) for name in sorted(closed)]
            raise AccessError(
                self.env._(
                    "%(fields)s of a case can't be written: use its buttons.",
                    fields=format_list(self.env, labels),
                )
            )
        for case, values in self._written_values(vals):
            super(CareCase, case).write(values)
        self._after_write(set(vals))
        return True

    def _written_values(self, vals):
        """Pairs of cases and what is written to them: with the customer goes the file."""
        if "partner_id" not in vals:
            return [(self, vals)]
        return [
            (cases, {**vals, **self._customer_values(vals, company)})
            for company, cases in self.grouped("company_id").items()
        ]

    def _after_write(self, names):
        """What follows from fields that changed; rooms and files add to it.

        :param set names: of the fields
        """

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A case can't be deleted, it is the customer's history: cancel it.")
        )

    # === MAIL === #

    def _mail_get_partners(self, introspect_fields=False):
        """The person who is told, else the customer."""
        return {case.id: case.contact_id or case.partner_id for case in self}

    # === PLATFORM EVENTS === #

    @api.model
    def _clear_for_deletion(self, domain, refusal):
        """What cases hang on is to be deleted: no case goes with it.

        :param domain: the cases
        :param str refusal: what to tell the person where there are some
        """
        # sudo - care.case: cases that the person can't see forbid deletion too
        if self.sudo().search_count(domain, limit=1):
            raise UserError(refusal)
