"""The closed loop: who is not satisfied is called, within the promised time."""

import datetime

from odoo import fields, models


class CareAnswer(models.Model):
    _inherit = "care.answer"

    follow_up_id = fields.Many2one(
        "care.touchpoint",
        string="Follow-Up",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    follow_up_state = fields.Selection(related="follow_up_id.state", string="Follow-Up Status")

    def _counted(self):
        result = super()._counted()
        self._follow_up()
        return result

    def _follow_up(self):
        """Plan a call for each low answer of a known customer, once, and promise it."""
        low = self.filtered(
            lambda answer: answer.is_low and answer.profile_id and not answer.follow_up_id
        )
        Touchpoint = self.env["care.touchpoint"]
        Clock = self.env["care.sla.clock"]
        for answer in low:
            answer.follow_up_id = call = Touchpoint.create(answer._follow_up_values())
            Clock._start("low_score", call, answer.user_input_id.end_datetime)

    def _follow_up_values(self):
        self.ensure_one()
        campaign, profile = self.campaign_id, self.profile_id
        return {
            "partner_id": self.partner_id.id,
            "contact_id": self.contact_id.id,
            "company_id": self.company_id.id,
            "user_id": (profile.user_id or campaign.user_id).id,
            "origin": "answer",
            "channel": "call",
            "date_planned": self.date + datetime.timedelta(days=1),
            "name": self.env._(
                "Follow up a low answer: %(survey)s",
                survey=self.survey_id.title,
            ),
        }


class CareTouchpoint(models.Model):
    """Calls after low answers are planned once; the calendar's engine leaves them alone."""

    _inherit = "care.touchpoint"

    origin = fields.Selection(
        selection_add=[("answer", "Follow-up of a low answer")], ondelete={"answer": "set default"}
    )


class CareSlaPolicy(models.Model):
    """A low answer is followed up within a promised time."""

    _inherit = "care.sla.policy"

    kind = fields.Selection(
        selection_add=[("low_score", "Follow-up of a low answer")],
        ondelete={"low_score": "cascade"},
    )

    def _say_promise(self):
        if self.kind != "low_score":
            return super()._say_promise()
        return self.env._(
            "Whoever is not satisfied is called within %(time)s.", time=self._say_time()
        )


class CareSlaClock(models.Model):
    _inherit = "care.sla.clock"

    kind = fields.Selection(
        selection_add=[("low_score", "Follow-up of a low answer")],
        ondelete={"low_score": "cascade"},
    )
