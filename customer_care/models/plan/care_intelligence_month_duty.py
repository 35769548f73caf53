"""Who owes a monthly market report, who is reminded of it, and who hears that it is late."""

import datetime
import logging

from markupsafe import Markup

from odoo import api, models
from odoo.tools import format_date

from ...const import GROUP_USER
from ..customer.scheduled import commit_progress

_logger = logging.getLogger(__name__)

# So many are named in the message; the list behind its link has all of them.
_NAMED_AT_MOST = 20


class CareIntelligenceMonth(models.Model):
    _inherit = "care.intelligence.month"

    # === SCHEDULED === #

    @api.model
    def _cron_follow_months(self, now=None):
        """Nightly: open the present month for every account manager, remind those whose report is
        due, and tell managers whose is late.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - care.intelligence.month, res.company: reports of everybody, in all companies
        reports = self.sudo()
        roots = self.env["res.company"].sudo().search([("parent_id", "=", False)], order="id")
        for left, root in zip(reversed(range(len(roots))), roots, strict=True):
            reports._follow_company(root, root._care_today(now))
            if not commit_progress(self.env, 1, left) and left:
                return

    @api.model
    def _follow_company(self, company, today):
        """All that is due in a company on a day. Idempotent."""
        self._open_month(company, today)
        self._remind_due(company, today)
        self._escalate_late(company, today)

    # === WHO OWES ONE === #

    @api.model
    def _open_month(self, company, today, users=None):
        """Open the month of a day for the account managers of a company, and take away what nobody
        owes any more: empty reports of those who look after no customer now.

        :param users: these only
        """
        managers = self._account_managers(company)
        chosen = managers if users is None else managers & users
        if chosen:
            self._insert(company, today.replace(day=1), chosen)
        domain = [
            ("company_id", "=", company.id),
            ("state", "=", "open"),
            ("piece_ids", "=", False),
            ("user_id", "not in", managers.ids),
        ]
        if users is not None:
            domain.append(("user_id", "in", users.ids))
        self.search(domain).unlink()

    @api.model
    def _account_managers(self, company):
        """Who looks after at least one customer of a company; nobody where it wants no reports."""
        if not company.care_intelligence_monthly:
            return self.env["res.users"]
        owners = self.env["care.profile"]._read_group(
            [("company_id", "=", company.id), ("active", "=", True), ("user_id", "!=", False)],
            ["user_id"],
        )
        users = self.env["res.users"].union(*(user for [user] in owners))
        return users.filtered("active") & self.env.ref(GROUP_USER).all_user_ids

    # === REMINDING === #

    @api.model
    def _remind_due(self, company, today):
        """Put each report before its author, once, when its day comes near."""
        due = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("date_reminded", "=", False),
                ("date_due", "<=", today + datetime.timedelta(company.care_reminder_days)),
                ("user_id.active", "=", True),
            ]
        )
        for report in due.try_lock_for_update():
            try:
                with self.env.cr.savepoint():
                    report._remind()
            except Exception:
                _logger.exception("Report %s can't be put before its author", report.id)
            report.date_reminded = today

    def _remind(self):
        """Create the activity, in the language of the one who gets it and without a mail. It is
        hers alone: nobody who acts for her knows what she learned."""
        user = self.user_id
        reader = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        self.reminder_id = reader.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_due,
            summary=reader.env._("Market report for %(month)s", month=reader._say_month()),
            user_id=user.id,
            automated=True,
        )

    # === ESCALATING === #

    @api.model
    def _escalate_late(self, company, today):
        """Tell managers and information administrators on working days what is late, once; nothing
        of those who are absent."""
        days = company.care_escalation_days
        if not days or today not in company._care_working_days():
            return
        late = self.search(
            [
                ("company_id", "=", company.id),
                ("state", "=", "open"),
                ("date_escalated", "=", False),
                ("date_due", "<=", today - datetime.timedelta(days)),
                ("user_id.active", "=", True),
                ("user_id", "not in", list(self.env["care.deputy"]._acting_on(today))),
            ]
        ).try_lock_for_update()
        told = {}
        for report in late:
            user = report.user_id
            for reader in (user._care_managers(company) | user._care_stewards(company)) - user:
                told[reader] = told.get(reader, self.browse()) | report
        for reader, reports in told.items():
            reports._tell_late(reader)
        late.write({"date_escalated": today})

    def _tell_late(self, reader):
        """One message about all of these, in the reader's language."""
        reports = self.with_context(lang=reader.lang, tz=reader.tz)
        lines = Markup("").join(
            Markup('<li><a href="/odoo/care.intelligence.month/%s">%s</a> (%s)</li>')
            % (report.id, report.display_name, format_date(report.env, report.date_due))
            for report in reports[:_NAMED_AT_MOST]
        )
        self.env["mail.thread"].message_notify(
            partner_ids=reader.partner_id.ids,
            subject=reports.env._("Late market reports: %(count)s", count=len(self)),
            body=Markup('<ul>%s</ul><p><a href="/odoo/care-market-reports">%s</a></p>')
            % (lines, reports.env._("Open the monthly market reports")),
        )
