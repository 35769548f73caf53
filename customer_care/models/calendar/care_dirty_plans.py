from odoo import api, models


class CareDirty(models.Model):
    """Plans follow the figures of a customer who was counted anew."""

    _inherit = "care.dirty"

    @api.model
    def _count(self, partners, company, today):
        result = super()._count(partners, company, today)
        self.env["care.touchpoint"]._generate(partners=partners, company=company, today=today)
        return result
