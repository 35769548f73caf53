from odoo import api, fields, models

from ..customer.figure_fields import ScoreFigure

# Measures that are no figure of the customer's file.
_BY_HAND, _REVENUE = "by_hand", "year_revenue"


class CareAccountPlanObjective(models.Model):
    """What is to be reached within the year, as a number: where it started, where it is to go, and
    where it stands. The present value is a figure of the file, or written by hand."""

    _name = "care.account.plan.objective"
    _description = "Objective of an Account Plan"
    _inherit = "care.account.plan.line"

    _LIVE_FIELDS = {"hand_value", "current_value"}

    name = fields.Char("Objective", required=True)
    measures = fields.Text(help="How it is to be reached.")
    metric = fields.Selection(
        selection="_selection_metric",
        string="Measured By",
        required=True,
        default=_BY_HAND,
        help="A figure of the customer's file is read; anything else is written by hand.",
    )
    start_value = fields.Float("From", help="Where it stood when the plan was written.")
    target_value = fields.Float("To", required=True)
    # a value that nobody wrote yet is no zero
    hand_value = ScoreFigure("Value by Hand", readonly=False, help="Where it stands today.")
    current_value = ScoreFigure(
        "Today",
        compute="_compute_current_value",
        inverse="_inverse_current_value",
        readonly=False,
        help="Where it stands: the figure of the file, or what was written here. Empty: no data.",
    )
    has_value = fields.Boolean(compute="_compute_has_value")
    progress_percent = fields.Float("Progress", compute="_compute_progress_percent")
    is_reached = fields.Boolean(compute="_compute_progress_percent")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
    )
    date_due = fields.Date("Until")

    # === METRICS === #

    @api.model
    def _metrics(self):
        """Names of the figures of ``care.profile`` that an objective may be measured by."""
        numbers = ("integer", "float", "monetary")
        figures = self.env["care.profile"]._fields
        known = [*self.env["care.grade.criterion"]._metrics(), "completeness_percent"]
        return [name for name in known if figures[name].type in numbers]

    @api.model
    def _selection_metric(self):
        labels = self.env["care.profile"].fields_get(self._metrics(), ["string"])
        return [
            (_BY_HAND, self.env._("By hand")),
            (_REVENUE, self.env._("Revenue realised in the year")),
            *((name, label["string"]) for name, label in labels.items()),
        ]

    # === COMPUTE METHODS === #

    @api.depends("metric", "hand_value", "profile_id", "plan_id.actual_revenue")
    def _compute_current_value(self):
        # a figure that nobody counted yet is no zero
        known = {
            row["id"]: row for row in self.plan_id.profile_id.read([*self._metrics()], load="")
        }
        for objective in self:
            figures = known.get(objective.plan_id.profile_id.id, {})
            objective.current_value = objective._value_of(figures)

    @api.depends("current_value")
    def _compute_has_value(self):
        for objective in self:
            objective.has_value = objective.current_value is not False

    def _inverse_current_value(self):
        """What is measured by hand is written; a figure of the file is not."""
        for objective in self.filtered(lambda one: one.metric == _BY_HAND):
            objective.hand_value = objective.current_value

    def _value_of(self, figures):
        """The present value, or False where there is none yet."""
        if self.metric == _BY_HAND:
            return self.hand_value
        if self.metric == _REVENUE:
            return self.plan_id.actual_revenue
        return figures.get(self.metric, False)

    @api.depends("start_value", "target_value", "current_value", "has_value")
    def _compute_progress_percent(self):
        """How much of the way from start to target is done; 100 when there, whatever the way."""
        for objective in self:
            start, target = objective.start_value, objective.target_value
            value = objective.current_value or 0.0
            done, way = value - start, target - start
            reached = value <= target if way < 0 else value >= target
            objective.is_reached = objective.has_value and reached
            if objective.is_reached:
                objective.progress_percent = 100.0
            elif objective.has_value and way:
                objective.progress_percent = round(min(max(done * 100.0 / way, 0.0), 100.0), 1)
            else:
                objective.progress_percent = 0.0

    @api.onchange("metric")
    def _onchange_metric(self):
        """The way begins where the figure stands today."""
        if self.metric and self.metric != _BY_HAND:
            self.start_value = self.current_value or 0.0
