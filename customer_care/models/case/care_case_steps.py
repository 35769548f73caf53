"""The way of a case: one public method a step, one ``_set_state`` for all."""

from itertools import combinations

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

# In this order; steps in between may be left out.
_OPEN = ("received", "acknowledged", "investigating", "proposed", "in_progress")
_ENDED = ("resolved", "closed", "rejected", "cancelled")

_TRANSITIONS = {
    *combinations((*_OPEN, "resolved"), 2),
    # what was proposed or done was not right
    ("proposed", "investigating"),
    ("in_progress", "investigating"),
    ("in_progress", "proposed"),
    ("resolved", "closed"),
    *((state, end) for state in _OPEN for end in ("rejected", "cancelled")),
    # reopened
    *((state, "received") for state in _ENDED),
}


class CareCase(models.Model):
    _inherit = "care.case"

    # === ACTIONS === #

    def action_acknowledge(self):
        """A person told the customer that we look after it."""
        self._set_state("acknowledged")

    def action_investigate(self):
        """Find out what happened."""
        self._set_state("investigating")

    def action_propose(self):
        """Propose the solution to the customer."""
        self._set_state("proposed")

    def action_start(self):
        """The customer agreed: the solution is carried out."""
        self._set_state("in_progress")

    def action_resolve(self):
        """What was to be done is done."""
        self._set_state("resolved")

    def action_close(self):
        """The customer is content."""
        self._set_state("closed")

    def action_reopen(self):
        """It is not settled after all."""
        self._reopen()

    def action_cancel(self):
        """Nobody needs it: entered by mistake, withdrawn by the customer."""
        self._set_state("cancelled")

    def action_reject(self):
        """Ask a manager why it is unfounded."""

    def action_convert(self, kind):
        """Make it a case of another kind.

        :param str kind: enquiry, request, suggestion or complaint
        """
        self.check_access("write")
        # sudo - care.case: the kind changes by this step alone
        self.sudo().kind = kind

    def action_wait_for_customer(self):
        """The customer has to do something first: promises pause."""

    def action_stop_waiting(self):
        """It goes on: promises run again."""

    def action_take(self):
        """Become responsible."""
        self.check_access("write")
        self.user_id = self.env.user

    def action_merge(self):
        """Choose the case that goes on for all of these."""

    def action_split(self):
        """Make a case of its own of a part of this one."""

    # === BUSINESS METHODS === #

    def _set_state(self, state, **vals):
        """The one way in which the state of cases changes.

        :param str state: the next one
        :param vals: what is written along with it
        :raise UserError: where that does not follow from the present one
        """
        self.check_access("write")
        self._lock()
        labels = dict(self._fields["state"]._description_selection(self.env))
        for case in self:
            if (case.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(case)s is %(present)s now: it can't become %(state)s.",
                        case=case.display_name,
                        present=labels[case.state],
                        state=labels[state],
                    )
                )
        # sudo - care.case: states change through the checked steps alone
        self.sudo().write({"state": state, **self._state_values(state), **vals})
        getattr(self, f"_after_{state}")()

    def _state_values(self, state):
        """The moments that go with a state."""
        now = fields.Datetime.now()
        stamps = {
            "acknowledged": {"date_acknowledged": now},
            "resolved": {"date_resolved": now},
            "received": {"date_acknowledged": False, "date_resolved": False, "date_closed": False},
        }
        ends = {state: {"date_closed": now} for state in ("closed", "rejected", "cancelled")}
        return {**stamps, **ends}.get(state, {})

    def _lock(self):
        """Let the steps of two people follow one another. The later one waits, sees what the first
        one did, and is refused where that leaves nothing to do."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT FROM care_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", self.ids)
        )
        self.invalidate_recordset(["state"])

    def _after_received(self):
        """New, or reopened."""

    def _after_acknowledged(self):
        """A person answered."""
        self._tell_customer("acknowledged")

    def _after_investigating(self):
        self._tell_customer("investigating")

    def _after_proposed(self):
        self._tell_customer("proposed")

    def _after_in_progress(self):
        self._tell_customer("in_progress")

    def _after_resolved(self):
        self._tell_customer("resolved")

    def _after_closed(self):
        self._tell_customer("closed")

    def _after_rejected(self):
        self._tell_customer("rejected")

    def _after_cancelled(self):
        """Nobody waits any more."""
