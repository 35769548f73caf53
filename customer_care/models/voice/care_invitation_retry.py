"""Mails that a server refuses for now are sent again; what it refuses for good is told."""

import datetime

from odoo import fields, models

from ...tools import smtp_answer

_MOST_RETRIES = 6  # with doubling waits: some two and a half days, as mail servers do
_FIRST_WAIT = datetime.timedelta(minutes=55)  # the job comes once an hour
# Failures that another try would not mend; "unknown" and "mail_smtp" may pass.
_FINAL_TYPES = (
    *("mail_email_invalid", "mail_email_missing", "mail_from_invalid", "mail_from_missing"),
    *("mail_spam", "mail_bl", "mail_optout", "mail_dup"),
)


class CareInvitation(models.Model):
    _inherit = "care.invitation"

    date_retry = fields.Datetime(
        "Sent Again From",
        readonly=True,
        help="The mail server refused the mail for now: it is sent again by itself. Empty: it is"
        " not.",
    )
    retry_count = fields.Integer("Retries", readonly=True)

    _retry_idx = models.Index("(campaign_id, date_retry) WHERE date_retry IS NOT NULL")

    def _undelivered(self, reason, kind=False):
        """The mail did not leave. It is tried again where that may help, each time after twice as
        long.

        :param str reason: as the mail server tells it
        :param str kind: of ``mail.mail``'s failure types
        """
        answer = smtp_answer.read(reason)
        now = fields.Datetime.now()
        for row in self.filtered(lambda row: row.state in ("sent", "failed")):
            if row.channel != "mail":
                continue
            is_over = answer.is_final or kind in _FINAL_TYPES or row.retry_count >= _MOST_RETRIES
            row.write(
                {
                    "state": "failed",
                    "failure": str(answer),
                    "date_retry": not is_over and now + _FIRST_WAIT * 2**row.retry_count,
                }
            )

    def _delivered(self):
        """A mail that had failed left after all."""
        late = self.filtered("failure")
        late.write({"failure": False, "date_retry": False, "retry_count": 0})
        late.filtered(lambda row: row.state == "failed").state = "sent"

    def _retry(self):
        """Put the mails of these back into the mail queue, the same ones: whoever got one already
        sees by its number that it is no second one."""
        self._mails("exception").mark_outgoing()
        for row in self:
            row.write({"state": "sent", "date_retry": False, "retry_count": row.retry_count + 1})

    def _mails(self, *states):
        """The mails of these in the mail queue."""
        # sudo - mail.mail: the engine's own mails
        Mail = self.env["mail.mail"].sudo()
        return Mail.search(
            [("model", "=", self._name), ("res_id", "in", self.ids), ("state", "in", states)]
        )

    def _expire(self, state="expired"):
        """What still waits in the mail queue would lead nowhere: it is not sent."""
        # sudo - care.invitation: the engine alone writes them, whoever ends the campaign
        open_rows = self.sudo().filtered(lambda row: row.state in ("waiting", "sent", "failed"))
        open_rows._mails("outgoing", "exception").try_lock_for_update().unlink()
        open_rows.date_retry = False
        return super(CareInvitation, open_rows)._expire(state)
