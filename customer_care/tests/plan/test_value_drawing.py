import datetime

from odoo.tests import BaseCase, tagged
from odoo.tools.date_utils import end_of, start_of

from ...tools.month_bars import month_bars
from ...tools.quarter import quarter_before


@tagged("post_install", "-at_install")
class TestValueDrawing(BaseCase):
    """Arithmetic of quarters and of bars by month."""

    def test_every_day_lies_in_its_quarter(self):
        day = datetime.date(2023, 12, 1)
        while day < datetime.date(2025, 3, 1):
            start, end = start_of(day, "quarter"), end_of(day, "quarter")
            self.assertLessEqual(start, day)
            self.assertLessEqual(day, end)
            self.assertEqual((start.day, start.month % 3), (1, 1))
            self.assertEqual(
                end + datetime.timedelta(1), start_of(end + datetime.timedelta(1), "quarter")
            )
            self.assertEqual(end_of(quarter_before(day), "quarter"), start - datetime.timedelta(1))
            day += datetime.timedelta(days=1)

    def test_bars_stand_on_the_zero_line_and_keep_within_the_drawing(self):
        values, before = [100, 0, -50, 25], [40, 80, 0, -10]
        drawn = month_bars(values, before, 400, 120)
        for value, earlier, bar in zip(values, before, drawn["bars"], strict=True):
            for amount, rect in ((value, bar["now"]), (earlier, bar["before"])):
                foot = rect["y"] + rect["height"] if amount > 0 else rect["y"]
                self.assertAlmostEqual(foot, drawn["zero"], 0)
                self.assertGreaterEqual(rect["y"], 0)
                self.assertLessEqual(rect["y"] + rect["height"], 120)
            self.assertLessEqual(bar["before"]["x"] + bar["before"]["width"], bar["middle"] + 0.1)
        self.assertAlmostEqual(
            drawn["bars"][0]["now"]["height"], 4 * drawn["bars"][3]["now"]["height"], 0
        )

    def test_nothing_at_all_draws_nothing(self):
        drawn = month_bars([0] * 12, [0] * 12)
        self.assertFalse(any(bar["now"]["height"] for bar in drawn["bars"]))
