from odoo import api, fields, models


class CareSlaClock(models.Model):
    """What was promised about a case: a reply, a solution, a notice how it stands, a visit."""

    _inherit = "care.sla.clock"

    case_id = fields.Many2one(
        "care.case", readonly=True, index="btree_not_null", ondelete="restrict"
    )

    _case_uniq = models.UniqueIndex(
        "(case_id, kind) WHERE date_end IS NULL", "This is promised already."
    )

    @api.model
    def _subject_fields(self):
        return [*super()._subject_fields(), "case_id"]
