"""From a contact figure to the contacts that it was counted from."""

from datetime import timedelta

from odoo import api, fields, models

from .care_profile_contact_facts import CONTACT_DAYS


class CareProfile(models.Model):
    _inherit = "care.profile"

    @api.readonly
    def action_open_figure(self, name):
        action = super().action_open_figure(name)
        if action and action["res_model"] == "care.contact":
            action["context"] |= {"care_contact_partner_id": self.partner_id.id}
        return action

    @api.model
    def _figure_models(self):
        return {
            **super()._figure_models(),
            "last_contact_date": "care.contact",
            "contact_count_12m": "care.contact",
            "next_contact_date": "care.touchpoint",
            "contact_limit_date": "care.touchpoint",
        }

    def _figure_records_last_contact_date(self, scope):
        """All that tells of a contact on that day."""
        day = fields.Date.to_string(self.last_contact_date) or False
        return [("partner_id", "=", self.partner_id.id), ("date", "=", day)]

    def _figure_records_contact_count_12m(self, scope):
        after = scope.today - timedelta(days=CONTACT_DAYS)
        return [
            ("partner_id", "=", self.partner_id.id),
            ("date", ">", fields.Date.to_string(after)),
            ("is_counted", "=", True),
        ]

    def _figure_records_next_contact_date(self, scope):
        """What is planned and will count as the next contact."""
        return [
            ("profile_id", "=", self.id),
            ("state", "=", "planned"),
            ("counts_as_contact", "=", True),
        ]

    def _figure_records_contact_limit_date(self, scope):
        return self._figure_records_next_contact_date(scope)
