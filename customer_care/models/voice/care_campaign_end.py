"""A campaign that ends later, or earlier: links that were sent already follow."""

import datetime

from odoo import models


class CareCampaign(models.Model):
    _inherit = "care.campaign"

    def write(self, vals):
        result = super().write(vals)
        if "date_end" in vals:
            self._follow_end()
        return result

    def _follow_end(self):
        """Let those who have not answered yet answer until the last day of these waves; idempotent.
        Who was asked about something that happened has days of her own.

        In an anonymous campaign the day of everybody's invitation moves: that of some alone would
        tell who answered.
        """
        # sudo - care.invitation: the engine alone writes invitations, whoever moves the end
        waves = self.sudo().filtered(lambda wave: (wave.state, wave.trigger) == ("running", "wave"))
        for wave in waves:
            rows = self.env["care.invitation"].sudo().search(wave._domain_elsewhen())
            rows.date_deadline = wave.date_end
            for sheet in rows._sheets().values():
                if sheet.state != "done":
                    sheet.deadline = wave._end_of(wave.date_end)

    def _domain_elsewhen(self):
        """Links that end on another day than this wave."""
        return [
            ("campaign_id", "=", self.id),
            ("state", "in", ("sent", "failed")),
            ("date_deadline", "!=", False),
            ("date_deadline", "!=", self.date_end),
        ]

    def _end_of(self, day):
        """The moment at which a link that may be answered until ``day`` ends."""
        return self.company_id._care_midnight(day + datetime.timedelta(days=1))
