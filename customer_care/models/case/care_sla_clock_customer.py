"""A promise in words for the customer to whom it was made."""

from odoo import fields, models


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    def _say_to_customer(self):
        """Until when she gets what, and openly where we are late."""
        if self.state == "paused":
            return self.env._("Our time stands still until we hear from you.")
        if self.deadline < fields.Datetime.now():
            return self._say_late()
        values = {"moment": self._say_moment(self.deadline)}
        return {
            "reply": self.env._("You get our answer by %(moment)s.", **values),
            "solution": self.env._("You get our proposal for a solution by %(moment)s.", **values),
            "progress": self.env._("You hear from us how it stands by %(moment)s.", **values),
            "return_visit": self.env._(
                "We ask you by %(moment)s whether everything is well now.", **values
            ),
        }.get(self.kind)

    def _say_late(self):
        values = {"moment": self._say_moment(self.deadline)}
        return {
            "reply": self.env._(
                "We promised our answer by %(moment)s. We are late, and sorry for it.", **values
            ),
            "solution": self.env._(
                "We promised a proposal by %(moment)s. We are late, and sorry for it.", **values
            ),
            "progress": self.env._(
                "You should have heard from us by %(moment)s. We are sorry for it.", **values
            ),
        }.get(self.kind)
