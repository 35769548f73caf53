from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tools import format_date

from ...const import GROUP_MANAGER, GROUP_STEWARD

SOURCE_GRADES = [
    ("1", "1 Company material"),
    ("2", "2 Analysts, press, authorities"),
    ("3", "3 Contacts close to it"),
    ("4", "4 Insider on our side"),
]


class CareIntelligence(models.Model):
    """One piece of what somebody of ours learned about a customer, its industry or the market: what
    it is, what it may mean for us, and how good its source is.

    Its author writes it any day. It goes to the information administrator with the report of its
    month, or at once where it is major. From then on what was said stays as it was said.
    """

    _name = "care.intelligence"
    _description = "Market Information"
    _inherit = ["mail.thread", "mail.activity.mixin"]
    _order = "date desc, id desc"

    # What follows from writing, sending and reading it: no person writes these.
    _STEP_FIELDS = {
        *("user_id", "state", "date_sent", "date_asked", "date_filed", "filed_user_id"),
        "date_told",
    }
    # What was said, by the author and until it is sent.
    _SAID_FIELDS = {"name", "content", "meaning", "date", "source", "url", "report_id"}

    name = fields.Char("Headline", required=True)
    content = fields.Text("What Was Learned")
    meaning = fields.Text("What It May Mean for Us")
    kind = fields.Selection(
        [
            ("environment", "Environment"),
            ("market", "Market"),
            ("competitor", "Competitor"),
            ("strategy", "Customer's Strategy"),
            ("project", "Project or Tender"),
            ("organisation", "Customer's Organization"),
            ("other", "Something Else"),
        ],
        string="Kind of News",
        required=True,
        default="market",
    )
    is_major = fields.Boolean(
        "Major",
        help="It can't wait for the report of the month: as soon as you save it, your manager and"
        " the information administrator are told.",
    )

    # whom it concerns
    profile_ids = fields.Many2many(
        "care.profile",
        string="Customers Concerned",
        domain="[('company_id', '=', company_id)]",
        help="Whoever looks after one of them can read it once it is sent. Empty: news of an"
        " industry or of the market, which everybody can read then.",
    )
    industry_id = fields.Many2one(
        "res.partner.industry",
        compute="_compute_industry_id",
        store=True,  # people choose one where no customer is concerned
        readonly=False,
        index="btree_not_null",
        ondelete="set null",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="cascade",
        default=lambda self: self.env.company.root_id,
        readonly=True,
    )

    # where from
    source_grade = fields.Selection(
        SOURCE_GRADES,
        required=True,
        help="1: material of the company itself, such as its annual report or website.\n"
        "2: analysts, trade press, market studies, government data.\n"
        "3: contacts inside the customer, or parties close to it.\n"
        "4: an insider in close touch who wants us to win, on needs of a project or criteria of a"
        " tender for instance.",
    )
    source = fields.Char(
        "Where It Stands", help="Title and issue, fair or event. Nobody's name: see below."
    )
    url = fields.Char("Link")
    date = fields.Date("Learned On", required=True, default=fields.Date.context_today)
    user_id = fields.Many2one(
        "res.users",
        string="Author",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
        copy=False,
    )
    report_id = fields.Many2one(
        "care.intelligence.month",
        string="Monthly Report",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
    )

    # what became of it
    state = fields.Selection(
        [
            ("draft", "Being Written"),
            ("sent", "To Be Read"),
            ("question", "Question to Author"),
            ("filed", "Taken Note Of"),
        ],
        required=True,
        default="draft",
        readonly=True,
        index=True,
        copy=False,
    )
    comment = fields.Text(
        "Comment or Question",
        copy=False,
        help="Of the information administrator, to the author.",
    )
    date_sent = fields.Date("Sent In On", readonly=True, copy=False)
    date_asked = fields.Date("Asked On", readonly=True, copy=False)
    date_filed = fields.Date("Noted On", readonly=True, copy=False)
    filed_user_id = fields.Many2one(
        "res.users", string="Noted By", readonly=True, copy=False, ondelete="set null"
    )
    date_told = fields.Datetime(
        "Told as Major", readonly=True, copy=False, help="Managers were told then, once."
    )
    is_author = fields.Boolean(compute="_compute_role")
    is_reader = fields.Boolean(compute="_compute_role")

    # === COMPUTE METHODS === #

    @api.depends("profile_ids")
    def _compute_industry_id(self):
        for piece in self:
            piece.industry_id = piece.industry_id or piece.profile_ids.industry_id[:1]

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_role(self):
        reads = self._reads_all()
        for piece in self:
            piece.is_author = piece.user_id == self.env.user
            piece.is_reader = reads

    @api.model
    def _reads_all(self):
        """Whether the reports come to this person: an information administrator or a manager."""
        user = self.env.user
        return user.has_group(GROUP_STEWARD) or user.has_group(GROUP_MANAGER)

    # === CONSTRAINT METHODS === #

    @api.constrains("date")
    def _check_date(self):
        today = fields.Date.context_today(self)
        if any(piece.date > today for piece in self):
            raise ValidationError(self.env._("Nobody has learned anything tomorrow yet."))

    @api.constrains("report_id", "user_id", "company_id")
    def _check_report(self):
        for piece in self:
            report = piece.report_id
            same = (report.user_id, report.company_id) == (piece.user_id, piece.company_id)
            if report and not (same and report.state == "open"):
                raise ValidationError(
                    self.env._(
                        "A report collects what its author wrote for the same company, until it is"
                        " sent."
                    )
                )

    @api.constrains("profile_ids", "company_id")
    def _check_profiles(self):
        # sudo - care.profile: some of the customers may be hidden from the writer
        for piece in self.sudo():
            if (piece.profile_ids.company_id | piece.company_id.root_id) != piece.company_id:
                raise ValidationError(
                    self.env._("A piece is about customers of one company, not of several.")
                )

    # === ACCESS === #

    def _check_access(self, operation):
        """The rules look at all customers concerned; of these the reader is to see hers alone, so
        what the rules read must not stay in the cache."""
        result = super()._check_access(operation)
        if not self.env.su:
            self.browse(filter(None, self._ids)).invalidate_recordset(["profile_ids"], flush=False)
        return result

    # === CRUD METHODS === #

    @api.model_create_multi
    def create(self, vals_list):
        """It goes into the report that its author sends next; managers hear at once of what is
        major."""
        if not self.env.su:
            fresh = {**dict.fromkeys(self._STEP_FIELDS, False), "comment": False}
            fresh.update(user_id=self.env.uid, state="draft")
            vals_list = [{**vals, **fresh} for vals in vals_list]
        pieces = super().create(vals_list)
        pieces._join_reports()
        pieces._tell_major()
        return pieces

    def write(self, vals):
        """
        :raise AccessError: where somebody writes what only the steps may, or the other's part
        :raise UserError: where what was sent would become something else
        """
        if not self.env.su:
            self._check_writer(vals)
        result = super().write(vals)
        if vals.get("is_major"):
            self._tell_major()
        return result

    def _check_writer(self, vals):
        """What was said is its author's, the comment the reader's."""
        if {*self._STEP_FIELDS, "company_id"} & set(vals):
            raise AccessError(self.env._("Use the buttons: they send a piece and take note of it."))
        if "comment" in vals and not self._reads_all():
            raise AccessError(self.env._("The information administrator comments on it."))
        if not self._SAID_FIELDS & set(vals):
            return
        for piece in self:
            if piece.user_id != self.env.user:
                raise AccessError(
                    self.env._(
                        "%(piece)s is %(user)s's. Ask back where something is unclear.",
                        piece=piece.display_name,
                        user=piece.sudo().user_id.name,  # sudo - res.users: a colleague's name
                    )
                )
            if piece.state not in ("draft", "question"):
                raise UserError(
                    self.env._(
                        "%(piece)s was sent: it stays as it was read. Write another piece.",
                        piece=piece.display_name,
                    )
                )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_sent(self):
        if any(piece.state != "draft" for piece in self):
            raise UserError(self.env._("What was sent stays: others have read it."))

    def _join_reports(self):
        """Put pieces without a report into the one that their author sends next."""
        today = fields.Date.context_today(self)
        for piece in self.filtered(lambda piece: not piece.report_id):
            # sudo - care.intelligence.month: the report is opened by the system
            Report = self.env["care.intelligence.month"].sudo()
            # sudo - care.intelligence: nobody may move a piece between reports
            piece.sudo().report_id = Report._next_of(
                piece.user_id, piece.company_id, piece.date, today
            )

    # === REPORT === #

    def _print_subject(self):
        """The line under the title: from when to when."""
        days = sorted(self.mapped("date"))
        return self.env._(
            "%(first)s to %(last)s · pieces: %(count)s",
            first=format_date(self.env, days[0]),
            last=format_date(self.env, days[-1]),
            count=len(self),
        )

    def _by_industry(self):
        """What is printed: pairs of the industry in words and its pieces, the newest first."""
        groups = self.sorted("date", reverse=True).grouped("industry_id")
        return [
            (industry.name or self.env._("Market and several industries"), pieces)
            for industry, pieces in sorted(groups.items(), key=lambda row: row[0].name or "")
        ]
