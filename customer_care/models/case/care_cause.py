from datetime import timedelta

from odoo import api, fields, models


class CareCause(models.Model):
    """A root cause of cases, such as a supplier's bad batch. Agents choose and add them. One that
    comes back too often is flagged: it needs a measure."""

    _name = "care.cause"
    _description = "Root Cause"
    _order = "name, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
    note = fields.Text("Description")
    case_ids = fields.One2many("care.case", "cause_id")
    measure_ids = fields.One2many("care.measure", "cause_id")
    recent_count = fields.Integer(
        "Recent Cases",
        compute="_compute_recent_count",
        help="Cases of this cause within the days that your company looks back for recurring ones.",
    )
    is_recurring = fields.Boolean(
        "Recurring",
        compute="_compute_recent_count",
        search="_search_is_recurring",
        help="So many cases within so many days, as your company has set it.",
    )

    _name_uniq = models.UniqueIndex(
        "(company_id, (name->>'en_US')) WHERE active", "There is such a cause already."
    )

    # === COMPUTE METHODS === #

    def _compute_recent_count(self):
        counts = self._recent_counts(self.ids)
        # sudo - res.company: rules of the main company, whoever reads
        limit = self.env.company.sudo().root_id.care_recurring_count
        for cause in self:
            cause.recent_count = counts.get(cause, 0)
            cause.is_recurring = bool(limit) and cause.recent_count >= limit

    def _search_is_recurring(self, operator, value):
        if operator != "in":
            return NotImplemented
        limit = self.env.company.sudo().root_id.care_recurring_count  # sudo: as above
        counts = self._recent_counts()
        found = [cause.id for cause, count in counts.items() if limit and count >= limit]
        return [("id", "in", found)]

    @api.model
    def _recent_counts(self, ids=None):
        """Numbers of recent cases of the present company by cause.

        :param ids: of causes; all when None
        """
        # sudo - res.company, care.case: a cause comes back whoever may see the cases
        company = self.env.company.sudo().root_id
        since = fields.Datetime.now() - timedelta(days=company.care_recurring_days)
        domain = [
            ("cause_id", "!=", False) if ids is None else ("cause_id", "in", ids),
            ("company_id", "child_of", company.id),
            ("date_received", ">=", since),
            ("state", "not in", ("rejected", "cancelled")),
        ]
        groups = self.env["care.case"].sudo()._read_group(domain, ["cause_id"], ["__count"])
        return {cause.with_env(self.env): count for cause, count in groups}

    # === ACTIONS === #

    @api.readonly
    def action_open_cases(self):
        """The cases of these causes."""
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id("customer_care.care_case_action")
        return {**action, "domain": [("cause_id", "in", self.ids)], "context": {}}
