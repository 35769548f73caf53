"""Who could not be reached: tried again, and told on the campaign."""

from odoo import api, fields, models

from ..customer.figure_fields import CountFigure
from ..customer.scheduled import work_off


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    failed_count = CountFigure(
        "Not Delivered",
        compute="_compute_failed",
        help="People whom the mail did not reach.",
    )
    failure_reasons = fields.Text(
        compute="_compute_failed", help="What the mail servers said, the most frequent first."
    )

    def _compute_failed(self):
        # sudo - care.invitation: the counts are the campaign's, whoever reads it
        rows = self.env["care.invitation"].sudo()
        groups = rows._read_group(
            [("campaign_id", "in", self.ids), ("state", "=", "failed")],
            ["campaign_id", "failure"],
            ["__count"],
            order="__count DESC, failure",
        )
        for campaign in self:
            mine = [(why, number) for owner, why, number in groups if owner == campaign]
            campaign.failed_count = sum(number for _why, number in mine)
            campaign.failure_reasons = "\n".join(f"{number} × {why or '–'}" for why, number in mine)

    @api.readonly
    def action_open_failed(self):
        """Who was not reached, and why."""
        return self._open("care_invitation_action", [("state", "=", "failed")])

    def _retry_failed(self, now):
        """Send again what was refused for now, and what a broken connection left lying."""
        self._notice_lost()
        domain = [
            ("campaign_id", "=", self.id),
            ("state", "=", "failed"),
            ("date_retry", "<=", now),
        ]
        work_off(self.env, lambda: self._take(domain), lambda batch: batch._retry())

    def _notice_lost(self):
        """A connection that breaks off leaves a mail in the queue as failed, without a word to
        anybody; what stands there for somebody who counts as invited was never sent."""
        # sudo - mail.mail: the engine's own mails
        mails = self.env["mail.mail"].sudo()
        lost = mails.search([("model", "=", "care.invitation"), ("state", "=", "exception")])
        rows = self.env["care.invitation"].browse(lost.mapped("res_id")).exists()
        rows.filtered(lambda row: row.campaign_id == self and row.state == "sent")._undelivered(
            self.env._("The connection to the mail server broke off.")
        )
