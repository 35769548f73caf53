from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestGradeCriterion(CareCommon):
    """Points, must-haves, and judgements by hand; nonsense is refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["care.grade"].create(
            {"name": "Gold", "code": "G", "company_id": cls.company.id, "sequence": 1}
        )
        cls.rest = cls.env["care.grade"].create(
            {"name": "Rest", "code": "R", "company_id": cls.company.id, "sequence": 2}
        )

    def criterion(self, metric, operator=">=", threshold=1, **vals):
        return self.env["care.grade.criterion"].create(
            {
                "grade_id": self.gold.id,
                "metric": metric,
                "operator": operator,
                "threshold": threshold,
                **vals,
            }
        )

    def grade_of(self, customer):
        return self.file_of(customer).grade_id

    # === JUDGING === #

    def test_points_come_together(self):
        self.criterion("turnover_12m", threshold=1000, weight=2)
        self.criterion("order_count_12m", threshold=2)
        self.gold.points_required = 3
        self.make_order(self.acme, 600)
        self.make_order(self.acme, 600)  # 3 points
        self.make_order(self.bolt, 1200)  # 2 points
        self.refresh()
        self.assertEqual(self.grade_of(self.acme), self.gold)
        self.assertEqual(self.grade_of(self.bolt), self.rest)

    def test_a_must_have_gives_no_points(self):
        self.criterion("turnover_12m", threshold=1000, weight=5, is_required=True)
        self.criterion("order_count_12m", threshold=2)
        self.make_order(self.bolt, 1200)
        self.refresh()
        self.assertEqual(self.grade_of(self.bolt), self.rest)

    def test_strategic_customers_are_a_must_have(self):
        self.criterion("is_strategic", is_required=True)
        self.make_order(self.acme)
        self.refresh()
        self.assertEqual(self.grade_of(self.acme), self.rest)
        self.file_of(self.acme).with_user(self.manager).is_strategic = True
        review = self.env["care.grade.review"].with_user(self.manager).create({})
        review.action_propose()
        change = review.change_ids.filtered(lambda c: c.partner_id == self.acme)
        self.assertEqual(change.new_grade_id, self.gold)
        self.assertEqual(change.evidence_text, "Strategic Customer: yes ✓")

    def test_a_judgement_that_nobody_made_meets_nothing(self):
        self.criterion("industry_influence", "<=", 0, is_required=True)
        for customer in self.acme | self.bolt | self.crane:
            self.env["care.profile"]._ensure(customer, self.company)
            self.make_order(customer)
        self.file_of(self.bolt).industry_influence = "ordinary"
        self.file_of(self.crane).industry_influence = "high"
        self.refresh()
        self.assertEqual(self.grade_of(self.acme), self.rest)
        self.assertEqual(self.grade_of(self.bolt), self.gold)
        self.assertEqual(self.grade_of(self.crane), self.rest)

    def test_evidence_carries_points(self):
        self.criterion("turnover_12m", threshold=1000, weight=2)
        self.criterion("order_count_12m", threshold=5, weight=3)
        self.gold.points_required = 4
        self.make_order(self.acme, 1200)
        self.refresh()
        current, better = self.file_of(self.acme)._grade_evidence()
        self.assertEqual((current["grade"], current["points_required"]), ("Rest", 0))
        self.assertEqual((better["points"], better["points_required"]), (2, 4))
        self.assertEqual([row["weight"] for row in better["criteria"]], [2, 3])
        [turnover, orders] = self.file_of(self.acme).grade_change_ids.evidence
        self.assertEqual((turnover["weight"], turnover["points_required"]), (2, 4))
        self.assertEqual((orders["weight"], orders["met"]), (3, False))

    # === THE EDITOR === #

    def test_the_editor_asks_yes_or_no_of_a_judgement(self):
        with Form(self.gold) as form, form.criterion_ids.new() as line:
            line.metric = "industry_influence"
            self.assertEqual(line.expected, "yes")
            line.expected = "no"
        self.assertRecordValues(
            self.gold.criterion_ids, [{"operator": "<=", "threshold": 0, "expected": "no"}]
        )

    # === NONSENSE === #

    def test_thresholds_that_make_no_sense_are_refused(self):
        for metric, operator, threshold, why in (
            ("turnover_percentile", ">", 101, "never above 100"),
            ("turnover_percentile", ">=", -1, "never below 0"),
            ("turnover_percentile", ">", 100, "No customer can ever meet it"),
            ("turnover_trend_percent", "<", -100, "No customer can ever meet it"),
            ("is_strategic", ">=", 7, "yes or no"),
        ):
            with (
                self.subTest(metric=metric, threshold=threshold),
                self.assertRaisesRegex(ValidationError, why),
            ):
                self.criterion(metric, operator, threshold)

    @mute_logger("odoo.sql_db")
    def test_points_below_one_are_refused(self):
        for weight in 0, -1:
            with (
                self.subTest(weight=weight),
                self.assertRaisesRegex(Exception, "at least one point|care_grade_criterion"),
                self.env.cr.savepoint(),
            ):
                self.criterion("turnover_12m", weight=weight)

    def test_points_that_nobody_can_reach_are_refused(self):
        self.criterion("turnover_12m", threshold=1000, weight=2)
        with self.assertRaisesRegex(ValidationError, "requires 3 points.*give 2 together"):
            self.gold.points_required = 3
        self.criterion("order_count_12m", threshold=3)
        self.gold.points_required = 3
        with self.assertRaisesRegex(ValidationError, "nobody could get it"):
            self.gold.criterion_ids[0].is_required = True

    # === RIGHTS === #

    def test_only_managers_say_who_is_strategic(self):
        self.make_order(self.acme)
        self.refresh()
        file = self.file_of(self.acme)
        with self.assertRaisesRegex(AccessError, "strategic"):
            self.rpc(self.rep, "care.profile", "write", file.ids, {"is_strategic": True})
        self.rpc(self.rep, "care.profile", "write", file.ids, {"industry_influence": "high"})
        self.rpc(self.manager, "care.profile", "write", file.ids, {"is_strategic": True})
        self.assertRecordValues(file, [{"is_strategic": True, "industry_influence": "high"}])

    def test_a_judgement_by_hand_is_judged_by_the_queue(self):
        self.criterion("is_strategic", is_required=True)
        self.env["care.profile"]._ensure(self.acme, self.company)
        self.make_order(self.acme)
        file = self.file_of(self.acme)
        file.with_user(self.manager).is_strategic = True
        self.refresh()
        self.assertEqual(file.grade_id, self.gold)
        file.with_user(self.manager).is_strategic = False
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertEqual(file.grade_failing_since, TODAY)
