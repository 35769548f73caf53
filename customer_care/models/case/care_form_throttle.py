import hashlib
import hmac
from datetime import timedelta

from odoo import api, fields, models


class CareFormThrottle(models.TransientModel):
    """One thing that somebody without an account did, kept for a day to count how often: a form
    sent, a message written. Only the public pages write it. It knows no address, only a keyed
    print of it."""

    _name = "care.form.throttle"
    _description = "Use of a Public Page"
    _transient_max_hours = 24.0

    mark = fields.Char(required=True, readonly=True)

    # what counting reads; rows are only added, so that two requests never wait for each other
    _mark_idx = models.Index("(mark, create_date)")

    @api.model
    def _count_in(self, limits, hours=1):
        """Count one more use of a public page.

        :param dict limits: how often within the hours, by what is counted: an address, a case
        :return: whether none of them is exhausted; otherwise nothing is counted
        """
        since = fields.Datetime.now() - timedelta(hours=hours)
        marks = {self._mark_of(what): limit for what, limit in limits.items()}
        # sudo - care.form.throttle: the public has no right to anything here
        Throttle = self.sudo()
        for mark, limit in marks.items():
            uses = [("mark", "=", mark), ("create_date", ">", since)]
            if Throttle.search_count(uses, limit=limit) >= limit:
                return False
        Throttle.create([{"mark": mark} for mark in marks])
        return True

    @api.model
    def _mark_of(self, what):
        """What stands for an address in the table."""
        # sudo - ir.config_parameter: nobody reads the secret
        secret = self.env["ir.config_parameter"].sudo().get_param("database.secret") or ""
        return hmac.new(secret.encode(), repr(what).encode(), hashlib.sha256).hexdigest()
