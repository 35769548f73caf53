from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import SQL, format_date

_TRANSITIONS = {("open", "sent"), ("open", "filed"), ("sent", "filed"), ("filed", "sent")}


class CareIntelligenceMonth(models.Model):
    """The report on customers, industries and the market 客户行业和市场信息报告 that one account
    manager owes the information administrator for one month and company.

    The scheduled action opens it; it collects what she writes in the month. She sends it with one
    click, or says with one that there is nothing to report.
    """

    _name = "care.intelligence.month"
    _description = "Monthly Market Report"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "month desc, user_id, id"
    _rec_names_search = ["user_id"]

    user_id = fields.Many2one(
        "res.users",
        string="Account Manager",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    month = fields.Date(required=True, readonly=True, help="Its first day.")
    date_due = fields.Date("Due On", required=True, readonly=True)
    is_late = fields.Boolean("Overdue", compute="_compute_is_late", search="_search_is_late")
    piece_ids = fields.One2many("care.intelligence", "report_id", string="Pieces")
    piece_count = fields.Integer("Number of Pieces", compute="_compute_piece_count")
    is_author = fields.Boolean(compute="_compute_role")
    is_reader = fields.Boolean(compute="_compute_role")

    # what became of it
    state = fields.Selection(
        [("open", "Being Written"), ("sent", "To Be Read"), ("filed", "Taken Note Of")],
        required=True,
        default="open",
        readonly=True,
    )
    is_empty = fields.Boolean(
        "Nothing to Report", readonly=True, help="The answer was that there is nothing this month."
    )
    date_sent = fields.Date("Sent In On", readonly=True)
    date_filed = fields.Date("Noted On", readonly=True)

    # who was told
    date_reminded = fields.Date(readonly=True)
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, index="btree_not_null", ondelete="set null"
    )
    date_escalated = fields.Date(
        "Escalated On", readonly=True, help="On this day the manager was told that it is late."
    )

    _month_uniq = models.UniqueIndex(
        "(user_id, company_id, month)", "There is a report of this month already."
    )
    _open_idx = models.Index("(company_id, date_due) WHERE state = 'open'")
    _sent_idx = models.Index("(company_id) WHERE state = 'sent'")

    # === COMPUTE METHODS === #

    @api.depends("month", "user_id")
    @api.depends_context("lang")
    def _compute_display_name(self):
        for report in self:
            # sudo - res.users: a colleague's name
            author = report.sudo().user_id.name
            report.display_name = f"{report._say_month()} · {author}"

    def _say_month(self):
        """The month in words; how it is written is translated, too."""
        pattern = self.env._("MMMM y")
        return self.month and format_date(self.env, self.month, date_format=pattern)

    @api.depends("state", "date_due")
    def _compute_is_late(self):
        today = fields.Date.context_today(self)
        for report in self:
            report.is_late = report.state == "open" and report.date_due < today

    def _search_is_late(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("state", "=", "open"), ("date_due", "<", fields.Date.context_today(self))]

    @api.depends("piece_ids")
    def _compute_piece_count(self):
        counts = dict(
            self.env["care.intelligence"]._read_group(
                [("report_id", "in", self.ids)], ["report_id"], ["__count"]
            )
        )
        for report in self:
            report.piece_count = counts.get(report._origin, 0)

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_role(self):
        reads = self.env["care.intelligence"]._reads_all()
        for report in self:
            report.is_author = report.user_id == self.env.user
            report.is_reader = reads

    # === CRUD METHODS === #

    def write(self, vals):
        """Its pieces alone are written by people."""
        if not self.env.su and set(vals) - {"piece_ids"}:
            raise AccessError(
                self.env._("Use the buttons: they send a report and take note of it.")
            )
        return super().write(vals)

    # === ACTIONS === #

    def action_send(self):
        """Send the report with all its pieces to the information administrator."""
        self._check_author()
        for report in self:
            if not report.piece_ids:
                raise UserError(
                    self.env._(
                        "Nothing is written yet. Add a piece, or choose “Nothing to Report”."
                    )
                )
            report._set_state("sent", date_sent=fields.Date.context_today(self))
            report.piece_ids.filtered(lambda piece: piece.state == "draft")._send()
        self._follow_pieces()

    def action_nothing(self):
        """Say that there is nothing to report for this month. Nobody has to read that."""
        self._check_author()
        for report in self:
            if report.piece_ids:
                raise UserError(
                    self.env._("Something is written: send it, or delete the pieces first.")
                )
            today = fields.Date.context_today(self)
            report._set_state("filed", is_empty=True, date_sent=today, date_filed=today)

    def action_file(self):
        """Take note of the report and of all of its pieces that are to be read."""
        pieces = self.piece_ids.filtered(lambda piece: piece.state == "sent")
        self.check_access("read")
        pieces._check_reader()
        pieces._file()
        self.sudo()._follow_pieces()  # sudo - care.intelligence.month: checked by its pieces

    def action_print(self):
        """The report as a PDF."""
        self.check_access("read")
        return self.env.ref("customer_care.report_intelligence_action").report_action(
            self.piece_ids
        )

    # === BUSINESS METHODS === #

    def _check_author(self):
        self.check_access("write")
        if self.filtered(lambda report: report.user_id != self.env.user):
            raise AccessError(self.env._("Each account manager answers for herself."))

    def _set_state(self, state, **vals):
        """The one way in which the state of a report changes.

        :raise UserError: where that does not follow from the present one
        """
        if any((report.state, state) not in _TRANSITIONS for report in self):
            raise UserError(self.env._("This report was sent already. Reload the page."))
        # sudo - care.intelligence.month, mail.activity: states change through the checked steps
        reports = self.sudo()
        reports.write({"state": state, **vals})
        reports.reminder_id.unlink()

    def _follow_pieces(self):
        """A report that was sent is noted once all its pieces are, and open again to its reader
        where one was asked about."""
        today = fields.Date.context_today(self)
        for report in self:
            is_read = set(report.piece_ids.mapped("state")) <= {"filed"}
            if report.state == "sent" and is_read:
                report._set_state("filed", date_filed=today)
            elif report.state == "filed" and not is_read:
                report._set_state("sent", date_filed=False)

    @api.model
    def _next_of(self, user, company, day, today):
        """The report into which a piece of a day goes: the oldest that is still open and may have
        it, else one of the present month or, once that is sent, of the next one."""
        report = self.search(
            [
                ("user_id", "=", user.id),
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("month", ">=", day.replace(day=1)),
            ],
            order="month",
            limit=1,
        )
        month = today.replace(day=1)
        while not report:
            self._insert(company, month, user)
            report = self.search(
                [
                    ("user_id", "=", user.id),
                    ("company_id", "=", company.id),
                    ("month", "=", month),
                    ("state", "=", "open"),
                ]
            )
            month += relativedelta(months=1)
        return report

    @api.model
    def _insert(self, company, month, users):
        """Open the report of a month for each of these users, where there is none. Safe against
        whoever does the same at the same time."""
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_intelligence_month (user_id, company_id, month, date_due, state,
                            create_uid, create_date, write_uid, write_date)
                SELECT u.id, %(company)s, %(month)s, %(due)s, 'open', %(uid)s, %(now)s, %(uid)s,
                       %(now)s
                  FROM res_users u
                 WHERE u.id = ANY(%(users)s)
                   AND NOT EXISTS (SELECT FROM care_intelligence_month t
                                    WHERE t.user_id = u.id AND t.company_id = %(company)s
                                      AND t.month = %(month)s)
              ORDER BY u.id
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                company=company.id,
                month=month,
                due=company._care_intelligence_due(month),
                users=users.ids,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all(flush=False)
