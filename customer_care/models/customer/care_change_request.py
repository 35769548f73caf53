from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_list

from ...const import HELD_FIELD_LABELS

# Held changes named in one message; of more only the number is told.
_NAMED = 5
_OPEN = [("state", "=", "proposed")]


class CareChangeRequest(models.Model):
    """One change of a customer's key data that waits for a care manager, or waited. Until she
    approves it the old value stays in force.

    ``res.partner.write`` makes it through ``_ask``, the actions decide about it; nobody else
    writes it. A customer has one open request for each field (and, of payment terms, each
    company): a later one supersedes it.
    """

    _name = "care.change.request"
    _description = "Change Request"
    _order = "id desc"
    _rec_name = "partner_id"

    partner_id = fields.Many2one(
        "res.partner",
        string="Customer",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
        help="The company that holds the change; of payment terms, the one they are for.",
    )
    field_name = fields.Selection(
        HELD_FIELD_LABELS, string="What", required=True, readonly=True, help="What was changed."
    )
    old_value = fields.Char("Until Now", readonly=True, help="The value when it was asked for.")
    new_value = fields.Char("Requested", readonly=True)
    value = fields.Json(readonly=True, help="What is written when it is approved.")
    current_value = fields.Char(
        "In Force", compute="_compute_current_value", help="The value that holds now."
    )
    state = fields.Selection(
        [
            ("proposed", "Waits"),
            ("approved", "Approved"),
            ("rejected", "Rejected"),
            ("superseded", "Superseded"),
        ],
        required=True,
        readonly=True,
        default="proposed",
        help="Superseded: asked for anew by a later change, or withdrawn.",
    )

    # who asked, who decided
    user_id = fields.Many2one(
        "res.users",
        string="Asked By",
        readonly=True,
        default=lambda self: self.env.user,
        index="btree_not_null",
        ondelete="set null",
    )
    date = fields.Datetime("Asked On", required=True, readonly=True, default=fields.Datetime.now)
    decided_by_id = fields.Many2one(
        "res.users", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_decided = fields.Datetime("Decided On", readonly=True)
    reason = fields.Char("Reason of the Decision", readonly=True)
    is_mine = fields.Boolean(compute="_compute_is_mine")

    _open_uniq = models.UniqueIndex(
        "(partner_id, field_name, (CASE field_name WHEN 'property_payment_term_id' THEN company_id"
        " ELSE 0 END)) WHERE state = 'proposed'",
        "Somebody else changed the same of this customer a moment ago. Load the page again.",
    )
    _open_company_idx = models.Index("(company_id) WHERE state = 'proposed'")

    # === COMPUTE METHODS === #

    @api.depends("partner_id", "field_name", "company_id")
    def _compute_current_value(self):
        for request in self:
            # sudo - res.partner: whoever sees the request may know what it would change
            partner = request.partner_id.sudo().with_company(request.company_id)
            request.current_value = self._in_words(partner[request.field_name])

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_is_mine(self):
        for request in self:
            request.is_mine = request.user_id == self.env.user

    @api.depends("partner_id", "field_name", "new_value")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for request in self:
            request.display_name = f"{request.partner_id.display_name}: {request._phrase()}"

    @api.model
    def _in_words(self, value):
        """A value of a held field as people read it."""
        return value.display_name if isinstance(value, models.BaseModel) else value or ""

    def _phrase(self):
        """The change in one phrase: "Name → Acme Ltd."."""
        labels = dict(self._fields["field_name"]._description_selection(self.env))
        return f"{labels.get(self.field_name, '')} → {self.new_value or self.env._('(empty)')}"

    @api.ondelete(at_uninstall=False)
    def _unlink_never(self):
        raise UserError(self.env._("Change requests are history: they can't be deleted."))

    # === ASKING === #

    @api.model
    def _waiting(self, partners):
        """Open requests of the partners' customers: ``{partner id: requests}``; those of payment
        terms only for the present company."""
        customers = partners.commercial_partner_id
        # sudo - care.change.request: whoever sees the customer may know what is about to change
        requests = self.sudo().search([*_OPEN, ("partner_id", "in", customers.ids)], order="id")
        here = self.env.company
        requests = requests.filtered(
            lambda request: (
                request.company_id == here or request.field_name != "property_payment_term_id"
            )
        )
        by_customer = requests.grouped("partner_id")
        return {
            partner.id: by_customer[partner.commercial_partner_id]
            for partner in partners
            if partner.commercial_partner_id in by_customer
        }

    @api.model
    def _ask(self, rows):
        """Let changes wait for approval; the asker is told, and it stands in the chatter.

        What somebody asks for again stays as it was asked first.

        :param rows: of customer, field name, value as a record shows it, and company
        """
        # sudo - care.change.request: nobody may write requests but through this method
        Request = self.sudo()
        rows = {
            (customer, name, company): value.id if isinstance(value, models.BaseModel) else value
            for customer, name, value, company in rows
        }
        waiting = Request._open_requests(rows)
        again = Request.union(
            *(same for key, same in waiting.items() if same.value == (rows[key] or False))
        )
        superseded = Request.union(*waiting.values()) - again
        superseded._set_state("superseded")
        superseded.flush_recordset(["state"])  # before the unique index sees the new ones
        requests = Request.create(
            [
                self._vals_of_request(*key, value)
                for key, value in rows.items()
                if not waiting.get(key, again) & again
            ]
        )
        requests._note(self.env._("Waits for approval"))
        (again | requests)._tell_asker()

    @api.model
    def _open_requests(self, keys):
        """Open requests for the same, by customer, field name and company."""
        by_ids = {self._key(*key): key for key in keys}
        requests = self.search(
            [*_OPEN, ("partner_id", "in", [customer.id for customer, _name, _company in keys])]
        )
        return {
            by_ids[key]: request
            for request in requests
            if (key := self._key(request.partner_id, request.field_name, request.company_id))
            in by_ids
        }

    @api.model
    def _key(self, customer, name, company):
        """What a customer has one open request for."""
        own = customer._fields[name].company_dependent
        return customer.id, name, own and company.id

    @api.model
    def _vals_of_request(self, customer, name, company, value):
        # sudo - res.partner: texts for those who decide, whoever asks
        partner = customer.sudo().with_company(company)
        return {
            "partner_id": customer.id,
            "company_id": company.id,
            "field_name": name,
            "old_value": self._in_words(partner[name]),
            "new_value": self._in_words(partner._care_value(name, value, partner)),
            "value": value or False,
            "user_id": self.env.uid,
        }

    def _note(self, title):
        """Write into the customers' chatter what happened to these requests."""
        bodies = {
            partner.id: "{}: {}".format(title, "; ".join(map(CareChangeRequest._line, requests)))
            for partner, requests in self.grouped("partner_id").items()
        }
        if bodies:
            self.partner_id._message_log_batch(bodies=bodies)

    def _line(self):
        """The change with the value until now: "Name: Acme → Acme Ltd."."""
        labels = dict(self._fields["field_name"]._description_selection(self.env))
        empty = self.env._("(empty)")
        return f"{labels[self.field_name]}: {self.old_value or empty} → {self.new_value or empty}"

    def _tell_asker(self):
        """Tell the acting user on her screen, once for the whole transaction: an import changes
        thousands."""
        precommit = self.env.cr.precommit
        if self._name not in precommit.data:
            precommit.data[self._name] = []
            precommit.add(self._tell_asker_now)
        precommit.data[self._name] += self.ids

    @api.model
    def _tell_asker_now(self):
        requests = self.browse(self.env.cr.precommit.data.pop(self._name, [])).exists()
        user = self.env.user
        if not requests or user.share:
            return
        requests = requests.with_context(lang=user.lang)
        names = [request.display_name for request in requests[:_NAMED]]
        if more := len(requests) - len(names):
            names.append(requests.env._("%(count)s more", count=more))
        user._bus_send(
            "simple_notification",
            {
                "type": "warning",
                "title": requests.env._("Waits for approval by a care manager"),
                "message": format_list(requests.env, names),
            },
        )
