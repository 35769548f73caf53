"""Rhythms in words, for the printed strategy table."""

from odoo import models


class CareGradeCadence(models.Model):
    _inherit = "care.grade.cadence"

    def _in_words(self):
        """The rhythm as a phrase: "Deep contact (visit): every 30 days, 30 at most"."""
        self.ensure_one()
        channels = dict(self._fields["channel"]._description_selection(self.env))
        words = {"name": self.name, "channel": channels[self.channel]}
        if self.quantity_per_month:
            return self.env._(
                "%(name)s (%(channel)s): %(times)s times a month",
                times=self.quantity_per_month,
                **words,
            )
        return self.env._(
            "%(name)s (%(channel)s): every %(days)s days, %(max)s at most",
            days=self.interval_days,
            max=self.max_days,
            **words,
        )
