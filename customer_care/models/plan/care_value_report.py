from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools.date_utils import end_of, start_of

from ...const import GROUP_MANAGER
from ...tools.quarter import quarter_before

_TRANSITIONS = {("draft", "ready"), ("ready", "draft"), ("ready", "sent"), ("sent", "sent")}


class CareValueReport(models.Model):
    """A customer value report 客户价值分析报告: what one quarter with one customer was worth, to us
    (internal edition) and to the customer (external edition).

    The engine opens it at the begin of the next quarter; its figures are live until somebody
    releases it, and frozen from then on. The account manager adds the words, decides what becomes
    of each suggestion, and sends the external edition.
    """

    _name = "care.value.report"
    _description = "Customer Value Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date_start desc, partner_id, id"
    _rec_name = "partner_id"
    _rec_names_search = ["partner_id"]

    # What people write, as long as the report is a draft.
    _WORDS = {"assessment", "next_steps", "message", "achievements", "outlook"}
    # What people write at any time but when it is over.
    _HAND_FIELDS = {"user_id", "date_due", "contact_id"}
    # What the screen sends along and nothing else may change.
    _NO_FIELDS = {"message_follower_ids", "message_ids", "activity_ids"}

    profile_id = fields.Many2one(
        "care.profile", string="Customer File", required=True, index=True, ondelete="cascade"
    )
    partner_id = fields.Many2one(
        related="profile_id.partner_id",
        string="Customer",
        store=True,  # lists sort and group by it
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        related="profile_id.company_id",
        store=True,  # the scheduled action looks for it
        index=True,
        ondelete="cascade",
    )
    currency_id = fields.Many2one(related="company_id.currency_id")
    grade_id = fields.Many2one(related="profile_id.grade_id")
    grade_color = fields.Integer(related="grade_id.color", string="Grade Color")
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        compute="_compute_user_id",
        store=True,  # people choose another one
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
        domain=[("share", "=", False)],
        tracking=True,
        help="Completes, releases and sends the report: the account manager, until somebody else is"
        " chosen. A draft follows the customer to a new account manager.",
    )
    date_start = fields.Date(
        "Quarter",
        required=True,
        default=lambda self: quarter_before(fields.Date.context_today(self)),
        help="Any day of the quarter will do.",
    )
    date_end = fields.Date("Quarter Until", compute="_compute_period")
    period = fields.Char(compute="_compute_period")
    date_due = fields.Date(
        "Due", required=True, default=lambda self: self._default_date_due(), tracking=True
    )
    is_late = fields.Boolean("Overdue", compute="_compute_is_late", search="_search_is_late")
    state = fields.Selection(
        [("draft", "Draft"), ("ready", "Released"), ("sent", "Sent")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
        tracking=True,
    )
    is_joined = fields.Boolean(
        "From a Joined File",
        readonly=True,
        copy=False,
        help="Came with another file of the same customer that had a report of this quarter, too.",
    )

    # words of the internal edition
    assessment = fields.Text(
        "Our Assessment", help="What the figures do not say: how it goes, and why. Internal."
    )
    next_steps = fields.Text(help="What we do to keep and extend the business. Internal.")

    # words of the external edition
    message = fields.Text("Opening Words", help="The customer reads them first.")
    achievements = fields.Text(
        "Achieved Together",
        help="What came of it for the customer: savings, less standstill, a new line.",
    )
    outlook = fields.Text(
        "What Comes Next", help="What the customer may expect in the next quarter."
    )

    suggestion_ids = fields.One2many("care.value.suggestion", "report_id")

    _quarter_uniq = models.UniqueIndex(
        "(profile_id, date_start) WHERE is_joined IS NOT TRUE",
        "There is a value report of this customer for this quarter already.",
    )
    _quarter_first = models.Constraint(
        "CHECK (date_start = date_trunc('quarter', date_start)::date)",
        "A quarter begins on its first day.",
    )
    _open_idx = models.Index("(date_due) WHERE state <> 'sent'")

    # === COMPUTE METHODS === #

    @api.model
    def _default_date_due(self):
        # sudo - res.company: rules of the main company, whoever writes the report
        days = self.env.company.sudo().root_id.care_value_report_days
        return fields.Date.add(fields.Date.context_today(self), days=days)

    @api.depends("profile_id.user_id")
    def _compute_user_id(self):
        for report in self:
            if report.state == "draft" or not report.user_id:
                report.user_id = report.profile_id.user_id

    @api.depends("date_start")
    @api.depends_context("lang")
    def _compute_period(self):
        for report in self:
            day = report.date_start
            report.date_end = day and end_of(day, "quarter")
            report.period = day and self.env._(
                "Q%(quarter)s %(year)s", quarter=(day.month + 2) // 3, year=day.year
            )

    @api.depends("period", "partner_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            parts = [report.partner_id.display_name, report.period]
            report.display_name = " · ".join(filter(None, parts))

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for report in self:
            due = report.date_due
            report.is_late = report.state != "sent" and bool(due) and due < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "!=", "sent"), ("date_due", "<", fields.Date.context_today(self))]

    # === CONSTRAINT METHODS === #

    @api.constrains("date_start")
    def _check_begun(self):
        today = fields.Date.context_today(self)
        if any(report.date_start > today for report in self):
            raise ValidationError(self.env._("This quarter has not begun yet."))

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """Any day of the quarter may be given; a new report is a draft without figures of its own.

        :raise AccessError: where somebody begins one with what only the steps may write
        """
        for vals in vals_list:
            if day := fields.Date.to_date(vals.get("date_start")):
                vals["date_start"] = start_of(day, "quarter")
        given = set().union(*vals_list)
        if not self.env.su and given - self._WORDS - self._HAND_FIELDS - self._NO_FIELDS - {
            *("profile_id", "date_start", "company_id", "partner_id"),
        }:
            raise AccessError(self.env._("A value report begins as a draft."))
        reports = super().create(vals_list)
        reports._propose()
        return reports

    def write(self, vals):
        """Refuse what only releasing and sending may write, and words that are out already.

        :raise AccessError: for the former
        :raise UserError: for the latter
        """
        names = set(vals) - self._NO_FIELDS
        if not self.env.su:
            if names - self._WORDS - self._HAND_FIELDS - {"suggestion_ids"}:
                raise AccessError(
                    self.env._(
                        "Release and send a value report with its buttons; its figures are"
                        " counted from orders, promises and answers."
                    )
                )
            if names & self._WORDS and any(report.state != "draft" for report in self):
                raise UserError(
                    self.env._("The report is released: its words stand. Take it back first.")
                )
        result = super().write(vals)
        if names & {"user_id", "date_due"}:
            self._forget_reminder()
        return result

    def copy_data(self, default=None):
        """Never: there is one for each quarter."""
        self.check_access("read")
        raise UserError(self.env._("There is one report for each quarter: choose New."))

    @api.ondelete(at_uninstall=False)
    def _unlink_except_released(self):
        if any(report.state != "draft" for report in self):
            raise UserError(self.env._("A report that was released stays: it is history."))

    @api.model
    def _clear_for_deletion(self, domain):
        """What reports hang on is to be deleted: they go along, with their messages and tasks."""
        # sudo - care.value.report: also those that the person can't see
        reports = self.sudo().search(domain)
        reports.state = "draft"
        reports.unlink()

    # === ACTIONS === #

    def action_release(self):
        """Freeze the figures; from now on the external edition may be printed and sent.

        :raise AccessError: for anybody but the responsible, the account manager, the leader of
            the sales team, and care managers
        """
        self._check_releaser()
        for report in self:
            report._set_state("ready", **report._frozen_values())

    def action_take_back(self):
        """It was released too early: the figures are live again."""
        self._check_releaser()
        self._set_state("draft", snapshot=False, date_released=False, released_user_id=False)
        self._propose()

    def action_refresh_suggestions(self):
        """Look again for what the customer could buy, now."""
        self.check_access("write")
        self._propose()

    def action_print_internal(self):
        """The internal edition as a PDF."""
        self.check_access("read")
        return self.env.ref("customer_care.report_value_internal_action").report_action(self)

    def action_print_external(self):
        """The external edition as a PDF, in the customer's language.

        :raise UserError: for a draft
        """
        self._check_released()
        return self.env.ref("customer_care.report_value_external_action").report_action(self)

    @api.readonly
    def action_open_file(self):
        """Open the customer's file."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": "care.profile",
            "res_id": self.profile_id.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _check_releaser(self):
        self.check_access("write")
        user = self.env.user
        if self.env.su or user.has_group(GROUP_MANAGER):
            return
        for report in self:
            # sudo - res.users, crm.team: who leads whom is no secret
            owners = (report.user_id | report.profile_id.user_id).sudo()
            leaders = owners.crm_team_member_ids.filtered("active").crm_team_id.user_id
            if user not in (owners | leaders).sudo(False):
                raise AccessError(
                    self.env._(
                        "%(report)s is released by its responsible, the account manager, or a"
                        " manager.",
                        report=report.display_name,
                    )
                )

    def _check_released(self):
        """:raise UserError: for a draft"""
        self.check_access("read")
        if drafts := self.filtered(lambda report: report.state == "draft"):
            raise UserError(
                self.env._(
                    "%(report)s is a draft: the customer's edition is printed and sent once it is"
                    " released. The form shows how it will look.",
                    report=drafts[0].display_name,
                )
            )

    def _set_state(self, state, **vals):
        """The one way in which a report's state changes.

        :raise UserError: where that does not follow from the present one
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for report in self:
            if (report.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(report)s is “%(present)s”: it can't become “%(state)s”.",
                        report=report.display_name,
                        present=labels[report.state],
                        state=labels[state],
                    )
                )
        # sudo - care.value.report: states change through the checked actions alone
        self.sudo().write({"state": state, **vals})
        self._forget_reminder()
