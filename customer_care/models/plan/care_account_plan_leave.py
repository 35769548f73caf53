"""Leave to change a plan that holds: asked for by the account manager, given by her manager."""

from odoo import fields, models
from odoo.exceptions import UserError

_TRANSITIONS = {
    (False, "asked"),
    ("refused", "asked"),
    ("asked", False),
    ("asked", "refused"),
    ("asked", "granted"),
    (False, "granted"),
    ("refused", "granted"),
    ("granted", False),
}


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    leave_state = fields.Selection(
        [("asked", "Asked for"), ("refused", "Refused"), ("granted", "Granted")],
        string="Leave to Change",
        readonly=True,
        copy=False,
        help="A plan that holds is changed by its manager's leave alone.",
    )
    leave_reason = fields.Text("Why It Is to Change", readonly=True, copy=False)
    leave_user_id = fields.Many2one(
        "res.users",
        string="Leave Asked By",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    leave_date = fields.Date("Leave Asked On", readonly=True, copy=False)
    leave_answer = fields.Text("Refused Because", readonly=True, copy=False)

    _leave_idx = models.Index("(leave_date) WHERE leave_state = 'asked'")

    # === ACTIONS === #

    def action_ask_leave(self):
        """Ask why the plan is to change."""
        self.check_access("write")
        return self._leave_dialog("ask", self.env._("Ask for Leave to Change"))

    def action_withdraw_leave(self):
        """It need not change after all."""
        self.check_access("write")
        self._set_leave(False)

    def action_grant_leave(self):
        """The plan may change: its next version is there, as a draft with all its content.

        :raise AccessError: for anybody but the account manager's manager
        """
        self.ensure_one()
        self._check_approver()
        return self._grant_leave()._open_form()

    def action_refuse_leave(self):
        """Ask why the plan is to stay as it is."""
        self._check_approver()
        return self._leave_dialog("refuse", self.env._("Refuse Leave"))

    def action_start_version(self):
        """The manager wants the plan changed: ask why.

        :raise AccessError: for anybody but the account manager's manager
        """
        self._check_approver()
        return self._leave_dialog("start", self.env._("Start a New Version"))

    def _leave_dialog(self, step, title):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "care.account.plan.leave",
            "views": [(False, "form")],
            "target": "new",
            "context": {"default_plan_id": self.id, "default_step": step},
        }

    def _open_form(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": self._name,
            "res_id": self.id,
            "views": [(False, "form")],
        }

    # === BUSINESS METHODS === #

    def _ask_leave(self, reason):
        """Ask the manager for leave to change this plan.

        :param str reason: what happened that the plan did not foresee; required
        """
        self.ensure_one()
        self.check_access("write")
        reason = self._given_reason(reason, self.env._("Say why the plan is to change."))
        self._set_leave(
            "asked",
            leave_reason=reason,
            leave_user_id=self.env.uid,
            leave_date=fields.Date.context_today(self),
            leave_answer=False,
        )
        self._tell(
            self.user_id._care_managers(self.company_id),
            self.env._("Leave to change asked for"),
            reason,
        )

    def _refuse_leave(self, reason):
        """The plan stays as it is.

        :param str reason: why; required
        :raise AccessError: for anybody but the account manager's manager
        """
        self.ensure_one()
        self._check_approver()
        reason = self._given_reason(reason, self.env._("Say why the plan stays as it is."))
        self._set_leave("refused", leave_answer=reason)
        self._tell(self.leave_user_id | self.user_id, self.env._("Leave refused"), reason)

    def _grant_leave(self, reason=None):
        """Begin the next version.

        :param str reason: the manager's own, where nobody asked
        :return: the new version
        :raise AccessError: for anybody but the account manager's manager
        """
        self.ensure_one()
        self._check_approver()
        reason = self._given_reason(
            reason or (self.leave_state == "asked" and self.leave_reason),
            self.env._("Say why the plan is to change."),
        )
        self._set_leave("granted", leave_reason=reason, leave_answer=False)
        version = self._new_version(reason)
        version._tell(
            self.leave_user_id | self.user_id,
            self.env._("Leave granted"),
            self.env._(
                "This version is a draft with all that the plan holds now. The version before holds"
                " until this one is approved."
            ),
        )
        return version

    def _forget_leave(self):
        """The version that leave was given for is gone."""
        for plan in self.filtered(lambda plan: plan.leave_state == "granted"):
            plan._set_leave(False)
            plan._tell(
                plan.user_id,
                self.env._("Goes on unchanged"),
                self.env._("The new version was given up."),
            )

    def _set_leave(self, state, **vals):
        """The one way in which leave changes.

        :raise UserError: where that does not follow, where the plan does not hold, or where a
            version is being written already
        """
        self._lock()
        self.invalidate_recordset(["leave_state"])
        for plan in self:
            if plan.state != "approved":
                raise UserError(
                    self.env._(
                        "%(plan)s does not hold: no leave is needed.", plan=plan.display_name
                    )
                )
            if (plan.leave_state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "Leave to change %(plan)s was decided about meanwhile. Reload the page.",
                        plan=plan.display_name,
                    )
                )
            if state:
                plan._check_nothing_written()
        # sudo - care.account.plan: leave changes through the checked steps alone
        self.sudo().write({"leave_state": state, **vals})

    def _given_reason(self, reason, question):
        """:raise UserError: asks the question where no reason is given"""
        reason = (reason or "").strip()
        if not reason:
            raise UserError(question)
        return reason
