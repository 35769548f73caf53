"""From draft to archive: who takes which step, and who is told."""

from odoo import fields, models
from odoo.exceptions import AccessError, UserError

_TRANSITIONS = {
    ("draft", "submitted"),
    ("submitted", "draft"),
    ("submitted", "approved"),
    ("approved", "superseded"),
    ("approved", "closed"),
    # where two files of a customer are joined
    ("draft", "superseded"),
    ("submitted", "superseded"),
}


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    # === ACTIONS === #

    def action_submit(self):
        """The plan is written: the manager is asked to approve it."""
        self.check_access("write")
        for plan in self:
            if missing := plan._missing_for_submission():
                raise UserError(
                    self.env._(
                        "%(plan)s is not complete. Still missing: %(missing)s.",
                        plan=plan.display_name,
                        missing=", ".join(missing),
                    )
                )
        self._set_state("submitted", date_submitted=fields.Date.context_today(self))
        for plan in self:
            plan._ask_approval()

    def action_withdraw(self):
        """The account manager takes the plan back to write on."""
        self.check_access("write")
        self._set_state("draft", date_submitted=False)

    def action_approve(self):
        """The plan holds from now on: its lines come onto people's lists, the version before ends.

        :raise AccessError: for anybody but the account manager's manager
        """
        self._check_approver()
        before = {plan: plan._holding() for plan in self}
        for holding in before.values():
            holding._supersede()
        self._set_state(
            "approved",
            date_approved=fields.Date.context_today(self),
            approver_id=self.env.uid,
            return_reason=False,
        )
        self._release_lines()
        for plan, holding in before.items():
            holding._give_over(plan)
            plan._tell(
                plan.user_id | plan._stewards(),
                self.env._("Approved"),
                self.env._("The plan holds. Its contacts and actions are on people's lists now."),
            )

    def action_close(self):
        """The year is over: the plan goes into the archive; what is still planned ends."""
        self.check_access("write")
        self._check_approver()
        self._check_nothing_written()
        self._set_state("closed", date_closed=fields.Date.context_today(self))
        self._end_lines(self.env._("The plan is closed."))

    # === BUSINESS METHODS === #

    def _return(self, reason):
        """The manager wants it written better.

        :param str reason: what is missing or wrong; required
        :raise AccessError: for anybody but the account manager's manager
        """
        self._check_approver()
        reason = (reason or "").strip()
        if not reason:
            raise UserError(self.env._("Say what is to be written better."))
        self._set_state("draft", return_reason=reason, date_submitted=False)
        for plan in self:
            plan._tell(plan.user_id, self.env._("Returned"), reason)

    def _missing_for_submission(self):
        """What no plan does without, in words."""
        self.ensure_one()
        needed = ("purpose", "objective_ids", "action_ids", "revenue_ids")
        return [
            self._fields[name]._description_string(self.env)
            for name in needed
            if not self[name] and not (name == "action_ids" and self._had_actions())
        ]

    def _check_approver(self):
        self.check_access("read")
        for plan in self:
            if not plan._may_be_approved_by(self.env.user):
                raise AccessError(
                    self.env._("Only the account manager's manager decides about a plan.")
                )

    def _set_state(self, state, **vals):
        """The one way in which a plan's state changes.

        :raise UserError: where that does not follow from the present one
        """
        labels = dict(self._fields["state"]._description_selection(self.env))
        for plan in self:
            if (plan.state, state) not in _TRANSITIONS:
                raise UserError(
                    self.env._(
                        "%(plan)s is “%(present)s”: it can't become “%(state)s”.",
                        plan=plan.display_name,
                        present=labels[plan.state],
                        state=labels[state],
                    )
                )
        # sudo - care.account.plan: states change through the checked steps alone
        self.sudo().write({"state": state, **vals})

    def _holding(self):
        """The approved version for the same customer and year."""
        self.ensure_one()
        return self.search(
            [
                ("profile_id", "=", self.profile_id.id),
                ("year", "=", self.year),
                ("state", "=", "approved"),
            ]
        )

    def _supersede(self):
        """Another version takes the place of these."""
        self._set_state("superseded", date_closed=fields.Date.context_today(self))
        self.env.flush_all()  # before the next one becomes the one that holds

    def _release_lines(self):
        """What was proposed is work from now on."""
        # sudo - care.touchpoint: an approved plan is agreed, whoever the lines are for
        self.sudo()._lines().filtered(lambda line: line.state == "proposed")._set_state("planned")

    def _end_lines(self, reason):
        # sudo - care.touchpoint: lines of colleagues end as well
        open_lines = self.sudo()._lines().filtered(lambda line: line.state == "planned")
        if open_lines:
            open_lines._cancel(reason)
            open_lines.ended_with_plan = True

    def _lines(self):
        """The contacts and actions of these plans."""
        return self.contact_plan_ids | self.action_ids

    # === TELLING PEOPLE === #

    def _ask_approval(self):
        managers = self.user_id._care_managers(self.company_id) - self.env.user
        self._tell(
            managers,
            self.env._("To approve"),
            self.env._("%(user)s submits the plan for approval.", user=self.env.user.name),
        )

    def _stewards(self):
        """The information administrators of the plan's company, who keep the archive."""
        # sudo - res.groups: who they are is no secret
        stewards = self.env.ref("customer_care.group_care_steward").sudo().user_ids
        return stewards.filtered(
            lambda user: user.active and self.company_id in user.company_ids.root_id
        ).sudo(False)

    def _tell(self, users, subject, text):
        """Write to these users where they want to be written to, in the plan's history."""
        self.ensure_one()
        # sudo - res.users: where to write to a colleague
        partners = (users - self.env.user).sudo().partner_id
        self.message_post(
            subject=self.env._("%(step)s: %(plan)s", step=subject, plan=self.display_name),
            body=text,
            partner_ids=partners.ids,
            subtype_xmlid="mail.mt_note",
        )
