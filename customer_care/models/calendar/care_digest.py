"""One mail a day to each person about what she has to do."""

import logging
import zoneinfo

from odoo import api, fields, models
from odoo.tools import SQL
from odoo.tools.misc import split_every

from ...const import GROUP_TEAM, GROUP_USER
from ..customer.scheduled import commit_progress

_logger = logging.getLogger(__name__)

_DIGEST_BATCH = 50
# Later than so many hours after the hour of the mail the day is as good as over.
_HOURS_OPEN = 7
# Where the calendar is ahead of everybody else's: what is due anywhere is due there.
_FIRST_ZONE = "Pacific/Kiritimati"


class CareDigest(models.Model):
    """The last day on which the scheduled action looked at a person's day and, where there was
    something to do, wrote her a mail. The row is written in the transaction that puts the mail
    into Odoo's queue, so no crash and no second server makes two mails of one day."""

    _name = "care.digest"
    _description = "Daily Mail"
    _rec_name = "user_id"

    user_id = fields.Many2one(
        "res.users", required=True, readonly=True, index=True, ondelete="cascade"
    )
    date = fields.Date(required=True, readonly=True, help="The day, where the person is.")

    _user_uniq = models.UniqueIndex("(user_id)", "Each person has one daily mail.")

    # === SCHEDULED === #

    @api.model
    def _cron_send_digests(self, now=None):
        """Write to everybody whose morning it is and who has something to do.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - care.digest: one action for everybody; each mail is read with the person's rights
        digests = self.sudo()
        self.env["care.deputy"]._rebuild_scheduled(now)
        days = digests._days_to_write(now or fields.Datetime.now())
        commit_progress(self.env, remaining=len(days))
        busy = digests._busy_users() if days else set()
        for users in split_every(_DIGEST_BATCH, sorted(days)):
            for user in digests._claim({user: days[user] for user in users}):
                if user in busy:
                    digests._send_isolated(digests.env["res.users"].browse(user), days[user])
            if not commit_progress(self.env, len(users)):
                break

    @api.model
    def _days_to_write(self, now):
        """Whose day is to be looked at now: ``{user id: her present day}``. Absent people are left
        out: their work stands in the mail of those who act for them."""
        users = self.env.ref(GROUP_USER).all_user_ids.filtered(
            lambda user: user.active and user.care_digest and user.email and not user.share
        )
        looked_at = {row.user_id.id: row.date for row in self.search_fetch([], ["user_id", "date"])}
        workdays, acting, days = {}, {}, {}
        moment = now.replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        for user in users:
            company = user.company_id.root_id
            local = moment.astimezone(_zone_of(user))
            day = local.date()
            if not 0 <= local.hour - company.care_digest_hour < _HOURS_OPEN:
                continue
            if (last := looked_at.get(user.id)) and last >= day:
                continue
            if company not in workdays:
                workdays[company] = company._care_working_days()
            if day not in acting:
                acting[day] = self.env["care.deputy"]._acting_on(day)
            if day in workdays[company] and user.id not in acting[day]:
                days[user.id] = day
        return days

    @api.model
    def _busy_users(self):
        """Who may have something to read: people with work, those who act for them, and leaders."""
        works = self.env["care.work"].with_context(tz=_FIRST_ZONE)
        busy = {user.id for [user] in works._read_group([("user_id", "!=", False)], ["user_id"])}
        acting = self.env["care.deputy"].search([("user_id", "in", list(busy))]).deputy_id
        return busy | set(acting.ids) | set(self.env.ref(GROUP_TEAM).all_user_ids.ids)

    @api.model
    def _claim(self, days):
        """Note that these people's days are looked at.

        :return: the ids of those that nobody noted before
        """
        self.env.cr.execute(
            SQL(
                """
                INSERT INTO care_digest AS d (user_id, date) VALUES %s
                ON CONFLICT (user_id) DO UPDATE SET date = EXCLUDED.date
                      WHERE d.date < EXCLUDED.date
                  RETURNING user_id
                """,
                SQL(", ").join(SQL("(%s, %s)", user, day) for user, day in days.items()),
            )
        )
        self.invalidate_model()
        return sorted(user for [user] in self.env.cr.fetchall())

    @api.model
    def _send_isolated(self, user, day):
        """Write to one person; where that fails, she gets none today, and all others theirs."""
        try:
            with self.env.cr.savepoint():
                self._send(user, day)
        except Exception:
            _logger.exception("The daily mail of user %s can't be written", user.id)

    @api.model
    def _send(self, user, day):
        """Put the mail about a person's day into the queue; none where there is nothing to do."""
        reader = self._of(user)
        content = reader._content(day)
        if not content:
            return
        # sudo - mail.mail: nobody may write mails directly
        self.env["mail.mail"].sudo().create(
            {
                "subject": content["subject"],
                "body_html": reader._body(content),
                "email_to": user.email_formatted,
                "email_from": user.company_id.email_formatted or self.env.user.email_formatted,
                "author_id": self.env.user.partner_id.id,
                "auto_delete": True,
                # no answering machine shall answer
                "headers": repr({"X-Auto-Response-Suppress": "OOF", "Auto-Submitted": "auto"}),
            }
        )

    @api.model
    def _of(self, user):
        """This model as the person herself has it: her rights, companies, language and zone."""
        return self.with_user(user).with_context(
            lang=user.lang, tz=_zone_of(user).key, allowed_company_ids=_companies_of(user).ids
        )


def _zone_of(user):
    """The zone of a person; where she has none, that of her company."""
    try:
        return zoneinfo.ZoneInfo(user.tz or user.company_id.root_id._care_timezone())
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo("UTC")


def _companies_of(user):
    """Her companies, the present one first."""
    return user.company_id | user.company_ids
