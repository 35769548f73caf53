"""The nightly planning among other scheduled actions, on several servers."""

import datetime
import logging

from odoo import api, fields, models

from ..customer.scheduled import commit_progress, repeat_conflicts

_logger = logging.getLogger(__name__)

# While the figures of the night are counted, planning waits so long at a time.
_WAIT = datetime.timedelta(minutes=5)


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    @api.model
    def _cron_generate_touchpoints(self):
        """As ever, but not while another server counts the figures that plans are made from; and
        once more where somebody changed the same touchpoints."""
        cron_id = self.env.context.get("cron_id")
        if cron_id and repeat_conflicts(self.env, self._figures_are_being_counted):
            # sudo - ir.cron: the scheduled action puts itself off
            self.env["ir.cron"].sudo().browse(cron_id)._trigger(fields.Datetime.now() + _WAIT)
            _logger.info("Figures are being counted: plans are made afterwards.")
            return None
        return repeat_conflicts(self.env, super()._cron_generate_touchpoints)

    @api.model
    def _figures_are_being_counted(self):
        """Whether a server is at the nightly refresh: it holds its scheduled action meanwhile."""
        # sudo - ir.cron: the scheduled actions know of each other
        refresh = self.env.ref("customer_care.cron_profile_refresh", raise_if_not_found=False)
        if not refresh:
            return False
        is_free = bool(refresh.sudo().try_lock_for_update(allow_referencing=True))
        commit_progress(self.env)  # the refresh itself must not find it held
        return not is_free
