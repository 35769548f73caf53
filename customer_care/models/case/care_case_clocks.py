"""What is promised about a case, in which state."""

from odoo import models


class CareCase(models.Model):
    _inherit = "care.case"

    def _after_received(self):
        result = super()._after_received()
        self.env["care.sla.clock"]._start("reply", self)
        return result
