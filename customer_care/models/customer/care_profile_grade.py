"""The customer's grade: what people judge by hand, how long a grade is kept, and why it is so."""

from dateutil.relativedelta import relativedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError
from odoo.tools import SQL, format_date

from ...const import GROUP_MANAGER

# Plans of so few customers follow a change of grade at once; those of more are left to the queue,
# which plans them in batches within minutes, so that a manager who approves thousands isn't kept.
_FOLLOW_AT_ONCE = 20


class CareProfile(models.Model):
    _inherit = "care.profile"

    # judged by hand
    is_strategic = fields.Boolean(
        string="Strategic Customer",
        help="A care manager says so, whatever the figures are. Grades may ask for it.",
    )
    industry_influence = fields.Selection(
        [("high", "High"), ("ordinary", "Ordinary")],
        help="Whether others of the industry look to this customer. Grades may ask for it.",
    )

    # how long the grade stays
    grade_lock_date = fields.Date(
        string="Grade Kept Until",
        readonly=True,
        copy=False,
        help="The grade was set by hand: until this day no review proposes another.",
    )
    grade_failing_since = fields.Date(
        readonly=True,
        copy=False,
        help="Since when the figures no longer carry the grade. A lower one is proposed when that"
        " has lasted for the time set by the company.",
    )

    @api.model
    def _hand_fields(self):
        return super()._hand_fields() | {"is_strategic", "industry_influence"}

    def write(self, vals):
        """Whether a customer is strategic is the manager's word; who was judged anew by hand is
        judged anew by the grades."""
        by_hand = vals.keys() & {"is_strategic", "industry_influence"}
        if "is_strategic" in by_hand and not (
            self.env.su or self.env.user.has_group(GROUP_MANAGER)
        ):
            raise AccessError(self.env._("Only a care manager says which customers are strategic."))
        result = super().write(vals)
        if by_hand:
            customers = self.partner_id
            self.env["care.dirty"]._put_pairs((one.id, one.id) for one in customers)
        return result

    # === LOCK === #

    def action_unlock_grade(self):
        """Let reviews propose another grade for these customers again.

        :raise AccessError: for anybody but a care manager
        """
        self.check_access("read")
        if not self.env.user.has_group(GROUP_MANAGER):
            raise AccessError(self.env._("Only a care manager lets go of a grade kept by hand."))
        self._lock_grade(False)

    def _lock_grade(self, lock_date):
        """Keep the grades until a day, or no longer (False)."""
        # sudo - care.profile: the lock belongs to the grade, which nobody writes directly
        self.sudo().write({"grade_lock_date": lock_date})

    @api.model
    def _default_lock_date(self, company, day=None):
        """Until when a grade set by hand is kept; False where the company keeps none."""
        months = company.root_id.care_grade_lock_months
        start = day or fields.Date.context_today(self)
        return months > 0 and start + relativedelta(months=months)

    def _vals_of_change(self, grade, reason, lock_date):
        """Values of the change by which a person wants the customer in ``grade``; see
        ``care.grade.change._record``."""
        self.ensure_one()
        if lock_date is None:
            day = self.env.context.get("default_date_apply")
            lock_date = self._default_lock_date(self.company_id, day)
        return {
            "partner_id": self.partner_id.id,
            "company_id": self.company_id.id,
            "profile_id": self.id,
            "old_grade_id": self.grade_id.id,
            "new_grade_id": grade.id,
            "reason": reason,
            "lock_date": bool(grade) and lock_date,
        }

    # === STEPS OF THE REFRESH === #

    @api.model
    def _refresh_steps(self):
        steps = super()._refresh_steps()
        steps.insert(steps.index("_refresh_grade_changes") + 1, "_refresh_failing")
        return steps

    @api.model
    def _nightly_columns(self):
        """A criterion may ask for a rank."""
        return super()._nightly_columns() | {"grade_failing_since"}

    @api.model
    def _refresh_failing(self, scope):
        """Note the day on which figures stop carrying a grade, and forget it when they do again."""
        self._update_figures(scope, ["grade_failing_since"], self._figures_failing)

    @api.model
    def _figures_failing(self, scope):
        """Rows ``(profile_id, grade_failing_since)``."""
        # sudo - care.grade: the engine judges by the company's rules, whoever triggers it
        grades = self.env["care.grade"].sudo()._set_of(scope.company)
        return SQL(
            """
            SELECT p.id AS profile_id,
                   CASE WHEN p.active AND p.first_order_date IS NOT NULL AND %(worse)s
                        THEN COALESCE(p.grade_failing_since, %(today)s)
                   END AS grade_failing_since
              FROM care_profile p WHERE %(scope)s
            """,
            worse=grades._sql_worse(grades._sql_judgement("p"), SQL("p.grade_id")),
            today=scope.today,
            scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
        )

    @api.model
    def _follow_grade_change(self, profile_ids):
        """Let plans follow the grades of these customers: at once for a few, else by the queue."""
        if len(profile_ids) <= _FOLLOW_AT_ONCE:
            # sudo - care.profile: plans follow, whoever decided
            self.sudo().browse(profile_ids)._after_grade_change()
            return
        self.env["care.dirty"]._put(
            SQL("SELECT partner_id, company_id FROM care_profile WHERE id = ANY(%s)", profile_ids)
        )

    # === WHY === #

    def _grade_evidence(self):
        """Why the customer has its grade, and what it takes for the next better one.

        :return: list of dicts ``grade`` (name), ``is_current``, ``points`` (reached),
            ``points_required``, ``criteria``: dicts of ``id, label, operator, threshold, actual``
            (False: no data)``, met, required, monetary, weight, comparison`` (words instead of
            numbers, for judgements by hand)``, missing`` (what is left to do, as a sentence, for
            unmet criteria of the better grade)
        """
        self.ensure_one()
        # sudo - care.grade: rules of the company are no secret to those who may see the customer
        grades = self.env["care.grade"].sudo()._set_of(self.company_id)
        if self.grade_id not in grades:
            return []
        # sudo - care.grade: as above
        position = grades.ids.index(self.grade_id.id)
        near = grades[max(position - 1, 0) : position + 1]
        return [self._evidence_part(grade) for grade in reversed(near)]

    def _evidence_part(self, grade):
        is_current = grade == self.grade_id
        criteria = [criterion._evidence(self) for criterion in grade.criterion_ids]
        if not is_current:
            for row, criterion in zip(criteria, grade.criterion_ids, strict=True):
                row["missing"] = not row["met"] and self._missing(criterion)
        points = [row["weight"] for row in criteria if not row["required"]]
        return {
            "grade": grade.name,
            "is_current": is_current,
            "criteria": criteria,
            "points": sum(row["weight"] for row in criteria if row["met"] and not row["required"]),
            "points_required": grade.points_required if points else 0,
        }

    def _grade_outlook(self):
        """When the grade is judged next, and what holds it.

        :return: dict of ``next_review_date, locked_until, failing_since`` (ISO dates or False) and
            ``notes``: the latter two as sentences
        """
        self.ensure_one()
        today = self.company_id._care_today()
        locked = bool(self.grade_lock_date and self.grade_lock_date >= today)
        failing = self.grade_failing_since
        notes = []
        if locked:
            notes.append(
                self.env._(
                    "Kept by hand until %(day)s.", day=format_date(self.env, self.grade_lock_date)
                )
            )
        if failing:
            notes.append(self._failing_note(failing))
        return {
            "next_review_date": self.grade_id
            and fields.Date.to_string(self._next_review_date(today)),
            "locked_until": locked and fields.Date.to_string(self.grade_lock_date),
            "failing_since": failing and fields.Date.to_string(failing),
            "notes": notes,
        }

    def _failing_note(self, failing):
        # sudo - res.company: its patience is no secret
        months = self.company_id.sudo().care_grade_patience_months
        return self.env._(
            "Fails since %(since)s; a lower grade is proposed from %(until)s on.",
            since=format_date(self.env, failing),
            until=format_date(self.env, failing + relativedelta(months=months)),
        )

    @api.model
    def _next_review_date(self, today):
        """The first day of the next quarter."""
        return today.replace(day=1) + relativedelta(months=3 - (today.month - 1) % 3)

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        """What was judged by hand of the one holds for the other."""
        if not self.grade_id and (graded := others.filtered("grade_id")[:1]):
            self.grade_lock_date = graded.grade_lock_date
            self.grade_failing_since = graded.grade_failing_since
        self.is_strategic |= any(others.mapped("is_strategic"))
        judged = (self | others).filtered("industry_influence")
        self.industry_influence = judged[:1].industry_influence
        return super()._absorb(others)
