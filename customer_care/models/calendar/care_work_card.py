from odoo import fields, models
from odoo.exceptions import UserError


class CareWork(models.Model):
    """Greeting cards are printed from My day."""

    _inherit = "care.work"

    has_card = fields.Boolean(compute="_compute_has_card")

    def _compute_has_card(self):
        for work in self:
            work.has_card = work.kind == "touchpoint" and work.channel in ("card", "gift")

    def action_print_card(self):
        """Ask how the cards of this work are printed; other work is left out."""
        touchpoints = self.filtered("has_card")
        if not touchpoints:
            raise UserError(self.env._("None of this is a card or a gift. Choose other rows."))
        [targets] = touchpoints._targets("read")
        return targets.action_print_card()
