"""Promises that run out are found within minutes, and those who must know are told once."""

import logging
from collections import defaultdict
from datetime import timedelta

from markupsafe import Markup

from odoo import api, fields, models

from ...const import GROUP_MANAGER, GROUP_USER
from ..customer.scheduled import CONFLICTS, commit_progress, work_off

_logger = logging.getLogger(__name__)

_CHECK_BATCH = 500

# A promise that cannot be checked is tried again, without stopping the others.
_PUT_ASIDE = timedelta(days=1)


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    @api.model
    def _cron_check_promises(self, now=None):
        """Break the promises whose time is over, warn of those that run out, escalate. It reads
        those alone that have come to a moment at which something happens: ``_check_idx``."""
        now = now or fields.Datetime.now()
        # sudo - care.sla.clock: checked for everybody
        Clock = self.sudo()
        domain = [("date_next_check", "<", now)]
        commit_progress(self.env, remaining=Clock.search_count(domain))
        work_off(
            self.env,
            lambda: Clock.search(domain, limit=_CHECK_BATCH, order="id").try_lock_for_update(),
            lambda due: due._check_isolated(now),
        )

    def _check_isolated(self, now):
        """Check all at once; where that fails, one by one, and put the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                self._check(now)
        except CONFLICTS:
            raise  # nobody's fault: the whole is done again
        except Exception:
            if len(self) == 1:
                _logger.exception("Promise %s can't be checked", self.id)
                self.date_next_check = now + _PUT_ASIDE
                return
            for clock in self:
                clock._check_isolated(now)

    def _check(self, now):
        """What is over is broken, what nears is warned of, what is late goes to the manager; each
        is told once, in one message a person."""
        over = self.filtered(lambda clock: clock.state == "running" and clock.deadline < now)
        nearing = (self - over).filtered(lambda clock: clock.state == "running")
        over._settle(now)
        nearing.is_warned = True
        nearing._plan_check(now)
        late = self.filtered(
            lambda clock: (
                clock.state == "breached" and clock.date_next_check and clock.date_next_check < now
            )
        )
        late.date_next_check = False
        nearing._tell("nearing", lambda clock: clock._responsible())
        over._tell("broken", lambda clock: clock._responsible())
        late._tell("late", lambda clock: clock._escalation())

    def _plan_check(self, now):
        """When the scheduled action has to look at these next. A warning is due anew where the
        time to warn has moved ahead."""
        for clock in self:
            if clock.state == "running":
                warned = clock.is_warned and not (clock.date_warn and clock.date_warn > now)
                warn = not warned and clock.date_warn
                clock.write({"is_warned": warned, "date_next_check": warn or clock.deadline})
            elif clock.state == "breached":
                clock.date_next_check = clock._escalation_moment()

    def _escalation_moment(self):
        """When somebody else hears of the broken promise; never where nobody is to."""
        seconds = round(self.policy_id.escalate_hours * 3600)
        if not self.policy_id.escalate_to:
            return False
        return (seconds and self._time().add(self.deadline, seconds)) or self.deadline

    # === WHO IS TOLD === #

    def _responsible(self):
        """Who has to keep the promise; where nobody can, the managers."""
        return self.user_id.filtered(self._can_see) or self._managers()

    def _escalation(self):
        """To whom the broken promise is escalated."""
        person = self.policy_id.escalate_to == "user" and self.policy_id.escalate_user_id
        return (person and person.filtered(self._can_see)) or self._managers()

    def _managers(self):
        """The manager of the responsible person: the leader of her sales team, else the care
        managers of the company."""
        members = self.user_id.crm_team_member_ids.filtered("active")
        leaders = members.crm_team_id.user_id - self.user_id
        return leaders.filtered(self._can_see) or self.env.ref(GROUP_MANAGER).all_user_ids.filtered(
            lambda user: not user._is_superuser() and self._can_see(user)
        )

    def _can_see(self, user):
        return user.active and user.has_group(GROUP_USER) and self.company_id <= user.company_ids

    def _tell(self, event, recipients_of):
        """Tell each person once about all of these that concern her, in her language."""
        by_user = defaultdict(self.browse)
        for clock in self:
            for user in recipients_of(clock):
                by_user[user] |= clock
        for user, clocks in by_user.items():
            told = clocks.with_context(lang=user.lang, tz=user.tz)
            self.env["mail.thread"].message_notify(
                partner_ids=user.partner_id.ids,
                subject=told._subject_of(event),
                body=Markup("<ul>%s</ul>") % Markup("").join(clock._line() for clock in told),
            )

    def _subject_of(self, event):
        return {
            "nearing": self.env._("Promises that run out soon: %(count)s", count=len(self)),
            "broken": self.env._("Broken promises: %(count)s", count=len(self)),
            "late": self.env._("Broken promises still not kept: %(count)s", count=len(self)),
        }[event]

    def _line(self):
        return Markup('<li><a href="/odoo/care-promises/%s">%s</a>: %s</li>') % (
            self.id,
            self.display_name,
            self.explanation,
        )
