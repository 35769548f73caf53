from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestFirstGrade(CareCommon):
    """Whoever buys gets a grade by the company's criteria, with evidence."""

    def make_grade(self, code, *criteria, company=None, **vals):
        return self.env["care.grade"].create(
            {
                "name": code,
                "code": code,
                "company_id": (company or self.company).id,
                "criterion_ids": [
                    (
                        0,
                        0,
                        {
                            "metric": metric,
                            "operator": operator,
                            "threshold": threshold,
                            "is_required": is_required,
                        },
                    )
                    for metric, operator, threshold, is_required in criteria
                ],
                **vals,
            }
        )

    def grades(self):
        return {p.name: self.file_of(p).grade_id.code for p in self.customers}

    def test_default_criteria(self):
        """500 000 makes an A; so does being in the top tenth; more than half of the others a B."""
        for partner, amount in (
            (self.acme, 600000),
            (self.bolt, 520000),
            (self.crane, 120000),
            (self.dock, 500),
        ):
            self.make_order(partner, amount)
        self.refresh()
        self.assertEqual(self.grades(), {"Acme": "A", "Bolt": "A", "Crane": "B", "Dock": "C"})
        self.assertEqual(
            [self.file_of(partner).turnover_percentile for partner in self.customers],
            [100, 75, 50, 25],
        )

    def test_must_have_and_one_of_the_others(self):
        self.make_grade(
            "M",
            ("order_count_12m", ">=", 2, True),
            ("turnover_12m", ">=", 1000, False),
            ("turnover_percentile", ">", 90, False),
            sequence=1,
        )
        self.make_grade("N", sequence=2)
        self.make_order(self.acme, 600)
        self.make_order(self.acme, 600)  # both: M
        self.make_order(self.bolt, 5000)  # turnover alone: N
        self.make_order(self.crane, 1)
        self.make_order(self.crane, 1)  # orders alone: N
        self.refresh()
        self.assertEqual(self.grades(), {"Acme": "M", "Bolt": "N", "Crane": "N", "Dock": False})

    def test_a_figure_without_data_meets_no_criterion(self):
        self.make_grade("F", ("turnover_trend_percent", "<", 0, True), sequence=1)
        self.make_grade("R", sequence=2)
        self.make_order(self.acme, 10)
        self.make_order(self.bolt, 100, TODAY - timedelta(days=500))
        self.make_order(self.bolt, 10)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id.code, "R", "no trend is known")
        self.assertEqual(self.file_of(self.bolt).grade_id.code, "F")

    def test_the_first_grade_is_in_the_history_with_its_evidence(self):
        self.make_order(self.acme, 600000)
        self.refresh()
        change = self.file_of(self.acme).grade_change_ids
        self.assertRecordValues(
            change,
            [
                {
                    "new_grade_id": self.grade_a.id,
                    "state": "applied",
                    "origin": "first",
                    "date": TODAY,
                    "date_apply": TODAY,
                }
            ],
        )
        turnover = next(
            row
            for row in change.evidence
            if row["metric"] == "turnover_12m" and row["grade_id"] == self.grade_a.id
        )
        self.assertEqual(
            {key: turnover[key] for key in ("actual", "operator", "threshold", "met")},
            {"actual": 600000, "operator": ">=", "threshold": 500000, "met": True},
        )

    def test_the_night_does_not_change_a_grade(self):
        self.make_order(self.acme, 600000)
        self.refresh()
        for _order in range(3):
            self.make_order(self.bolt, 900000)
        self.acme.with_user(self.manager).with_company(self.company).care_grade_id = self.grade_c
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id, self.grade_c)
        self.assertEqual(len(self.file_of(self.acme).grade_change_ids), 2)

    def test_prospects_have_no_grade(self):
        self.env["care.profile"]._ensure(self.dock, self.company)
        self.refresh()
        self.assertFalse(self.file_of(self.dock).grade_id)

    def test_a_company_with_grades_of_its_own_uses_them_alone(self):
        gold = self.make_grade("Gold")
        other_company_order = {"company": self.other_company}
        self.make_order(self.acme, 600000)
        self.make_order(self.acme, 600000, **other_company_order)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id, gold)
        self.assertEqual(self.file_of(self.acme, self.other_company).grade_id, self.grade_a)
