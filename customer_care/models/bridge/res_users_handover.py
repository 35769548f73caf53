from odoo import fields, models

from ...const import GROUP_MANAGER


class ResUsers(models.Model):
    """Whoever leaves hands her customers over."""

    _inherit = "res.users"

    care_customer_count = fields.Integer(
        "Customers Looked After", compute="_compute_care_customer_count", groups=GROUP_MANAGER
    )

    def _compute_care_customer_count(self):
        counts = dict(
            self.env["care.profile"]._read_group(
                [
                    ("user_id", "in", self.ids),
                    ("company_id", "=", self.env.company.root_id.id),
                ],
                ["user_id"],
                ["__count"],
            )
        )
        for user in self:
            user.care_customer_count = counts.get(user, 0)

    def action_care_hand_over(self):
        """Ask to whom all customers of this person go."""
        self.ensure_one()
        self.env["care.profile"]._check_hands_over()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_handover_start_action"
        )
        action["context"] = {"default_from_user_id": self.id}
        return action

    def action_archive(self):
        """Whoever archives a person is shown what is still in her name. It forbids nothing."""
        result = super().action_archive()
        return result if isinstance(result, dict) else self._care_show_left() or result

    def _care_show_left(self):
        """The hand-over of what these still look after, or a note for those who can't do it."""
        # sudo - care.profile: whoever archives users need not see their customers
        Profile = self.env["care.profile"].sudo()
        left = Profile._read_group(
            [("user_id", "in", self.ids)], ["user_id"], ["partner_id:count_distinct"]
        )
        if not left:
            return False
        if len(left) == 1 and self.env.user.has_group(GROUP_MANAGER):
            return left[0][0].with_env(self.env).action_care_hand_over()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "warning",
                "sticky": True,
                "title": self.env._("Customers are still in their name"),
                "message": self.env._(
                    "%(names)s. A care manager hands them over: Customer Care > Files >"
                    " Hand-Overs.",
                    names=", ".join(f"{user.name}: {count}" for user, count in left),
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }
