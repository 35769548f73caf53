"""What was ordered under a contract, beside what was agreed."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL

from .refresh_scope import RefreshScope

# Parts of a month are counted in days of an average month.
_DAYS_A_MONTH = 365 / 12


class CareContract(models.Model):
    _inherit = "care.contract"

    company_currency_id = fields.Many2one(
        related="company_id.currency_id", string="Currency of the Company"
    )
    agreed_quantity = fields.Float(
        "Agreed Until Now",
        digits="Product Unit",
        compute="_compute_performance",
        help="The monthly volume for the time of the contract that is over.",
    )
    actual_quantity = fields.Float(
        "Ordered",
        digits="Product Unit",
        compute="_compute_performance",
        help="Confirmed orders of the product within the validity, in the contract's unit.",
    )
    actual_amount = fields.Monetary(
        "Ordered Amount",
        currency_field="company_currency_id",
        compute="_compute_performance",
        help="Untaxed, in the company's currency at the day of each order.",
    )
    performance_percent = fields.Float(
        "Performance (%)",
        digits=(16, 0),
        aggregator=None,
        compute="_compute_performance",
        help="What was ordered, in percent of what was agreed until now.",
    )

    # === COMPUTE METHODS === #

    @api.depends("product_id", "uom_id", "monthly_quantity", "date_start", "date_end", "profile_id")
    def _compute_performance(self):
        ordered = {}
        for company, contracts in self.grouped("company_id").items():
            if company and contracts.ids:
                ordered.update(contracts._ordered(company))
        for contract in self:
            quantity, amount = ordered.get(contract._origin.id, (0, 0))
            agreed = contract.monthly_quantity * contract._months_over()
            contract.agreed_quantity = agreed
            contract.actual_quantity, contract.actual_amount = quantity, amount
            contract.performance_percent = 100 * quantity / agreed if agreed else 0

    def _months_over(self):
        """How many months of the contract are over today, its parts too."""
        if not self.date_start or not self.date_end:
            return 0
        until = min(fields.Date.context_today(self), self.date_end) + relativedelta(days=1)
        if until <= self.date_start:
            return 0
        span = relativedelta(until, self.date_start)
        return span.years * 12 + span.months + span.days / _DAYS_A_MONTH

    def _ordered(self, company):
        """Quantity and untaxed amount of the confirmed order lines under each of these contracts
        of one company, counted for every reader alike.

        :return: ``{contract id: (quantity, amount)}``; contracts without orders are missing
        """
        self.env.flush_all()
        scope = RefreshScope.of(company)
        rows = self.env.execute_query(
            SQL(
                """
                SELECT c.id, SUM(l.product_uom_qty * COALESCE(lu.factor, 1) / cu.factor),
                       SUM(ROUND(l.price_subtotal / COALESCE(NULLIF(o.currency_rate, 0), 1),
                                 %(digits)s))
                  FROM care_contract c
                  JOIN uom_uom cu ON cu.id = c.uom_id
                  JOIN res_partner m ON m.commercial_partner_id = c.partner_id
                  JOIN sale_order o ON o.partner_id = m.id AND o.state = 'sale'
                                   AND o.company_id IN %(branches)s
                  JOIN sale_order_line l ON l.order_id = o.id AND l.product_id = c.product_id
             LEFT JOIN uom_uom lu ON lu.id = l.product_uom_id
                 WHERE c.id = ANY(%(ids)s)
                   AND (o.date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date
                       BETWEEN c.date_start AND c.date_end
              GROUP BY c.id
                """,
                ids=self._origin.ids,
                branches=scope.branch_ids,
                tz=scope.company._care_timezone(),
                digits=scope.company.currency_id.decimal_places,
            )
        )
        return {contract: (float(quantity), float(amount)) for contract, quantity, amount in rows}

    # === ACTIONS === #

    @api.readonly
    def action_open_order_lines(self):
        """The order lines that the performance was counted from, as far as the reader may see
        them."""
        self.ensure_one()
        self.check_access("read")
        root = self.company_id.root_id
        start, end = (
            fields.Datetime.to_string(root._care_midnight(day))
            for day in (self.date_start, self.date_end + relativedelta(days=1))
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Orders of %(contract)s", contract=self.name),
            "res_model": "sale.order.line",
            "views": [(False, "list"), (False, "form")],
            "domain": [
                ("product_id", "=", self.product_id.id),
                ("order_id.partner_id.commercial_partner_id", "=", self.partner_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                ("state", "=", "sale"),
                ("order_id.date_order", ">=", start),
                ("order_id.date_order", "<", end),
            ],
            "context": {"create": False},
        }
