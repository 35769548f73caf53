from odoo import api, fields, models
from odoo.exceptions import UserError

_TRANSITIONS = {
    ("draft", "running"),
    ("draft", "cancelled"),
    ("running", "closed"),
    ("running", "cancelled"),
}
FEWEST_ANONYMOUS = 5  # fewer people would know who said what


class CareCampaign(models.Model):
    """One wave of a survey: who is asked, when, how often she is reminded, and until when she may
    answer. Agents and managers write it; a scheduled action invites and reminds.

    Starting it writes one invitation for everybody who belongs to the audience, those who are left
    out too, with the reason; afterwards the audience does not change any more.
    """

    _name = "care.campaign"
    _description = "Survey Campaign"
    _inherit = ["care.audience", "mail.thread", "mail.activity.mixin"]
    _order = "date_start DESC, id DESC"

    name = fields.Char(required=True, translate=True)
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.company.root_id,
        domain=[("parent_id", "=", False)],
    )
    survey_id = fields.Many2one(
        "survey.survey",
        required=True,
        index=True,
        ondelete="restrict",
        domain=[("care_question_count", ">", 0)],
        help="A survey some question of which is marked as asking for satisfaction or"
        " recommendation.",
    )
    user_id = fields.Many2one(
        "res.users",
        string="Responsible",
        index="btree_not_null",
        ondelete="set null",
        default=lambda self: self.env.user,
        domain=[("share", "=", False)],
    )
    state = fields.Selection(
        [
            ("draft", "Draft"),
            ("running", "Running"),
            ("closed", "Closed"),
            ("cancelled", "Cancelled"),
        ],
        required=True,
        readonly=True,
        copy=False,
        default="draft",
    )

    trigger = fields.Selection(
        [("wave", "Once, everybody of the audience"), ("delivery", "After each delivery")],
        string="Asks",
        required=True,
        default="wave",
        help="After a delivery: some days after the day that was promised for an order, whoever"
        " ordered is asked. After a complaint: whoever complained, some days after it was solved.",
    )
    delay_days = fields.Integer(
        "Days After", required=True, default=3, help="So long after the delivery or the solution."
    )
    answer_days = fields.Integer(
        "Days to Answer", required=True, default=30, help="So long an invitation may be answered."
    )

    # who is asked
    respondents = fields.Selection(
        [
            ("company", "The customer's own address"),
            ("main", "One contact of each customer"),
            ("all", "Every contact"),
        ],
        string="Who Answers",
        required=True,
        default="main",
    )
    cap_per_customer = fields.Integer(
        "People per Customer",
        required=True,
        default=3,
        help="At most so many people of one customer are asked.",
    )
    is_due_only = fields.Boolean(
        "Only Customers Whose Turn It Is",
        help="Leaves out customers who answered within the survey interval of their grade.",
    )
    is_anonymous = fields.Boolean(
        "Anonymous",
        help="Nobody can see who answered what. Customers are neither followed up nor graded by"
        " it.",
    )

    # when
    date_start = fields.Date("First Day", required=True, default=fields.Date.context_today)
    date_end = fields.Date(
        "Last Day",
        help="The last day on which one may answer, or is asked. Empty: until somebody closes it.",
    )
    reminder_days = fields.Integer(
        "Remind After (Days)", required=True, default=7, help="So long after the last mail."
    )
    reminder_max = fields.Integer(
        "Reminders", required=True, default=2, help="At most so many. 0: none."
    )

    # how it is counted
    vote = fields.Selection(
        [("person", "One vote per person"), ("customer", "One vote per customer")],
        string="Counted",
        required=True,
        default="person",
        help="One vote per customer: the answers of a customer's people are averaged first.",
    )
    target_percent = fields.Float("Satisfied Target (%)", default=90)
    response_target_percent = fields.Float("Response Target (%)", default=30)

    invitation_ids = fields.One2many("care.invitation", "campaign_id", readonly=True)
    answer_ids = fields.One2many("care.answer", "campaign_id", readonly=True)

    _numbers = models.Constraint(
        "CHECK (cap_per_customer > 0 AND reminder_days > 0 AND reminder_max BETWEEN 0 AND 9"
        " AND target_percent BETWEEN 0 AND 100 AND response_target_percent BETWEEN 0 AND 100"
        " AND delay_days >= 0 AND answer_days > 0)",
        "At least one person per customer, at least one day between two mails and to answer, at"
        " most nine reminders, and targets between 0 and 100.",
    )
    _wave_ends = models.Constraint(
        "CHECK (trigger <> 'wave' OR date_end IS NOT NULL)", "Say until when one may answer."
    )
    _events_are_named = models.Constraint(
        "CHECK (trigger = 'wave' OR is_anonymous IS NOT TRUE)",
        "Only a survey of many at once can be anonymous: an order tells who answers.",
    )
    _days = models.Constraint("CHECK (date_end >= date_start)", "A campaign ends after it begins.")
    _running_idx = models.Index("(date_start) WHERE state = 'running'")

    # === CRUD METHODS === #

    def copy_data(self, default=None):
        """A copy begins today, or on the day that is given, and is as long."""
        copies = super().copy_data(default)
        given = default or {}
        for campaign, vals in zip(self, copies, strict=True):
            if "name" not in given:
                vals["name"] = self.env._("%(campaign)s (copy)", campaign=campaign.name)
            if "date_start" not in given:
                vals["date_start"] = fields.Date.context_today(self)
            if "date_end" not in given and campaign.date_end:
                length = campaign.date_end - campaign.date_start
                vals["date_end"] = fields.Date.to_date(vals["date_start"]) + length
        return copies

    @api.ondelete(at_uninstall=False)
    def _unlink_except_asked(self):
        if any(campaign.state not in ("draft", "cancelled") for campaign in self):
            raise UserError(
                self.env._("People were asked already: close the campaign instead of deleting it.")
            )

    def _set_state(self, state):
        """Bring these campaigns into a state.

        :raise UserError: where one cannot go there any more
        """
        if self != self.try_lock_for_update():
            raise UserError(self.env._("Somebody else is working on this campaign. Try again."))
        self.invalidate_recordset(["state"])
        for campaign in self:
            if (campaign.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._("%(campaign)s was started or ended already.", campaign=campaign.name)
                )
        self.write({"state": state})

    # === ACTIONS === #

    def action_start(self):
        """Write the invitations; the scheduled action sends them from the first day on.

        :raise UserError: where nobody is left to ask, or too few for an anonymous campaign
        """
        self.check_access("write")
        self._set_state("running")
        for campaign in self:
            campaign._invite()
            if campaign.trigger != "wave":
                continue
            asked = len(campaign.invitation_ids.filtered(lambda row: row.state == "waiting"))
            if not asked:
                raise UserError(self.env._("Nobody is left to ask: widen the audience."))
            if campaign.is_anonymous and asked < FEWEST_ANONYMOUS:
                raise UserError(
                    self.env._(
                        "With fewer than %(number)s people asked nobody stays anonymous: widen the"
                        " audience.",
                        number=FEWEST_ANONYMOUS,
                    )
                )
        self._trigger_sending()

    def action_close(self):
        """End it: who has not answered cannot any more."""
        self.check_access("write")
        self._set_state("closed")
        self.invitation_ids._expire()

    def action_cancel(self):
        """Give it up: nobody is invited or reminded any more."""
        self.check_access("write")
        self._set_state("cancelled")
        self.invitation_ids._expire()

    @api.readonly
    def action_open_invitations(self):
        """Who was asked."""
        return self._open("care_invitation_action", [("state", "!=", "skipped")])

    @api.readonly
    def action_open_skipped(self):
        """Who was left out, and why."""
        return self._open("care_invitation_action", [("state", "=", "skipped")], care_left_out=True)

    @api.readonly
    def action_open_answers(self):
        """The answers, drawn by grade and over time."""
        return self._open("care_answer_action", [])

    def _open(self, action, domain, **context):
        self.ensure_one()
        self.check_access("read")
        return {
            **self.env["ir.actions.act_window"]._for_xml_id(f"customer_care.{action}"),
            "domain": [("campaign_id", "=", self.id), *domain],
            "context": context,
        }
