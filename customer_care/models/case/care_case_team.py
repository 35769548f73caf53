"""Who works on a case: the responsible person and, for major complaints, a task force."""

from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ...const import GROUP_USER


class CareCase(models.Model):
    _inherit = "care.case"

    is_member = fields.Boolean(compute="_compute_is_member", search="_search_is_member")

    @api.depends("user_id", "task_force_ids")
    @api.depends_context("uid")
    def _compute_is_member(self):
        for case in self:
            case.is_member = self.env.user in case.user_id | case.task_force_ids

    def _search_is_member(self, operator, value):
        if operator != "in":
            return NotImplemented
        return ["|", ("user_id", "=", self.env.uid), ("task_force_ids", "in", self.env.uid)]

    @api.constrains("task_force_ids", "user_id")
    def _check_team(self):
        """Only those who use Customer Care in the company find the case."""
        for case in self:
            # sudo - res.users: everybody may know who uses Customer Care
            for user in (case.user_id | case.task_force_ids).sudo():
                if not user.has_group(GROUP_USER) or case.company_id not in user.company_ids:
                    raise ValidationError(
                        self.env._(
                            "%(user)s can't open cases of %(company)s. Give her the right"
                            " “Customer Care: User” first, or choose another colleague.",
                            user=user.name,
                            company=case.company_id.name,
                        )
                    )

    # === ACTIONS === #

    def action_take(self):
        """Become responsible."""
        self.check_access("write")
        self.user_id = self.env.user

    # === WHAT FOLLOWS === #

    def write(self, vals):
        before = {case: case.task_force_ids for case in self} if "task_force_ids" in vals else {}
        result = super().write(vals)
        for case, members in before.items():
            case._tell_members(case.task_force_ids - members)
        return result

    def _begin(self):
        result = super()._begin()
        for case in self:
            case._tell_members(case.task_force_ids)
        return result

    def _tell_members(self, members):
        """New members of the task force follow the case and are told, each in her language."""
        members -= self.env.user
        self.message_subscribe(partner_ids=members.partner_id.ids)
        for member in members:
            reader = self.with_context(lang=member.lang)
            reader.message_notify(
                partner_ids=member.partner_id.ids,
                subject=reader.env._("Task force: %(case)s", case=self.display_name),
                body=reader.env._("You belong to the task force of this case."),
            )
