from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .promise_common import PromiseCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerPagePromises(PromiseCommon):
    """Open promises stand on the customer page, broken ones in its timeline."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_policy(amount=4, unit="hours")

    def page(self, user=None):
        return self.rpc(user or self.rep, "care.profile", "get_customer_page", self.acme.id)

    def rows(self):
        return [
            (row["title"], row["deadline"], row["late"], row["is_paused"])
            for row in self.page()["promises"]
        ]

    def test_an_open_promise_counts_down(self):
        self.make_promise(name="New machine")
        self.make_promise(name="Old machine", start=self.at(-6))
        self.assertEqual(
            self.rows(),
            [
                ("Return visit: Old machine", "2026-03-10 07:00:00", True, False),
                ("Return visit: New machine", "2026-03-10 13:00:00", False, False),
            ],
        )

    def test_a_paused_one_waits(self):
        self.make_promise(name="New machine", start=self.at(-2))._pause("customer")
        self.assertEqual(self.rows(), [("Return visit: New machine", False, False, True)])

    def test_what_is_kept_is_no_promise_any_more(self):
        self.make_promise(name="New machine")._stop(self.at(1))
        self.assertEqual(self.rows(), [])

    def test_a_promised_touchpoint_stands_there_once(self):
        clock = self.make_promise(name="New machine", date_planned=TODAY)
        clock.touchpoint_id.sudo().origin = "next_step"
        page = self.page()
        [row] = page["promises"]
        self.assertEqual((row["res_model"], row["res_id"]), ("care.sla.clock", clock.id))
        self.assertNotIn("New machine", [row["title"] for row in page["plan"]])

    def test_a_broken_promise_is_history(self):
        self.make_promise(name="Old machine", start=self.at(-30))._stop(self.at(-2))
        answer = self.rpc(
            self.rep, "care.profile", "get_customer_timeline", self.acme.id, kind="promise"
        )
        self.assertEqual(
            [(event["date"], event["title"]) for event in answer["timeline"]],
            [("2026-03-09", "Promise broken: Return visit: Old machine")],
        )

    def test_the_promise_opens_for_whoever_sees_the_page(self):
        self.make_promise(name="New machine")
        for user in (self.rep, self.manager, self.leader):
            with self.subTest(user=user.name):
                [row] = self.page(user)["promises"]
                self.rpc(user, row["res_model"], "web_read", [row["res_id"]], {"state": {}})
