"""Held changes: what of a customer is not written until a care manager approves it."""

from odoo import SUPERUSER_ID, api, fields, models

from ...const import GROUP_MANAGER, HELD_FIELD_LABELS, HELD_FIELDS

# Stands in the context of writes that are not held. Compared by identity: a client can send any
# context, but never this object.
_FREE = object()

# Of contacts, too: core carries these to the customer and back.
_COMMERCIAL = {"vat", "property_payment_term_id"}


class ResPartner(models.Model):
    """Name, tax ID, account manager and payment terms of a customer, as far as her companies hold
    them. It decides by the acting user, not by ``sudo``: a portal page or a button of another
    application writes for whoever uses it."""

    _inherit = "res.partner"

    care_waiting_text = fields.Char(
        "Waits for Approval",
        compute="_compute_care_waiting_text",
        groups="base.group_user",
        help="Changes of this customer that a care manager has not approved yet.",
    )

    @api.depends_context("company", "lang")
    def _compute_care_waiting_text(self):
        waiting = self.env["care.change.request"]._waiting(self)
        for partner in self:
            partner.care_waiting_text = "; ".join(
                request._phrase() for request in waiting.get(partner.id, ())
            )

    def _care_waiting(self):
        """What of these customers waits for approval: ``{partner id: labels of the fields}``."""
        labels = dict(
            self.env["care.change.request"]._fields["field_name"]._description_selection(self.env)
        )
        return {
            partner_id: [labels[request.field_name] for request in requests]
            for partner_id, requests in self.env["care.change.request"]._waiting(self).items()
        }

    def _care_free(self):
        """These partners, to be written without holding: by a merge, an approved hand-over, or the
        approval itself. Nobody else may use it."""
        return self.with_context(care_hold=_FREE)

    def _care_hold(self, vals):
        """Make requests of what has to be approved.

        Core syncs the customer's values to her contacts by writing them: what the customer has
        already is no change. Creation is not held.

        :return: pairs of partners and the values to be saved on them now
        """
        names = HELD_FIELDS & vals.keys()
        if not names or self.env.uid == SUPERUSER_ID or self.env.context.get("care_hold") is _FREE:
            return [(self, vals)]
        holding = self.env["res.company"]._care_holding()
        if not any(names & held for held in holding.values()):
            return [(self, vals)]
        wanted = self._care_wanted(vals, names, self._care_held_where(holding))
        if not wanted:
            return [(self, vals)]
        # whoever may not write may not ask either
        self.check_access("write")
        for name in names:
            self._check_field_access(self._fields[name], "write")
        self.env["care.change.request"]._ask(row for rows in wanted.values() for row in rows)
        groups = self.grouped(lambda partner: frozenset(row[1] for row in wanted.get(partner, ())))
        return [
            (partners, {name: value for name, value in vals.items() if name not in held})
            for held, partners in groups.items()
        ]

    def _care_held_where(self, holding):
        """Which companies hold what of these partners' customers, and the acting user may not
        decide: ``{customer id: {company id: names}}``.

        A care manager decides about the shared fields of a customer of any of her companies.
        """
        # sudo - care.profile: whether a change is held does not depend on what the person may see
        files = self.env["care.profile"].sudo().with_context(active_test=False)
        found = files._read_group(
            [
                ("partner_id", "in", self.commercial_partner_id.ids),
                ("company_id", "in", list(holding)),
                ("date_retired", "=", False),
            ],
            ["partner_id"],
            ["company_id:array_agg"],
        )
        user = self.env.user
        managed = user.company_ids.root_id.ids if user.has_group(GROUP_MANAGER) else []
        held = {}
        for customer, company_ids in found:
            decided = {name for root in set(company_ids) & set(managed) for name in holding[root]}
            held[customer.id] = {
                root: {
                    name
                    for name in holding[root]
                    if not (
                        root in managed if self._fields[name].company_dependent else name in decided
                    )
                }
                for root in company_ids
            }
        return held

    def _care_wanted(self, vals, names, held):
        """The changes that are held: ``{partner: rows as care.change.request._ask takes them}``."""
        wanted = {}
        here = self.env.company
        for partner in self:
            customer = partner.commercial_partner_id
            by_company = held.get(customer.id, {})
            for name in self._care_order(names if customer == partner else names & _COMMERCIAL):
                company = self._care_holder(name, by_company)
                # sudo - res.partner: what is in force is compared, whoever may read it
                value = self._care_value(name, vals[name], customer.sudo())
                if not company or (value or False) == (customer.sudo()[name] or False):
                    continue
                if self._fields[name].company_dependent:
                    company = here
                wanted.setdefault(partner, []).append((customer, name, value, company))
        return wanted

    @api.model
    def _care_order(self, names):
        return [name for name, _label in HELD_FIELD_LABELS if name in names]

    @api.model
    def _care_holder(self, name, by_company):
        """The company whose managers decide: the present one, if it holds the field, else the
        first of those that do; of company-dependent fields the present one alone."""
        here = self.env.company.root_id
        if name in by_company.get(here.id, ()):
            return here
        if self._fields[name].company_dependent:
            return self.env["res.company"]
        return here.browse(sorted(root for root, held in by_company.items() if name in held)[:1])

    @api.model
    def _care_value(self, name, value, partner):
        """A value given to ``write`` as the record would show it."""
        field = self._fields[name]
        return field.convert_to_record(field.convert_to_cache(value, partner), partner)
