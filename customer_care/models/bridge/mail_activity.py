from odoo import api, models

_DOCUMENTS = ("res.partner", "crm.lead", "sale.order")


class MailActivity(models.Model):
    """The reminder of a touchpoint and the touchpoint close together; a call or meeting that was
    done with a customer is a contact."""

    _inherit = "mail.activity"

    def write(self, vals):
        """Done is archived."""
        result = super().write(vals)
        if "active" in vals:
            self.env["care.profile"]._contacts_changed(self._care_customers())
        return result

    def _care_touchpoints(self):
        """The open touchpoints that these activities remind of."""
        if self.env.context.get("care_touchpoint_closing"):
            return self.env["care.touchpoint"]
        if "care.touchpoint" not in self.mapped("res_model"):
            return self.env["care.touchpoint"]
        return self.env["care.touchpoint"].search(
            [("reminder_id", "in", self.ids), ("state", "=", "planned")]
        )

    def _action_done(self, feedback=False, attachment_ids=None):
        touchpoints = self._care_touchpoints()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        if touchpoints:
            if feedback:
                touchpoints.filtered(lambda touchpoint: not touchpoint.topics).topics = feedback
            touchpoints._finish(close_activities=False)
        return result

    def unlink(self):
        touchpoints = self._care_touchpoints()
        result = super().unlink()
        if touchpoints:
            touchpoints._cancel(
                self.env._("The reminder was cancelled by %(user)s.", user=self.env.user.name)
            )
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_put_dirty(self):
        done = self.filtered(lambda activity: not activity.active)
        customers = done._care_customers().commercial_partner_id
        self.env["care.dirty"]._put_pairs((customer.id, customer.id) for customer in customers)

    def _care_customers(self):
        """The partners whom these calls and meetings are about."""
        partners = self.env["res.partner"]
        talks = self.filtered(
            lambda activity: (
                activity.res_model in _DOCUMENTS
                and activity.activity_type_id.category in ("phonecall", "meeting")
            )
        )
        for model, activities in talks.grouped("res_model").items():
            # sudo - res.partner, crm.lead, sale.order: who had to act need not see the document
            documents = self.env[model].sudo().browse(activities.mapped("res_id")).exists()
            partners |= documents if model == "res.partner" else documents.partner_id
        return partners
