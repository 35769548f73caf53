"""The ten-second log: what a communication record holds beside its plan."""

from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError


class CareTouchpoint(models.Model):
    _inherit = "care.touchpoint"

    mood = fields.Selection(
        [("good", "Satisfied"), ("neutral", "So-so"), ("bad", "Unhappy")],
        copy=False,
        help="How the customer felt about it.",
    )
    date_happened = fields.Datetime(
        "Took Place",
        copy=False,
        help="When the contact took place, if that is not the moment of logging it.",
    )
    duration_minutes = fields.Integer("Duration (Minutes)", copy=False)
    participant_ids = fields.Many2many(
        "res.partner",
        "care_touchpoint_participant_rel",
        "touchpoint_id",
        "partner_id",
        string="Participants",
        copy=False,
        domain="['|', ('id', 'child_of', partner_id), ('user_ids.share', '=', False)]",
        help="Who else took part, of the customer and of us.",
    )
    next_step_user_id = fields.Many2one(
        "res.users",
        string="Next Step By",
        copy=False,
        ondelete="set null",
        index="btree_not_null",
        domain=[("share", "=", False)],
        help="Who takes the next step. Empty: the one responsible for this contact.",
    )

    _duration_not_negative = models.Constraint(
        "CHECK (duration_minutes >= 0)", "A contact cannot last less than no time."
    )

    # === CONSTRAINT METHODS === #

    @api.constrains("date_happened")
    def _check_date_happened(self):
        now = fields.Datetime.now()
        if any(touchpoint.date_happened and touchpoint.date_happened > now for touchpoint in self):
            raise ValidationError(
                self.env._("A contact that lies ahead is planned, not logged. Correct its moment.")
            )

    # === CRUD METHODS === #

    def write(self, vals):
        """The moment of a logged contact is history: the customer's figures count from it."""
        if "date_happened" in vals and any(touchpoint.state == "done" for touchpoint in self):
            raise AccessError(self.env._("The moment of a logged contact can't be changed."))
        return super().write(vals)

    # === ACTIONS === #

    def action_open_log(self):
        """Open the dialog that logs this contact."""
        self.ensure_one()
        self.check_access("write")
        self._check_open()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "customer_care.care_touchpoint_action_log"
        )
        return {**action, "res_id": self.id}

    def action_done(self):
        """Log the contacts: they took place at the moment given, else now."""
        self.check_access("write")
        for happened, touchpoints in self.grouped("date_happened").items():
            touchpoints._finish(date_done=happened or None)

    def action_done_next(self):
        """Log the contact and open the dialog for the next one that is due for the person."""
        self.action_done()
        following = self._next_due()
        return following.action_open_log() if following else self._nothing_left()

    # === BUSINESS METHODS === #

    @api.model
    def _next_due(self):
        """The first touchpoint that the person should have done by the end of today."""
        work = self.env["care.work"].search(
            [
                ("is_mine", "=", True),
                ("res_model", "=", self._name),
                ("urgency", "in", ("overdue", "today")),
            ],
            limit=1,
        )
        return self.browse(work.res_id)

    @api.model
    def _nothing_left(self):
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Saved. No other contact is due today."),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _next_step_values(self):
        values = super()._next_step_values()
        if self.next_step_user_id:
            values["user_id"] = self.next_step_user_id.id
        return values
