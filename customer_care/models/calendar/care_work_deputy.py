from odoo import api, fields, models
from odoo.fields import Domain


class CareWork(models.Model):
    """The work of absent colleagues in the day of those who act for them, and what has been told
    to the manager."""

    _inherit = "care.work"

    is_mine = fields.Boolean(
        "Mine",
        compute="_compute_mine",
        search="_search_is_mine",
        help="Your own work, and that of absent colleagues for whom you act today.",
    )
    on_behalf_id = fields.Many2one(
        "res.users",
        string="Instead Of",
        compute="_compute_mine",
        help="The absent colleague for whom you do it.",
    )
    is_escalated = fields.Boolean(
        "Escalated", readonly=True, help="It is late, and the manager was told."
    )

    @api.depends("user_id")
    @api.depends_context("uid")
    def _compute_mine(self):
        absent = self._acted_for()
        for work in self:
            work.is_mine = work.user_id in absent | self.env.user
            work.on_behalf_id = work.user_id & absent

    def _search_is_mine(self, operator, value):
        if operator != "in":
            return NotImplemented
        return Domain("user_id", "in", (self.env.user | self._acted_for()).ids)

    @api.model
    def _acted_for(self):
        """The absent colleagues for whom the reader acts today."""
        return self.env.user._care_acts_for(fields.Date.context_today(self))
