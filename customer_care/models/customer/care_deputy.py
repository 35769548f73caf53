"""Who acts for whom on which days."""

import datetime
import logging

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from .scheduled import CONFLICTS, commit_progress, repeat_conflicts

_logger = logging.getLogger(__name__)

# How far ahead absences are looked at; the days after come in time.
_DAYS_AHEAD = 366
# Somewhere it is still that much earlier than in UTC.
_BEHIND_UTC = datetime.timedelta(hours=12)


class CareDeputy(models.Model):
    """One stretch of days on which a colleague acts for somebody who is absent: she sees and works
    off her customers and their contacts on these days, and on no other. It is worked out from
    absences and substitutes by ``_rebuild``; no person writes it. What is past stays, so that it
    can be seen who had access."""

    _name = "care.deputy"
    _description = "Acting Colleague"
    _order = "date_from desc, id"
    _rec_name = "deputy_id"

    user_id = fields.Many2one(
        "res.users", "Absent", required=True, readonly=True, index=True, ondelete="cascade"
    )
    deputy_id = fields.Many2one(
        "res.users", "Acts for Her", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date_from = fields.Date("From", required=True, readonly=True)
    date_until = fields.Date("Until", required=True, readonly=True)
    is_named = fields.Boolean(
        "Named by Her",
        readonly=True,
        help="She named this colleague. Else nobody she named was there, and it falls to a"
        " manager.",
    )

    _stretch_uniq = models.UniqueIndex(
        "(user_id, date_from)", "Somebody is absent once on the same day."
    )
    _days_in_order = models.Constraint(
        "CHECK (date_from <= date_until)", "An absence ends on its first day or later."
    )

    # === SEARCHING === #

    @api.model
    def _on(self, day):
        """The domain of the stretches that a day lies in."""
        return Domain([("date_from", "<=", day), ("date_until", ">=", day)])

    @api.model
    def _acting_on(self, day):
        """Who acts for whom on a day: ``{id of the absent: id of the colleague}``."""
        # sudo - care.deputy: for scheduled actions and for those who ask about themselves
        rows = self.sudo().search_fetch(self._on(day), ["user_id", "deputy_id"])
        return {row.user_id.id: row.deputy_id.id for row in rows}

    @api.model
    def _pass_on(self, reminders, day):
        """Reminders go to whoever acts for somebody absent, and come back afterwards; what was
        given to a third person stays hers.

        :param reminders: pairs of an activity and the user whose task it is
        :param day: the day on which somebody acts
        """
        acting = self._acting_on(day)
        for reminder, owner in reminders:
            reader = owner.browse(acting.get(owner.id, owner.id))
            known = owner | owner.care_deputy_ids.deputy_id
            if reminder.user_id != reader and reminder.user_id in known:
                reminder.with_context(mail_activity_quick_update=True).user_id = reader

    # === REBUILDING === #

    @api.model
    def _rebuild(self, now=None):
        """Work out anew who acts for whom, from the day that is the present one somewhere on.

        Where two servers do it at once, the later one waits for the first, and then is told by
        PostgreSQL to begin again.

        :param now: a UTC moment to take instead of the present one
        """
        first = ((now or fields.Datetime.now()) - _BEHIND_UTC).date()
        # sudo - care.deputy, res.users: it follows from everybody's absences
        deputies = self.sudo()
        wanted = {stretch[:3]: stretch for stretch in deputies._stretches(first)}
        stale = deputies.browse()
        for row in deputies.search([("date_until", ">=", first)]):
            key = (row.user_id.id, row.deputy_id.id, max(row.date_from, first))
            stretch = wanted.pop(key, None)
            if not stretch and row.date_from >= first:
                stale |= row
            elif (until := stretch[3] if stretch else key[2] - datetime.timedelta(days=1)) and (
                until != row.date_until
            ):
                row.date_until = until
        stale.unlink()
        deputies.flush_model()  # a day is free before somebody else takes it
        deputies._insert(wanted.values())

    @api.model
    def _insert(self, stretches):
        """Insert stretches. Not by ``create``: a row that another server has just inserted would
        be an error that is shown to people; here it is a conflict that is tried again."""
        columns = list(zip(*stretches, strict=True)) or [()] * 5
        self.env.execute_query(
            SQL(
                """
                INSERT INTO care_deputy (user_id, deputy_id, date_from, date_until, is_named,
                            create_uid, create_date, write_uid, write_date)
                SELECT s.*, %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM unnest(%(users)s::int[], %(deputies)s::int[], %(firsts)s::date[],
                              %(lasts)s::date[], %(named)s::bool[]) s
                    ON CONFLICT DO NOTHING
             RETURNING id
                """,
                **dict(
                    zip(
                        ("users", "deputies", "firsts", "lasts", "named"),
                        map(list, columns),
                        strict=True,
                    )
                ),
                uid=self.env.uid,
                now=self.env.cr.now(),
            )
        )
        self.invalidate_model()
        self.env["res.users"].invalidate_model(["care_deputy_ids"])

    @api.model
    def _rebuild_scheduled(self, now=None):
        """As ``_rebuild``, committed; the scheduled action goes on where another server was
        quicker."""
        if not self.env.context.get("cron_id"):
            self._rebuild(now)
            return
        commit_progress(self.env)
        try:
            repeat_conflicts(self.env, lambda: self._rebuild(now))
        except CONFLICTS:
            self.env.cr.rollback()
            _logger.info("Others work out who acts for whom; it is left to them.")
        commit_progress(self.env)

    @api.model
    def _stretches(self, first):
        """Rows ``(user, deputy, from, until, named)`` from a day on, by who is absent when."""
        last = first + datetime.timedelta(days=_DAYS_AHEAD)
        absences = self.env["res.users"]._care_absences(first, last)
        absent = {
            user: {
                start + datetime.timedelta(days=number)
                for start, until in spans
                for number in range((until - start).days + 1)
            }
            for user, spans in absences.items()
        }
        substitutes = _Substitutes(self.env, absent)
        for user, days in absent.items():
            stretch = None
            for day in sorted(days):
                deputy, named = substitutes.of(user, day)
                if stretch and stretch[1] == deputy and (day - stretch[3]).days == 1:
                    stretch[3] = day
                    continue
                if stretch and stretch[1]:
                    yield tuple(stretch)
                stretch = [user, deputy, day, day, named]
            if stretch and stretch[1]:
                yield tuple(stretch)


class _Substitutes:
    """Finds who acts for somebody on a day; asks each person's substitutes once."""

    def __init__(self, env, absent):
        self.users, self.absent = env["res.users"], absent
        self.named, self.managers = {}, {}

    def of(self, user, day):
        """The id of who acts for ``user`` on ``day``, and whether that was her choice. The
        substitute of an absent substitute acts for both; where this leads nowhere, a manager."""
        seen, current = {user}, user
        while current:
            following = next((each for each in self._named(current) if each not in seen), None)
            if following and day not in self.absent.get(following, ()):
                return following, True
            seen.add(following)
            current = following
        there = (each for each in self._managers(user) if day not in self.absent.get(each, ()))
        return next(there, None), False

    def _named(self, user):
        if user not in self.named:
            person = self.users.browse(user)
            self.named[user] = person._care_usable(person._care_substitutes()).ids
        return self.named[user]

    def _managers(self, user):
        if user not in self.managers:
            person = self.users.browse(user)
            self.managers[user] = person._care_managers(person.company_id.root_id).ids
        return self.managers[user]
