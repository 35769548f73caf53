from odoo import api, fields, models
from odoo.exceptions import ValidationError


class CareSlaExcuse(models.Model):
    """Why a broken promise is not held against whoever broke it. A manager writes it, once; the
    promise stays broken."""

    _name = "care.sla.excuse"
    _description = "Excuse for a Broken Promise"
    _order = "date desc, id desc"
    _rec_name = "reason"

    clock_id = fields.Many2one(
        "care.sla.clock", string="Promise", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one(related="clock_id.company_id")
    reason = fields.Char(required=True, help="What nobody of us could help.")
    user_id = fields.Many2one(
        "res.users",
        string="Excused By",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
        default=lambda self: self.env.user,
    )
    date = fields.Datetime("Excused On", required=True, readonly=True, default=fields.Datetime.now)

    _clock_uniq = models.UniqueIndex("(clock_id)", "This broken promise is excused already.")

    @api.constrains("clock_id")
    def _check_broken(self):
        if any(excuse.clock_id.state != "breached" for excuse in self):
            raise ValidationError(self.env._("Only a broken promise can be excused."))

    @api.constrains("reason")
    def _check_reason(self):
        if any(not (excuse.reason or "").strip() for excuse in self):
            raise ValidationError(self.env._("Say why the promise is excused."))

    @api.model_create_multi
    def create(self, vals_list):
        """Signed by whoever writes it, now."""
        now = fields.Datetime.now()
        return super().create(
            [{**vals, "user_id": self.env.uid, "date": now} for vals in vals_list]
        )
