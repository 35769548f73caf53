"""Was it well done? After a complaint is resolved the customer is asked: a return visit is planned
in the care calendar, and a promise runs for it."""

from odoo import fields, models
from odoo.exceptions import UserError


class CareCase(models.Model):
    _inherit = "care.case"

    touchpoint_ids = fields.One2many("care.touchpoint", "case_id", string="Return Visits")

    # === ACTIONS === #

    def action_log_visit(self):
        """Open the dialog that logs the return visit; it is planned where there is none."""
        self.ensure_one()
        self.check_access("write")
        if self.state != "resolved":
            raise UserError(self.env._("Resolve the case first, then ask the customer about it."))
        if not self.partner_id:
            raise UserError(self.env._("Say first who the customer is."))
        visit = self._open_visits()[:1] or self._plan_visit()
        if not visit.has_access("write"):
            # sudo - care.touchpoint: whoever works on the case may ask the customer about it
            visit.sudo().user_id = self.env.user
        return visit.action_open_log()

    # === BUSINESS METHODS === #

    def _is_confirmed(self):
        """Whether somebody asked the customer since the case was resolved, or nobody could."""
        self.ensure_one()
        if self.customer_answer == "solved" or not self.partner_id:
            return True
        # sudo - care.touchpoint: a colleague's return visit counts too
        return any(
            visit.state == "done" and visit.date_done >= self.date_resolved
            for visit in self.sudo().touchpoint_ids
        )

    def _open_visits(self):
        # sudo - care.touchpoint: as above
        visits = self.sudo().touchpoint_ids.filtered(lambda visit: visit.state == "planned")
        return visits.with_env(self.env)

    def _plan_visit(self):
        """Plan the return visit for the day before the promise is over, as a working day."""
        self.ensure_one()
        # sudo - care.touchpoint: origin and case of a touchpoint are written by rooms alone
        Touchpoint = self.env["care.touchpoint"].sudo()
        day = self._visit_day()
        return Touchpoint.create(
            {
                "partner_id": self.partner_id.id,
                "contact_id": self.contact_id.id,
                "company_id": self.company_id.id,
                "case_id": self.id,
                "origin": "case",
                "channel": "call",
                "user_id": (self.user_id or self.partner_id.user_id or self.env.user).id,
                "date_planned": day,
                "occurrence_date": day,
            }
        ).sudo(False)

    def _visit_day(self):
        """The last working day before the promised moment; today at the earliest."""
        today = fields.Date.context_today(self)
        promise = self._open_clocks().filtered(lambda clock: clock.kind == "return_visit")
        if not promise:
            return today
        deadline = fields.Datetime.context_timestamp(self, promise.deadline).date()
        day = fields.Date.subtract(deadline, days=1)
        # sudo - res.company: working days of the company, whoever acts
        workdays = self.company_id.sudo()._care_working_days()
        return max(today, workdays.until(day))

    def _visit_done(self, moment=None):
        """Somebody asked the customer, or she told us: the promise is kept, no visit is needed."""
        self._open_clocks().filtered(lambda clock: clock.kind == "return_visit")._stop(moment)
        self._drop_visits(self.env._("The customer has told us herself."))

    def _drop_visits(self, reason):
        # sudo - care.touchpoint: as above
        if visits := self._open_visits().sudo():
            visits._cancel(reason)

    # === WHAT FOLLOWS === #

    def _after_resolved(self):
        """Only those with a customer file have a place in the calendar; the promise runs anyway."""
        result = super()._after_resolved()
        for case in self.filtered(lambda case: case.kind == "complaint" and case.profile_id):
            case._plan_visit()
        return result

    def _begin(self):
        """What was asked before counts no more."""
        result = super()._begin()
        # sudo - care.case: no person of ours writes the customer's answer
        answered = self.sudo().filtered(lambda case: case.customer_answer == "solved")
        answered.write({"customer_answer": False})
        self._drop_visits(self.env._("The case goes on."))
        return result

    def _after_closed(self):
        result = super()._after_closed()
        self._drop_visits(self.env._("The case is closed."))
        return result

    def _after_convert(self):
        result = super()._after_convert()
        others = self.filtered(lambda case: case.kind != "complaint")
        others._drop_visits(self.env._("The case is no complaint any more."))
        for case in (self - others).filtered(
            lambda case: case.state == "resolved" and case.profile_id and not case._open_visits()
        ):
            case._plan_visit()
        return result
