"""What a customer thinks of us."""

from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ..customer.figure_fields import CountFigure, RatioFigure

_COLUMNS = ["satisfaction", "recommend_score", "answer_count"]
_MONTHS = 12


class CareProfile(models.Model):
    _inherit = "care.profile"

    satisfaction = RatioFigure(
        "Satisfaction (1-5)",
        digits=(16, 1),
        aggregator="avg",
        help="Mean of the answers of the last twelve months, of 5. Empty: nobody answered.",
    )
    recommend_score = RatioFigure(
        "Recommendation (0-10)",
        digits=(16, 1),
        aggregator="avg",
        help="How likely its people are to recommend us: mean of the answers of the last twelve"
        " months, of 10. Empty: nobody answered.",
    )
    answer_count = CountFigure("Survey Answers", help="Completed sheets of the last twelve months.")

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_rank"), "_refresh_voice")
        return steps

    @api.model
    def _refresh_voice(self, scope):
        """Satisfaction and recommendation of the last twelve months."""
        self._update_figures(scope, _COLUMNS, self._figures_voice)

    @api.model
    def _figures_voice(self, scope):
        """Rows ``(profile_id, satisfaction, recommend_score, answer_count)``."""
        return SQL(
            """
            SELECT a.profile_id, ROUND(AVG(a.satisfaction)::numeric, 4) AS satisfaction,
                   ROUND(AVG(a.recommend_score)::numeric, 4) AS recommend_score,
                   COUNT(*) AS answer_count
              FROM care_answer a
             WHERE a.company_id = %(company)s AND a.profile_id IS NOT NULL
               AND a.date > %(since)s AND a.date <= %(today)s AND %(scope)s
          GROUP BY a.profile_id
            """,
            company=scope.company.id,
            since=scope.today - relativedelta(months=_MONTHS),
            today=scope.today,
            scope=scope.covers(SQL("a.company_id"), SQL("a.partner_id")),
        )

    @api.model
    def _figure_models(self):
        return {**super()._figure_models(), **dict.fromkeys(_COLUMNS, "care.answer")}

    def _figure_records_satisfaction(self, scope):
        return [*self._figure_records_answer_count(scope), ("satisfaction", "!=", False)]

    def _figure_records_recommend_score(self, scope):
        return [*self._figure_records_answer_count(scope), ("recommend_score", "!=", False)]

    def _figure_records_answer_count(self, scope):
        return [
            ("profile_id", "=", self.id),
            ("date", ">", str(scope.today - relativedelta(months=_MONTHS))),
            ("date", "<=", str(scope.today)),
        ]


class CareGradeCriterion(models.Model):
    _inherit = "care.grade.criterion"

    @api.model
    def _metrics(self):
        return [*super()._metrics(), *_COLUMNS]
