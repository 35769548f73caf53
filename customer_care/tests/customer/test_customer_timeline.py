from odoo import fields
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestCustomerTimeline(CareCommon):
    """The timeline of the customer page: further back, and of one kind."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for number in range(25):
            cls.make_order(cls.acme, 1000 + number, fields.Date.add(TODAY, days=-number))
        cls.refresh()
        cls.make_touchpoint(cls.acme, name="Fair")._finish(date_done="2025-06-01 08:00:00")

    def timeline(self, partner=None, user=None, **kwargs):
        partner = partner or self.acme
        return self.rpc(
            user or self.rep, "care.profile", "get_customer_timeline", partner.id, **kwargs
        )

    def test_the_page_shows_the_newest_and_says_that_there_are_older_ones(self):
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertEqual((len(page["timeline"]), page["has_more"]), (20, True))
        self.assertEqual(page["timeline"][0]["date"], fields.Date.to_string(TODAY))

    def test_older_events_come_on_demand(self):
        answer = self.timeline(limit=60)
        self.assertEqual(len(answer["timeline"]), 27, "25 orders, the first grade, the contact")
        self.assertFalse(answer["has_more"])
        self.assertEqual(answer["timeline"][-1]["title"], "Fair")

    def test_a_kind_is_found_behind_many_others(self):
        answer = self.timeline(kind="contact")
        self.assertEqual([event["title"] for event in answer["timeline"]], ["Fair"])
        self.assertFalse(answer["has_more"])

    def test_kinds_are_those_that_the_reader_finds(self):
        def kinds(user):
            return [row["kind"] for row in self.timeline(user=user)["kinds"]]

        self.assertEqual(kinds(self.rep), ["order", "grade", "contact"])
        self.assertEqual(kinds(self.steward), ["grade", "contact"], "no right to read orders")

    def test_hostile_limits_are_bounded(self):
        self.assertEqual(len(self.timeline(limit=-5)["timeline"]), 1)
        self.assertEqual(len(self.timeline(limit=10**9)["timeline"]), 27)

    def test_an_unknown_kind_is_empty(self):
        self.assertEqual(self.timeline(kind="'; DROP TABLE")["timeline"], [])

    def test_a_colleagues_customer_is_closed(self):
        self.assertFalse(self.timeline(user=self.colleague))
