from odoo import api, fields, models


class CareSlaClock(models.Model):
    """A touchpoint that was promised to the customer, such as a return visit."""

    _inherit = "care.sla.clock"

    touchpoint_id = fields.Many2one(
        "care.touchpoint", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _touchpoint_uniq = models.UniqueIndex(
        "(touchpoint_id, kind) WHERE date_end IS NULL",
        "This is promised already.",
    )

    @api.model
    def _subject_fields(self):
        return [*super()._subject_fields(), "touchpoint_id"]

    def _subject_name(self):
        return self.touchpoint_id.purpose or super()._subject_name()
