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

    def tile(self, page, key):
        """A tile of the page, or False where it is not shown."""
        return next((tile for tile in page["tiles"] if tile["key"] == key), False)

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

    def test_the_head_tells_grade_and_service_team(self):
        self.file_of(self.acme).member_ids = self.rep | self.member
        head = self.page(self.acme)["head"]
        self.assertEqual(head["grade"], {"code": "A", "name": "A"})
        self.assertEqual(head["team"], [{"id": self.member.id, "name": "Member"}])

    def test_turnover_is_drawn_by_month_beside_the_year_before(self):
        self.make_order(self.acme, 70, "2026-01-15")
        self.make_order(self.acme, 30, "2025-01-31")
        self.make_order(self.acme, 5, "2024-03-31")  # before the first month
        self.refresh()
        chart = self.tile(self.page(self.acme), "trade")["chart"]
        self.assertEqual((chart["type"], chart["first"]), ("monetary", "2025-04-01"))
        self.assertEqual(chart["values"], [0] * 9 + [70, 0, 600000])
        self.assertEqual(chart["before"], [0] * 9 + [30, 0, 0])

    def test_a_room_without_figures_shows_no_tile(self):
        self.env["care.profile"]._ensure(self.dock)
        page = self.page(self.dock)
        self.assertFalse(self.tile(page, "trade"))
        self.assertIs(page["grade_history"], False)
        self.assertEqual((page["why"], page["head"]["grade"]), ([], False))

    def test_another_company_sees_its_own_trade_alone(self):
        self.make_order(self.acme, 5000, company=self.other_company)
        self.refresh()
        self.acme.user_id = self.other_rep
        page = self.page(self.acme, self.other_rep)
        turnover = self.tile(page, "trade")
        self.assertEqual(turnover["figures"][0]["value"], 5000)
        self.assertEqual(sum(turnover["chart"]["values"]), 5000)
        self.assertEqual(page["currency_id"], self.yuan.id)
        orders = [event for event in page["timeline"] if event["kind"] == "order"]
        self.assertEqual([order["amount"] for order in orders], [5000])

    def test_a_branch_shows_the_file_of_its_main_company(self):
        self.acme.user_id = self.branch_rep
        page = self.page(self.acme, self.branch_rep)
        self.assertEqual(page["profile"]["id"], self.file_of(self.acme).id)

    def test_orders_show_to_those_who_may_read_orders(self):
        kinds = {event["kind"] for event in self.page(self.acme, self.steward)["timeline"]}
        self.assertNotIn("order", kinds)
        self.assertIn("grade", kinds)

    def test_a_portal_user_gets_nothing(self):
        for method in ("get_customer_page", "get_customer_timeline"):
            with self.subTest(method), self.assertRaises(AccessError):
                self.rpc(self.portal_user, "care.profile", method, self.acme.id)

    def test_an_employee_without_care_gets_nothing(self):
        with self.assertRaises(AccessError):
            self.page(self.acme, self.employee)
