from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestCustomerPage(CareCommon):
    """The page that the form of the contact shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.refresh()

    def page(self, partner, user=None):
        return self.rpc(user or self.rep, "care.profile", "get_customer_page", partner.id)

    def test_it_tells_grade_figures_and_why(self):
        page = self.page(self.acme)
        self.assertEqual(page["profile"]["grade_id"][1], "A")
        self.assertEqual(page["profile"]["user_id"], (self.rep.id, "Rep"))
        turnover = page["tiles"][0]["figures"][0]
        self.assertEqual((turnover["name"], turnover["value"]), ("turnover_12m", 600000))
        [current] = page["why"]
        self.assertTrue(current["is_current"])
        self.assertEqual(
            [(row["actual"], row["threshold"], row["met"]) for row in current["criteria"]],
            [(600000, 500000, True), (100, 90, True)],
        )

    def test_it_tells_what_the_next_grade_takes(self):
        self.make_order(self.bolt, 1000)
        self.refresh()
        current, better = self.page(self.bolt, self.colleague)["why"]
        self.assertEqual((current["grade"], current["is_current"]), ("C", True))
        self.assertEqual((better["grade"], better["is_current"]), ("B", False))
        self.assertFalse(any(row["met"] for row in better["criteria"]))

    def test_a_contact_person_shows_her_companys_page(self):
        self.assertEqual(
            self.page(self.petra)["profile"]["id"], self.page(self.acme)["profile"]["id"]
        )

    def test_the_timeline_is_newest_first(self):
        self.make_touchpoint(self.acme, name="Fair")._finish(date_done="2026-02-01 08:00:00")
        timeline = self.page(self.acme)["timeline"]
        self.assertEqual({event["kind"] for event in timeline}, {"order", "grade", "contact"})
        dates = [event["date"] for event in timeline]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertEqual(timeline[-1]["title"], "Fair")

    def test_no_file_no_page(self):
        self.assertIs(self.page(self.dock), False)

    def test_a_colleagues_customer_is_closed(self):
        self.make_order(self.bolt, 1000)
        self.refresh()
        self.assertIs(self.page(self.bolt), False)

    def test_orders_show_to_those_who_may_read_orders(self):
        kinds = {event["kind"] for event in self.page(self.acme, self.steward)["timeline"]}
        self.assertNotIn("order", kinds)
        self.assertIn("grade", kinds)

    def test_a_portal_user_gets_nothing(self):
        with self.assertRaises(AccessError):
            self.page(self.acme, self.portal_user)

    def test_a_busy_customer_costs_no_more_queries(self):
        self.page(self.acme)
        with self.assertQueryCount(27):
            self.page(self.acme)
        for number in range(15):
            self.make_order(self.acme, 10 + number)
            self.make_touchpoint(self.acme)._finish(date_done="2026-02-01 08:00:00")
        self.page(self.acme)
        with self.assertQueryCount(27):
            self.page(self.acme)
