import random
from datetime import timedelta

from dateutil.relativedelta import relativedelta

from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...models.customer.refresh_scope import RefreshScope
from ..common import NOW, TODAY, CareCommon

SEEDS = range(6)
CUSTOMERS = 60
NUMBERS = {
    "turnover_12m": (0, 10, 100, 1_000, 5_000),
    "turnover_percentile": (0, 10, 50, 90, 100),
    "order_count_12m": (0, 1, 2, 5),
    "turnover_trend_percent": (-100, -20, 0, 20, 150),
}
JUDGEMENTS = {"is_strategic": (True, False), "industry_influence": ("high", "ordinary", False)}


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradeRandom(CareCommon):
    """The engine's grades and proposals are those that an independent judgement finds, on random
    figures, criteria, locks and failing times, in two companies."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.many = cls.env["res.partner"].create(
            [{"name": f"Random {number}", "is_company": True} for number in range(CUSTOMERS)]
        )
        for company in cls.company, cls.other_company:
            cls.env["care.profile"]._ensure(cls.many, company)
        cls.files = cls.env["care.profile"].search([("partner_id", "in", cls.many.ids)])

    # === CHANCE === #

    def roll(self, seed):
        self.random = random.Random(seed)
        self.env["care.grade"].search([("company_id", "!=", False)]).active = False
        self.env.flush_all()
        for company in self.company, self.other_company:
            company.care_grade_patience_months = self.random.choice((0, 1, 3))
            self.make_grades(company)
        for file in self.files:
            self.throw_figures(file)
        self.env.invalidate_all()

    def make_grades(self, company):
        """Own grades; one of them archived. Now and then none: then the shared ones hold."""
        for number in range(self.random.choice((0, 2, 3, 4))):
            grade = self.env["care.grade"].create(
                {
                    "name": f"{company.name} {number}",
                    "code": f"R{number}",
                    "sequence": self.random.randrange(3),
                    "company_id": company.id,
                    "criterion_ids": [
                        (0, 0, self.any_criterion()) for _n in range(self.random.randrange(4))
                    ],
                }
            )
            if grade.points_possible:
                grade.points_required = self.random.randint(1, grade.points_possible)
            grade.active = number != 1 or self.random.random() < 0.5

    def any_criterion(self):
        metric = self.random.choice([*NUMBERS, *JUDGEMENTS])
        if metric in JUDGEMENTS:
            operator, threshold = self.random.choice(((">=", 1), ("<=", 0)))
        else:
            threshold = self.random.choice(NUMBERS[metric][1:-1])
            operator = self.random.choice((">=", ">", "<=", "<"))
        return {
            "metric": metric,
            "operator": operator,
            "threshold": threshold,
            "is_required": self.random.random() < 0.4,
            "weight": self.random.randint(1, 3),
        }

    def throw_figures(self, file):
        """Any figures, NULL among them, straight into the table."""
        choose = self.random.choice
        columns = {name: choose((None, *values)) for name, values in NUMBERS.items()}
        columns |= {name: choose(values) or None for name, values in JUDGEMENTS.items()}
        grades = self.env["care.grade"].with_context(active_test=False).search([])
        columns |= {
            "grade_id": choose((None, *grades.ids)),
            "grade_lock_date": choose(
                (None, None, *(TODAY + timedelta(days=n) for n in (-1, 0, 1)))
            ),
            "grade_failing_since": choose(
                (
                    None,
                    *(
                        TODAY - relativedelta(months=n, days=d)
                        for n in (0, 1, 3)
                        for d in (-1, 0, 1)
                    ),
                )
            ),
            "first_order_date": choose((None, TODAY, TODAY, TODAY)),
            "active": self.random.random() < 0.9,
        }
        self.env.cr.execute(
            SQL(
                "UPDATE care_profile SET %s WHERE id = %s",
                SQL(", ").join(
                    SQL("%s = %s", SQL.identifier(name), value) for name, value in columns.items()
                ),
                file.id,
            )
        )

    # === THE INDEPENDENT JUDGEMENT === #

    def grades_of(self, company):
        own = self.env["care.grade"].search([("company_id", "=", company.id)])
        shared = self.env["care.grade"].search([("company_id", "=", False)])
        return sorted(own or shared, key=lambda grade: (grade.sequence, grade.id))

    def holds(self, criterion, row):
        value = row[criterion["metric"]]
        if criterion["metric"] == "is_strategic":
            value = 1 if value else 0
        elif criterion["metric"] == "industry_influence":
            value = None if value is None else 1 if value == "high" else 0
        if value is None:
            return False
        threshold = criterion["threshold"]
        return {
            ">=": value >= threshold,
            ">": value > threshold,
            "<=": value <= threshold,
            "<": value < threshold,
        }[criterion["operator"]]

    def earns(self, grade, row):
        criteria = grade.criterion_ids.read(
            ["metric", "operator", "threshold", "is_required", "weight"]
        )
        must = [one for one in criteria if one["is_required"]]
        others = [one for one in criteria if not one["is_required"]]
        points = sum(one["weight"] for one in others if self.holds(one, row))
        return all(self.holds(one, row) for one in must) and (
            not others or points >= grade.points_required
        )

    def judge(self, row, grades):
        return next((grade.id for grade in grades if self.earns(grade, row)), None)

    def is_worse(self, judged, row, grades):
        order = [grade.id for grade in grades]
        if row["grade_id"] not in order:
            return False
        return judged is None or order.index(judged) > order.index(row["grade_id"])

    def wanted(self, row, grades, patience):
        """The proposal that the customer should get: ``(grade or None,)``; False for none."""
        judged = self.judge(row, grades)
        if not (row["active"] and row["first_order_date"]) or judged == row["grade_id"]:
            return False
        if row["grade_lock_date"] and row["grade_lock_date"] >= TODAY:
            return False
        if self.is_worse(judged, row, grades) and patience:
            since = row["grade_failing_since"]
            if not since or since + relativedelta(months=patience) > TODAY:
                return False
        return (judged,)

    def rows_of(self, company):
        self.env.flush_all()
        self.env.cr.execute(
            "SELECT * FROM care_profile WHERE company_id = %s ORDER BY id", (company.id,)
        )
        return self.env.cr.dictfetchall()

    # === PROOF === #

    def test_proposals_equal_the_independent_judgement(self):
        made = 0
        for seed in SEEDS:
            self.roll(seed)
            for company in self.company, self.other_company:
                grades = self.grades_of(company)
                wanted = {
                    row["id"]: proposal
                    for row in self.rows_of(company)
                    if (proposal := self.wanted(row, grades, company.care_grade_patience_months))
                }
                review = self.env["care.grade.review"].create({"company_id": company.id})
                review.action_propose()
                found = {
                    change.profile_id.id: (change.new_grade_id.id or None,)
                    for change in review.change_ids
                }
                with self.subTest(seed=seed, company=company.name):
                    self.assertEqual(found, wanted)
                made += len(found)
                self.env["care.grade.change"]._decide(
                    review._sql_changes(), self.random.choice(("approved", "rejected"))
                )
        self.assertGreater(made, 100, "chance proposed next to nothing")

    def test_failing_times_equal_the_independent_judgement(self):
        for seed in SEEDS:
            self.roll(seed)
            for company in self.company, self.other_company:
                grades = self.grades_of(company)
                rows = self.rows_of(company)
                self.env["care.profile"]._refresh_failing(RefreshScope.of(company, TODAY))
                for before, after in zip(rows, self.rows_of(company), strict=True):
                    fails = (
                        before["active"]
                        and before["first_order_date"]
                        and self.is_worse(self.judge(before, grades), before, grades)
                    )
                    since = (before["grade_failing_since"] or TODAY) if fails else None
                    with self.subTest(seed=seed, file=before["id"]):
                        self.assertEqual(after["grade_failing_since"], since)

    def test_first_grades_equal_the_independent_judgement(self):
        for seed in SEEDS:
            self.roll(seed)
            self.env.cr.execute("UPDATE care_profile SET grade_id = NULL")
            self.env.cr.execute("DELETE FROM care_grade_change")
            for company in self.company, self.other_company:
                grades = self.grades_of(company)
                wanted = {
                    row["id"]: self.judge(row, grades)
                    if row["active"] and row["first_order_date"]
                    else None
                    for row in self.rows_of(company)
                }
                self.env["care.profile"]._refresh_grades(RefreshScope.of(company, TODAY))
                found = {row["id"]: row["grade_id"] for row in self.rows_of(company)}
                with self.subTest(seed=seed, company=company.name):
                    self.assertEqual(found, wanted)
