"""Lines of a plan and their copies in the version that is being written: what becomes of a line
that holds becomes of its copy, and what is in the plan's paper stays as it was approved."""

from odoo import api, fields, models
from odoo.exceptions import UserError

from . import care_touchpoint_plan

# What the paper says about a line.
_PAPER_FIELDS = {"name", "aim", "resources"}
# How it is planned: it moves while the plan holds, and its copy follows.
_MOVING_FIELDS = {"date_planned", "user_id", "channel", "contact_id"}


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    _CLOSED_FIELDS = care_touchpoint_plan.CareTouchpoint._CLOSED_FIELDS | {"ended_with_plan"}
    _TRANSITIONS = care_touchpoint_plan.CareTouchpoint._TRANSITIONS | {("proposed", "cancelled")}

    ended_with_plan = fields.Boolean(
        readonly=True, copy=False, help="Cancelled only because its plan ended."
    )

    # === CRUD METHODS === #

    def write(self, vals):
        """What was planned anew is so in the version that is being written, unless that plans it
        otherwise.

        :raise UserError: see ``_check_paper``
        """
        if not self.env.su:
            self._check_paper(set(vals))
        moving = _MOVING_FIELDS & set(vals)
        copies = self._copies() if moving else self.browse()
        before = {copy: {name: copy.earlier_line_id[name] for name in moving} for copy in copies}
        result = super().write(vals)
        for copy, old in before.items():
            changed = {
                name: vals[name]
                for name in moving
                if copy[name] == old[name] != copy.earlier_line_id[name]
            }
            if changed:
                copy.write(changed)
        return result

    def _check_paper(self, names):
        """:raise UserError: where what a submitted or approved plan says would change"""
        lines = self.filtered("account_plan_id") if names else self.browse()
        proposed = lines.filtered(lambda line: line.state == "proposed")
        if proposed and names & (_PAPER_FIELDS | self._PLAN_FIELDS | {"contact_id"}):
            proposed.account_plan_id._check_open()
        fixed = _PAPER_FIELDS & names
        if any(line.state != "planned" for line in lines - proposed):
            fixed |= {"contact_id"} & names
        if fixed and lines - proposed:
            raise UserError(
                self.env._(
                    "This is a line of an approved plan: its words stay as they were agreed on. Say"
                    " in the report what became otherwise, or ask for leave to change the plan."
                )
            )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_submitted(self):
        if not self.env.su:
            self.account_plan_id._check_open()

    # === BUSINESS METHODS === #

    def _copies(self):
        """The lines of a version being written that go on with these, as long as these hold."""
        lines = self.filtered("account_plan_id")
        if not lines:
            return self.browse()
        # sudo - care.touchpoint: whoever does a line need not see the plan
        copies = self.sudo().search(
            [("earlier_line_id", "in", lines.ids), ("state", "=", "proposed")]
        )
        return copies.filtered(
            lambda copy: copy.earlier_line_id.account_plan_id.state == "approved"
        )

    def _cancel(self, reason):
        """:raise UserError: for lines of a draft, which are taken out of it instead"""
        if not self.env.su and any(line.state == "proposed" for line in self):
            raise UserError(
                self.env._("What is only proposed is nobody's work: take it out of the plan.")
            )
        return super()._cancel(reason)

    def _set_state(self, state, **vals):
        result = super()._set_state(state, **vals)
        if state in ("done", "cancelled"):
            self._copies()._drop_settled()
        return result

    def _drop_settled(self):
        """Take copies out of the version being written: what they were to do is settled. Their
        words stay in its messages."""
        for plan, copies in self.grouped("account_plan_id").items():
            lines = [copy._settled_text() for copy in copies]
            plan._tell(plan.user_id, self.env._("Settled meanwhile"), "\n".join(lines))
        self.unlink()

    def _settled_text(self):
        states = dict(self._fields["state"]._description_selection(self.env))
        return self.env._(
            "%(line)s (%(state)s): not in this version any more. %(aim)s",
            line=self.purpose,
            state=states[self.earlier_line_id.state],
            aim=self.aim or "",
        ).strip()

    def _take_over(self):
        """This line goes on with the one of the version before, which ends: promises, reminders and
        activities go along."""
        self.ensure_one()
        earlier = self.earlier_line_id
        earlier.clock_ids.filtered(lambda clock: not clock.date_end).write(
            {"touchpoint_id": self.id, "user_id": self.user_id.id}
        )
        self.write(
            {
                "reminder_id": earlier.reminder_id.id,
                "date_reminded": earlier.date_reminded,
                "date_escalated": earlier.date_escalated,
            }
        )
        earlier.reminder_id = False
        earlier.activity_ids.with_context(mail_activity_quick_update=True).write(
            {"res_id": self.id}
        )
        self.invalidate_recordset(["activity_ids"])
        earlier.invalidate_recordset(["activity_ids", "clock_ids"])
        self._reschedule_reminder()
        earlier._cancel(
            self.env._(
                "Goes on in version %(version)s of the plan.", version=self.account_plan_id.version
            )
        )
        earlier.ended_with_plan = True
