import operator

from odoo import api, fields, models
from odoo.tools import SQL

_SQL_OPERATORS = {">=": SQL(">="), ">": SQL(">"), "<=": SQL("<="), "<": SQL("<")}
_COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


class CareGradeCriterion(models.Model):
    """One condition of a grade: a figure of the customer against a threshold. Managers write it."""

    _name = "care.grade.criterion"
    _description = "Grade Criterion"
    _order = "grade_id, is_required desc, id"

    grade_id = fields.Many2one("care.grade", required=True, index=True, ondelete="cascade")
    metric = fields.Selection(selection="_selection_metric", required=True)
    operator = fields.Selection(
        [(">=", "at least"), (">", "more than"), ("<=", "at most"), ("<", "less than")],
        required=True,
        default=">=",
    )
    threshold = fields.Float(
        required=True, help="In the unit of the figure: money in the company's currency, percent."
    )
    is_required = fields.Boolean(
        string="Must Have",
        help="Without it the customer cannot get the grade. Of the other criteria one is enough.",
    )

    @api.model
    def _metrics(self):
        """Names of the figures of ``care.profile`` that a criterion may use; rooms add theirs."""
        return ["turnover_12m", "turnover_percentile", "order_count_12m", "turnover_trend_percent"]

    @api.model
    def _selection_metric(self):
        labels = self.env["care.profile"].fields_get(self._metrics(), ["string"])
        return [(name, labels[name]["string"]) for name in self._metrics() if name in labels]

    def _sql_condition(self, alias):
        """The criterion over the profile at ``alias``; a figure without data never meets it."""
        self.ensure_one()
        return SQL(
            "COALESCE(%s %s %s, FALSE)",
            SQL.identifier(alias, self.metric),
            _SQL_OPERATORS[self.operator],
            self.threshold,
        )

    def _sql_evidence(self, alias):
        """The criteria with the profile's present values, as one JSON array: what was judged."""
        rows = [
            SQL(
                "jsonb_build_object('grade_id', %s, 'metric', %s, 'operator', %s,"
                " 'threshold', %s, 'required', %s, 'actual', %s, 'met', %s)",
                criterion.grade_id.id,
                criterion.metric,
                criterion.operator,
                criterion.threshold,
                criterion.is_required,
                SQL.identifier(alias, criterion.metric),
                criterion._sql_condition(alias),
            )
            for criterion in self
        ]
        return SQL("jsonb_build_array(%s)", SQL(", ").join(rows))

    def _evidence(self, profile):
        """The criterion against the customer's present figure, for showing (see
        ``care.profile._grade_evidence``)."""
        self.ensure_one()
        field = profile._fields[self.metric]
        actual = profile[self.metric]
        return {
            "id": self.id,
            "label": field._description_string(self.env),
            "operator": self.operator,
            "threshold": self.threshold,
            "actual": actual,
            "met": actual is not False and _COMPARE[self.operator](actual, self.threshold),
            "required": self.is_required,
            "monetary": field.type == "monetary",
        }
