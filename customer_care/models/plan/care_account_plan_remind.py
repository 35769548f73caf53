"""Nobody forgets to review a plan: its account manager is reminded, then the manager is told."""

import datetime
import logging
import zoneinfo

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ...const import GROUP_USER
from ..customer.scheduled import commit_progress, work_off

_logger = logging.getLogger(__name__)

_BATCH = 200


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    date_reminded = fields.Date(
        readonly=True, copy=False, help="On this day the account manager got the activity."
    )
    date_escalated = fields.Date(
        readonly=True, copy=False, help="On this day the manager was told that the review is late."
    )
    reminder_id = fields.Many2one(
        "mail.activity", readonly=True, copy=False, index="btree_not_null", ondelete="set null"
    )

    # === SCHEDULED === #

    @api.model
    def _cron_remind_plans(self, now=None):
        """Remind account managers of reviews that are due and tell their managers of late ones,
        each once; while somebody is absent, the one who acts for her.

        :param now: a UTC moment to take instead of the present one
        """
        Deputy = self.env["care.deputy"]
        Deputy._rebuild_scheduled(now)
        # sudo - care.account.plan: reminders are made for everybody
        Plan = self.sudo()
        today = (now or fields.Datetime.now()).date()
        reminded = Plan.search([("state", "=", "approved"), ("reminder_id.active", "=", True)])
        Deputy._pass_on([(plan.reminder_id, plan.user_id) for plan in reminded], today)
        acting = Deputy._acting_on(today)
        reviewed = [("state", "=", "approved"), ("next_review_date", "!=", False)]
        for [company] in Plan._read_group(reviewed, ["company_id"]):
            day = company._care_today(now)
            Plan._in_batches(
                Plan._remind_domain(company, day), lambda plan, d=day: plan._remind(acting, d)
            )
            Plan._in_batches(
                Plan._escalate_domain(company, now), lambda plan, d=day: plan._escalate(acting, d)
            )

    @api.model
    def _in_batches(self, domain, work):
        """Let ``work`` take each of these plans out of ``domain``."""
        if domain.is_false():
            return
        commit_progress(self.env, remaining=self.search_count(domain))

        def take():
            return self.search(domain, limit=_BATCH, order="id").try_lock_for_update()

        def work_each(due):
            for plan in due:
                work(plan)

        work_off(self.env, take, work_each)

    @api.model
    def _remind_domain(self, company, today):
        ahead = datetime.timedelta(days=company.care_reminder_days)
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
                ("next_review_date", "<=", today + ahead),
                ("date_reminded", "=", False),
                ("user_id", "in", self.env.ref(GROUP_USER).all_user_ids.ids),
                ("profile_id.active", "=", True),
            ]
        )

    @api.model
    def _escalate_domain(self, company, now=None):
        """What the managers of a company are told now; on working days, nothing before the hour of
        its daily mail."""
        moment = (now or fields.Datetime.now()).replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        today, days = company._care_today(now), company.care_escalation_days
        is_early = moment.astimezone(company._care_zone()).hour < company.care_digest_hour
        if not days or is_early or today not in company._care_working_days():
            return Domain.FALSE
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "approved"),
                ("next_review_date", "<=", today - datetime.timedelta(days=days)),
                ("date_escalated", "=", False),
                ("profile_id.active", "=", True),
            ]
        )

    def _isolated(self, work):
        """Where something fails for one plan, it is put aside: it must not stop the others."""
        try:
            with self.env.cr.savepoint():
                work()
        except Exception:
            _logger.exception("Nobody could be told of the review of account plan %s", self.id)

    def _remind(self, acting, today):
        """Put the review before the account manager, in her language and without a mail."""
        self.ensure_one()
        user = self.user_id.browse(acting.get(self.user_id.id, self.user_id.id))
        reader = self.with_context(lang=user.lang, mail_activity_quick_update=True)

        def schedule():
            self.reminder_id = reader.activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=self.next_review_date,
                summary=reader.env._("Review the account plan"),
                user_id=user.id,
            )

        self._isolated(schedule)
        self.date_reminded = today

    def _escalate(self, acting, today):
        """Tell the managers, each in her language."""
        self.ensure_one()
        managers = self.user_id._care_managers(self.company_id) - self.user_id
        readers = managers.browse({acting.get(one.id, one.id) for one in managers})

        def tell():
            for reader in readers:
                plan = self.with_context(lang=reader.lang, tz=reader.tz)
                self.env["mail.thread"].message_notify(
                    partner_ids=reader.partner_id.ids,
                    subject=plan.env._("Late review: %(plan)s", plan=plan.display_name),
                    body=Markup('<p><a href="/odoo/care-account-plans/%s">%s</a></p>')
                    % (
                        plan.id,
                        plan.env._(
                            "%(user)s was to review it by %(date)s.",
                            user=plan.user_id.name,
                            date=format_date(plan.env, plan.next_review_date),
                        ),
                    ),
                )

        self._isolated(tell)
        self.date_escalated = today

    # === WHEN IT IS DONE === #

    def _set_state(self, state, **vals):
        result = super()._set_state(state, **vals)
        if state != "approved":
            self._forget_reminder()
        return result

    def _forget_reminder(self):
        """The reminder goes, and there will be another one for the next review."""
        # sudo - care.account.plan, mail.activity: it may be somebody else's
        plans = self.sudo()
        plans.reminder_id.unlink()
        plans.filtered(lambda plan: plan.date_reminded or plan.date_escalated).write(
            {"date_reminded": False, "date_escalated": False}
        )
