"""What is promised about a case, in which state."""

from odoo import fields, models

# By state, for every kind of case …
_PROMISED = {
    "received": {"reply"},
    "acknowledged": {"progress"},
    "investigating": {"progress"},
    "proposed": {"progress"},
    "in_progress": {"progress"},
}
# … and beside that for complaints.
_PROMISED_COMPLAINT = {
    "received": {"solution"},
    "acknowledged": {"solution"},
    "investigating": {"solution"},
    "resolved": {"return_visit"},
}

# Whoever comes to these states kept what was promised before; anywhere else it is given up.
_KEEPING = {
    "reply": {"acknowledged", "investigating", "proposed", "in_progress", "resolved", "rejected"},
    "solution": {"proposed", "in_progress", "resolved"},
    "progress": {"resolved"},
    "return_visit": set(),  # see _visit_done
}
# What promises depend on, beside the state.
_WATCHED = {"severity", "category_id", "partner_id"}


class CareCase(models.Model):
    _inherit = "care.case"

    def _promised(self):
        """Kinds of what is promised about this case as it stands now."""
        self.ensure_one()
        kinds = _PROMISED.get(self.state, set())
        if self.kind == "complaint":
            kinds = kinds | _PROMISED_COMPLAINT.get(self.state, set())
        return kinds

    def _settle_clocks(self, keeping=False, now=None):
        """Bring the clocks in step with how these cases stand: end what is not promised any more,
        start what is promised now and does not run, pause while we wait for the customer.

        :param bool keeping: whether a step of the case may have kept promises
        :param now: a moment to take instead of the present one
        """
        for case in self:
            promised = case._promised()
            for clock in case._open_clocks():
                if clock.kind in promised:
                    continue
                if keeping and case.state in _KEEPING[clock.kind]:
                    clock._stop(now)
                else:
                    clock._cancel(now)
            for kind in sorted(promised - set(case._open_clocks().mapped("kind"))):
                case.clock_ids._start(kind, case, case._promise_start(kind, now))
            if case.waiting_reason:
                case._open_clocks()._pause("customer", note=case.waiting_reason, now=now)
            else:
                case._open_clocks()._resume(now)

    def _open_clocks(self):
        """What is promised about these cases and did not end yet."""
        # sudo - care.sla.clock: promises go with their case, whoever acts
        return self.sudo().clock_ids.filtered(lambda clock: not clock.date_end)

    def _promise_start(self, kind, now):
        """From when it counts: reply and solution from the beginning, all else from now."""
        if kind in ("reply", "solution"):
            return self.date_begun
        return now or fields.Datetime.now()

    def _progress_anew(self, moment):
        """The customer was told: the next notice counts from then."""
        clocks = self._open_clocks().filtered(
            lambda clock: clock.kind == "progress" and clock.date_start < moment
        )
        clocks._stop(moment)
        clocks.case_id._settle_clocks(now=moment)

    def _reply_given(self, moment):
        """A person answered at that moment."""
        self._open_clocks().filtered(lambda clock: clock.kind == "reply")._stop(moment)

    # === WHAT FOLLOWS === #

    def _begin(self):
        result = super()._begin()
        self._settle_clocks()
        return result

    def _after_convert(self):
        result = super()._after_convert()
        self._settle_clocks()
        self._rematch_clocks()
        return result

    def _after_write(self, names):
        result = super()._after_write(names)
        # sudo - care.sla.clock: promises go with their case, whoever acts
        cases = self.sudo()
        if "state" in names:
            cases._settle_clocks(keeping=True)
        if "partner_id" in names:
            cases._relink_clocks()
        if _WATCHED & names:
            cases._settle_clocks()
            cases._rematch_clocks()
        if "user_id" in names:
            for case in cases:
                case.clock_ids._assign(case.user_id)
        return result

    def _rematch_clocks(self):
        """Promise what the policies say now."""
        self._open_clocks()._rematch()

    def _relink_clocks(self):
        """The promises are made to the customer whom the case is of now."""
        for case in self:
            case._open_clocks().write(
                {"partner_id": case.partner_id.id, "profile_id": case.profile_id.id}
            )
