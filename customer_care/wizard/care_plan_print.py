import calendar

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ..const import GROUP_TEAM

# What a print can carry; a workbook carries more.
_MOST_CUSTOMERS_PRINTED = 2_000


class CarePlanPrint(models.TransientModel):
    """The question whose execution plan 客户维护执行计划表 is printed, and for which month or
    year."""

    _name = "care.plan.print"
    _description = "Print Care Plan"

    span = fields.Selection(
        [("month", "A month, in detail"), ("year", "A year, as a wall plan")],
        string="Plan For",
        required=True,
        default="month",
    )
    year = fields.Integer(required=True, default=lambda self: fields.Date.context_today(self).year)
    month = fields.Selection(
        lambda self: self.env["care.occasion"]._fields["month"]._description_selection(self.env),
        default=lambda self: str(fields.Date.context_today(self).month),
    )
    date_from = fields.Date(compute="_compute_dates", store=True, readonly=False, precompute=True)
    date_to = fields.Date(compute="_compute_dates", store=True, readonly=False, precompute=True)
    wall_rows = fields.Selection(
        [("customer", "A row for each customer"), ("person", "A row for each person")],
        string="Wall Plan",
        required=True,
        default="customer",
    )

    # whose
    user_ids = fields.Many2many(
        "res.users",
        string="Responsible",
        default=lambda self: self._default_users(),
        domain=[("share", "=", False)],
        help="Empty: everybody whose customers you see.",
    )
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        domain=[("care_profile_ids", "!=", False)],
        help="Empty: all.",
    )
    grade_ids = fields.Many2many("care.grade", string="Grades", help="Empty: all.")
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    lang = fields.Selection(
        selection=lambda self: self.env["res.lang"].get_installed(),
        string="Language",
        required=True,
        default=lambda self: self.env.lang or "en_US",
    )

    # what comes of it
    workbook = fields.Binary(compute="_compute_workbook")
    workbook_name = fields.Char(compute="_compute_workbook_name")

    @api.model
    def _default_users(self):
        """Whoever leads looks after few customers herself: her plan is that of her people."""
        user = self.env.user
        return user.browse() if user.has_group(GROUP_TEAM) else user

    # === COMPUTE METHODS === #

    @api.depends("span", "year", "month")
    def _compute_dates(self):
        for wizard in self:
            year = min(max(wizard.year or 0, 1900), 2099)
            month = int(wizard.month or 1)
            if wizard.span == "year":
                wizard.date_from = fields.Date.to_date(f"{year}-01-01")
                wizard.date_to = fields.Date.to_date(f"{year}-12-31")
            else:
                wizard.date_from = fields.Date.to_date(f"{year}-{month:02}-01")
                last = calendar.monthrange(year, month)[1]
                wizard.date_to = wizard.date_from + relativedelta(day=last)

    @api.depends("date_from", "date_to", "lang")
    def _compute_workbook_name(self):
        for wizard in self:
            title = wizard.with_context(lang=wizard.lang).env._("Care plan")
            wizard.workbook_name = f"{title} {wizard.date_from} - {wizard.date_to}.xlsx"

    # === CONSTRAINT METHODS === #

    @api.constrains("year")
    def _check_year(self):
        today = fields.Date.context_today(self)
        for wizard in self:
            if not 2000 <= wizard.year <= today.year + 3:
                raise ValidationError(
                    self.env._("Choose a year from 2000 to %(year)s.", year=today.year + 3)
                )

    @api.constrains("date_from", "date_to")
    def _check_dates(self):
        for wizard in self:
            if wizard.date_to < wizard.date_from:
                raise ValidationError(self.env._("The plan ends before it begins."))

    # === ACTIONS === #

    def action_print(self):
        """The care plan 客户维护执行计划表 as a PDF."""
        self.ensure_one()
        customers = self._count_customers()
        if customers > _MOST_CUSTOMERS_PRINTED:
            raise UserError(
                self.env._(
                    "That would be a plan for %(count)s customers; at most %(most)s can be printed."
                    " Choose people, customers or grades, or take the workbook.",
                    count=customers,
                    most=_MOST_CUSTOMERS_PRINTED,
                )
            )
        action = self.env.ref("customer_care.report_care_plan_action").report_action(self)
        return {**action, "close_on_report_download": True}

    def action_workbook(self):
        """The same plan as a workbook."""
        self.ensure_one()
        if not self.env.user.has_group("base.group_allow_export"):
            raise AccessError(self.env._("You may not export. Print the plan instead."))
        return {
            "type": "ir.actions.act_url",
            "url": f"/web/content/care.plan.print/{self.id}/workbook?download=true"
            f"&filename_field=workbook_name",
            "target": "download",
        }

    # === WORDS OF THE REPORT === #

    def _period(self):
        """The month or year, in the reader's language."""
        if self.span == "year":
            return format_date(self.env, self.date_from, date_format="y")
        return f"{format_date(self.env, self.date_from)} – {format_date(self.env, self.date_to)}"

    def _subject(self, rows, user=None):
        """The line under the title: whose plan, which days, how far it is."""
        today = self._today()
        done = sum(row.state == "done" for row in rows)
        late = sum(row.state == "planned" and row.day < today for row in rows)
        return self.env._(
            "%(user)s · %(period)s · %(planned)s planned, %(done)s done, %(late)s overdue",
            user=user or self._whose(),
            period=self._period(),
            planned=len(rows),
            done=done,
            late=late,
        )

    def _whose(self):
        """Whose plan it is, in words."""
        names = self.user_ids.mapped("name")
        return ", ".join(names[:5]) + ("…" if names[5:] else "") or self.env._("Everybody")

    def _today(self):
        return self.company_id.root_id._care_today()

    def _week_title(self, monday):
        return self.env._("Week of %(day)s", day=format_date(self.env, monday))
