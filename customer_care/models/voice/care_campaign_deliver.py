"""All servers send: whoever writes invitations sends their mails, and more of them can help."""

import datetime
import logging

from odoo import api, fields, models, modules

from ..customer.scheduled import CONFLICTS

_logger = logging.getLogger(__name__)

# Odoo's mail queue leaves the mails of a batch alone for so long: the server that wrote them sends
# them. What it could not send, because somebody killed it, the queue sends afterwards.
_HEAD_START = datetime.timedelta(hours=1)
_HELPER = "model._cron_send_invitations()"


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    @api.model
    def _cron_send_invitations(self, now=None):
        """Help to send what waits in running campaigns: the scheduled action of the campaigns and
        all copies of this one share it, each on a server of its own.

        Anonymous campaigns are left to one server: it deals their sheets out shuffled.

        :param now: a UTC moment to take instead of the present one
        """
        # sudo - care.campaign: campaigns run for everybody
        running = self.sudo().search([("state", "=", "running"), ("is_anonymous", "=", False)])
        for campaign in running:
            today = campaign.company_id._care_today(now)
            if campaign.date_start <= today and (campaign.date_end or today) >= today:
                campaign._send_waiting(now or fields.Datetime.now())

    def _trigger_sending(self):
        """Let the scheduled actions begin as soon as this is committed."""
        # sudo - ir.cron: whoever may start a campaign starts the engine
        Cron = self.env["ir.cron"].sudo()
        for cron in self.env.ref("customer_care.cron_campaign_run") | Cron.search(
            [("code", "=", _HELPER)]
        ):
            cron._trigger()

    def _mail_values(self):
        """What distinguishes mails that are sent by ``_deliver``."""
        if not self.env.context.get("cron_id"):
            return {}
        return {"scheduled_date": fields.Datetime.now() + _HEAD_START}

    def _deliver(self, invitations):
        """Send the mails of these, which are committed, from this server."""
        if not self.env.context.get("cron_id"):
            return
        now = fields.Datetime.now()
        mails = invitations._mails("outgoing").filtered(
            lambda mail: mail.scheduled_date and mail.scheduled_date > now
        )
        try:
            mails.send(auto_commit=not modules.module.current_test)
        except CONFLICTS:
            self.env.cr.rollback()
            _logger.info("campaign %s: somebody changed a mail; the queue sends the rest", self.id)
        except Exception:  # as Odoo's queue does
            _logger.exception("campaign %s: the queue sends the rest of the mails", self.id)
