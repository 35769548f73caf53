from odoo import api, fields, models
from odoo.exceptions import ValidationError
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
    points_required = fields.Integer(
        required=True,
        default=1,
        help="So many points have to come together from the criteria that are no must-haves. With"
        " 1 point here and 1 point each, one of them is enough.",
    )
    points_possible = fields.Integer(
        compute="_compute_points_possible",
        help="Points of all criteria that are no must-haves.",
    )
    criterion_ids = fields.One2many("care.grade.criterion", "grade_id", copy=True)
    cadence_ids = fields.One2many("care.grade.cadence", "grade_id", copy=True)

    _code_uniq = models.UniqueIndex(
        "(code, COALESCE(company_id, 0)) WHERE active IS TRUE",
        "A company can use the code of a grade only once.",
    )

    _points_positive = models.Constraint(
        "CHECK (points_required > 0)",
        "A grade requires at least one point; criteria that must hold are must-haves.",
    )

    @api.depends("criterion_ids.weight", "criterion_ids.is_required")
    def _compute_points_possible(self):
        for grade in self:
            grade.points_possible = grade.criterion_ids._points()

    @api.constrains("points_required", "criterion_ids")
    def _check_points(self, gone=()):
        """A grade that nobody can get is a mistake. Criteria call this too.

        :param gone: criteria that are being deleted
        """
        for grade in self:
            possible = grade.criterion_ids.filtered(lambda line: line not in gone)._points()
            if 0 < possible < grade.points_required:
                raise ValidationError(
                    self.env._(
                        "Grade %(grade)s requires %(required)s points, but its criteria give"
                        " %(possible)s together: nobody could get it.",
                        grade=grade.name,
                        required=grade.points_required,
                        possible=possible,
                    )
                )

    def write(self, vals):
        """Criteria that are exchanged in one go are checked together, at the end."""
        return super(CareGrade, self.with_context(care_criteria_together=True)).write(vals)

    @api.model
    def _set_of(self, company):
        """The grades that hold for a company, best first.

        :param company: a root company
        :return: its own active grades, or the shared ones when it has none
        """
        own = self.search([("company_id", "=", company.id)])
        return own or self.search([("company_id", "=", False)])

    def _sql_condition(self, alias, thresholds=None):
        """Whether the profile at ``alias`` earns this grade, as SQL.

        Every must-have criterion has to hold and, where the grade has others, the points of those
        that hold have to reach ``points_required``. A grade without criteria takes everybody.

        :param dict thresholds: instead of those of the criteria, by criterion id
        """
        self.ensure_one()
        must, points = [], []
        for criterion in self.criterion_ids:
            condition = criterion._sql_condition(alias, thresholds)
            if criterion.is_required:
                must.append(condition)
            else:
                points.append(SQL("CASE WHEN %s THEN %s ELSE 0 END", condition, criterion.weight))
        if points:
            must.append(SQL("(%s) >= %s", SQL(" + ").join(points), self.points_required))
        return SQL(" AND ").join(must) if must else SQL("TRUE")

    def _sql_judgement(self, alias, thresholds=None):
        """The first of these grades that the profile at ``alias`` earns, as SQL; NULL for none."""
        cases = [
            SQL("WHEN %s THEN %s", grade._sql_condition(alias, thresholds), grade.id)
            for grade in self
        ]
        return SQL("CASE %s END", SQL(" ").join(cases)) if cases else SQL("NULL::int")

    def _sql_worse(self, judged, present):
        """Whether the grade ``judged`` (or none) stands below the grade ``present``, as SQL.

        What is none of these grades (archived, or of a former set) is above and below nothing.
        """
        ids = list(self.ids)
        return SQL(
            "COALESCE(COALESCE(array_position(%(ids)s::int[], %(judged)s), %(last)s)"
            " > array_position(%(ids)s::int[], %(present)s), FALSE)",
            ids=ids,
            judged=judged,
            present=present,
            last=len(ids) + 1,
        )

    def _sql_ripe(self, alias, judged, scope):
        """Whether the profile at ``alias`` may be proposed for the grade ``judged`` today, as SQL:
        its grade is not kept by hand, and a worse one only after the company's patience."""
        return SQL(
            """
            (%(lock)s IS NULL OR %(lock)s < %(today)s)
            AND (NOT %(worse)s
                 OR (%(failing)s + %(months)s * INTERVAL '1 month')::date <= %(today)s
                 OR %(months)s = 0)
            """,
            lock=SQL.identifier(alias, "grade_lock_date"),
            failing=SQL.identifier(alias, "grade_failing_since"),
            worse=self._sql_worse(judged, SQL.identifier(alias, "grade_id")),
            months=scope.company.care_grade_patience_months,
            today=scope.today,
        )
