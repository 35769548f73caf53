"""Touchpoints come before their responsible as activities when they are due."""

import datetime
import logging
from collections import Counter

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...const import GROUP_USER
from ..customer.scheduled import CONFLICTS, commit_progress, work_off

_logger = logging.getLogger(__name__)

# The kind of activity that reminds of a touchpoint, by channel.
_ACTIVITY_TYPES = {
    "call": "mail.mail_activity_data_call",
    "visit": "mail.mail_activity_data_meeting",
    "meeting": "mail.mail_activity_data_meeting",
    "mail": "mail.mail_activity_data_email",
}
_DEFAULT_ACTIVITY_TYPE = "mail.mail_activity_data_todo"

_REMIND_BATCH = 500


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _cron_remind_touchpoints(self, now=None):
        """Put every touchpoint that is due before its responsible as an activity, once; before the
        one who acts for her while she is absent.

        :param now: a UTC moment to take instead of the present one
        """
        self.env["care.deputy"]._rebuild_scheduled(now)
        # sudo - care.touchpoint: reminders are made for everybody
        Touchpoint = self.sudo()
        Touchpoint._pass_reminders(now)
        waiting = Touchpoint._read_group(Touchpoint._waiting_domain(), ["company_id"])
        for [company] in waiting:
            Touchpoint._remind_company(company, company._care_today(now))

    @api.model
    def _remind_company(self, company, today):
        """Remind of what is due in a company, the oldest first; nobody gets more open reminders
        than its limit."""
        ahead = datetime.timedelta(days=company.root_id.care_reminder_days)
        limit = company.root_id.care_reminder_limit
        domain = self._waiting_domain() & Domain(
            [("company_id", "=", company.id), ("date_planned", "<=", today + ahead)]
        )
        free = _Free(self._open_reminders(), limit)
        commit_progress(self.env, remaining=self.search_count(domain & free.domain()))

        def take():
            due = self.search(domain & free.domain(), limit=_REMIND_BATCH, order="date_planned, id")
            return free.first(due).try_lock_for_update()

        work_off(self.env, take, lambda due: due._remind_isolated(today), then=free.count)

    @api.model
    def _open_reminders(self):
        """How many reminders are before each person's customers: ``{user id: number}``."""
        groups = self._read_group(
            [("state", "=", "planned"), ("reminder_id", "!=", False)], ["user_id"], ["__count"]
        )
        return {user.id: number for user, number in groups}

    @api.model
    def _waiting_domain(self):
        """Planned touchpoints that will be reminded of once their day has come: not with people
        who are archived, nor by mail to those who want none."""
        users = self.env.ref(GROUP_USER).all_user_ids.filtered("active")
        unwanted = Domain("channel", "=", "mail") & Domain("contact_id.is_blacklisted", "=", True)
        return (
            Domain(
                [
                    ("state", "=", "planned"),
                    ("date_reminded", "=", False),
                    ("user_id", "in", users.ids),
                    ("profile_id.active", "=", True),
                ]
            )
            & (Domain("contact_id", "=", False) | Domain("contact_id.active", "=", True))
            & ~(Domain("contact_id", "!=", False) & unwanted)
        )

    @api.model
    def _pass_reminders(self, now=None):
        """Reminders go to whoever acts for somebody absent, and come back afterwards."""
        self.env.flush_all()
        self.env.cr.execute(
            SQL(
                """
                SELECT a.id, COALESCE(d.deputy_id, t.user_id)
                  FROM care_touchpoint t
                  JOIN mail_activity a ON a.id = t.reminder_id AND a.active
             LEFT JOIN care_deputy d ON d.user_id = t.user_id
                       AND %(today)s BETWEEN d.date_from AND d.date_until
                 WHERE t.state = 'planned' AND a.user_id <> COALESCE(d.deputy_id, t.user_id)
                   AND (a.user_id = t.user_id OR EXISTS (
                       SELECT 1 FROM care_deputy w
                        WHERE w.user_id = t.user_id AND w.deputy_id = a.user_id))
                """,
                today=(now or fields.Datetime.now()).date(),
            )
        )
        passed = {}
        for reminder, user in self.env.cr.fetchall():
            passed.setdefault(user, []).append(reminder)
        Activity = self.env["mail.activity"].with_context(mail_activity_quick_update=True)
        for user, reminders in passed.items():
            Activity.browse(reminders).user_id = user

    def _remind_isolated(self, today):
        """Remind of all at once; where that fails, one by one, and put the bad ones aside."""
        try:
            with self.env.cr.savepoint():
                self._remind(today)
        except CONFLICTS:
            raise  # nobody's fault: the whole is done again
        except Exception:
            if len(self) == 1:
                _logger.exception("Touchpoint %s can't be put before its responsible", self.id)
                self.date_reminded = today  # out of the queue: it must not stop the others
                return
            for touchpoint in self:
                touchpoint._remind_isolated(today)

    def _remind(self, today):
        """Create the activities, in the language of those who get them and without a mail each."""
        acting = self.env["care.deputy"]._acting_on(today)
        Users = self.env["res.users"]
        readers = {
            absent: Users.browse(acting.get(absent.id, absent.id)) for absent in self.user_id
        }
        for lang, part in self.grouped(lambda one: readers[one.user_id].lang).items():
            part = part.with_context(lang=lang)
            part.mapped("display_name")  # in one go: the activity reads it for each record
            part._create_reminders(readers, today)

    def _create_reminders(self, readers, today):
        """All activities at once, and all that tells of them in one statement: a write for each
        took as long as the rest.

        :param readers: by responsible, who gets her reminders
        :param today: the day on which they were reminded of
        """
        types = {
            channel: self.env.ref(_ACTIVITY_TYPES.get(channel, _DEFAULT_ACTIVITY_TYPE)).id
            for channel in set(self.mapped("channel"))
        }
        Activity = self.env["mail.activity"].with_context(
            mail_activity_quick_update=True, care_reminding=True
        )
        reminders = Activity.create(
            [
                {
                    "activity_type_id": types[touchpoint.channel],
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": touchpoint.id,
                    "user_id": readers[touchpoint.user_id].id,
                    "date_deadline": touchpoint.date_planned,
                    "summary": touchpoint._reminder_summary(readers[touchpoint.user_id]),
                    "automated": True,
                }
                for touchpoint in self
            ]
        )
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                "UPDATE care_touchpoint t SET reminder_id = r.reminder_id, date_reminded = %s,"
                " write_uid = %s, write_date = %s"
                " FROM unnest(%s::int[], %s::int[]) r (id, reminder_id) WHERE t.id = r.id"
                " RETURNING t.id",
                today,
                self.env.uid,
                self.env.cr.now(),
                self.ids,
                reminders.ids,
            )
        )
        self.invalidate_recordset(["reminder_id", "date_reminded", "write_uid", "write_date"])

    def _message_subscribe(self, partner_ids=None, subtype_ids=None, customer_ids=None):
        """Who is reminded need not follow: to subscribe all of a night took a third of its time."""
        if self.env.context.get("care_reminding"):
            return True
        return super()._message_subscribe(partner_ids, subtype_ids, customer_ids)

    def message_post(self, **kwargs):
        """The responsible hears of what is written here, reminded or not."""
        # sudo - care.touchpoint: whoever may write here tells the responsible
        self.sudo().message_subscribe(self.user_id.partner_id.ids)
        return super().message_post(**kwargs)

    def _reminder_summary(self, reader):
        """What it is about and, for somebody who acts for another, for whom; in the language of
        the environment."""
        if reader == self.user_id:
            return self.purpose
        return self.env._(
            "%(purpose)s (instead of %(user)s)", purpose=self.purpose, user=self.user_id.name
        )


class _Free:
    """How many more reminders each person may get."""

    def __init__(self, taken, limit):
        self.taken, self.limit = Counter(taken), limit

    def domain(self):
        """Touchpoints of those who may get more."""
        full = [user for user, number in self.taken.items() if self.limit and number >= self.limit]
        return Domain("user_id", "not in", full)

    def first(self, touchpoints):
        """The first of these that their people may still get."""
        if not self.limit:
            return touchpoints
        taken, ids = Counter(self.taken), []
        for touchpoint in touchpoints:
            taken[touchpoint.user_id.id] += 1
            if taken[touchpoint.user_id.id] <= self.limit:
                ids.append(touchpoint.id)
        return touchpoints.browse(ids)

    def count(self, touchpoints):
        """These were given to their people."""
        self.taken.update(touchpoint.user_id.id for touchpoint in touchpoints)
