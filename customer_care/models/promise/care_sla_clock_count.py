"""How the time of a promise is counted."""

from odoo import api, models

from ...tools.working_time import WorkingTime


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    @api.model
    def _terms(self, policy, company, start, hours_of=None, pauses=()):
        """What a policy promises from a moment on, as values of a clock. Where its calendar has no
        hours, day and night count: a promise is made in any case.

        :param dict hours_of: the hours of calendars read before, by calendar and company
        :param pauses: pairs of moments between which nothing counts
        """
        calendar = policy.calendar_id
        terms = None
        if calendar:
            time = WorkingTime(self._hours_of(calendar, company, hours_of), pauses)
            terms = self._terms_in(time, policy, company, start, calendar)
        if not terms:
            none = calendar.browse()
            terms = self._terms_in(WorkingTime(None, pauses), policy, company, start, none)
        return {**terms, "policy_id": policy.id, "lacks_hours": calendar.id != terms["calendar_id"]}

    @api.model
    def _terms_in(self, time, policy, company, start, calendar):
        seconds = policy._target_seconds(start, company, calendar)
        deadline = seconds > 0 and time.add(start, seconds)
        if not deadline:
            return None
        warn = self._warn_moment(time, policy, start, seconds)
        return {
            "calendar_id": calendar.id,
            "target_hours": seconds / 3600,
            "deadline": deadline,
            "date_warn": warn,
            "is_warned": False,
            "date_next_check": warn or deadline,
        }

    @api.model
    def _warn_moment(self, time, policy, start, seconds):
        """When so much of the time has passed that the responsible person is to be warned; never
        where the warning would come with the promise itself."""
        before = round(policy.warn_hours * 3600)
        return before and before < seconds and time.add(start, seconds - before)

    @api.model
    def _hours_of(self, calendar, company, known=None):
        """The hours of a calendar in a company, for ``WorkingTime``; each read once."""
        known = {} if known is None else known
        if (calendar, company) not in known:
            known[calendar, company] = calendar._care_hours(company)
        return known[calendar, company]

    def _time(self, pauses=True):
        """What counts for this promise."""
        self.ensure_one()
        hours = self.calendar_id and self._hours_of(self.calendar_id, self.company_id)
        return WorkingTime(hours or None, self._pause_pairs() if pauses else ())

    def _pause_pairs(self):
        """The pauses that are over. One that lasts has taken nothing from the promise yet: its
        deadline is the one before it."""
        return [(p.date_start, p.date_end) for p in self.pause_ids if p.date_end]

    def _recount(self):
        """Deadline and warning after a pause."""
        for clock in self:
            time, seconds = clock._time(), round(clock.target_hours * 3600)
            deadline = time.add(clock.date_start, seconds)
            if not deadline:  # the calendar has lost its hours since
                clock.write({"calendar_id": False, "lacks_hours": True})
                time = clock._time()
                deadline = time.add(clock.date_start, seconds)
            warn = self._warn_moment(time, clock.policy_id, clock.date_start, seconds)
            clock.write(
                {"deadline": deadline, "date_warn": warn, "paused_hours": clock._paused_hours()}
            )

    def _paused_hours(self):
        """Hours that the pauses which are over took from the promise."""
        time = self._time(pauses=False)
        return sum(time.seconds(since, upto) for since, upto in self._pause_pairs()) / 3600

    def _hours_late(self, end):
        return self._time().seconds(self.deadline, end) / 3600
