from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import format_date

from ...const import GROUP_MANAGER, GROUP_STEWARD

_TRANSITIONS = {("draft", "issued"), ("issued", "done")}


class CareFileReport(models.Model):
    """A quarterly file improvement report 档案完善建议报告: what is to be improved in which file,
    by whom and by when. The information administrator writes and issues it; account managers carry
    out their lines."""

    _name = "care.file.report"
    _description = "File Improvement Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    name = fields.Char(required=True, default=lambda self: self._default_name())
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    date = fields.Date(required=True, default=fields.Date.context_today)
    date_due = fields.Date(
        "To Be Done By", required=True, default=lambda self: self._default_date_due()
    )
    user_id = fields.Many2one(
        "res.users",
        string="Information Administrator",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    grade_ids = fields.Many2many(
        "care.grade", string="Only Grades", help="Empty: customers of every grade, and prospects."
    )
    note = fields.Text("Introduction", help="Stands above the suggestions on the print.")
    state = fields.Selection(
        [("draft", "Draft"), ("issued", "Issued"), ("done", "Done")],
        required=True,
        default="draft",
        readonly=True,
        copy=False,
    )
    date_issued = fields.Date("Issued On", readonly=True, copy=False)
    line_ids = fields.One2many("care.file.report.line", "report_id", copy=False)

    # progress
    line_count = fields.Integer("Suggestions", compute="_compute_progress")
    done_count = fields.Integer("Carried Out", compute="_compute_progress")
    late_count = fields.Integer("Overdue", compute="_compute_progress")
    done_percent = fields.Float("Done (%)", compute="_compute_progress")

    # === COMPUTE METHODS === #

    @api.model
    def _default_name(self):
        today = fields.Date.context_today(self)
        return self.env._(
            "File Improvement %(year)s Q%(quarter)s",
            year=today.year,
            quarter=(today.month + 2) // 3,
        )

    @api.model
    def _default_date_due(self):
        # sudo - res.company: rules of the main company, whoever writes the report
        days = self.env.company.sudo().root_id.care_improve_days
        return fields.Date.context_today(self) + relativedelta(days=days)

    @api.depends("line_ids.state", "line_ids.date_due")
    def _compute_progress(self):
        for report in self:
            lines = report.line_ids.filtered(lambda line: line.state != "dropped")
            done = lines.filtered(lambda line: line.state == "done")
            report.line_count, report.done_count = len(lines), len(done)
            report.late_count = len(lines.filtered("is_late"))
            report.done_percent = 100 * len(done) / len(lines) if lines else 0

    # === CRUD METHODS === #

    def write(self, vals):
        if {"state", "date_issued"} & set(vals) and not self.env.su:
            raise AccessError(self.env._("Issue and close a report with its buttons."))
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_issued(self):
        if any(report.state != "draft" for report in self):
            raise UserError(self.env._("A report that was issued stays."))

    # === ACTIONS === #

    def action_propose(self):
        """Suggest what the system finds: what is missing, to be verified, or perhaps double.

        Again it adds what has come up meanwhile; lines that somebody edited or deleted come back
        only where they are gone.
        """
        self._check_steward()
        for report in self:
            if report.state != "draft":
                raise UserError(self.env._("The report is issued: its suggestions stand."))
            report.line_ids._propose(report)

    def action_issue(self):
        """Put the report before the account managers and the care managers."""
        self._check_steward()
        for report in self:
            if not report.line_ids:
                raise UserError(self.env._("There is nothing in the report yet."))
            report._set_state("issued", date_issued=fields.Date.context_today(self))
            report._tell_readers()

    def action_close(self):
        """Close the report; what is still open was not carried out."""
        self._check_steward()
        self._set_state("done")
        # sudo - mail.activity: those of others are settled, too
        self.sudo().activity_unlink(["mail.mail_activity_data_todo"])

    def action_follow_up(self):
        """Close what is carried out, now."""
        self._check_steward()
        for report in self:
            report._follow_up()

    def action_print(self):
        """The report as a PDF; an account manager gets her own lines."""
        self.check_access("read")
        return self.env.ref("customer_care.report_file_improvement_action").report_action(self)

    @api.readonly
    def action_open_lines(self):
        """The suggestions, to be worked through."""
        self.ensure_one()
        self.check_access("read")
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_file_report_line_action"
        )
        return {**action, "domain": [("report_id", "=", self.id)], "context": {}}

    def _check_steward(self):
        self.check_access("write")
        self.env["care.profile"]._check_steward()

    def _set_state(self, state, **vals):
        if any((report.state, state) not in _TRANSITIONS for report in self):
            raise UserError(self.env._("The report is issued already, or closed."))
        # sudo - care.file.report: states change through the checked actions alone
        self.sudo().write({"state": state, **vals})

    # === TELLING === #

    def _tell_readers(self):
        """One activity for each account manager who has something to do, and one for each care
        manager, who sees the whole."""
        self.ensure_one()
        owners = self.line_ids.filtered(lambda line: line.state == "open").user_id
        for owner in owners:
            count = len(self.line_ids.filtered(lambda line, user=owner: line.user_id == user))
            self._remind(
                owner,
                self.with_context(lang=owner.lang).env._(
                    "Improve your customer files (suggestions: %(count)s)", count=count
                ),
            )
        for manager in self._managers() - owners:
            self._remind(
                manager,
                self.with_context(lang=manager.lang).env._("Read the file improvement report"),
            )

    def _managers(self):
        """The care managers of the company."""
        # sudo - res.users: in which companies a colleague works
        return (
            self.env.ref(GROUP_MANAGER)
            .sudo()
            .all_user_ids.filtered(
                lambda user: (
                    user.active
                    and not user.share
                    and user.id != self.env.ref("base.user_root").id
                    and self.company_id in user.company_ids
                )
            )
        )

    def _remind(self, user, summary):
        """One open activity a person, never more."""
        # sudo - mail.activity: made for others by the one who issues, or by the scheduled action
        report = self.sudo().with_context(mail_activity_quick_update=True)
        if not report.activity_ids.filtered(lambda activity: activity.user_id == user):
            report.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.date_due,
                summary=summary,
                user_id=user.id,
            )

    # === FOLLOWING UP === #

    def _follow_up(self):
        """Idempotent; nobody gets a second reminder while the first is open."""
        self.ensure_one()
        lines = self.sudo().line_ids.filtered(lambda line: line.state == "open")
        today = self.company_id._care_today()
        for line in lines._settled():
            reader = line.with_context(lang=line.user_id.lang or self.user_id.lang)
            line.write(
                {
                    "state": "done",
                    "date_done": today,
                    "evidence": reader._evidence(today),
                }
            )
        late = lines.filtered(lambda line: line.state == "open" and line.date_due < today)
        for owner, overdue in late.grouped("user_id").items():
            if owner.active:
                reader = self.with_context(lang=owner.lang)
                self._remind(
                    owner,
                    reader.env._(
                        "Improve your customer files (overdue suggestions: %(count)s)",
                        count=len(overdue),
                    ),
                )
        self._forget_finished()

    def _forget_finished(self):
        """Whoever has nothing left to do needs no reminder; a report without open lines is done."""
        open_lines = self.line_ids.filtered(lambda line: line.state == "open")
        doers = self.line_ids.user_id - open_lines.user_id
        self.activity_ids.filtered(lambda activity: activity.user_id in doers).unlink()
        if self.line_ids and not open_lines and self.state == "issued":
            self._set_state("done")

    # === REPORT === #

    def _printed_lines(self):
        """What is printed, by account manager: ``[(user, lines)]``, those the reader may see."""
        self.ensure_one()
        lines = self.env["care.file.report.line"].search(
            [("report_id", "=", self.id), ("state", "!=", "dropped")], order="user_id, date_due, id"
        )
        return sorted(lines.grouped("user_id").items(), key=lambda row: row[0].name or "")

    def _is_whole(self):
        """Whether the reader sees the lines of everybody."""
        user = self.env.user
        return user.has_group(GROUP_STEWARD) or user.has_group(GROUP_MANAGER)

    def _print_subject(self):
        """The line under the title: which report, from whom, until when, and whose lines."""
        parts = [
            self.name,
            # sudo - res.users: a colleague's name
            self.env._("by %(user)s", user=self.sudo().user_id.name),
            self.env._("to be done by %(day)s", day=format_date(self.env, self.date_due)),
        ]
        if not self._is_whole():
            parts.append(self.env._("suggestions for %(user)s", user=self.env.user.name))
        return " · ".join(parts)

    @api.model
    def _print_count(self, lines):
        done = len(lines.filtered(lambda line: line.state == "done"))
        return self.env._("%(done)s of %(count)s done", done=done, count=len(lines))
