from contextlib import contextmanager

from odoo import api, models

# Work of whose day a person is reminded by an activity.
_REMINDED = (
    *("care.touchpoint", "care.contract", "care.measure"),
    "care.intelligence.month",
)


class ResUsers(models.Model):
    """Plans outlive the person who was to carry them out."""

    _inherit = "res.users"

    def action_archive(self):
        """Keep the work open whose reminders go with the user: whoever comes after her is reminded
        anew."""
        users = self.with_context(care_touchpoint_closing=True)
        with self._care_reminding_anew():
            return super(ResUsers, users).action_archive()

    @api.ondelete(at_uninstall=False)
    def _unlink_reminders(self):
        """Take the reminders away before the user goes. Left to the database, they would go in one
        statement with her: PostgreSQL then checks links from the same row to both, and refuses."""
        # sudo - mail.activity: whoever deletes users need not see their customers
        Activity = self.env["mail.activity"].sudo().with_context(active_test=False)
        reminders = Activity.search(
            [("user_id", "in", self.ids), ("res_model", "in", _REMINDED)]
        ).with_context(care_touchpoint_closing=True)
        with self._care_reminding_anew():
            reminders.unlink()
            self.env.flush_all()

    @contextmanager
    def _care_reminding_anew(self):
        """Wrap what takes away the reminders before these users, who may act for somebody else."""
        domain = [("reminder_id.user_id", "in", self.ids), ("date_reminded", "!=", False)]
        # sudo - the models that are reminded of: as above
        reminded = [self.env[name].sudo().search(domain) for name in _REMINDED]
        yield
        for records in reminded:
            records.filtered(lambda record: not record.reminder_id).date_reminded = False
