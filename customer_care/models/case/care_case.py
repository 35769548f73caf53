from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_list

from ...const import SEVERITIES


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
    _mail_post_access = "read"

    # What follows from the steps: no person writes it.
    _CLOSED_FIELDS = {
        *("name", "kind", "profile_id", "company_id", "state", "reject_reason", "is_legal"),
        *("date_acknowledged", "date_resolved", "date_closed", "date_told", "waiting_reason"),
        *("customer_answer", "customer_comment", "merged_into_id", "parent_id", "previous_id"),
        *("reopen_count", "access_token"),
    }

    name = fields.Char("Number", readonly=True, copy=False, index="trigram")
    kind = fields.Selection(
        [
            ("enquiry", "Enquiry"),
            ("request", "Request"),
            ("suggestion", "Suggestion"),
            ("complaint", "Complaint"),
        ],
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
        string="Task Force",
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
        string="Order",
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
    remedy_ids = fields.One2many("care.remedy", "case_id", string="Remedies")
    measure_ids = fields.One2many("care.measure", "case_id", string="Improvement Measures")
    solution = fields.Html(copy=False, help="What we do about it, as the customer is told.")

    # how it stands
    state = fields.Selection(
        [
            ("received", "Received"),
            ("acknowledged", "Acknowledged"),
            ("investigating", "Investigating"),
            ("proposed", "Proposed"),
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
    merged_ids = fields.One2many("care.case", "merged_into_id", string="Merged", readonly=True)
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
    _customer_idx = models.Index("(partner_id, company_id, date_received)")

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
        for vals in vals_list:
            self._complete_customer(vals)
            company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
            vals["name"] = self._next_number(company)
        cases = super().create(vals_list)
        if not self.env.su and any(case.state != "received" for case in cases):
            raise AccessError(self.env._("A case begins as received: take its steps afterwards."))
        cases._after_received()
        return cases

    @api.model
    def _complete_customer(self, vals):
        """Any partner of the customer will do: its commercial partner becomes the customer, a
        person the contact."""
        partner = self.env["res.partner"].browse(vals.get("partner_id"))
        if not partner and vals.get("contact_id"):
            partner = self.env["res.partner"].browse(vals["contact_id"])
        customer = partner.commercial_partner_id
        company = self.env["res.company"].browse(vals.get("company_id")) or self.env.company
        # sudo - care.profile: a case hangs on the customer's file, whoever sees that
        profile = self.env["care.profile"].sudo()._of(customer, company)
        vals.update(partner_id=customer.id, profile_id=profile.id)
        if customer != partner and not vals.get("contact_id"):
            vals["contact_id"] = partner.id

    @api.model
    def _next_number(self, company):
        """The next number of a company, its branches included; the first case of a company makes
        its sequence."""
        # sudo - ir.sequence: whoever makes a case numbers it
        Sequence = self.env["ir.sequence"].sudo()
        domain = [("code", "=", "care.case"), ("company_id", "=", company.root_id.id)]
        sequence = Sequence.search(domain, limit=1)
        if not sequence:
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
        """Refuse what only the steps may write.

        :raise AccessError: where somebody writes such a field
        """
        if not self.env.su and (closed := self._CLOSED_FIELDS & set(vals)):
            labels = [self._fields[name]._description_string(self.env) for name in sorted(closed)]
            raise AccessError(
                self.env._(
                    "%(fields)s of a case can't be written: use its buttons.",
                    fields=format_list(self.env, labels),
                )
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(
            self.env._("A case can't be deleted, it is the customer's history: cancel it.")
        )

    # === MAIL === #

    def _mail_get_partner_fields(self, introspect_fields=False):
        return ["contact_id", "partner_id"]
