"""The profit contribution 利润贡献 of a customer: what its orders of twelve months earned."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === FIGURES === #

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_trade") + 1, "_refresh_profit")
        return steps

    @api.model
    def _refresh_profit(self, scope):
        """Margin of twelve months. Whoever never bought has none: the figure stays NULL."""
        self._update_figures(scope, ["profit_12m"], self._figures_profit)

    @api.model
    def _figures_profit(self, scope):
        """Rows ``(profile_id, profit_12m)``: margins of confirmed orders in the company's currency
        at each order's own rate, over the same twelve months as the turnover, whatever that is
        counted from. Index: ``sale_order__care_margin_idx``.
        """
        return SQL(
            """
            SELECT p.id AS profile_id, d.profit_12m
              FROM care_profile p
              JOIN (SELECT m.commercial_partner_id AS customer_id,
                           COALESCE(SUM(o.amount) FILTER (WHERE o.day > %(start)s), 0)
                               AS profit_12m
                      FROM (SELECT partner_id,
                                   (date_order AT TIME ZONE 'UTC' AT TIME ZONE %(tz)s)::date AS day,
                                   CASE WHEN COALESCE(currency_rate, 1) IN (0, 1)
                                        THEN COALESCE(margin, 0)
                                        ELSE ROUND(COALESCE(margin, 0) / currency_rate, %(digits)s)
                                   END AS amount
                              FROM sale_order
                             WHERE state = 'sale' AND company_id IN %(branches)s) o
                      JOIN res_partner m ON m.id = o.partner_id
                     WHERE o.day <= %(today)s AND %(scope)s
                  GROUP BY m.commercial_partner_id) d ON d.customer_id = p.partner_id
             WHERE p.company_id = %(company)s
            """,
            tz=scope.company._care_timezone(),
            digits=scope.company.currency_id.decimal_places,
            branches=scope.branch_ids,
            start=scope.today - relativedelta(months=12),
            today=scope.today,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
            company=scope.company.id,
        )

    # === OPENED FIGURES === #

    def action_open_figure(self, name):
        """Whoever opens the profit sees what each order earned."""
        action = super().action_open_figure(name)
        if action and name == "profit_12m":
            action["context"] |= {"care_show_profit": True}
        return action
