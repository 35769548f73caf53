from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_date


class CarePlanPrint(models.TransientModel):
    """The question whose care plan is printed, and for which days."""

    _name = "care.plan.print"
    _description = "Print Care Plan"

    user_ids = fields.Many2many(
        "res.users",
        string="Responsible",
        required=True,
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    date_from = fields.Date(
        string="From",
        required=True,
        default=lambda self: fields.Date.context_today(self).replace(day=1),
    )
    date_to = fields.Date(
        string="To",
        required=True,
        default=lambda self: (
            fields.Date.context_today(self) + relativedelta(months=2, day=1, days=-1)
        ),
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_to < wizard.date_from:
                raise ValidationError(self.env._("The plan ends before it begins."))

    def action_print(self):
        """The care plan 客户维护执行计划表 as a PDF."""
        self.ensure_one()
        action = self.env.ref("customer_care.report_care_plan_action").report_action(self)
        return {**action, "close_on_report_download": True}

    # === REPORT === #

    def _subject(self, plan):
        """The line under the title: whose plan, which days, how far it is."""
        return self.env._(
            "%(user)s · %(date_from)s – %(date_to)s · %(planned)s planned, %(done)s done, %(late)s"
            " overdue",
            user=plan["user"].name,
            date_from=format_date(self.env, self.date_from),
            date_to=format_date(self.env, self.date_to),
            planned=plan["planned"],
            done=plan["done"],
            late=plan["late"],
        )

    def _week_title(self, monday):
        return self.env._("Week of %(day)s", day=format_date(self.env, monday))

    def _frequency(self, touchpoint):
        """How often the cadence asks for such a contact; empty for a single one."""
        cadence = touchpoint.cadence_id
        if not cadence:
            return ""
        if cadence.quantity_per_month:
            return self.env._("%(times)s times a month", times=cadence.quantity_per_month)
        return self.env._("every %(days)s days", days=cadence.interval_days)

    def _standard(self, touchpoint):
        """When the contact is done well, as its occasion or cadence says."""
        return touchpoint.completion_standard or touchpoint.cadence_id.completion_standard or ""

    def _plans(self):
        """What the report prints, read with the rights of the person who prints.

        :return: list of dicts ``user, weeks, planned, done, late``; ``weeks`` is a list of
            ``(first day, touchpoints)`` in order
        """
        self.ensure_one()
        today = fields.Date.context_today(self)
        touchpoints = self.env["care.touchpoint"].search(
            [
                ("user_id", "in", self.user_ids.ids),
                ("company_id", "child_of", self.company_id.id),
                ("state", "in", ("planned", "done")),
                ("date_planned", ">=", self.date_from),
                ("date_planned", "<=", self.date_to),
            ],
            order="date_planned, id",
        )
        by_user = touchpoints.grouped("user_id")
        plans = []
        for user in self.user_ids:
            mine = by_user.get(user, touchpoints.browse())
            done = mine.filtered(lambda touchpoint: touchpoint.state == "done")
            late = (mine - done).filtered(lambda touchpoint: touchpoint.date_planned < today)
            weeks = mine.grouped(
                lambda touchpoint: (
                    touchpoint.date_planned - relativedelta(days=touchpoint.date_planned.weekday())
                )
            )
            plans.append(
                {
                    "user": user,
                    "weeks": list(weeks.items()),
                    "planned": len(mine),
                    "done": len(done),
                    "late": len(late),
                }
            )
        return plans
