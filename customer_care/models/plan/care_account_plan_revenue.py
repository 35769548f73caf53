from babel.dates import get_month_names

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import babel_locale_parse, get_lang

from ..customer.figure_fields import MoneyFigure, RatioFigure

# What decides which documents count for a line.
_LINKS = {"plan_id", "lead_id", "category_id", "sequence"}
_FIGURES = {"actual", "past_margin_percent"}


class CareAccountPlanRevenue(models.Model):
    """A project of the revenue plan 收益计划: amount × win rate = expected revenue, and that
    × margin = expected profit. What was realised stands beside it."""

    _name = "care.account.plan.revenue"
    _description = "Revenue Line of an Account Plan"
    _inherit = "care.account.plan.line"

    name = fields.Char("Project", required=True)
    lead_id = fields.Many2one(
        "crm.lead",
        string="Opportunity",
        index="btree_not_null",
        ondelete="set null",
        domain="[('partner_id.commercial_partner_id', '=', parent.partner_id)]",
        help="What its orders bring counts for this line.",
    )
    category_id = fields.Many2one(
        "product.category",
        string="Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="What is bought of it counts for this line, unless it belongs to the opportunity of"
        " another one.",
    )
    month = fields.Selection(
        selection="_selection_month",
        string="Expected In",
        help="The month in which it is expected. Without one it is spread over the year.",
    )
    amount = fields.Monetary("Contract Amount", required=True)
    win_percent = fields.Float("Win Rate", default=100.0, aggregator=False)
    expected_revenue = fields.Monetary(
        compute="_compute_expected",
        store=True,  # summed in SQL
        help="Contract amount × win rate.",
    )
    margin_percent = fields.Float("Margin", aggregator=False)
    expected_profit = fields.Monetary(
        compute="_compute_expected", store=True, help="Expected revenue × margin."
    )
    # written by the engine alone, see care.profile._write_plan_figures
    actual = MoneyFigure(
        "Realised",
        help="Turnover of the year until now that belongs to the opportunity or the product"
        " category. Empty: neither is given, or the year has not begun.",
    )
    past_margin_percent = RatioFigure(
        "Past Margin",
        aggregator=False,
        help="Margin of last year's orders of the same, in percent. Empty: not known.",
    )
    note = fields.Text("Explanation")

    _amount_check = models.Constraint(
        "CHECK (amount >= 0)", "The contract amount can't be negative."
    )
    _win_check = models.Constraint(
        "CHECK (win_percent BETWEEN 0 AND 100)", "The win rate lies between 0 and 100 %."
    )
    _margin_check = models.Constraint(
        "CHECK (margin_percent BETWEEN -1000 AND 100)", "The margin is at most 100 %."
    )

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.plan_id._count_actuals()
        return lines

    def write(self, vals):
        """:raise UserError: for figures, which are counted"""
        if not self.env.su and _FIGURES & set(vals):
            raise UserError(self.env._("What was realised is counted, nobody writes it."))
        plans = self.plan_id
        result = super().write(vals)
        if _LINKS & set(vals):
            (plans | self.plan_id)._count_actuals()
        return result

    def unlink(self):
        plans = self.plan_id
        result = super().unlink()
        plans.exists()._count_actuals()
        return result

    # === COMPUTE METHODS === #

    @api.model
    def _selection_month(self):
        locale = babel_locale_parse(get_lang(self.env).code)
        names = get_month_names("abbreviated", "stand-alone", locale)
        return [(str(number), names[number]) for number in range(1, 13)]

    @api.depends("amount", "win_percent", "margin_percent", "plan_id.currency_id")
    def _compute_expected(self):
        for line in self:
            currency = line.plan_id.currency_id
            revenue = line.amount * line.win_percent / 100.0
            line.expected_revenue = currency.round(revenue) if currency else revenue
            # of the rounded revenue: so that whoever reads both can count it
            profit = line.expected_revenue * line.margin_percent / 100.0
            line.expected_profit = currency.round(profit) if currency else profit

    @api.onchange("lead_id")
    def _onchange_lead_id(self):
        """An opportunity says what it is, how much it is and how likely."""
        if lead := self.lead_id:
            self.name = self.name or lead.name
            self.amount = self.amount or lead.expected_revenue
            self.win_percent = lead.probability
