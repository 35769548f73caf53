"""What a customer earns us, and how it pays."""

from odoo import api, models
from odoo.tools import SQL

from .figure_fields import MoneyFigure


class CareProfile(models.Model):
    _inherit = "care.profile"

    profit_12m = MoneyFigure(
        "Profit 12 Months",
        help="Margin of the orders of the last twelve months. It is counted when the application"
        " for margins of sales orders is installed; without it nobody knows what an order costs,"
        " and the figure stays empty.",
    )
    overdue_amount = MoneyFigure(
        "Overdue",
        help="What is still open of customer invoices past their due date, taxes included. Credit"
        " notes and payments lower it once they are matched with the invoice. Empty: never an"
        " invoice.",
    )

    # === FIGURES === #

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_rank"), "_refresh_payment")
        return steps

    @api.model
    def _refresh_payment(self, scope):
        """What is overdue, wherever turnover is counted from.

        Odoo's own notion: what is paid but not yet seen on the bank's statement, and an invoice
        that somebody blocked, is not overdue.
        """
        self._update_figures(scope, ["overdue_amount"], self._figures_payment)

    @api.model
    def _figures_payment(self, scope):
        """Rows ``(profile_id, overdue_amount)`` of those who ever got an invoice.

        Whether they did is asked of ``care_account_move_trade_idx`` alone, what is open of
        ``care_account_move_due_idx``, which holds only that.
        """
        return SQL(
            """
            SELECT p.id AS profile_id, COALESCE(t.amount, 0) AS overdue_amount
              FROM care_profile p
         LEFT JOIN (SELECT m.commercial_partner_id AS customer_id,
                           SUM(o.amount_residual_signed) AS amount
                      FROM account_move o
                      JOIN res_partner m ON m.id = o.partner_id
                     WHERE %(invoice)s AND o.payment_state IN ('not_paid', 'partial')
                       AND o.invoice_date_due < %(today)s
                       AND o.company_id IN %(branches)s AND %(scope)s
                  GROUP BY m.commercial_partner_id) t ON t.customer_id = p.partner_id
             WHERE p.company_id = %(company)s
               AND p.partner_id IN (SELECT m.commercial_partner_id
                                      FROM account_move o
                                      JOIN res_partner m ON m.id = o.partner_id
                                     WHERE %(invoice)s AND o.company_id IN %(branches)s
                                       AND %(scope)s)
            """,
            invoice=SQL("o.state = 'posted' AND o.move_type IN ('out_invoice', 'out_receipt')"),
            today=scope.today,
            branches=scope.branch_ids,
            company=scope.company.id,
            scope=scope.covers_partner(SQL("m.commercial_partner_id")),
        )


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [*super()._metrics(), "profit_12m", "overdue_amount"]
