from odoo import fields, models


class CareRemedy(models.Model):
    """Something done for the customer to make up for what happened in a case."""

    _name = "care.remedy"
    _description = "Remedy"
    _order = "case_id, id"

    case_id = fields.Many2one("care.case", required=True, index=True, ondelete="cascade")
    company_id = fields.Many2one(related="case_id.company_id")
    kind = fields.Selection(
        [
            ("verbal", "Verbal apology and explanation"),
            ("letter", "Written apology letter"),
            ("compensation", "Compensation"),
            ("measure", "Improvement measure"),
        ],
        required=True,
        default="verbal",
    )
    name = fields.Char("What", required=True)
