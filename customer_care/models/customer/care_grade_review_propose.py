"""The engine of the review: whom it proposes, and the review that opens itself every quarter."""

import logging

import psycopg2.errors
from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.tools import SQL

from ...const import GROUP_MANAGER
from .refresh_scope import RefreshScope

_logger = logging.getLogger(__name__)

# The quarterly review opens in these first days of the quarter; a server that was away for some of
# them still opens it, one that was installed in the middle of a quarter waits for the next.
_FIRST_DAYS = 10


class CareGradeReview(models.Model):
    _inherit = "care.grade.review"

    # === PROPOSING === #

    def _propose(self):
        """Insert the proposals of this review, set-based, with the evidence of the day.

        Left alone are customers with an open change, those whom this review has proposed already,
        those whose grade is kept by hand, and those who fail theirs not yet for long enough.
        """
        self.ensure_one()
        scope = RefreshScope.of(self.company_id)
        # sudo - care.grade: the engine judges by the company's rules
        grades = self.env["care.grade"].sudo()._set_of(self.company_id)
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_grade_change (review_id, profile_id, partner_id, company_id,
                            old_grade_id, new_grade_id, state, origin, date, date_apply, evidence,
                            failing_since, user_id, create_uid, create_date, write_uid, write_date)
                SELECT %(review)s, p.id, p.partner_id, p.company_id,
                       p.grade_id, j.grade_id, 'proposed', 'review', %(today)s, %(apply)s,
                       %(evidence)s,
                       CASE WHEN %(worse)s THEN p.grade_failing_since END,
                       %(uid)s, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM care_profile p
            CROSS JOIN LATERAL (SELECT %(grade)s AS grade_id) j
                 WHERE %(scope)s AND p.active AND p.first_order_date IS NOT NULL
                   AND j.grade_id IS DISTINCT FROM p.grade_id AND %(ripe)s
                   AND NOT EXISTS (SELECT FROM care_grade_change c
                                    WHERE c.profile_id = p.id
                                      AND (c.state IN ('proposed', 'approved')
                                           OR c.review_id = %(review)s))
              ORDER BY p.id
             RETURNING id
                """,
                review=self.id,
                grade=grades._sql_judgement("p"),
                ripe=grades._sql_ripe("p", SQL("j.grade_id"), scope),
                worse=grades._sql_worse(SQL("j.grade_id"), SQL("p.grade_id")),
                evidence=grades.criterion_ids._sql_evidence("p"),
                scope=scope.covers(SQL("p.company_id"), SQL("p.partner_id")),
                today=scope.today,
                apply=self.date_apply,
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.env.invalidate_all()

    # === EVERY QUARTER === #

    @api.model
    def _cron_open_reviews(self, today=None):
        """In the first days of a quarter: open the review of each company that has customers and
        no review in this quarter yet, and tell its care managers. Any other run does nothing.

        :param today: instead of each company's present day
        """
        # sudo - res.company: every company's customers are reviewed, whoever triggers it
        companies = self.env["res.company"].sudo().search([("parent_id", "=", False)], order="id")
        for company in companies:
            day = today or company._care_today()
            first = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
            if (day - first).days < _FIRST_DAYS:
                self._open_quarter(company, first, day)

    @api.model
    def _open_quarter(self, company, first, day):
        """Open the review of the quarter that begins on ``first``, once; the unique index stops a
        second server."""
        # sudo - care.grade.review, care.profile: the engine opens it, whoever triggers it
        Review = self.sudo().with_company(company)
        in_quarter = [("company_id", "=", company.id), ("date", ">=", first)]
        has_customers = [("company_id", "=", company.id), ("grade_id", "!=", False)]
        if Review.search_count(
            [*in_quarter, ("date", "<", first + relativedelta(months=3))], limit=1
        ) or not self.env["care.profile"].sudo().search_count(has_customers, limit=1):
            return
        try:
            with self.env.cr.savepoint():
                review = Review.create(Review._vals_of_quarter(company, first, day))
                review._set_state("open")
                review._propose()
                Review._close_decided(review.ids)
                review._notify_managers()
        except psycopg2.errors.UniqueViolation:
            _logger.info("The review of %s in %s is there already.", company.name, first)

    @api.model
    def _vals_of_quarter(self, company, first, day):
        return {
            "company_id": company.id,
            "quarter_date": first,
            "date": day,
            "date_apply": day,
            "name": self.env._(
                "Review %(year)s Q%(quarter)s", year=first.year, quarter=(first.month + 2) // 3
            ),
        }

    def _notify_managers(self):
        """Remind each care manager of the company of what is to be decided, by one activity."""
        if not self.open_count:
            return
        managers = self.env.ref(GROUP_MANAGER).all_user_ids.filtered(
            lambda user: user.active and not user.share and self.company_id in user.company_ids
        )
        for manager in managers:
            self.with_context(lang=manager.lang).activity_schedule(
                "mail.mail_activity_data_todo",
                summary=self.with_context(lang=manager.lang).env._(
                    "Decide about %(count)s grade changes", count=self.open_count
                ),
                user_id=manager.id,
            )
