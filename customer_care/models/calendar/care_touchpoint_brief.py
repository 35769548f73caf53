from odoo import models


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    def _brief_title(self):
        """Purpose, channel and person in one phrase, for the brief of a hand-over."""
        channels = dict(self._fields["channel"]._description_selection(self.env))
        words = (self.purpose, channels[self.channel], self.contact_id.name)
        return " · ".join(dict.fromkeys(filter(None, words)))
