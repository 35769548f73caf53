from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerPageContacts(CareCommon):
    """What the calendar shows on the customer page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.refresh()

    def page(self, user=None):
        return self.rpc(user or self.rep, "care.profile", "get_customer_page", self.acme.id)

    def planned(self, name, days, **vals):
        return self.make_touchpoint(
            self.acme, name=name, date_planned=TODAY + timedelta(days=days), **vals
        )

    def test_what_is_overdue_or_agreed_is_a_promise_the_rest_is_plan(self):
        self.planned("Late", -2)
        self.planned("Next", 3)
        self.planned("Offer", 5).sudo().origin = "next_step"
        page = self.page()
        self.assertEqual(
            [(row["title"], row["late"]) for row in page["promises"]],
            [("Late", True), ("Offer", False)],
        )
        self.assertEqual([row["title"] for row in page["plan"]], ["Next"])
        self.assertEqual(page["plan"][0]["date"], "2026-03-13")
        self.assertEqual(page["plan"][0]["channel_label"], "Call")

    def test_done_and_cancelled_are_neither(self):
        self.planned("Done", -1)._finish(date_done="2026-03-09 08:00:00")
        self.planned("Off", -1)._cancel("No time")
        page = self.page()
        titles = {row["title"] for row in page["promises"] + page["plan"]}
        self.assertTrue(titles.isdisjoint({"Done", "Off"}))

    def test_the_next_contact_has_channel_and_colour(self):
        self.planned("News", 0, counts_as_contact=False, channel="mail")
        for days, due, late in ((4, False, False), (0, True, False), (-1, True, True)):
            with self.subTest(days=days):
                touchpoint = self.planned("Visit", days, channel="visit")
                row = self.page()["head"]["next_contact"]
                self.assertEqual((row["channel"], row["due"], row["late"]), ("visit", due, late))
                self.assertEqual(row["res_id"], touchpoint.id)
                touchpoint._cancel("Next one")

    def test_the_cadence_tells_the_next_contact_where_nothing_is_planned(self):
        row = self.page()["head"]["next_contact"]
        day = self.file_of(self.acme).next_contact_date
        self.assertEqual((row["date"], row["res_id"]), (fields.Date.to_string(day), False))

    def test_contacts_are_drawn_by_month(self):
        for day in ("2026-02-01", "2026-02-20", "2025-02-03"):
            self.make_touchpoint(self.acme)._finish(date_done=f"{day} 08:00:00")
        [chart] = [tile["chart"] for tile in self.page()["tiles"] if tile["key"] == "contacts"]
        self.assertEqual(chart["values"], [0] * 10 + [2, 0])
        self.assertEqual(chart["before"], [0] * 10 + [1, 0])

    def test_rooms_add_promises_in_order_of_their_day(self):
        self.planned("Late", -2)
        Profile = type(self.env["care.profile"])
        own = Profile._page_promises

        def with_clock(profile):
            clock = {"title": "Answer", "date": "2026-03-07 12:00:00", "late": True}
            return [*own(profile), {**clock, "res_model": "care.profile", "res_id": profile.id}]

        with patch.object(Profile, "_page_promises", with_clock):
            titles = [row["title"] for row in self.page()["promises"]]
        self.assertEqual(titles, ["Answer", "Late"])

    def test_eighty_of_everything_cost_no_more_queries_than_one(self):
        self.fill(1)
        self.page()
        before = self.count_queries()
        self.fill(79)
        self.page()
        self.assertEqual(self.count_queries(), before)
        # a few for each room that has something to say on the page
        self.assertLessEqual(before, 80)

    def count_queries(self):
        self.env.flush_all()
        start = self.env.cr.sql_log_count
        self.page()
        return self.env.cr.sql_log_count - start

    def make_contract(self, number):
        contract = self.env["care.contract"].create(
            {
                "name": f"C{number}",
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "product_id": self.product.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        contract.with_user(self.rep).action_start()

    def fill(self, number):
        """So many orders, contacts, plans, promises, contracts, people and grade changes."""
        grades = (self.grade_b, self.grade_a)
        for index in range(number):
            person = self.make_contact(f"Person {index}", self.acme, care_birthday="1980-03-12")
            self.make_order(self.acme, 10 + index)
            self.planned("Ahead", 1 + index, contact_id=person.id)
            self.planned("Behind", -1 - index, contact_id=person.id)
            promised = self.planned("Promised", 2, user_id=self.rep.id)
            self.env["care.sla.clock"]._start("return_visit", promised)
            self.make_contract(index)
            self.planned("Past", 0, contact_id=person.id)._finish(date_done="2026-02-01 08:00:00")
            changes = self.env["care.grade.change"].with_user(self.manager)
            file = self.file_of(self.acme).with_env(changes.env)
            changes._record(file, grades[index % 2].with_env(changes.env))
