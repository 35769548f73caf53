from odoo import models


class MailActivity(models.Model):
    """The reminder of a touchpoint and the touchpoint close together."""

    _inherit = "mail.activity"

    def _care_touchpoints(self):
        """The open touchpoints that these activities remind of."""
        if self.env.context.get("care_touchpoint_closing"):
            return self.env["care.touchpoint"]
        if "care.touchpoint" not in self.mapped("res_model"):
            return self.env["care.touchpoint"]
        return self.env["care.touchpoint"].search(
            [("reminder_id", "in", self.ids), ("state", "=", "planned")]
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        touchpoints = self._care_touchpoints()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if touchpoints:
            if feedback:
                touchpoints.filtered(lambda touchpoint: not touchpoint.topics).topics = feedback
            touchpoints._finish(close_activities=False)
        return result

    def unlink(self):
        touchpoints = self._care_touchpoints()
        result = super().unlink()
        if touchpoints:
            touchpoints._cancel(
                self.env._("The reminder was cancelled by %(user)s.", user=self.env.user.name)
            )
        return result
