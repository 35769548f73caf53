from odoo import api, fields, models
from odoo.tools import SQL


class CareGrade(models.Model):
    """One rank of customers (A, B, C or a company's own), with what it takes to get there and how
    those in it are looked after. Managers write it; a company without grades of its own uses the
    shared ones."""

    _name = "care.grade"
    _description = "Customer Grade"
    _order = "sequence, id"
    _check_company_auto = True

    name = fields.Char(required=True, translate=True)
    code = fields.Char(required=True, help="Short mark on lists and prints, such as A.")
    sequence = fields.Integer(default=10, help="The best grade comes first.")
    company_id = fields.Many2one(
        "res.company",
        index="btree_not_null",
        ondelete="cascade",
        domain=[("parent_id", "=", False)],
        help="Empty: used by every company that has no grades of its own.",
    )
    active = fields.Boolean(default=True)
    color = fields.Integer()
    strategy = fields.Text(
        translate=True,
        help="Who looks after these customers, how, and what they are promised.",
    )
    criterion_ids = fields.One2many("care.grade.criterion", "grade_id", copy=True)
    cadence_ids = fields.One2many("care.grade.cadence", "grade_id", copy=True)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "A company can use the code of a grade only once.",
    )

    @api.model
    def _set_of(self, company):
        """The grades that hold for a company, best first.

        :param company: a root company
        :return: its own active grades, or the shared ones when it has none
        """
        own = self.search([("company_id", "=", company.id)])
        return own or self.search([("company_id", "=", False)])

    def _sql_condition(self, alias):
        """Whether the profile at ``alias`` earns this grade, as SQL.

        Every must-have criterion has to hold and, where the grade has others, at least one of
        them. A grade without criteria takes everybody.
        """
        self.ensure_one()
        must, any_of = [], []
        for criterion in self.criterion_ids:
            (must if criterion.is_required else any_of).append(criterion._sql_condition(alias))
        parts = must + ([SQL("(%s)", SQL(" OR ").join(any_of))] if any_of else [])
        return SQL(" AND ").join(parts) if parts else SQL("TRUE")

    def _sql_judgement(self, alias):
        """The first of these grades that the profile at ``alias`` earns, as SQL; NULL for none."""
        cases = [SQL("WHEN %s THEN %s", grade._sql_condition(alias), grade.id) for grade in self]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")
