import operator

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL, formatLang

_SQL_OPERATORS = {">=": SQL(">="), ">": SQL(">"), "<=": SQL("<="), "<": SQL("<")}
_COMPARE = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}
_SIGNS = {">=": "≥", ">": ">", "<=": "≤", "<": "<"}

# A judgement by hand is compared as a number: 1 for yes (or the best choice), 0 for no.
_YES, _NO = (">=", 1.0), ("<=", 0.0)


class CareGradeCriterion(models.Model):
    """One condition of a grade: a figure of the customer, or a judgement by hand, against a
    threshold. It is a must-have, or gives points. Managers write it."""

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
    is_judgement = fields.Boolean(
        compute="_compute_is_judgement", help="Judged by hand: yes or no, not a number."
    )
    expected = fields.Selection(
        [("yes", "Yes / High"), ("no", "No / Ordinary")],
        compute="_compute_expected",
        inverse="_inverse_expected",
        help="What somebody has to have set by hand in the customer's file.",
    )
    is_required = fields.Boolean(
        string="Must Have",
        help="Without it the customer cannot get the grade. The other criteria give points.",
    )
    weight = fields.Integer(
        string="Points",
        required=True,
        default=1,
        help="What the criterion gives when it is met. The grade says how many points it takes."
        " A must-have gives none.",
    )

    _weight_positive = models.Constraint(
        "CHECK (weight > 0)", "A criterion gives at least one point."
    )

    # === METRICS === #

    @api.model
    def _metrics(self):
        """Names of the columns of ``care.profile`` that a criterion may use; rooms add theirs.

        Numbers are compared as they are; yes/no and choices (the first one is the best) as 1 and 0.
        """
        names = ["turnover_12m", "turnover_percentile", "order_count_12m", "turnover_trend_percent"]
        by_hand = ["is_strategic", "industry_influence", "potential"]
        return names + [name for name in by_hand if name in self.env["care.profile"]._fields]

    @api.model
    def _selection_metric(self):
        names = list(dict.fromkeys(self._metrics()))
        labels = self.env["care.profile"].fields_get(names, ["string"])
        return [(name, labels[name]["string"]) for name in names if name in labels]

    def _metric_field(self):
        return self.env["care.profile"]._fields.get(self.metric)

    @api.model
    def _is_judgement(self, field):
        return field is not None and field.type in ("boolean", "selection")

    @api.depends("metric")
    def _compute_is_judgement(self):
        for criterion in self:
            criterion.is_judgement = self._is_judgement(criterion._metric_field())

    @api.depends("metric", "operator", "threshold")
    def _compute_expected(self):
        for criterion in self:
            is_no = (criterion.operator, criterion.threshold) == _NO
            criterion.expected = criterion.is_judgement and ("no" if is_no else "yes")

    @api.onchange("expected")
    def _inverse_expected(self):
        for criterion in self.filtered("is_judgement"):
            criterion.operator, criterion.threshold = _NO if criterion.expected == "no" else _YES

    @api.onchange("metric")
    def _onchange_metric(self):
        if self.is_judgement:
            self.operator, self.threshold = _YES

    # === CONSTRAINTS === #

    @api.constrains("metric", "operator", "threshold")
    def _check_threshold(self):
        for criterion in self:
            low, high = self._bounds(criterion.metric)
            if criterion.is_judgement:
                if (criterion.operator, criterion.threshold) not in (_YES, _NO):
                    criterion._refuse(self.env._("It is a judgement by hand: choose yes or no."))
            elif low is not None and criterion.threshold < low:
                criterion._refuse(self.env._("It is never below %(low)s.", low=low))
            elif high is not None and criterion.threshold > high:
                criterion._refuse(self.env._("It is never above %(high)s.", high=high))
            elif (criterion.operator, criterion.threshold) in ((">", high), ("<", low)):
                criterion._refuse(self.env._("No customer can ever meet it."))

    @api.model
    def _bounds(self, metric):
        """The least and the greatest value that a metric can have; None where there is no bound."""
        if metric.endswith(("_percentile", "_rate_percent")):
            return 0, 100
        return (-100, None) if metric.endswith("_trend_percent") else (None, None)

    def _refuse(self, why):
        raise ValidationError(
            self.env._(
                "The threshold of %(metric)s in grade %(grade)s makes no sense. %(why)s",
                metric=self._metric_field()._description_string(self.env),
                grade=self.grade_id.name,
                why=why,
            )
        )

    @api.constrains("weight", "is_required", "grade_id")
    def _check_points(self):
        self.grade_id._check_points()

    @api.ondelete(at_uninstall=False)
    def _unlink_except_needed(self):
        """One without which nobody could get the grade stays."""
        if not self.env.context.get("care_criteria_together"):
            self.grade_id._check_points(gone=self)

    def _points(self):
        """What these give together."""
        return sum(self.filtered(lambda criterion: not criterion.is_required).mapped("weight"))

    # === JUDGING === #

    def _sql_value(self, alias):
        """What is compared, as a number; NULL without data."""
        column = SQL.identifier(alias, self.metric)
        field = self._metric_field()
        if field.type == "boolean":
            return SQL("(%s IS TRUE)::int", column)
        if field.type == "selection":
            return SQL("(%s = %s)::int", column, self._best_choice(field))
        return column

    @api.model
    def _best_choice(self, field):
        return field.get_values(self.env)[0]

    def _sql_condition(self, alias, thresholds=None):
        """The criterion over the profile at ``alias``; a figure without data never meets it.

        :param dict thresholds: instead of the stored ones, by criterion id
        """
        self.ensure_one()
        return SQL(
            "COALESCE(%s %s %s, FALSE)",
            self._sql_value(alias),
            _SQL_OPERATORS[self.operator],
            (thresholds or {}).get(self.id, self.threshold),
        )

    def _sql_evidence(self, alias):
        """The criteria with the profile's present values, as one JSON array: what was judged."""
        rows = [
            SQL(
                "jsonb_build_object('grade_id', %s, 'metric', %s, 'operator', %s, 'threshold', %s,"
                " 'required', %s, 'weight', %s, 'points_required', %s, 'actual', %s, 'met', %s)",
                criterion.grade_id.id,
                criterion.metric,
                criterion.operator,
                criterion.threshold,
                criterion.is_required,
                criterion.weight,
                criterion.grade_id.points_required,
                criterion._sql_value(alias),
                criterion._sql_condition(alias),
            )
            for criterion in self
        ]
        return SQL("jsonb_build_array(%s)", SQL(", ").join(rows))

    # === SHOWING === #

    def _value_of(self, profile):
        """What is compared, in Python; False without data."""
        field = self._metric_field()
        if field.type == "boolean":
            return int(profile[self.metric])
        if field.type == "selection":
            value = profile[self.metric]
            return value and int(value == self._best_choice(field))
        return profile[self.metric]

    def _evidence(self, profile):
        """The criterion against the customer's present figure, for showing (see
        ``care.profile._grade_evidence``)."""
        self.ensure_one()
        field = self._metric_field()
        actual = self._value_of(profile)
        row = {
            "id": self.id,
            "label": field._description_string(self.env),
            "operator": self.operator,
            "threshold": self.threshold,
            "actual": actual,
            "met": actual is not False and _COMPARE[self.operator](actual, self.threshold),
            "required": self.is_required,
            "monetary": field.type == "monetary",
            "weight": self.weight,
            "missing": False,
            "comparison": False,
        }
        if self.is_judgement:
            row["comparison"] = self._choice(field, actual)
        return row

    @api.model
    def _choice(self, field, value):
        """A judgement as the screens name it: yes, no, High, Ordinary."""
        if value is False or value is None:
            return "—"
        if field.type == "boolean":
            return self.env._("yes") if value else self.env._("no")
        labels = [label for _key, label in field._description_selection(self.env)]
        return labels[0] if value else labels[-1]

    @api.model
    def _number(self, field, value, currency):
        """A figure or threshold as a reader of money or numbers expects it."""
        if value is None or value is False:
            return "—"
        if field is not None and field.type == "monetary":
            # with a currency, Odoo ignores digits
            unit = "units" if value == int(value) or abs(value) >= 1000 else "decimals"
            return formatLang(self.env, value, currency_obj=currency, rounding_unit=unit)
        return formatLang(self.env, value, digits=0 if value == int(value) else 1)

    @api.model
    def _phrase(self, row, currency):
        """A row of evidence in words: "Turnover 12 Months 849,000 ≥ 500,000"."""
        field = self.env["care.profile"]._fields.get(row["metric"])
        label = field._description_string(self.env) if field is not None else row["metric"]
        if self._is_judgement(field):
            return f"{label}: {self._choice(field, row['actual'])}"
        actual = self._number(field, row["actual"], currency)
        threshold = self._number(field, row["threshold"], currency)
        return f"{label} {actual} {_SIGNS[row['operator']]} {threshold}"
