"""Rhythms in words, for the printed strategy table."""

from odoo import models


class CareGradeCadence(models.Model):
    _inherit = "care.grade.cadence"

    def _in_words(self):
        """The rhythm as a phrase: "Deep contact (Visit): every 14 days, at most 30"."""
        self.ensure_one()
        channel = dict(self._fields["channel"]._description_selection(self.env))[self.channel]
        what = self.name
        if channel != self.name:
            what = self.env._("%(name)s (%(channel)s)", name=self.name, channel=channel)
        return self.env._("%(what)s: %(rhythm)s", what=what, rhythm=self._rhythm_in_words())

    def _rhythm_in_words(self):
        if self.quantity_per_month:
            return self.env._("%(times)s times a month", times=self.quantity_per_month)
        if self.max_days == self.interval_days:
            return self.env._("every %(days)s days", days=self.interval_days)
        return self.env._(
            "every %(days)s days, at most %(max)s", days=self.interval_days, max=self.max_days
        )
