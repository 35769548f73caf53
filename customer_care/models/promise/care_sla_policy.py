from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import format_list

from ...const import PROMISE_KINDS, SEVERITIES
from ...tools.working_time import same_time_after


class CareSlaPolicy(models.Model):
    """What is promised to whom: a reply, solution, progress notice or return visit within so many
    hours or days. Managers write it; each promise that is made of it is a clock.

    Which policy a promise is made of:

    1. Only active policies of the kind count, of the company (its main company, for a branch) or
       shared by all.
    2. All that is filled in has to hold: the customer, the grade, the severity, and what rooms add.
    3. A policy of the company comes before a shared one.
    4. One that names the customer comes before one that names only a grade, and that before one
       that names only a severity: ``_conditions``, most specific first.
    5. What is still equal goes by sequence, then by age.

    Where none matches nothing is promised, and no clock runs.
    """

    _name = "care.sla.policy"
    _description = "Promise Policy"
    _order = "kind, sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(PROMISE_KINDS, string="Promise", required=True, default="reply")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company. A company's own policies come before these.",
    )

    # to whom; restricted: a promise must not grow to everybody because what limits it is deleted
    partner_ids = fields.Many2many(
        "res.partner",
        string="Customers",
        ondelete="restrict",
        domain=[("parent_id", "=", False)],
        help="Only these customers. Empty: all.",
    )
    grade_ids = fields.Many2many(
        "care.grade",
        string="Grades",
        ondelete="restrict",
        help="Only customers of these grades. Empty: all.",
    )
    severity = fields.Selection(SEVERITIES, help="Only this severity. Empty: any.")

    # how long
    amount = fields.Float("Within", required=True, default=24, digits=(16, 2))
    unit = fields.Selection([("hours", "Hours"), ("days", "Days")], required=True, default="hours")
    calendar_id = fields.Many2one(
        "resource.calendar",
        string="Working Hours",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('company_id', 'in', (False, company_id))]",
        help="Time runs only in these hours and not on their holidays; a day has as many hours as"
        " an average working day. Empty: day and night, every day.",
    )

    # who hears of it
    warn_hours = fields.Float(
        "Warn Before (Hours)",
        default=4,
        help="So many hours before the time is over the responsible person is warned. 0: never.",
    )
    escalate_to = fields.Selection(
        [("manager", "Manager of the responsible person"), ("user", "A certain person")],
        default="manager",
        help="Who is told when a promise is broken and still not kept. Empty: nobody.",
    )
    escalate_user_id = fields.Many2one(
        "res.users",
        string="Escalate To Person",
        index="btree_not_null",
        ondelete="restrict",
        domain=[("share", "=", False)],
    )
    escalate_hours = fields.Float(
        "Escalate After (Hours)", help="So many hours after the time was over. 0: at once."
    )

    sentence = fields.Text("In Words", compute="_compute_sentence")
    clock_ids = fields.One2many("care.sla.clock", "policy_id")

    _amount_range = models.Constraint(
        "CHECK (amount > 0 AND amount * CASE unit WHEN 'days' THEN 24 ELSE 1 END <= 8784)",
        "A promise takes more than no time and at most 366 days.",
    )
    _hours_not_negative = models.Constraint(
        "CHECK (warn_hours >= 0 AND escalate_hours BETWEEN 0 AND 8784)",
        "Warn and escalate after no negative number of hours, and escalate within 366 days.",
    )
    _escalation_person = models.Constraint(
        "CHECK (escalate_to IS DISTINCT FROM 'user' OR escalate_user_id IS NOT NULL)",
        "Choose the person to escalate to.",
    )

    # === COMPUTE METHODS === #

    @api.depends(
        *("kind", "partner_ids", "grade_ids", "severity", "amount", "unit", "calendar_id"),
        *("warn_hours", "escalate_to", "escalate_user_id", "escalate_hours"),
    )
    @api.depends_context("lang")
    def _compute_sentence(self):
        for policy in self:
            sentences = [policy._say_promise(), policy._say_for_whom(), *policy._say_telling()]
            policy.sentence = " ".join(sentences)

    def _say_promise(self):
        """What is promised, within which time."""
        within = self._say_time()
        return {
            "reply": self.env._("A person answers within %(time)s.", time=within),
            "solution": self.env._("A solution is proposed within %(time)s.", time=within),
            "progress": self.env._(
                "The customer hears how the matter stands at least every %(time)s.", time=within
            ),
            "return_visit": self.env._(
                "The customer is asked within %(time)s whether everything is well now.",
                time=within,
            ),
        }.get(self.kind, within)

    def _say_time(self):
        """The time promised, such as "8 working hours (Standard)"."""
        return self._say_amount(self.amount, self.unit, self.calendar_id)

    @api.model
    def _say_amount(self, amount, unit, calendar):
        values = {"amount": f"{amount:g}", "calendar": calendar.name or ""}
        if amount == 1:
            return self._say_one(unit, calendar, values)
        if calendar:
            if unit == "days":
                return self.env._("%(amount)s working days (%(calendar)s)", **values)
            return self.env._("%(amount)s working hours (%(calendar)s)", **values)
        if unit == "days":
            return self.env._("%(amount)s days", **values)
        return self.env._("%(amount)s hours", **values)

    @api.model
    def _say_one(self, unit, calendar, values):
        """The singular of ``_say_amount``."""
        if calendar:
            if unit == "days":
                return self.env._("%(amount)s working day (%(calendar)s)", **values)
            return self.env._("%(amount)s working hour (%(calendar)s)", **values)
        if unit == "days":
            return self.env._("%(amount)s day", **values)
        return self.env._("%(amount)s hour", **values)

    def _say_for_whom(self):
        conditions = self._say_conditions()
        if not conditions:
            return self.env._("It is promised to everybody.")
        return self.env._(
            "It is promised only for: %(conditions)s.",
            conditions=format_list(self.env, conditions),
        )

    def _say_conditions(self):
        """What has to hold, in words. Rooms add theirs."""
        said = []
        if self.partner_ids:
            said.append(format_list(self.env, self.partner_ids.mapped("name"), "or"))
        if self.grade_ids:
            grades = format_list(self.env, self.grade_ids.mapped("name"), "or")
            said.append(self.env._("grade %(grades)s", grades=grades))
        if self.severity:
            label = dict(self._fields["severity"]._description_selection(self.env))[self.severity]
            said.append(self.env._("severity %(severity)s", severity=label))
        return said

    def _say_telling(self):
        """Whom it warns and to whom it escalates."""
        said = []
        if self.warn_hours:
            said.append(
                self.env._(
                    "The responsible person is warned %(hours)s hours before.",
                    hours=f"{self.warn_hours:g}",
                )
            )
        if self.escalate_to:
            who = (
                self.escalate_user_id.name
                if self.escalate_to == "user"
                else self.env._("the manager")
            )
            if self.escalate_hours:
                hours = f"{self.escalate_hours:g}"
                said.append(
                    self.env._(
                        "Once it is %(hours)s hours late, %(who)s is told.", who=who, hours=hours
                    )
                )
            else:
                said.append(self.env._("As soon as it is late, %(who)s is told.", who=who))
        return said

    # === CONSTRAINT METHODS === #

    @api.constrains("calendar_id")
    def _check_calendar(self):
        for policy in self:
            # sudo - resource.calendar: anybody who writes policies may know whether it has hours
            calendar = policy.calendar_id.sudo()
            if calendar and not calendar._care_has_hours():
                raise ValidationError(
                    self.env._(
                        "%(calendar)s does not say in which hours people work. Choose another"
                        " calendar, or none to count day and night.",
                        calendar=calendar.name,
                    )
                )

    # === BUSINESS METHODS === #

    @api.model
    def _set_of(self, kind, company):
        """The policies of a kind that hold in a company, unordered: its own and the shared ones."""
        # sudo - care.sla.policy: what is promised does not depend on who takes the call
        return self.sudo().search(
            [
                ("kind", "=", kind),
                ("company_id", "in", (False, company.root_id.id)),
                ("active", "=", True),
            ]
        )

    def _match(self, facts):
        """The policy among these that a promise is made of; empty for none. See the class.

        :param dict facts: what is so, by names of ``_conditions``
        """
        matching = self.filtered(lambda policy: policy._holds_for(facts))
        return min(matching, key=lambda policy: policy._rank(), default=self.browse())

    @api.model
    def _conditions(self):
        """Names of the fields that say for what a policy holds, most specific first. Rooms insert
        theirs, and extend ``_facts``."""
        return ["partner_ids", "grade_ids", "severity"]

    @api.model
    def _facts(self, subject, profile):
        """What is so for a subject of promises, by names of ``_conditions``.

        :param subject: the record that something is promised about
        :param profile: the customer's file, or empty
        """
        return {
            "partner_ids": self.env["care.sla.clock"]._parties(subject)[0],
            "grade_ids": profile.grade_id,
            "severity": subject["severity"] if "severity" in subject._fields else False,
        }

    def _holds_for(self, facts):
        policy = self.with_context(active_test=False)  # an archived grade or customer limits it too
        return all(_meets(policy[name], facts.get(name)) for name in self._conditions())

    def _rank(self):
        """The smaller, the sooner it is taken."""
        policy = self.with_context(active_test=False)
        missing = [not policy[name] for name in self._conditions()]
        return (not self.company_id, *missing, self.sequence, self.id)

    def _target_seconds(self, start, company, calendar):
        """The time promised, in seconds that count.

        :param start: the moment from which it counts; a day ends at the same time of the day in the
            company's zone
        :param calendar: the working hours, or empty for day and night
        """
        if self.unit == "hours":
            return round(self.amount * 3600)
        if calendar:
            return round(self.amount * calendar.hours_per_day * 3600)
        end = same_time_after(start, self.amount, company._care_zone())
        return int((end - start).total_seconds())


def _meets(wanted, fact):
    """Whether a condition holds: nothing wanted, one of the records wanted, the value wanted."""
    if not wanted:
        return True
    if isinstance(wanted, models.BaseModel):
        return bool(fact) and fact <= wanted
    return fact == wanted
