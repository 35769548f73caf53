import itertools
import random

from lxml import etree

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .key_person_common import KeyPersonCommon

SVG = "{http://www.w3.org/2000/svg}"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRelationshipMap(KeyPersonCommon):
    """One drawing of the people, and sentences about what is missing."""

    def map_of(self, user=None):
        self.env.invalidate_all()  # as in a request of its own
        Profile = self.env["care.profile"].with_user(user or self.rep)
        return Profile.get_relationship_map(self.profile.id)

    def gaps(self):
        return {(gap["key"], gap["text"]) for gap in self.map_of()["gaps"]}

    def cards(self, svg):
        tree = etree.fromstring(str(svg))
        return {
            int(group.get("data-id")): [text.text for text in group.findall(f"{SVG}text")]
            for group in tree.iter(f"{SVG}g")
            if group.get("data-id")
        }

    def test_everybody_has_a_card_with_a_sign_for_the_attitude(self):
        dora = self.make_key(self.dora, attitude="opponent", buying_role_ids=[(4, self.decider.id)])
        petra = self.make_key(self.petra, attitude="coach", reports_to_id=dora.id)
        petra.influenced_ids = dora
        cards = self.cards(self.map_of()["svg"])
        self.assertEqual(set(cards), set((dora | petra).ids))
        self.assertEqual(cards[dora.id], ["Dora", "−−", "Director", "Decider", "Rep", "no contact"])
        self.assertEqual(cards[petra.id][1], "++")
        self.assertEqual(str(self.map_of()["svg"]).count("<path"), 3)  # with the arrow's head

    def test_what_people_are_called_is_never_markup(self):
        self.dora.name = '<script>alert("x")</script>'
        dora = self.make_key(self.dora)
        svg = str(self.map_of()["svg"])
        self.assertNotIn("<script", svg)
        self.assertEqual(self.cards(svg)[dora.id][0], '<script>alert("x")</sc…'[:21] + "…")

    def test_gaps_name_what_is_missing(self):
        self.assertEqual(self.gaps(), set())
        dora = self.make_key(self.dora)
        self.assertEqual(self.gaps(), {("no_decider", "Nobody is known who decides.")})
        dora.buying_role_ids = self.decider
        none_for_us = ("no_supporter", "None of those who decide is a supporter.")
        self.assertEqual(self.gaps(), {none_for_us, ("not_met", "Dora decides and was never met.")})
        self.make_done(self.dora, "2025-12-03", "visit")
        self.assertEqual(
            self.gaps(), {none_for_us, ("not_met", "Dora decides and was not met for 97 days.")}
        )
        self.company.care_unmet_days = 120
        dora.attitude = "supporter"
        self.assertEqual(self.gaps(), set())

    def test_one_contact_of_six_is_a_gap(self):
        names = ("F", "G", "H", "I")
        contacts = self.dora | self.egon
        for name in names:
            contacts |= self.make_contact(name, self.acme)
        for contact in contacts:
            self.make_key(contact, buying_role_ids=[(4, self.user_role.id)])
        self.make_done(self.egon, "2026-03-01")
        text = "1 of 6 key persons had a contact within 180 days."
        self.assertIn(("one_contact", text), self.gaps())
        self.make_done(self.dora, "2026-03-01")
        self.assertNotIn("one_contact", {key for key, _text in self.gaps()})

    def test_gaps_of_single_persons(self):
        self.make_key(self.dora, attitude="opponent", influence="3", user_id=False)
        self.make_key(self.egon, wanted_level="positive")
        self.make_key(self.make_contact("Frieda", self.acme)).action_left()
        self.assertLessEqual(
            {
                ("left", "Frieda left: find the successor."),
                ("opponent", "Dora has much influence and is against us."),
                ("no_owner", "Nobody of ours looks after Dora."),
                ("below_wanted", "The relation to Egon is below what is wanted."),
            },
            self.gaps(),
        )

    def test_matrix_is_their_people_by_ours(self):
        dora = self.make_key(self.dora, relation_level="positive", wanted_level="positive")
        egon = self.make_key(self.egon)
        egon.relation_ids = [(0, 0, {"user_id": self.colleague.id, "level": "negative"})]
        matrix = self.map_of()["matrix"]
        self.assertEqual([user["name"] for user in matrix["users"]], ["Colleague", "Rep"])
        rows = {row["id"]: row for row in matrix["rows"]}
        self.assertFalse(rows[dora.id]["cells"][0])
        self.assertEqual(rows[dora.id]["cells"][1]["level"], "positive")
        self.assertTrue(rows[dora.id]["cells"][1]["is_owner"])
        self.assertEqual([cell["level"] for cell in rows[egon.id]["cells"]], ["negative", "none"])

    def test_no_line_runs_through_a_card_among_sixty_people(self):
        people = self.make_levels(1, 5, 18, 36)
        dice = random.Random(60)
        for _turn in range(25):
            one, other = dice.sample(list(people), 2)
            one.influenced_ids |= other
        drawing = self.profile._relationship_drawing()
        cards = drawing["cards"]
        self.assertEqual(len(cards), 60)
        for one, other in itertools.combinations(cards, 2):
            apart = [abs(one[axis] - other[axis]) for axis in ("x", "y")]
            self.assertTrue(apart[0] >= one["width"] or apart[1] >= one["height"])
        ways = [*drawing["lines"], *drawing["curves"]]
        self.assertGreater(len(ways), 59 + 20)
        self.assertEqual(len(drawing["heads"]), len(drawing["curves"]))
        for way in ways:
            self.assertFalse(self.crossed(way, cards), way)
            for x, y in self.points(way):
                self.assertTrue(0 <= x <= drawing["width"] and 0 <= y <= drawing["height"], way)

    def make_levels(self, *counts):
        """So many people on each level, each of whom reports to one of the level above."""
        everybody, above = self.env["care.key.person"], []
        for count in counts:
            level = [
                self.make_key(
                    self.make_contact(f"P{len(everybody)}-{number}", self.acme),
                    reports_to_id=above and above[number * len(above) // count].id,
                )
                for number in range(count)
            ]
            everybody = everybody.union(*level)
            above = level
        return everybody

    @staticmethod
    def points(way):
        return [tuple(map(float, point.split())) for point in way[1:].split("L")]

    def crossed(self, way, cards):
        """The cards of which the way touches the inside."""
        return [
            card["name"]
            for (x1, y1), (x2, y2) in itertools.pairwise(self.points(way))
            for card in cards
            if max(x1, x2) > card["x"]
            and min(x1, x2) < card["x"] + card["width"]
            and max(y1, y2) > card["y"]
            and min(y1, y2) < card["y"] + card["height"]
        ]

    def test_arrows_are_drawn_without_markers_which_prints_leave_out(self):
        dora = self.make_key(self.dora)
        self.make_key(self.egon, influenced_ids=[(4, dora.id)])
        svg = str(self.map_of()["svg"])
        self.assertNotIn("marker", svg)
        [head] = self.profile._relationship_drawing()["heads"]
        self.assertIn(f'd="{head}"', svg)

    def test_the_customers_page_names_the_gravest_gaps(self):
        def relations():
            page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
            return page["head"]["relations"]

        self.assertIs(relations(), False)
        dora = self.make_key(self.dora)
        self.assertEqual(relations(), {"text": "Nobody is known who decides.", "more": 0})
        dora.buying_role_ids = self.decider
        self.make_key(self.egon).action_left()
        self.assertEqual(
            relations(),
            {
                "text": "Egon left: find the successor. None of those who decide is a supporter.",
                "more": 1,
            },
        )

    def test_sixty_people_take_no_more_queries_than_six(self):
        counts = []
        for names in ("abcdef", [f"P{number}" for number in range(54)]):
            previous = None
            for name in names:
                previous = self.make_key(
                    self.make_contact(name, self.acme),
                    reports_to_id=previous and previous.id,
                    buying_role_ids=[(4, self.decider.id)],
                    relation_level="neutral",
                )
            self.env.flush_all()
            self.env.invalidate_all()
            self.map_of()  # caches that are warm in a server
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.map_of()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[0])

    def test_the_map_of_a_colleagues_customer_stays_closed(self):
        for user in (self.colleague, self.employee):
            with self.assertRaises(AccessError):
                self.map_of(user)
        Profile = self.env["care.profile"].with_user(self.other_rep)
        with self.assertRaises(AccessError):
            Profile.with_context(allowed_company_ids=self.other_company.ids).get_relationship_map(
                self.profile.id
            )
        self.assertTrue(self.map_of(self.manager))
        self.assertFalse(self.env["care.profile"].with_user(self.rep).get_relationship_map(-1))

    def test_the_map_around_a_key_person_is_that_of_her_customer(self):
        dora = self.make_key(self.dora)
        action = dora.action_open_map()
        self.assertEqual(action["context"], {"active_id": dora.id, "care_map_of_person": True})
        Profile = self.env["care.profile"]
        shown = Profile.with_user(self.rep).get_relationship_map(dora.id, of_person=True)
        self.assertEqual((shown["profile_id"], shown["count"]), (self.profile.id, 1))
        with self.assertRaises(AccessError):
            Profile.with_user(self.colleague).get_relationship_map(dora.id, of_person=True)

    def test_print_shows_the_same_drawing(self):
        self.make_key(self.dora, attitude="coach")
        html = str(
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html("customer_care.report_relationship_map", self.profile.ids)[0],
            "utf-8",
        )
        self.assertIn("<svg", html)
        self.assertIn("Dora", html)
        self.assertIn("Nobody is known who decides.", html)
