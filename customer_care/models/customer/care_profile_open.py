"""From a figure to the records that it was counted from."""

from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError

from .care_profile_rhythm import RHYTHM_DAYS
from .refresh_scope import RefreshScope

# Lists that show what was summed up, in the company's currency; any other model shows its own.
_LISTS = {
    "sale.order": "customer_care.sale_order_view_list_figure",
    "account.move": "customer_care.account_move_view_list_figure",
}


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === ACTIONS === #

    @api.readonly
    def action_open_figure(self, name):
        """Open the records that a figure was counted from, as far as the reader may read them.

        Windows end today, as those of the figures do.

        :param str name: a column of figures
        :return: an action, or False for a name that no records are known of
        :raise AccessError: when she may read none of their kind
        """
        self.ensure_one()
        self.check_access("read")
        model = self._figure_models().get(name) if isinstance(name, str) else None
        if not model:
            return False
        label = self._fields[name]._description_string(self.env)
        if not self.env[model].has_access("read"):
            raise AccessError(
                self.env._(
                    "“%(figure)s” is counted from records that you may not read (%(kind)s). Ask an"
                    " administrator for the right to read them.",
                    figure=label,
                    kind=self.env["ir.model"]._get(model).name,
                )
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(figure)s: %(customer)s", figure=label, customer=self.display_name
            ),
            "res_model": model,
            "views": [(self._figure_list(model).id, "list"), (False, "form")],
            "domain": getattr(self, f"_figure_records_{name}")(RefreshScope.of(self.company_id)),
            "context": {"create": False},
            "help": f"<p>{self.env._('Nothing of this was counted, or you may not read it.')}</p>",
        }

    @api.model
    def _figure_list(self, model):
        """The list view that shows what was summed up; empty for the model's own."""
        return self.env.ref(_LISTS[model]) if model in _LISTS else self.env["ir.ui.view"]

    # === HOOKS === #

    @api.model
    def _openable_figures(self):
        """Names of the figures whose records the reader may read."""
        return [
            name
            for name, model in self._figure_models().items()
            if self.env[model].has_access("read")
        ]

    @api.model
    def _figure_models(self):
        """Figures that open the records they were counted from: names of their models by the names
        of the columns. A room adds its own, and for each a method ``_figure_records_<name>(scope)``
        that gives the domain of exactly those that were counted, as plain data."""
        documents = self._figure_document_model()
        return {
            "turnover_12m": documents,
            "turnover_prev_12m": documents,
            "turnover_trend_percent": documents,
            "turnover_percentile": "care.profile",
            "order_count_12m": documents,
            "order_trend_percent": documents,
            "usual_interval_days": documents,
            "first_order_date": documents,
            "last_order_date": documents,
            "cooperation_years": documents,
            "profit_12m": "sale.order",
            "overdue_amount": "account.move",
        }

    @api.model
    def _figure_document_model(self):
        """What turnover is counted from."""
        # sudo - res.company: a branch's user may not read the main company's settings
        company = (self.company_id[:1] or self.env.company).sudo().root_id
        return {"orders": "sale.order", "invoices": "account.move"}[company.care_turnover_source]

    # === RECORDS === #

    def _figure_records_turnover_12m(self, scope):
        return self._figure_documents(scope, scope.today - relativedelta(months=12))

    def _figure_records_turnover_prev_12m(self, scope):
        return self._figure_documents(
            scope,
            scope.today - relativedelta(months=24),
            scope.today - relativedelta(months=12),
        )

    def _figure_records_turnover_trend_percent(self, scope):
        return self._figure_documents(scope, scope.today - relativedelta(months=24))

    def _figure_records_turnover_percentile(self, scope):
        """The customers among whom this one stands."""
        return [("company_id", "=", scope.company.id), ("turnover_percentile", "!=", False)]

    def _figure_records_order_count_12m(self, scope):
        after = scope.today - relativedelta(months=12)
        return self._figure_documents(scope, after, orders_only=True)

    def _figure_records_order_trend_percent(self, scope):
        after = scope.today - relativedelta(months=24)
        return self._figure_documents(scope, after, orders_only=True)

    def _figure_records_usual_interval_days(self, scope):
        after = scope.today - timedelta(days=RHYTHM_DAYS)
        return self._figure_documents(scope, after, orders_only=True)

    def _figure_records_first_order_date(self, scope):
        return self._figure_documents_of_day(scope, self.first_order_date)

    def _figure_records_last_order_date(self, scope):
        return self._figure_documents_of_day(scope, self.last_order_date)

    def _figure_records_cooperation_years(self, scope):
        return self._figure_documents_of_day(scope, self.first_order_date)

    def _figure_records_profit_12m(self, scope):
        """Orders, wherever turnover is counted from: invoices know no margin."""
        return self._figure_orders(scope, scope.today - relativedelta(months=12), scope.today)

    def _figure_records_overdue_amount(self, scope):
        return [
            *self._figure_customer(scope),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_receipt")),
            ("payment_state", "in", ("not_paid", "partial")),
            ("invoice_date_due", "<", fields.Date.to_string(scope.today)),
        ]

    def _figure_documents(self, scope, after, until=None, orders_only=False):
        """The domain of the documents dated later than ``after``, until ``until`` (today when None)
        or today; see ``_trade_documents``.

        :param bool orders_only: leave credit notes out, which are no orders
        """
        until = until or scope.today
        if self._figure_document_model() == "sale.order":
            return self._figure_orders(scope, after, until)
        refunds = () if orders_only else ("out_refund",)
        return [
            *self._figure_customer(scope),
            ("state", "=", "posted"),
            ("move_type", "in", ("out_invoice", "out_receipt", *refunds)),
            ("invoice_date", ">", fields.Date.to_string(after)),
            ("invoice_date", "<=", fields.Date.to_string(until)),
        ]

    def _figure_documents_of_day(self, scope, day):
        """The domain of the orders of one day; of none without a day."""
        if not day:
            return [("id", "=", False)]
        return self._figure_documents(scope, day - timedelta(days=1), day, orders_only=True)

    def _figure_orders(self, scope, after, until):
        """The domain of the confirmed orders of the company's days after ``after`` to ``until``."""
        begin, end = (
            fields.Datetime.to_string(scope.company._care_midnight(day + timedelta(days=1)))
            for day in (after, until)
        )
        return [
            *self._figure_customer(scope),
            ("state", "=", "sale"),
            ("date_order", ">=", begin),
            ("date_order", "<", end),
        ]

    def _figure_customer(self, scope):
        """The domain of documents of the customer, its people and theirs, in all branches."""
        return [
            ("partner_id.commercial_partner_id", "=", self.partner_id.id),
            ("company_id", "in", scope.branch_ids),
        ]
