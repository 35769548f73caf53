"""Did a measure help? That is seen by whether its cause came back. And who is reminded."""

import logging
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ..customer.scheduled import commit_progress

_logger = logging.getLogger(__name__)

_BATCH = 500


class CareMeasure(models.Model):
    _inherit = "care.measure"

    # === ACTIONS === #

    def action_check(self):
        """Judge by figures whether the measure helped: cases of its cause before it and after it,
        the same number of days."""
        for measure in self:
            if not measure.cause_id:
                raise UserError(
                    self.env._(
                        "%(measure)s has no root cause, so nothing can be counted. Choose one, or"
                        " judge yourself.",
                        measure=measure.display_name,
                    )
                )
            measure._judge()

    def action_effective(self):
        """Judge by hand, where no cause is known: it helped."""
        self._judge_by_hand("effective")

    def action_ineffective(self):
        """Judge by hand, where no cause is known: it did not help."""
        self._judge_by_hand("ineffective")

    # === BUSINESS METHODS === #

    def _judge_by_hand(self, state):
        if self.filtered("cause_id"):
            raise UserError(
                self.env._("Figures judge this measure: use “Check”, it counts the cases.")
            )
        self._set_state(
            state,
            date_checked=fields.Date.context_today(self),
            verdict=self.env._("Judged by %(user)s.", user=self.env.user.name),
        )

    def _judge(self, today=None):
        """Effective where the cause did not come back."""
        self.ensure_one()
        before, after = self._count_cases()
        self._set_state(
            "ineffective" if after else "effective",
            case_count_before=before,
            case_count_after=after,
            date_checked=today or fields.Date.context_today(self),
            verdict=self.env._(
                "%(before)s cases in the %(days)s days before, %(after)s in those after.",
                before=before,
                days=self.check_days,
                after=after,
            ),
        )

    def _count_cases(self):
        """How many cases of the cause were received within the days before the measure was done
        and within those after; those rejected or cancelled do not count."""
        midnight = self.company_id.sudo().root_id._care_midnight  # sudo: a company's zone
        done = midnight(self.date_done + timedelta(days=1))
        span = timedelta(days=self.check_days)
        # sudo - care.case: a cause comes back whoever may see the cases
        Case = self.env["care.case"].sudo()
        base = Domain(
            [
                ("cause_id", "=", self.cause_id.id),
                ("company_id", "child_of", self.company_id.root_id.id),
                ("state", "not in", ("rejected", "cancelled")),
            ]
        )
        return tuple(
            Case.search_count(
                base & Domain("date_received", ">=", begin) & Domain("date_received", "<", end)
            )
            for begin, end in ((done - span, done), (done, done + span))
        )

    # === SCHEDULED === #

    @api.model
    def _cron_remind_measures(self, now=None):
        """Judge the measures whose time to be checked has come, and remind the owners of those
        that are due, once; while an owner is absent, the one who acts for her.

        :param now: a UTC moment to take instead of the present one
        """
        Deputy = self.env["care.deputy"]
        Deputy._rebuild(now)
        day = (now or fields.Datetime.now()).date()
        Deputy._pass_on(self.sudo()._reminders() + self.env["care.case"].sudo()._reminders(), day)
        # sudo - care.measure: for everybody
        Measure = self.sudo()
        open_domain = Domain("state", "in", ("planned", "done"))
        for [company] in Measure._read_group(open_domain, ["company_id"]):
            today = company._care_today(now)
            for domain, work in (
                (Measure._check_domain(today), "_judge"),
                (Measure._remind_domain(today), "_remind"),
            ):
                Measure._work_off(domain & Domain("company_id", "=", company.id), work, today)

    @api.model
    def _check_domain(self, today):
        return Domain(
            [("state", "=", "done"), ("date_check", "<=", today), ("cause_id", "!=", False)]
        )

    @api.model
    def _remind_domain(self, today):
        return Domain(
            [
                ("state", "=", "planned"),
                ("date_due", "<=", today),
                ("date_reminded", "=", False),
                ("user_id", "!=", False),
            ]
        )

    @api.model
    def _work_off(self, domain, work, today):
        """Do a piece of work for all of a domain, in batches; a bad one stops no other."""
        last = 0
        while batch := self.search(domain & Domain("id", ">", last), limit=_BATCH, order="id"):
            last = batch[-1].id
            for measure in batch.try_lock_for_update():
                try:
                    with self.env.cr.savepoint():
                        getattr(measure, work)(today)
                except Exception:
                    _logger.exception("Measure %s can't be worked off", measure.id)
            if not commit_progress(self.env, len(batch)):
                return

    @api.model
    def _reminders(self):
        """Pairs of the open reminders and the owners of their measures."""
        reminded = self.search([("state", "=", "planned"), ("reminder_id.active", "=", True)])
        return [(measure.reminder_id, measure.user_id) for measure in reminded]

    def _remind(self, today):
        """Create the activity, in the language of the one who gets it and without a mail."""
        user = self.user_id._care_deputy(today)
        reader = self.with_context(lang=user.lang, mail_activity_quick_update=True)
        self.reminder_id = reader.activity_schedule(
            "mail.mail_activity_data_todo",
            date_deadline=self.date_due,
            summary=reader.env._("Improvement measure due: %(measure)s", measure=self.name),
            user_id=user.id,
        )
        self.date_reminded = today

    def _forget_reminder(self):
        """The reminder goes, and there will be another one where it is still needed."""
        # sudo - care.measure, mail.activity: it may be somebody else's
        measures = self.sudo()
        measures.reminder_id.unlink()
        measures.filtered("date_reminded").date_reminded = False
