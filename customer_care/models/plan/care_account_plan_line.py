import uuid

from odoo import api, fields, models


class CareAccountPlanLine(models.AbstractModel):
    """What the lines of an account plan's tables share: they belong to one version of a plan, and
    change in a draft alone."""

    _name = "care.account.plan.line"
    _description = "Line of an Account Plan"
    _order = "sequence, id"

    # What may change while the plan holds: it tells how things go.
    _LIVE_FIELDS = set()

    plan_id = fields.Many2one("care.account.plan", required=True, index=True, ondelete="cascade")
    sequence = fields.Integer(default=10)
    lineage = fields.Char(
        required=True,
        readonly=True,
        default=lambda self: uuid.uuid4().hex,
        help="What a line and its copies in later versions have in common, however it is reworded.",
    )
    profile_id = fields.Many2one(related="plan_id.profile_id", store=True, index=True)
    company_id = fields.Many2one(related="plan_id.company_id", store=True, index=True)
    currency_id = fields.Many2one(related="plan_id.currency_id")

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        if not self.env.su:
            lines.plan_id._check_open()
        return lines

    def write(self, vals):
        """:raise UserError: where the plan is not a draft any more"""
        if not self.env.su and set(vals) - self._LIVE_FIELDS:
            self.plan_id._check_open()
        elif not self.env.su:
            self.plan_id._check_live()
        result = super().write(vals)
        if not self.env.su and "plan_id" in vals:
            self.plan_id._check_open()
        return result

    @api.ondelete(at_uninstall=False)
    def _unlink_except_frozen(self):
        if not self.env.su:
            self.plan_id._check_open()
