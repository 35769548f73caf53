"""The way of a case: one public method a step, one ``_set_state`` for all."""

from itertools import combinations

from odoo import fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

from ...const import GROUP_MANAGER

# In this order; steps in between may be left out.
OPEN_STATES = ("received", "acknowledged", "investigating", "proposed", "in_progress")
ENDED_STATES = ("closed", "rejected", "cancelled")

_TRANSITIONS = {
    *combinations((*OPEN_STATES, "resolved"), 2),
    # what was proposed or done was not right
    ("proposed", "investigating"),
    ("in_progress", "investigating"),
    ("resolved", "closed"),
    *((state, end) for state in OPEN_STATES for end in ("rejected", "cancelled")),
    # reopened
    *((state, "received") for state in ("resolved", *ENDED_STATES)),
}


class CareCase(models.Model):
    _inherit = "care.case"

    # === ACTIONS === #

    def action_acknowledge(self):
        """A person told the customer that we look after it: the reply clock stops."""
        self._set_state("acknowledged")

    def action_investigate(self):
        """Begin to find out what happened."""
        self._lock()
        self._refuse_from(("proposed", "in_progress"), "investigating")
        self._set_state("investigating")

    def action_revise(self):
        """What was proposed or done was not right: look again."""
        self._lock()
        self._refuse_from(("received", "acknowledged"), "investigating")
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

    def action_told(self):
        """A person told the customer how it stands, by phone or otherwise."""
        self.check_access("write")
        self._told_customer()
        self._message_log_batch(
            bodies=dict.fromkeys(self.ids, self.env._("The customer was told how it stands."))
        )

    def action_reopen(self):
        """Ask why it is not settled after all."""
        return self._ask("reopen", self.env._("Reopen"))

    def action_cancel(self):
        """Ask why nobody needs it."""
        return self._ask("cancel", self.env._("Cancel case"))

    def action_reject(self):
        """Ask a manager why it is unfounded, and whether the lawyers take over."""
        self._check_manager()
        return self._ask("reject", self.env._("Reject"))

    def action_wait_for_customer(self):
        """Ask what the customer has to do first."""
        return self._ask("wait", self.env._("Wait for customer"))

    def action_stop_waiting(self):
        """It goes on: promises run again."""
        self.check_access("write")
        # sudo - care.case: waiting changes by these steps alone
        self.sudo().write({"waiting_reason": False})
        self._settle_clocks()

    def action_convert(self, kind):
        """Make it a case of another kind: what holds for the old one ends.

        :param str kind: enquiry, request, suggestion or complaint
        """
        self.check_access("write")
        if kind not in dict(self._fields["kind"].selection):
            raise UserError(self.env._("There is no such kind of case."))
        self._lock()
        self._refuse_from(ENDED_STATES)
        # sudo - care.case: the kind changes by this step alone
        self.sudo().filtered(lambda case: case.kind != kind).kind = kind
        self._after_convert()

    # === ASKED FOR === #

    def _ask(self, step, title):
        """Open the question that a step needs an answer to."""
        self.check_access("write")
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "care.case.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_case_ids": self.ids, "default_step": step},
        }

    def _cancel(self, reason):
        """Nobody needs these: entered by mistake, withdrawn by the customer.

        :param str reason: why; required
        """
        self._say_why(reason)
        self._set_state("cancelled")

    def _reject(self, reason, is_legal=False):
        """These are unfounded or malicious.

        :param str reason: why; the customer is told
        :param bool is_legal: whether the lawyers take over
        :raise AccessError: for anybody but a care manager
        """
        self._check_manager()
        self._say_why(reason)
        self._set_state("rejected", reject_reason=reason.strip(), is_legal=is_legal)

    def _wait(self, reason):
        """The customer has to do something first: promises pause, but for the reply.

        :param str reason: what we wait for; required
        """
        self.check_access("write")
        self._lock()
        self._refuse_from(("resolved", *ENDED_STATES))
        self._say_why(reason)
        # sudo - care.case: waiting changes by these steps alone
        self.sudo().write({"waiting_reason": reason.strip()})
        self._settle_clocks()

    def _say_why(self, reason):
        """Refuse a step without a reason; else it stands in the chatter."""
        if not (reason or "").strip():
            raise UserError(self.env._("Say why."))
        self._message_log_batch(bodies=dict.fromkeys(self.ids, reason.strip()))

    def _check_manager(self):
        if not self.env.su and not self.env.user.has_group(GROUP_MANAGER):
            raise UserError(
                self.env._("Only a care manager rejects a case. Tell her, or cancel it.")
            )

    # === STATE === #

    def _set_state(self, state, **vals):
        """The one way in which the state of cases changes.

        :param str state: the next one
        :param vals: what is written along with it
        :raise UserError: where that does not follow from the present one, or something is missing
        """
        self.check_access("write")
        self._lock()
        self._refuse_from({case.state for case in self if (case.state, state) not in _TRANSITIONS})
        for case in self:
            case._check_needs(state)
        # sudo - care.case: states change through the checked steps alone
        self.sudo().write({"waiting_reason": False, "state": state} | self._moments(state) | vals)
        getattr(self, f"_after_{state}")()

    def _moments(self, state):
        """What goes with a state."""
        now = fields.Datetime.now()
        if state == "received":
            names = ("date_acknowledged", "date_resolved", "date_closed")
            return {**dict.fromkeys(names, False), "date_begun": now}
        name = "date_closed" if state in ENDED_STATES else f"date_{state}"
        return {name: now} if name in self._fields else {}

    def _refuse_from(self, states, target=None):
        """Refuse a step of cases that are in one of these states."""
        labels = dict(self._fields["state"]._description_selection(self.env))
        for case in self.filtered(lambda case: case.state in states):
            # sudo - care.case: who was faster is told by name
            raise UserError(
                self.env._(
                    "%(case)s is “%(state)s” now, last changed by %(user)s: this step does not"
                    " follow. Reload the page to see how it stands.",
                    case=case.display_name,
                    state=labels[case.state],
                    user=case.sudo().write_uid.name,
                )
            )

    def _lock(self):
        """Let the steps of two people follow one another. The later one waits, then sees what the
        first one did, and is refused where that leaves nothing to do."""
        self.flush_recordset()
        self.env.cr.execute(
            SQL("SELECT FROM care_case WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", self.ids)
        )
        self.invalidate_recordset(["state"])

    # === WHAT FOLLOWS === #

    def _begin(self):
        """New, or reopened. Files add what follows."""

    def _after_convert(self):
        """The kind is another one. Files add what follows."""

    def _after_received(self):
        self._begin()
        self._tell_customer("reopened")

    def _after_acknowledged(self):
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
