from odoo import fields, models
from odoo.exceptions import ValidationError


class CareInterview(models.TransientModel):
    """An agent is about to fill in somebody's sheet: while she is on the phone, or from paper."""

    _name = "care.interview"
    _description = "Interview"

    partner_id = fields.Many2one("res.partner", string="Customer", required=True, readonly=True)
    invitation_id = fields.Many2one(
        "care.invitation",
        string="Person",
        required=True,
        domain=lambda self: [
            ("partner_id", "=", self.env.context.get("default_partner_id")),
            ("is_to_interview", "=", True),
        ],
    )
    campaign_id = fields.Many2one(related="invitation_id.campaign_id")
    phone = fields.Char(related="invitation_id.contact_id.phone")
    channel = fields.Selection(
        [("phone", "By phone"), ("paper", "From paper")], required=True, default="phone"
    )
    date_paper = fields.Date("Date on the Sheet", default=fields.Date.context_today)

    def action_open(self):
        """Open the questions.

        :raise ValidationError: where a sheet of paper was filled in at an impossible date
        """
        self.ensure_one()
        written = self.channel == "paper" and self.date_paper
        if written and written > fields.Date.context_today(self):
            raise ValidationError(self.env._("The sheet can't have been filled in tomorrow."))
        return self.invitation_id._interview(self.channel, written)
