"""Touchpoints that nobody dealt with for days come before the manager, once."""

import datetime
import zoneinfo
from collections import defaultdict

from markupsafe import Markup

from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import format_date

from ..customer.scheduled import commit_progress, work_off

_ESCALATE_BATCH = 1000
# So many are named in the message; the list behind its link has all of them.
_NAMED_AT_MOST = 20


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    date_escalated = fields.Date(
        "Escalated On",
        readonly=True,
        copy=False,
        help="On this day the manager of the responsible person was told that it is late.",
    )

    _escalation_idx = models.Index(
        "(company_id, date_planned) WHERE state = 'planned' AND date_escalated IS NULL"
    )

    # === SCHEDULED === #

    @api.model
    def _cron_escalate_touchpoints(self, now=None):
        """Tell managers in the morning what their people have been late with for days.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - care.touchpoint: managers are told about everybody's
        Touchpoint = self.sudo()
        companies = Touchpoint._read_group(
            [("state", "=", "planned"), ("date_escalated", "=", False)], ["company_id"]
        )
        for [company] in companies:
            domain = Touchpoint._late_domain(company, now)
            if domain.is_false():
                continue
            commit_progress(self.env, remaining=Touchpoint.search_count(domain))

            def take(domain=domain):
                late = Touchpoint.search(domain, limit=_ESCALATE_BATCH, order="date_planned, id")
                return late.try_lock_for_update()

            work_off(self.env, take, lambda late, whose=company: late._escalate(whose, now))

    @api.model
    def _late_domain(self, company, now=None):
        """What the managers of a company are to be told now; nothing before its morning."""
        rules = company.root_id
        moment = (now or fields.Datetime.now()).replace(tzinfo=zoneinfo.ZoneInfo("UTC"))
        is_morning = moment.astimezone(company._care_zone()).hour >= rules.care_digest_hour
        today = company._care_today(now)
        if not rules.care_escalation_days or not is_morning:
            return Domain.FALSE
        if today not in company._care_working_days():
            return Domain.FALSE
        return Domain(
            [
                ("company_id", "=", company.id),
                ("state", "=", "planned"),
                ("date_escalated", "=", False),
                ("user_id", "!=", False),
                ("date_planned", "<=", today - datetime.timedelta(rules.care_escalation_days)),
                ("profile_id.active", "=", True),
            ]
        )

    def _escalate(self, company, now=None):
        """One message for each manager about all of these; who is absent is acted for."""
        today = company._care_today(now)
        acting = self.env["care.deputy"]._acting_on(today)
        told = defaultdict(self.browse)
        for user, touchpoints in self.grouped("user_id").items():
            managers = user._care_managers(company.root_id)
            for manager in managers:
                told[managers.browse(acting.get(manager.id, manager.id))] |= touchpoints
        for manager, touchpoints in told.items():
            touchpoints._tell_escalation(manager)
        # is_edited stays: nothing was planned anew
        self.write({"date_escalated": today})

    def _tell_escalation(self, manager):
        """Tell a manager what is late, by person, in her language and by a single message."""
        reader = self.with_context(lang=manager.lang, tz=manager.tz)
        body = Markup("").join(
            Markup("<p>%s</p><ul>%s</ul>") % (self._late_of(user, late), late._late_lines())
            for user, late in reader.sorted("date_planned").grouped("user_id").items()
        )
        # sudo - mail.thread: the scheduled action tells others
        self.env["mail.thread"].sudo().message_notify(
            partner_ids=manager.partner_id.ids,
            subject=reader.env._("Late contacts of your people: %(count)s", count=len(self)),
            body=body
            + Markup('<p><a href="/odoo/care-escalated">%s</a></p>')
            % reader.env._("Open all that is escalated"),
        )

    @api.model
    def _late_of(self, user, touchpoints):
        return touchpoints.env._("%(user)s: %(count)s late", user=user.name, count=len(touchpoints))

    def _late_lines(self):
        return Markup("").join(
            Markup('<li><a href="/odoo/care.touchpoint/%s">%s</a> (%s)</li>')
            % (late.id, late.display_name, format_date(late.env, late.date_planned))
            for late in self[:_NAMED_AT_MOST]
        )
