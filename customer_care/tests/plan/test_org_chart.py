import itertools
import random

from odoo.tests import BaseCase, tagged

from ...tools.org_chart import fit_text, place_cards


def random_parents(dice, count, lines):
    """A random forest of ``count`` people; ``lines`` is the share of those who report to one."""
    return {
        person: dice.randrange(person) if person and dice.random() < lines else None
        for person in range(count)
    }


@tagged("post_install", "-at_install")
class TestOrgChart(BaseCase):
    """Cards never overlap, and superiors stand above their people."""

    def check(self, parents):
        places = place_cards(parents)
        self.assertEqual(set(places), set(parents))
        cards = sorted(places.values(), key=lambda place: (place[1], place[0]))
        for (left, row), (right, next_row) in itertools.pairwise(cards):
            if row == next_row:
                self.assertGreaterEqual(right - left, 1, parents)
        for person, superior in parents.items():
            if superior in parents:
                self.assertGreater(places[person][1], places[superior][1], parents)
        self.assertGreaterEqual(min((column for column, _row in places.values()), default=0), 0)
        return places

    def test_whatever_the_organization_no_card_overlaps_another(self):
        dice = random.Random(19)
        for _turn in range(300):
            self.check(random_parents(dice, dice.randrange(1, 80), dice.choice((0, 0.5, 0.9, 1))))

    def test_sixty_people_of_one_director_stay_compact(self):
        places = self.check({person: 0 if person else None for person in range(60)})
        self.assertLessEqual(max(column for column, _row in places.values()), 10)
        self.assertLessEqual(max(row for _column, row in places.values()), 8)

    def test_sixty_people_on_four_levels_stay_readable_on_a_page(self):
        """Side by side they would take 36 columns."""
        levels, parents, above = (1, 5, 18, 36), {}, [None]
        for count in levels:
            level = range(len(parents), len(parents) + count)
            parents.update({one: above[(one - level[0]) * len(above) // count] for one in level})
            above = list(level)
        places = self.check(parents)
        self.assertLessEqual(max(column for column, _row in places.values()), 11)
        self.assertLessEqual(max(row for _column, row in places.values()), 11)

    def test_a_long_line_of_command_goes_straight_down(self):
        places = self.check({person: person - 1 if person else None for person in range(500)})
        self.assertEqual({column for column, _row in places.values()}, {0})

    def test_a_circle_is_cut(self):
        places = place_cards({1: 3, 2: 1, 3: 2, 4: 4})
        self.assertEqual(set(places), {1, 2, 3, 4})
        self.assertEqual(places[1][1], 0)

    def test_nobody_needs_no_place(self):
        self.assertEqual(place_cards({}), {})

    def test_texts_are_cut_by_what_they_take(self):
        self.assertEqual(fit_text("Margarete", 9), "Margarete")
        self.assertEqual(fit_text("Margarete", 8), "Margare…"[:7] + "…")
        self.assertEqual(fit_text("王小明总经理", 8), "王小明…")
        self.assertEqual(fit_text(False, 8), "")
