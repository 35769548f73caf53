from odoo import fields, models


class CareGrade(models.Model):
    """Which customers get a value report each quarter."""

    _inherit = "care.grade"

    has_value_report = fields.Boolean(
        "Quarterly Value Report",
        help="At the begin of each quarter a value report about the one before is opened for every"
        " customer of this grade.",
    )
