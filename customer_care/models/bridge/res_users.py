from odoo import models


class ResUsers(models.Model):
    """Plans outlive the person who was to carry them out."""

    _inherit = "res.users"

    def action_archive(self):
        """Keep the touchpoints open whose reminders go with the user: who comes after her is
        reminded anew."""
        # sudo - care.touchpoint: whoever archives users need not see their customers
        reminded = (
            self.env["care.touchpoint"]
            .sudo()
            .search(
                [
                    ("user_id", "in", self.ids),
                    ("state", "=", "planned"),
                    ("reminder_id", "!=", False),
                ]
            )
        )
        result = super(ResUsers, self.with_context(care_touchpoint_closing=True)).action_archive()
        reminded.filtered(lambda touchpoint: not touchpoint.reminder_id).date_reminded = False
        return result
