"""Why a promise has its deadline, and what became of it, in the reader's language."""

import babel.dates

from odoo import api, fields, models
from odoo.tools import format_list, format_time
from odoo.tools.misc import babel_locale_parse


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    explanation = fields.Text(
        compute="_compute_explanation",
        help="Why the deadline is when it is, and what became of it.",
    )

    @api.depends(
        *("policy_id", "date_start", "deadline", "date_end", "state", "target_hours"),
        *("paused_hours", "late_hours", "pause_ids.date_end", "excuse_ids", "history"),
    )
    @api.depends_context("lang", "tz", "uid")
    def _compute_explanation(self):
        for clock in self:
            # sudo - care.sla.clock: holidays and policies explain it to whoever sees the promise
            clock.explanation = " ".join(clock.sudo()._say_everything())

    def _say_everything(self):
        sentences = [
            self._say_deadline(),
            self._say_lacking_hours(),
            *self._say_history(),
            self._say_outcome(),
            *(self._say_excuse(excuse) for excuse in self.excuse_ids),
        ]
        return [sentence for sentence in sentences if sentence]

    def _say_deadline(self):
        """From when, how much, without what, until when: one sentence."""
        terms = [self._say_target(), *self._say_pauses(), *self._say_holidays()]
        return self.env._(
            "Since %(start)s + %(terms)s → %(deadline)s.",
            start=self._say_moment(self.date_start),
            terms=", ".join(terms),
            deadline=self._say_moment(self.deadline),
        )

    def _say_target(self):
        policy = self.policy_id
        if policy.unit == "days" and not self.lacks_hours and not self.calendar_id:
            return policy._say_amount(policy.amount, "days", self.calendar_id)
        return policy._say_amount(round(self.target_hours, 2), "hours", self.calendar_id)

    def _say_pauses(self):
        labels = dict(self.pause_ids._fields["reason"]._description_selection(self.env))
        time = self._time(pauses=False)
        said = []
        for reason, pauses in self.pause_ids.filtered("date_end").grouped("reason").items():
            seconds = sum(time.seconds(pause.date_start, pause.date_end) for pause in pauses)
            said.append(
                self.env._(
                    "paused %(time)s (%(reason)s)",
                    time=self._say_hours(seconds / 3600),
                    reason=labels[reason],
                )
            )
        return said

    def _say_holidays(self):
        """The holidays that moved the deadline."""
        if not self.calendar_id:
            return []
        holidays = self.calendar_id._care_holidays(self.company_id, self.date_start, self.deadline)
        names = [
            self.env._(
                "holiday %(day)s (%(name)s)", day=self._say_day(day.date_from), name=day.name
            )
            if day.name
            else self.env._("holiday %(day)s", day=self._say_day(day.date_from))
            for day in holidays
        ]
        return [format_list(self.env, names)] if names else []

    def _say_lacking_hours(self):
        return self.lacks_hours and self.env._(
            "The working hours of the policy could not be used, so every hour counts."
        )

    def _say_history(self):
        """What was promised before."""
        return [
            self.env._(
                "Until %(until)s it was “%(policy)s” with the deadline %(deadline)s.",
                until=self._say_moment(fields.Datetime.to_datetime(before["until"])),
                policy=self.env["care.sla.policy"].browse(before["policy_id"]).exists().name or "",
                deadline=self._say_moment(fields.Datetime.to_datetime(before["deadline"])),
            )
            for before in self.history or []
        ]

    def _say_outcome(self):
        if self.state == "running":
            return ""
        if self.state == "paused":
            pause = self.pause_ids.filtered(lambda pause: not pause.date_end)[:1]
            labels = dict(pause._fields["reason"]._description_selection(self.env))
            return self.env._(
                "Paused since %(moment)s: %(reason)s. The deadline moves when it goes on.",
                moment=self._say_moment(pause.date_start),
                reason=labels.get(pause.reason, ""),
            )
        if not self.date_end:
            return self.env._("Broken, and still not kept.")
        end = self._say_moment(self.date_end)
        if self.state == "breached":
            return self.env._(
                "Broken: ended %(moment)s, %(late)s too late.",
                moment=end,
                late=self._say_hours(self.late_hours),
            )
        if self.state == "met":
            return self.env._("Kept %(moment)s.", moment=end)
        return self.env._("Cancelled %(moment)s.", moment=end)

    def _say_excuse(self, excuse):
        return self.env._(
            "Excused by %(manager)s: %(reason)s", manager=excuse.user_id.name, reason=excuse.reason
        )

    # === WORDS FOR TIME === #

    @api.model
    def _say_hours(self, hours):
        """An amount of time, such as "3 h 05"."""
        minutes = int(hours * 60)  # a started minute is not over
        return self.env._(
            "%(hours)s h %(minutes)s", hours=minutes // 60, minutes=f"{minutes % 60:02}"
        )

    def _say_moment(self, moment):
        """Weekday, day and time in the reader's zone."""
        time = format_time(self.env, moment, tz=self._reader_zone(), time_format="short")
        return f"{self._say_day(moment)} {time}"

    def _say_day(self, moment):
        local = fields.Datetime.context_timestamp(self.with_context(tz=self._reader_zone()), moment)
        locale = babel_locale_parse(self.env.context.get("lang") or self.env.user.lang)
        return babel.dates.format_skeleton("MMMEd", local, locale=locale)

    def _reader_zone(self):
        return self.env.context.get("tz") or self.env.user.tz or self.company_id._care_timezone()
