"""What the engine thinks of a customer by the company's rules: its value and its risk, and why."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.tools import SQL, format_date, formatLang


class CareProfile(models.Model):
    _inherit = "care.profile"

    value_tier = fields.Selection(
        [("high", "High"), ("middle", "Middle"), ("low", "Low")],
        string="Value",
        readonly=True,
        copy=False,
        help="By the rank in turnover; your company sets the shares. Empty: never traded.",
    )
    value_reason = fields.Char(string="Why This Value", compute="_compute_value_reason")
    risk_state = fields.Selection(
        [("at_risk", "At Risk"), ("stable", "Stable"), ("growing", "Growing")],
        string="Risk",
        readonly=True,
        copy=False,
        help="By the last trade, complaints and the trend of turnover. Empty: never traded.",
    )
    risk_signs = fields.Char(
        readonly=True,
        copy=False,
        help="Names of the signs of risk that were found, with commas between them.",
    )
    risk_reason = fields.Char(string="Why This Risk", compute="_compute_risk_reason")

    # === COMPUTE METHODS === #

    @api.depends("value_tier", "turnover_percentile")
    @api.depends_context("lang")
    def _compute_value_reason(self):
        for profile in self:
            profile.value_reason = profile._value_sentence()

    @api.depends("risk_state", "risk_signs", "last_order_date", "turnover_trend_percent")
    @api.depends_context("lang")
    def _compute_risk_reason(self):
        for profile in self:
            profile.risk_reason = " ".join(profile._risk_sentences())

    # === WHY === #

    def _value_sentence(self):
        if not self.value_tier:
            return False
        if not self.turnover_percentile:
            return self.env._("No turnover in the last twelve months.")
        return self.env._(
            "Buys at least as much as %(percent)s %% of your customers with turnover.",
            percent=formatLang(self.env, self.turnover_percentile, digits=0),
        )

    def _risk_sentences(self):
        """Why the customer is at risk, stable or growing. A sign's own sentence is given by the
        method ``_risk_sentence_<sign>``."""
        self.ensure_one()
        if self.risk_state == "at_risk":
            names = (f"_risk_sentence_{sign}" for sign in (self.risk_signs or "").split(","))
            return [getattr(self, name)() for name in names if hasattr(self, name)]
        if self.risk_state == "growing":
            return [
                self.env._(
                    "Turnover is up %(percent)s %% on the twelve months before.",
                    percent=formatLang(self.env, self.turnover_trend_percent, digits=1),
                )
            ]
        if self.risk_state == "stable":
            return [
                self.env._(
                    "Last bought on %(date)s: no risk by the company's rules.",
                    date=format_date(self.env, self.last_order_date),
                )
            ]
        return []

    def _risk_sentence_silence(self):
        return self.env._(
            "No trade since %(date)s.", date=format_date(self.env, self.last_order_date)
        )

    # === REFRESH === #

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_rank") + 1, "_refresh_judgements")
        return steps

    @api.model
    def _nightly_columns(self):
        return super()._nightly_columns() | {"value_tier"}

    @api.model
    def _refresh_judgements(self, scope):
        """Value and risk, by the rules that the company has today."""
        columns = ["value_tier", "risk_state", "risk_signs"]
        self._update_figures(scope, columns, self._figures_judgements)

    @api.model
    def _risk_signs(self, scope):
        """What makes a customer one at risk; rooms add theirs.

        :return: dict of SQL conditions over the file at ``p``, by the name of the sign; its
            sentence is ``_risk_sentence_<sign>``
        """
        months = scope.company.care_risk_silence_months
        start = scope.today - relativedelta(months=months)
        return {"silence": SQL("p.last_order_date <= %s", start)}

    @api.model
    def _figures_judgements(self, scope):
        """Rows ``(profile_id, …)`` of the judgements; none of those who never traded."""
        company = scope.company
        signs = [
            SQL("CASE WHEN %s THEN %s END", condition, name)
            for name, condition in self._risk_signs(scope).items()
        ]
        high = 100 - company.care_value_high_percent
        return SQL(
            """
            SELECT p.id AS profile_id, r.risk_signs,
                   CASE WHEN p.turnover_percentile > %(high)s THEN 'high'
                        WHEN p.turnover_percentile > %(middle)s THEN 'middle'
                        ELSE 'low' END AS value_tier,
                   CASE WHEN r.risk_signs IS NOT NULL THEN 'at_risk'
                        WHEN p.turnover_trend_percent >= %(growth)s THEN 'growing'
                        ELSE 'stable' END AS risk_state
              FROM care_profile p
        CROSS JOIN LATERAL (SELECT NULLIF(CONCAT_WS(',', %(signs)s), '') AS risk_signs) r
             WHERE %(scope)s AND p.active AND p.first_order_date IS NOT NULL
            """,
            high=high,
            middle=high - company.care_value_middle_percent,
            growth=company.care_growth_percent,
            signs=SQL(", ").join(signs),
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    # === PAGE === #

    def _page_tiles(self):
        """Value and risk with their reasons, and what people judged; nothing for a prospect of
        whom nothing is known."""
        names = [name for name in ("risk_state", "value_tier", "potential", "need") if self[name]]
        if not names:
            return super()._page_tiles()
        notes = {"risk_state": self.risk_reason, "value_tier": self.value_reason}
        figures = [self._page_label(name, notes.get(name)) for name in names]
        tile = {"key": "standing", "title": self.env._("Standing"), "figures": figures}
        return [*super()._page_tiles(), tile]

    def _page_label(self, name, note=None):
        """A selection as a figure of a tile: in the reader's words."""
        labels = dict(self._fields[name]._description_selection(self.env))
        return {
            **self._page_figure(name, "text", late=self[name] == "at_risk"),
            "value": labels[self[name]],
            "note": note or "",
        }

    # === OPENED FIGURES === #

    @api.model
    def _figure_models(self):
        documents = self._figure_document_model()
        return {**super()._figure_models(), "value_tier": "care.profile", "risk_state": documents}

    def _figure_records_value_tier(self, scope):
        """The customers among whom this one stands."""
        return self._figure_records_turnover_percentile(scope)

    def _figure_records_risk_state(self, scope):
        """What was compared where the customer grows; else its last trade."""
        if self.risk_state == "growing":
            return self._figure_records_turnover_trend_percent(scope)
        return self._figure_records_last_order_date(scope)
