from odoo import fields, models


class CareGradeAdvice(models.Model):
    """What the regulations that this application follows advise for the grade of a code: the
    defaults that a company loads into its grades. It comes with the application; nobody writes
    it."""

    _name = "care.grade.advice"
    _description = "Advised Strategy"
    _inherit = "care.strategy"
    _order = "code"
    _rec_name = "code"

    code = fields.Char(required=True)
    aim_code = fields.Char(help="Code of the grade that these customers should reach.")

    _code_uniq = models.UniqueIndex("(code)", "There is one advice for a code.")
