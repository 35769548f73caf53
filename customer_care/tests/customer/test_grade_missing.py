from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon


@freeze_time(NOW)  # 22 days before the review of 1 April
@tagged("post_install", "-at_install")
class TestGradeMissing(CareCommon):
    """What a customer lacks for the next grade, in figures that will hold on the day of review."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        grade = {"company_id": cls.company.id}
        cls.gold = cls.env["care.grade"].create(
            {"name": "Gold", "code": "G", "sequence": 1, **grade}
        )
        cls.env["care.grade"].create({"name": "Rest", "code": "R", "sequence": 2, **grade})

    def missing(self, metric, operator, threshold, user=None):
        self.gold.criterion_ids.unlink()
        self.gold.criterion_ids.create(
            {
                "grade_id": self.gold.id,
                "metric": metric,
                "operator": operator,
                "threshold": threshold,
            }
        )
        self.refresh()
        _current, better = self.file_of(self.acme)._grade_evidence()
        [row] = better["criteria"]
        return row["missing"]

    def test_turnover(self):
        self.make_order(self.acme, 62_000, "2026-01-10")
        self.assertEqual(
            self.missing("turnover_12m", ">=", 100_000),
            "38,000\xa0€ of turnover in the next 22 days",
        )

    def test_turnover_that_will_have_left_the_window_does_not_count(self):
        self.make_order(self.acme, 62_000, "2026-01-10")
        self.make_order(self.acme, 8_000, "2025-04-01")  # leaves on the very day of review
        self.make_order(self.acme, 4_000, "2025-04-02")  # still counts
        self.assertRegex(
            self.missing("turnover_12m", ">=", 100_000), r"34,000.* in the next 22 days"
        )

    def test_more_than_is_a_unit_more(self):
        self.make_order(self.acme, 62_000, "2026-01-10")
        self.assertRegex(self.missing("turnover_12m", ">", 100_000), r"38,001")

    def test_amounts_are_rounded_up(self):
        self.make_order(self.acme, 61_999.5, "2026-01-10")
        self.assertRegex(self.missing("turnover_12m", ">=", 100_000), r"38,001")
        self.make_order(self.acme, 37_999.75, "2026-01-11")
        self.assertRegex(self.missing("turnover_12m", ">=", 100_000), r"0\.75")

    def test_orders(self):
        self.make_order(self.acme, 1, "2026-01-10")
        self.make_order(self.acme, 1, "2025-03-20")  # leaves until then
        self.assertEqual(self.missing("order_count_12m", ">=", 4), "3 orders in the next 22 days")

    def test_rank_is_told_as_the_turnover_that_it_takes(self):
        self.make_order(self.acme, 100, "2026-01-10")
        for customer, amount in ((self.bolt, 5_000), (self.crane, 3_000), (self.dock, 4_000)):
            self.make_order(customer, amount, "2026-01-10")
        # of four, more than the lower half: as much as the second of the others
        self.assertRegex(
            self.missing("turnover_percentile", ">", 50), r"3,900.* as the others stand today"
        )
        # the missing turnover is enough indeed
        self.make_order(self.acme, 3_900, "2026-03-10")
        self.refresh()
        self.assertEqual(self.file_of(self.acme).turnover_percentile, 75)

    def test_growth(self):
        self.make_order(self.acme, 10_000, "2024-06-01")
        self.make_order(self.acme, 9_000, "2026-01-10")
        self.assertRegex(self.missing("turnover_trend_percent", ">=", 20), r"3,000.* of turnover")

    def test_growth_without_a_year_before(self):
        self.make_order(self.acme, 9_000, "2026-01-10")
        self.assertEqual(
            self.missing("turnover_trend_percent", ">=", 20),
            "Turnover Trend (%): nothing is known yet",
        )

    def test_less_is_told_as_it_is(self):
        self.make_order(self.acme, 9_000, "2026-01-10")
        self.assertRegex(
            self.missing("turnover_12m", "<=", 500), r"Turnover 12 Months ≤ .*500.*; now .*9,000"
        )

    def test_judgements_by_hand(self):
        self.make_order(self.acme)
        self.assertEqual(
            self.missing("is_strategic", ">=", 1), "Strategic Customer: to be set to yes"
        )
        self.assertEqual(
            self.missing("industry_influence", ">=", 1), "Industry Influence: to be set to High"
        )

    def test_a_rep_gets_the_sentence_without_seeing_others(self):
        self.make_order(self.acme, 100, "2026-01-10")
        self.make_order(self.bolt, 5_000, "2026-01-10")
        self.missing("turnover_percentile", ">", 50)
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        [row] = page["why"][1]["criteria"]
        self.assertIn("4,900", row["missing"])

    def test_what_is_met_misses_nothing(self):
        self.make_order(self.acme, 500, "2026-01-10")
        self.gold.criterion_ids.create(
            [
                {"grade_id": self.gold.id, "metric": "turnover_12m", "threshold": threshold}
                for threshold in (100, 1000)
            ]
        )
        self.gold.points_required = 2
        self.refresh()
        _current, better = self.file_of(self.acme)._grade_evidence()
        self.assertEqual([bool(row["missing"]) for row in better["criteria"]], [False, True])
