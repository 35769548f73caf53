from odoo import api, fields, models
from odoo.exceptions import UserError


class CareTouchpoint(models.Model):
    """Touchpoints that were promised: doing one keeps the promise, cancelling it ends it."""

    _inherit = "care.touchpoint"

    clock_ids = fields.One2many("care.sla.clock", "touchpoint_id", string="Promises", readonly=True)

    # === CRUD METHODS === #

    def write(self, vals):
        """Whoever is responsible for the touchpoint is so for the promise."""
        result = super().write(vals)
        if "user_id" in vals:
            # sudo - care.sla.clock: a promise goes with its touchpoint
            for touchpoint in self.sudo().filtered("clock_ids"):
                touchpoint.clock_ids._assign(touchpoint.user_id)
        return result

    def _set_state(self, state, **vals):
        result = super()._set_state(state, **vals)
        # sudo - care.sla.clock: a promise goes with its touchpoint
        clocks = self.sudo().clock_ids
        if state == "done":
            for touchpoint in self.sudo().filtered("clock_ids"):
                touchpoint.clock_ids._stop(touchpoint.date_done)
        elif state == "cancelled":
            clocks._cancel()
        return result

    # === ACTIONS === #

    def action_promise(self):
        """Promise these touchpoints to the customers: a clock runs from now on."""
        self.check_access("write")
        self._promise()

    # === BUSINESS METHODS === #

    @api.model
    def _clear_for_deletion(self, domain, refusal):
        """What was promised hangs on the customer as what was said does, kept or not."""
        # sudo - care.touchpoint: promises that the person can't see forbid deletion too
        if self.sudo().search_count([*domain, ("clock_ids", "!=", False)], limit=1):
            raise UserError(refusal)
        return super()._clear_for_deletion(domain, refusal)

    def _promise(self, start=None):
        """Let a clock run for each of these.

        :param start: the moment from which it counts; now when None
        :raise UserError: where they are closed, made by the planning, or no policy holds
        """
        self._check_open()
        self._check_made_by_people()
        clocks = self.env["care.sla.clock"]._start("return_visit", self, start)
        if self - clocks.touchpoint_id:
            raise UserError(
                self.env._(
                    "No policy says within which time a return visit is promised. Ask a care"
                    " manager to write one under Configuration > Promise Policies."
                )
            )

    def _check_made_by_people(self):
        """What the planning makes it also withdraws: nothing to promise."""
        if self.filtered(lambda touchpoint: touchpoint.origin in ("cadence", "occasion")):
            raise UserError(
                self.env._(
                    "This touchpoint was planned by the calendar, which may withdraw it. Plan one"
                    " by hand, and promise that."
                )
            )
