from odoo.tests import TransactionCase, tagged

from ...tools import scores


@tagged("post_install", "-at_install")
class TestScores(TransactionCase):
    def shares(self, field, share, values):
        return [self.env["care.answer"].new({field: value})[share] for value in values]

    def test_no_answer_is_no_score(self):
        self.assertIsNone(scores.average([]))
        self.assertIsNone(scores.percent_margin(50, 0, 100))
        self.assertEqual(self.shares("satisfaction", "satisfied_percent", [False]), [False])
        self.assertEqual(self.shares("recommend_score", "nps_points", [False]), [False])

    def test_zero_is_an_answer(self):
        self.assertEqual(self.shares("recommend_score", "nps_points", [0]), [-100])

    def test_borders_of_the_groups(self):
        points = self.shares("recommend_score", "nps_points", range(11))
        self.assertEqual(points, 7 * [-100] + 2 * [0] + 2 * [100])
        satisfied = self.shares("satisfaction", "satisfied_percent", [1, 2, 3, 3.9, 4, 5])
        self.assertEqual(satisfied, 4 * [0] + 2 * [100])

    def test_other_scales_in_proportion(self):
        self.assertEqual(scores.on_scale(0, 0, 10), 1)
        self.assertEqual(scores.on_scale(10, 0, 10), 5)
        self.assertEqual(scores.on_scale(3, 1, 5), 3)

    def test_margin_shrinks_with_answers_and_vanishes_with_all(self):
        margins = [scores.percent_margin(80, answers, 100) for answers in (5, 20, 50, 99)]
        self.assertEqual(margins, sorted(margins, reverse=True))
        self.assertEqual(scores.percent_margin(80, 100, 100), 0)
        # half of 100 of very many: 9.6 points by Wilson's interval
        self.assertAlmostEqual(scores.percent_margin(50, 100, 10**9), 9.62, places=2)
