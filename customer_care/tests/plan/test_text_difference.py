from odoo.tests import BaseCase, tagged

from ...tools.text_difference import compare


@tagged("post_install", "-at_install")
class TestTextDifference(BaseCase):
    """What became of a text, word by word."""

    def test_words_that_came_and_went(self):
        self.assertEqual(
            compare("Become their first supplier", "Become their only supplier of pumps"),
            [
                ("same", "Become their "),
                ("gone", "first"),
                ("new", "only"),
                ("same", " supplier"),
                ("new", " of pumps"),
            ],
        )

    def test_chinese_is_compared_by_character(self):
        self.assertEqual(
            compare("成为第一供应商", "成为唯一供应商"),
            [("same", "成为"), ("gone", "第"), ("new", "唯"), ("same", "一供应商")],
        )

    def test_texts_with_little_in_common_stand_one_after_the_other(self):
        self.assertEqual(
            compare("All is well", "绝不可能"), [("gone", "All is well"), ("new", "绝不可能")]
        )

    def test_what_is_empty_is_not_told(self):
        self.assertEqual(compare(False, "New"), [("new", "New")])
        self.assertEqual(compare("Old", None), [("gone", "Old")])
        self.assertEqual(compare("", ""), [])

    def test_very_long_texts_are_not_compared_by_word(self):
        old, new = "a " * 4000, "a " * 4001
        self.assertEqual(compare(old, new), [("gone", old), ("new", new)])

    def test_both_texts_can_be_put_together_again(self):
        old, new = "One, two;\nthree – 四五 six", "One two;\nthree 四 seven six!"
        parts = compare(old, new)
        self.assertEqual("".join(text for what, text in parts if what != "new"), old)
        self.assertEqual("".join(text for what, text in parts if what != "gone"), new)
