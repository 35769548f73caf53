"""Invitations and reminders by mail: in batches, resumable, nobody twice."""

import datetime
import logging
import random

from odoo import api, fields, models
from odoo.fields import Command

from ..customer.scheduled import CONFLICTS, commit_progress, work_off

_logger = logging.getLogger(__name__)

_BATCH = 100
# So many servers find work of their own at the same moment.
_SERVERS = 16


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    @api.model
    def _cron_run_campaigns(self, now=None):
        """Close campaigns whose time is over, invite, remind.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - care.campaign: campaigns run for everybody
        running = self.sudo().search([("state", "=", "running")])
        for campaign in running:
            if not campaign.try_lock_for_update() or campaign.state != "running":
                continue  # a person starts or ends it at this moment
            today = campaign.company_id._care_today(now)
            if campaign.date_end and campaign.date_end < today:
                campaign.action_close()
            elif campaign.date_start <= today:
                campaign._follow_end()  # of those, too, who were asked while it was moved
                if campaign.trigger != "wave":
                    campaign._invite()
                campaign._send_waiting(now or fields.Datetime.now())
                campaign._retry_failed(now or fields.Datetime.now())
                campaign._send_reminders(now or fields.Datetime.now())
                campaign._expire_late(today)
            if not commit_progress(self.env):
                return

    def _send_waiting(self, now):
        """Queue the mails of those who are not invited yet. A batch is one transaction: its
        sheets, its mails and its state are there together or not at all."""
        Invitation = self.env["care.invitation"]
        domain = [("campaign_id", "=", self.id), ("state", "=", "waiting")]
        commit_progress(self.env, remaining=Invitation.search_count(domain))
        if self.is_anonymous:
            self._make_hidden_sheets(Invitation.search(domain))
        work_off(
            self.env,
            lambda: self._take(domain),
            lambda batch: self._send_isolated(batch, now),
            then=self._deliver,
        )

    @api.model
    def _take(self, domain):
        """The next invitations that no other server holds, locked. Among several servers the first
        are in other hands: each looks a little further."""
        rows = self.env["care.invitation"].search(domain, limit=_BATCH * _SERVERS, order="id")
        return rows.try_lock_for_update(limit=_BATCH)

    def _send_isolated(self, batch, now):
        """Send a batch; where that fails, one by one: who can't be invited does not hold up the
        others."""
        try:
            with self.env.cr.savepoint():
                return self._send_batch_of(batch, now)
        except CONFLICTS:
            raise  # two servers at once: the whole is done again
        except Exception:
            _logger.info("campaign %s: a batch is sent one by one", self.id, exc_info=True)
        self.env.invalidate_all()
        for row in batch:
            try:
                with self.env.cr.savepoint():
                    self._send_batch_of(row, now)
            except CONFLICTS:
                raise
            except Exception as error:
                _logger.exception("invitation %s can't be sent", row.id)
                row.invalidate_recordset()
                row.write({"state": "failed", "failure": str(error) or repr(error)})
        return None

    def _send_batch_of(self, batch, now):
        batch.write(
            {
                "state": "sent",
                "date_sent": now,
                "date_last_mail": now,
                "date_deadline": self._deadline(now),
            }
        )
        lost = batch._unreachable()
        lost._expire("withdrawn")
        if not self.is_anonymous:
            self._make_sheets(batch - lost)
        self._mail("customer_care.mail_template_invitation", batch - lost)

    def _make_hidden_sheets(self, invitations):
        """Sheets of an anonymous campaign: of all at once and shuffled, so that neither their order
        nor the moment of a batch tells whose they are. Idempotent."""
        there = invitations._sheets()
        rows = invitations.filtered(lambda row: row not in there)
        self._make_sheets(rows.browse(random.sample(rows.ids, len(rows))))
        commit_progress(self.env)

    def _make_sheets(self, invitations):
        """Give each person a sheet of the survey, in her language."""
        questions = self.survey_id._prepare_user_input_predefined_questions()
        langs = {lang.code: lang.id for lang in self.env["res.lang"].search([])}
        sheets = (
            self.env["survey.user_input"]
            .with_context(tracking_disable=True, mail_create_nosubscribe=True)
            .create(
                [
                    {
                        "survey_id": self.survey_id.id,
                        "care_campaign_id": self.id,
                        "deadline": self._end_of(row.date_deadline or self.date_end),
                        "predefined_question_ids": [Command.set(questions.ids)],
                        "lang_id": langs.get(row._lang()),
                        **self._sheet_owner(row),
                    }
                    for row in invitations
                ]
            )
        )
        if not self.is_anonymous:
            for row, sheet in zip(invitations, sheets, strict=True):
                row.user_input_id = sheet

    def _sheet_owner(self, invitation):
        if self.is_anonymous:
            return {"access_token": invitation._sheet_token(), "lang_id": False}
        return {
            "partner_id": invitation.contact_id.id,
            "email": invitation.email,
            "care_invitation_id": invitation.id,
        }

    def _deadline(self, now):
        """The last day on which who is invited now may answer."""
        if self.trigger == "wave":
            return self.date_end
        today = self.company_id._care_today(now)
        return today + datetime.timedelta(days=self.answer_days)

    def _expire_late(self, today):
        """Who did not answer in time can't any more."""
        Invitation = self.env["care.invitation"]
        Invitation.search(
            [
                ("campaign_id", "=", self.id),
                ("state", "=", "sent"),
                ("date_deadline", "<", today),
            ]
        )._expire()

    def _mail(self, template, invitations):
        """Queue a mail to each of them, in her language."""
        self.env.ref(template).sudo().send_mail_batch(
            invitations.ids, force_send=False, email_values=self._mail_values()
        )

    def _send_reminders(self, now):
        """Remind those who have neither answered nor been reminded often enough, once each time
        the days are over."""
        domain = [
            ("campaign_id", "=", self.id),
            ("state", "=", "sent"),
            ("reminder_count", "<", self.reminder_max),
            ("date_last_mail", "<=", now - datetime.timedelta(days=self.reminder_days)),
        ]
        work_off(
            self.env,
            lambda: self._take(domain),
            lambda batch: self._remind_batch(batch, now),
            then=self._deliver,
        )

    def _remind_batch(self, batch, now):
        silent = batch.browse(
            row.id for row, sheet in batch._sheets().items() if sheet and sheet.state != "done"
        )
        silent -= silent._unreachable() | silent._enough_said()
        self._mail("customer_care.mail_template_invitation_reminder", silent)
        for row in batch:  # who answered anonymously looks like who was reminded
            row.write({"reminder_count": row.reminder_count + 1, "date_last_mail": now})
