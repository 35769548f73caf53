"""What was realised of an account plan, beside what was planned."""

from datetime import date

from babel.dates import get_month_names

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import babel_locale_parse, get_lang

from ..customer.figure_fields import MoneyFigure, RatioFigure
from ..customer.refresh_scope import RefreshScope
from .care_profile_account_plans import COUNTED_STATES

_MONTHS = range(1, 13)


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    # written by the engine alone, see care.profile._write_plan_figures
    actual_revenue = MoneyFigure(
        "Realised Revenue",
        help="Turnover with the customer in the plan's year until now, as the company counts it."
        " Empty: the year has not begun.",
    )
    actual_months = fields.Json(readonly=True, copy=False)
    past_margin_percent = RatioFigure(
        "Margin of the Year Before",
        aggregator=False,
        help="In percent of last year's orders. Empty: not known. It is counted when the"
        " application for margins of sales orders is installed.",
    )
    outside_revenue = fields.Monetary(
        "Outside the Plan",
        compute="_compute_outside_revenue",
        help="What was realised and belongs to no line: lines and this are the realised revenue.",
    )
    realised_percent = fields.Float(
        "Realised in Percent",
        compute="_compute_realised_percent",
        help="Of the expected revenue.",
    )

    # === COMPUTE METHODS === #

    @api.depends("actual_revenue", "revenue_ids.actual")
    def _compute_outside_revenue(self):
        for plan in self:
            lines = sum(line.actual or 0.0 for line in plan.revenue_ids)
            rest = (plan.actual_revenue or 0.0) - lines
            plan.outside_revenue = plan.currency_id.round(rest) if plan.currency_id else rest

    @api.depends("actual_revenue", "expected_revenue")
    def _compute_realised_percent(self):
        for plan in self:
            expected = plan.expected_revenue
            share = (plan.actual_revenue or 0.0) * 100.0 / expected if expected else 0.0
            plan.realised_percent = round(share, 1)

    # === COUNTING === #

    def _count_actuals(self):
        """Count what was realised of these plans anew, at once; see ``_refresh_account_plans``."""
        plans = self.filtered(lambda plan: plan.state in COUNTED_STATES)
        if not plans:
            return
        self.env.flush_all()
        # sudo - care.profile: the engine counts documents that the account manager can't read
        engine = self.env["care.profile"].sudo()
        for company, some in plans.sudo().grouped("company_id").items():
            scope = RefreshScope.of(company, partners=some.partner_id)
            engine.with_company(company)._write_plan_figures(scope, some.ids, wait=True)

    @api.model_create_multi
    def create(self, vals_list):
        plans = super().create(vals_list)
        plans._count_actuals()
        return plans

    def write(self, vals):
        result = super().write(vals)
        if not {"year", "profile_id"}.isdisjoint(vals):
            self._count_actuals()
        return result

    # === MONTHS === #

    def _revenue_months(self):
        """Planned and realised revenue of the year's months, alone and cumulated.

        A line counts in the month in which it is expected, or with a twelfth in each.

        :return: list of twelve dicts ``month`` (1 to 12), ``label`` (short, in the reader's
            language), ``planned, planned_total`` and ``actual, actual_total`` (False for months
            that are still to come)
        """
        self.ensure_one()
        names = get_month_names(
            "abbreviated", "stand-alone", babel_locale_parse(get_lang(self.env).code)
        )
        planned, actual = self._planned_months(), self._actual_months()
        return [
            {
                "month": month,
                "label": names[month],
                "planned": planned[month - 1],
                "actual": actual[month - 1] if month <= len(actual) else False,
                "planned_total": self.currency_id.round(sum(planned[:month])),
                "actual_total": self.currency_id.round(sum(actual[:month]))
                if month <= len(actual)
                else False,
            }
            for month in _MONTHS
        ]

    def _planned_months(self):
        """The expected revenue of each month; twelfths are rounded so that they add up."""
        amounts = [0.0] * len(_MONTHS)
        whole = 0.0
        for line in self.revenue_ids:
            if line.month:
                amounts[int(line.month) - 1] += line.expected_revenue
            else:
                whole += line.expected_revenue
        until = [self.currency_id.round(whole * month / len(_MONTHS)) for month in (0, *_MONTHS)]
        return [
            self.currency_id.round(amount + until[index + 1] - until[index])
            for index, amount in enumerate(amounts)
        ]

    def _actual_months(self):
        """What was realised in each month that has begun, as it was counted."""
        # sudo - res.company: a branch's user may not read the main company's zone
        today = self.date_closed or self.company_id.sudo()._care_today()
        begun = len(_MONTHS) if self.year < today.year else today.month
        return [float(amount) for amount in (self.actual_months or [])[:begun]]

    # === DOCUMENTS === #

    @api.readonly
    def action_open_documents(self, month=False):
        """Open the documents that the realised revenue was counted from.

        :param int month: 1 to 12; all of the year when False
        :raise AccessError: when the reader may read none of their kind
        """
        self.ensure_one()
        self.check_access("read")
        profile = self.profile_id
        model = profile._figure_document_model()
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._("The revenue is counted from records that you may not read.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.display_name,
            "res_model": model,
            "views": [(profile._figure_list(model).id, "list"), (False, "form")],
            "domain": self._documents_domain(int(month or 0)),
            "context": {"create": False},
        }

    def _documents_domain(self, month=0):
        """The documents of one month of the plan's year, or of all of it."""
        scope = RefreshScope.of(self.company_id)
        months = (month, month) if month in _MONTHS else (1, len(_MONTHS))
        first = date(self.year, months[0], 1)
        last = fields.Date.end_of(date(self.year, months[1], 1), "month")
        return self.profile_id._figure_documents(
            scope, fields.Date.subtract(first, days=1), min(last, scope.today)
        )
