"""What a case needs before it goes on, told in words that say what to do."""

from odoo import models
from odoo.exceptions import UserError
from odoo.tools import is_html_empty

_WORKED_ON = ("investigating", "proposed", "in_progress", "resolved")


class CareCase(models.Model):
    _inherit = "care.case"

    def _check_needs(self, state):
        """Refuse the next state as long as something is missing.

        :param str state: the next one
        :raise UserError: says what is missing
        """
        self.ensure_one()
        if missing := self._missing(state):
            raise UserError(
                self.env._("%(case)s: %(missing)s", case=self.display_name, missing=missing)
            )

    def _missing(self, state):
        """What is missing for a state, as a sentence; False for nothing."""
        complaint = self.kind == "complaint"
        if state == "closed":
            return complaint and self._missing_confirmation()
        if state not in _WORKED_ON:
            return False
        if complaint and self.severity == "major" and not self.task_force_ids:
            return self.env._("choose a task force first: this complaint is a major one.")
        if state == "investigating":
            return False
        if (complaint or state == "proposed") and is_html_empty(self.solution):
            return self.env._("write the solution first, as the customer is told it.")
        return complaint and state == "resolved" and self._missing_to_resolve()

    def _missing_to_resolve(self):
        if not self.cause_id:
            return self.env._("choose the root cause first, so that it does not happen again.")
        if self.remedy_ids.filtered(lambda remedy: remedy.state in ("planned", "waiting")):
            return self.env._("some remedies are not done yet: do them or withdraw them.")
        return False

    def _missing_confirmation(self):
        """A complaint is over when somebody has asked the customer."""
        if self._is_confirmed():
            return False
        return self.env._(
            "ask the customer first whether everything is well now, and log that return visit."
        )
