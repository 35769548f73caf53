"""Value reports are opened at the begin of each quarter, and their responsible are reminded."""

import logging

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.date_utils import end_of

from ...tools.quarter import quarter_before
from ..customer.scheduled import commit_progress, without_jit

_logger = logging.getLogger(__name__)

_BATCH = 200
# So many days before a report is due, its responsible is reminded.
_REMIND_DAYS = 7


class CareValueReport(models.Model):
    _inherit = "care.value.report"

    date_reminded = fields.Date(readonly=True, copy=False)
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    # === SCHEDULED === #

    @api.model
    def _cron_open_reports(self, now=None):
        """Daily: open the reports about the quarter that is over, and remind of those due soon.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - res.company: reports of all companies, whoever triggers it
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)], order="id")
        for root in roots:
            if not self._generate(root, root._care_today(now)):
                return
        for root in roots:
            if not self._remind_due(root, root._care_today(now)):
                return

    # === OPENING === #

    @api.model
    def _generate(self, company, today, partners=None):
        """Open a draft about the quarter before ``today`` for every customer of a grade that asks
        for it, who had bought by then. Idempotent: a customer has one report a quarter, however
        often it runs and on how many servers.

        :param company: a root company
        :param partners: only these customers; all when None
        :return: whether there was time for all
        """
        self.env.flush_all()
        without_jit(self.env)
        # sudo - care.value.report: drafts are opened for everybody
        engine = self.sudo()
        start = quarter_before(today)
        while made := engine._insert_drafts(company, start, today, partners):
            self.env.invalidate_all()
            reports = engine.browse(made)
            self.env.add_to_compute(self._fields["contact_id"], reports)
            reports._propose()
            if not commit_progress(self.env, len(made)):
                return False
        return True

    @api.model
    def _insert_drafts(self, company, start, today, partners):
        """One batch of new drafts. It relies on the index of files by company and grade, and on the
        unique one of reports by file and quarter.

        :return: ids
        """
        rows = self.env.execute_query(
            SQL(
                """
                INSERT INTO care_value_report (profile_id, partner_id, company_id, user_id,
                            date_start, date_due, state, create_uid, create_date, write_uid,
                            write_date)
                SELECT p.id, p.partner_id, p.company_id, p.user_id, %(start)s, %(due)s, 'draft',
                       %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM care_profile p
                  JOIN care_grade g ON g.id = p.grade_id AND g.has_value_report
                 WHERE p.company_id = %(company)s AND p.active AND p.first_order_date <= %(end)s
                   AND %(scope)s
                   AND NOT EXISTS (SELECT FROM care_value_report r
                                    WHERE r.profile_id = p.id AND r.date_start = %(start)s)
              ORDER BY p.id LIMIT %(limit)s
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                start=start,
                end=end_of(start, "quarter"),
                # who comes to the grade later in the quarter has as much time as the others
                due=fields.Date.add(today, days=company.care_value_report_days),
                uid=self.env.uid,
                now=self.env.cr.now(),
                company=company.id,
                scope=SQL("p.partner_id = ANY(%s)", partners.ids) if partners else SQL("TRUE"),
                limit=_BATCH,
            )
        )
        return [row[0] for row in rows]

    # === REMINDING === #

    @api.model
    def _remind_due(self, company, today):
        """Remind the responsible of each report that is due soon, once; while she is absent, the
        one who acts for her.

        :return: whether there was time for all
        """
        # sudo - care.value.report: reminders are made for everybody
        Report = self.sudo()
        Report._pass_reminders(company, today)
        domain = [
            ("company_id", "=", company.id),
            ("state", "!=", "sent"),
            ("date_due", "<=", fields.Date.add(today, days=_REMIND_DAYS)),
            ("date_reminded", "=", False),
            ("user_id.active", "=", True),
            ("profile_id.active", "=", True),
        ]
        last = 0
        while batch := Report.search([*domain, ("id", ">", last)], limit=_BATCH, order="id"):
            last = batch[-1].id
            for report in batch.try_lock_for_update():
                report._remind_isolated(today)
            if not commit_progress(self.env, len(batch)):
                return False
        return True

    @api.model
    def _pass_reminders(self, company, today):
        """Reminders follow the responsible, and go to whoever acts for her while she is absent."""
        acting = self.env["care.deputy"]._acting_on(today)
        reminded = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "!=", "sent"),
                ("reminder_id.active", "=", True),
            ]
        )
        for report in reminded.filtered("user_id"):
            reader = acting.get(report.user_id.id, report.user_id.id)
            if report.reminder_id.user_id.id != reader:
                report.reminder_id.with_context(mail_activity_quick_update=True).user_id = reader

    def _remind_isolated(self, today):
        """Remind of one report; where that fails, put it aside: it must not stop the others."""
        try:
            with self.env.cr.savepoint():
                self._remind(today)
        except Exception:
            _logger.exception("Value report %s can't be put before its responsible", self.id)
        self.date_reminded = today

    def _remind(self, today):
        """Create the activity, in the language of the one who gets it and without a mail."""
        user = self.user_id._care_deputy(today)
        reader = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        self.reminder_id = reader.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_due,
            summary=reader._work_to_do(),
            user_id=user.id,
        )

    def _work_to_do(self):
        """What is to be done next, in words."""
        return (
            self.env._("Complete and release value report %s", self.period)
            if self.state == "draft"
            else self.env._("Send value report %s", self.period)
        )

    def _forget_reminder(self):
        """The reminder goes, and there will be another one where it is still needed."""
        # sudo - care.value.report, mail.activity: it may be somebody else's
        reports = self.sudo()
        reports.reminder_id.unlink()
        reports.filtered("date_reminded").date_reminded = False
