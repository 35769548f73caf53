from odoo import fields, models


class CareCheckQuestion(models.Model):
    """One question of the check after the deal: asked with the first contact after an order was
    carried out. Managers write it."""

    _name = "care.check.question"
    _description = "Question of the Check After the Deal"
    _order = "sequence, id"

    name = fields.Char("Question", required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: for every company.",
    )
    problem_answer = fields.Selection(
        [("yes", "Yes"), ("no", "No")],
        help="The answer that means a problem: it asks for a next step. Empty: the question is"
        " answered in words.",
    )
