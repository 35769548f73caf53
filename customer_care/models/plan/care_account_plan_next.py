"""Last year's plan is where the next year's starts."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import format_amount


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    last_year_id = fields.Many2one(
        "care.account.plan",
        string="Plan of the Year Before",
        compute="_compute_last_year_id",
        help="The version of it that held last.",
    )
    is_empty = fields.Boolean(compute="_compute_is_empty", help="No table has a line yet.")

    @api.depends("profile_id", "year")
    def _compute_last_year_id(self):
        # states in the order of what counts: what holds or was closed, then what was written last
        order = {"approved": 2, "closed": 2, "superseded": 1}
        found = self.search(
            [
                ("profile_id", "in", self.profile_id.ids),
                ("year", "in", [plan.year - 1 for plan in self]),
                ("state", "in", list(order)),
            ]
        ).sorted(lambda plan: (order[plan.state], plan.version))
        last = {(plan.profile_id, plan.year + 1): plan for plan in found}
        for plan in self:
            plan.last_year_id = last.get((plan.profile_id, plan.year), False)

    @api.depends(lambda self: [*self._table_fields(), "contact_plan_ids", "action_ids"])
    def _compute_is_empty(self):
        for plan in self:
            plan.is_empty = not any(plan[name] for name in plan._table_fields()) and not (
                plan._lines()
            )

    # === ACTIONS === #

    def action_plan_next_year(self):
        """Open the plan of the year after; where there is none, begin it with what this one says.

        :raise AccessError: for whoever may not write plans for the customer
        """
        self.ensure_one()
        self.check_access("read")
        following = self.search(
            [("profile_id", "=", self.profile_id.id), ("year", "=", self.year + 1)],
            order="version desc",
            limit=1,
        )
        if not following:
            self.check_access("write")
            following = self.create(
                {
                    "profile_id": self.profile_id.id,
                    "year": self.year + 1,
                    "user_id": (self.profile_id.user_id or self.user_id).id,
                }
            )
            following._start_from(self)
        return following._open_form()

    def action_start_from_last_year(self):
        """Fill this draft with what last year's plan says.

        :raise UserError: where there is no such plan, or something is written here already
        """
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        if not self.last_year_id or not self.is_empty:
            raise UserError(
                self.env._(
                    "This plan starts from last year's only where there is one, and as long as no"
                    " table has a line here."
                )
            )
        self._start_from(self.last_year_id)
        return self._open_form()

    # === BUSINESS METHODS === #

    def _start_from(self, last):
        """Take over what goes on from ``last``, the plan of an earlier year: texts that are not
        written here yet, tables, and what was not done."""
        # sudo - care.account.plan: who writes the customer's plan starts with all of the last one
        last, plan = last.sudo(), self.sudo()
        plan.write(
            {name: last[name] for name in plan._text_fields() if last[name] and not plan[name]}
        )
        years = plan.year - last.year
        for name in plan._table_fields():
            lines = last[name]
            lines.create([line._next_year_values(years) | {"plan_id": plan.id} for line in lines])
        plan._start_lines(last, years)
        plan._tell(
            plan.user_id,
            self.env._("Begun"),
            self.env._("It starts with what %(plan)s says.", plan=last.display_name),
        )

    def _start_lines(self, last, years):
        """Contacts and actions that were not done are proposed for the same day of this year, or
        the working day after it."""
        left = last._lines().filtered(
            lambda line: line.state in ("planned", "proposed") or line.ended_with_plan
        )
        if last.state == "superseded":  # what went on did so in a later version
            left = left.filtered(lambda line: line.state != "cancelled")
        workdays = self.company_id._care_working_days()
        left.create(
            [
                vals
                | {
                    "account_plan_id": self.id,
                    "plan_part": line.plan_part,
                    "date_planned": workdays.since(line.date_planned + relativedelta(years=years)),
                }
                for line, vals in zip(left, left.copy_data(), strict=True)
            ]
        )


class CareAccountPlanLine(models.AbstractModel):
    _inherit = "care.account.plan.line"

    def _next_year_values(self, years):
        """This line as it begins ``years`` later."""
        self.ensure_one()
        [vals] = self.copy_data()
        return vals


class CareAccountPlanObjective(models.Model):
    _inherit = "care.account.plan.objective"

    def _next_year_values(self, years):
        """The way begins where it stands today."""
        vals = super()._next_year_values(years)
        if self.has_value:
            vals["start_value"] = self.current_value
        if self.date_due:
            vals["date_due"] = self.date_due + relativedelta(years=years)
        return vals


class CareAccountPlanRevenue(models.Model):
    _inherit = "care.account.plan.revenue"

    def _next_year_values(self, years):
        """What was realised is told beside it; an opportunity that is decided is no link any
        more."""
        vals = super()._next_year_values(years)
        realised = self.env._(
            "Realised in %(year)s: %(amount)s",
            year=self.plan_id.year,
            amount=format_amount(self.env, self.actual, self.currency_id),
        )
        vals["note"] = "\n".join(filter(None, (realised, self.note)))
        if self.lead_id.won_status != "pending":
            vals["lead_id"] = False
        return vals
