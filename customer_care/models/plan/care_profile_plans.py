"""A customer's account plans, and what becomes of them when files and owners change."""

from odoo import api, fields, models
from odoo.exceptions import UserError

# What goes along with a customer: whatever is being written or holds.
_OPEN = ("draft", "submitted", "approved")
_RANKS = {"approved": 3, "submitted": 2, "draft": 1}


class CareProfile(models.Model):
    _inherit = "care.profile"

    # === PLATFORM EVENTS === #

    def _absorb(self, others):
        self.env["care.account.plan"]._hand_over(others, self)
        return super()._absorb(others)

    # === HAND-OVER === #

    def _hand_over_kinds(self):
        return super()._hand_over_kinds() | {"plans"}

    def _hand_over_work(self, old_user, new_user, kinds):
        """Adds account plans: the new one answers for what is being written or holds, and for the
        objectives and proposed lines that were the old one's."""
        if "plans" in kinds:
            plans = self.env["care.account.plan"].search(
                [("profile_id", "in", self.ids), ("state", "in", _OPEN)]
            )
            for records in (
                plans,
                plans.objective_ids,
                plans._lines().filtered(lambda line: line.state == "proposed"),
            ):
                records.filtered(lambda record: record.user_id == old_user).user_id = new_user
            plans.message_unsubscribe(old_user.partner_id.ids)
            plans.filtered(lambda plan: plan.user_id == new_user).message_subscribe(
                new_user.partner_id.ids
            )
        return super()._hand_over_work(old_user, new_user, kinds)


class CareAccountPlan(models.Model):
    _inherit = "care.account.plan"

    @api.model
    def _hand_over(self, sources, target):
        """Let the plans of the files ``sources`` be those of ``target``, of the same company.

        Where both have plans for a year, the ones of the file whose plan got furthest go on. The
        others stay as history: superseded, under the next free version numbers.
        """
        # sudo - care.account.plan: plans that the person can't see are joined too
        plans = self.sudo().search([("profile_id", "in", (sources | target).ids)])
        for same in plans.grouped("year").values():
            files = same.grouped("profile_id")
            first = max(files, key=lambda file: (files[file]._rank(), file == target))
            rest = (same - files[first]).sorted(lambda plan: (plan.profile_id.id, plan.version))
            rest._end_beside(files[first])
            last = max(files[first].mapped("version"))
            for version, plan in enumerate(rest, last + 1):
                plan.version = version
            self.env.flush_all()
            same.profile_id = target
        self.env.flush_all()

    def _rank(self):
        """How far the furthest of these got."""
        return max(_RANKS.get(plan.state, 0) for plan in self)

    def _end_beside(self, others):
        """These don't go on, as the plans ``others`` of the same customer and year do."""
        reason = self.env._(
            "Two files of the customer were joined; %(plan)s goes on.",
            plan=others.sorted("version")[-1:].display_name,
        )
        for plan in self.filtered(lambda plan: plan.state in _OPEN):
            plan._set_state(
                "superseded", date_closed=fields.Date.context_today(self), leave_state=False
            )
            plan._lines().filtered(lambda line: line.state == "proposed")._cancel(reason)
            plan._end_lines(reason)
            plan._tell(plan.user_id, self.env._("Joined"), reason)

    @api.model
    def _clear_for_deletion(self, domain, refusal):
        """What hangs on it is to be deleted: drafts go, but no plan that was submitted.

        :param domain: the plans
        :param str refusal: what to tell the person where there are such
        """
        # sudo - care.account.plan: plans that the person can't see forbid deletion too
        plans = self.sudo().search(domain)
        if any(plan.state != "draft" for plan in plans):
            raise UserError(refusal)
        plans.unlink()
