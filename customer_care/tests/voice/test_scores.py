import random
from statistics import mean

from odoo.tests import BaseCase, tagged

from ...tools import scores


@tagged("post_install", "-at_install")
class TestScores(BaseCase):
    def test_no_answer_is_no_score(self):
        self.assertIsNone(scores.satisfied_percent([]))
        self.assertIsNone(scores.average([]))
        self.assertIsNone(scores.nps([]))
        self.assertIsNone(scores.percent_margin(50, 0, 100))

    def test_zero_is_an_answer(self):
        self.assertEqual(scores.nps([0]), -100)
        self.assertEqual(scores.recommend_counts([0, 10, 8]), (1, 1, 1))

    def test_borders_of_the_groups(self):
        self.assertEqual(scores.recommend_counts(range(11)), (2, 2, 7))
        self.assertEqual(scores.satisfied_percent([1, 2, 3, 3.9, 4, 5]), 100 / 3)

    def test_other_scales_in_proportion(self):
        self.assertEqual(scores.on_scale(0, 0, 10), 1)
        self.assertEqual(scores.on_scale(10, 0, 10), 5)
        self.assertEqual(scores.on_scale(3, 1, 5), 3)

    def test_the_score_lies_between_all_and_none(self):
        chance = random.Random(7)
        for _round in range(200):
            answers = [chance.randint(0, 10) for _answer in range(chance.randint(1, 40))]
            shares = [(score >= 9) - (score <= 6) for score in answers]
            self.assertAlmostEqual(scores.nps(answers), 100 * mean(shares))

    def test_margin_shrinks_with_answers_and_vanishes_with_all(self):
        margins = [scores.percent_margin(80, answers, 100) for answers in (5, 20, 50, 99)]
        self.assertEqual(margins, sorted(margins, reverse=True))
        self.assertEqual(scores.percent_margin(80, 100, 100), 0)
        # half of 100 of very many: 9.6 points by Wilson's interval
        self.assertAlmostEqual(scores.percent_margin(50, 100, 10**9), 9.62, places=2)
