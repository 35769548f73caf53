from odoo import api, fields, models

from ..const import GROUP_MANAGER


class CareGradePropose(models.TransientModel):
    """The question which grade customers should have, and why."""

    _name = "care.grade.propose"
    _description = "Change Grade"

    profile_ids = fields.Many2many(
        "care.profile",
        string="Customers",
        required=True,
        default=lambda self: self._default_profile_ids(),
    )
    company_id = fields.Many2one("res.company", compute="_compute_company_id")
    grade_id = fields.Many2one(
        "care.grade",
        string="New Grade",
        required=True,
        domain="['|', ('company_id', '=', False), ('company_id', '=', company_id)]",
    )
    reason = fields.Char(required=True)
    lock_date = fields.Date(
        string="Keep Until",
        default=lambda self: self.env["care.profile"]._default_lock_date(self.env.company),
        help="Until this day no review proposes another grade. Empty: the next review may.",
    )
    is_decided = fields.Boolean(compute="_compute_is_decided")

    @api.model
    def _default_profile_ids(self):
        chosen = self.env.context.get("active_model") == "care.profile"
        return chosen and self.env.context.get("active_ids")

    @api.depends("profile_ids")
    def _compute_company_id(self):
        for wizard in self:
            wizard.company_id = wizard.profile_ids.company_id[:1]

    @api.depends_context("uid")
    def _compute_is_decided(self):
        self.is_decided = self.env.user.has_group(GROUP_MANAGER)

    def action_propose(self):
        """Write the change down: applied at once for a care manager, else to be decided by one.

        A manager keeps the grade of those who have it already until the day chosen.
        """
        self.ensure_one()
        profiles = self.profile_ids
        profiles.check_access("read")
        if self.is_decided:
            kept = profiles.filtered(lambda profile: profile.grade_id == self.grade_id)
            kept._lock_grade(self.lock_date)
        self.env["care.grade.change"]._record(profiles, self.grade_id, self.reason, self.lock_date)
        return {"type": "ir.actions.act_window_close"}
