from odoo import api, models

from .scheduled import repeat_conflicts


class CareProfile(models.Model):
    """The nightly refresh among other scheduled actions."""

    _inherit = "care.profile"

    @api.model
    def _cron_refresh_profiles(self):
        """As ever, but to its end once it has begun, and again where it met somebody.

        Odoo asks an action to make room for others after ten seconds and calls it again: a refresh
        begins with its first step then, and with many customers it would never come to its last.
        It commits on the way, and other actions have the other workers.
        """
        night = self.with_context(cron_end_time=float("inf"))
        return repeat_conflicts(self.env, super(CareProfile, night)._cron_refresh_profiles)
