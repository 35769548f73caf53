"""The profit contribution 利润贡献 of a customer: what its orders of twelve months earned."""

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
    def _order_columns(self, scope):
        return {**super()._order_columns(scope), "margin": self._sql_margin(scope)}

    @api.model
    def _trade_figures(self, scope):
        """Where turnover is counted from orders, they are looked at once for both."""
        figures = super()._trade_figures(scope)
        if scope.company.care_turnover_source == "orders":
            recent, _before = self._trade_windows(scope)
            figures["profit_12m"] = SQL("COALESCE(SUM(d.margin) FILTER (WHERE %s), 0)", recent)
        return figures

    @api.model
    def _refresh_profit(self, scope):
        """Margin of twelve months, where turnover is counted from other documents than orders.
        Whoever never bought has none: the figure stays NULL."""
        if scope.company.care_turnover_source != "orders":
            self._update_figures(scope, ["profit_12m"], self._figures_profit)

    @api.model
    def _figures_profit(self, scope):
        """Rows ``(profile_id, profit_12m)``: margins of confirmed orders over the same twelve
        months as the turnover. Index: ``sale_order__care_margin_idx``."""
        recent, _before = self._trade_windows(scope)
        return SQL(
            """
            SELECT p.id AS profile_id, t.profit_12m
              FROM care_profile p
              JOIN (SELECT d.customer_id, COALESCE(SUM(d.margin) FILTER (WHERE %(recent)s), 0)
                               AS profit_12m
                      FROM (%(orders)s) d
                     WHERE d.day <= %(today)s
                  GROUP BY d.customer_id) t ON t.customer_id = p.partner_id
             WHERE p.company_id = %(company)s
            """,
            recent=recent,
            orders=self._trade_documents_orders(scope),
            today=scope.today,
            company=scope.company.id,
        )

    @api.model
    def _sql_margin(self, scope):
        """The margin of an order ``o`` in the company's currency, at the order's own rate."""
        return SQL(
            """
            CASE WHEN COALESCE(o.currency_rate, 1) IN (0, 1) THEN COALESCE(o.margin, 0)
                 ELSE ROUND(COALESCE(o.margin, 0) / o.currency_rate, %s) END
            """,
            scope.company.currency_id.decimal_places,
        )

    # === ACCOUNT PLANS === #

    @api.model
    def _sql_line_margin(self):
        """The past margins of account plans are known."""
        return SQL("COALESCE(l.margin, 0)")

    # === OPENED FIGURES === #

    @api.readonly
    def action_open_figure(self, name):
        """Whoever opens the profit sees what each order earned."""
        action = super().action_open_figure(name)
        if action and name == "profit_12m":
            action["context"] |= {"care_show_profit": True}
        return action
