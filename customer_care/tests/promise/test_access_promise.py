from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .promise_common import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessPromise(PromiseCommon):
    """Promises are seen by those who see the customer, and written by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(amount=2)
        cls.to_acme, cls.to_bolt, cls.to_crane, cls.to_dock = (
            cls.make_promise(customer) for customer in cls.customers
        )
        cls.agent = cls._make_user("Agent", "customer_care.group_care_agent")
        cls.mine = cls.to_acme | cls.to_bolt | cls.to_crane | cls.to_dock
        cls.mine._pause(now=cls.at(1))

    def seen_by(self, user, model="care.sla.clock"):
        env = self.env(user=user, context={"allowed_company_ids": user.company_ids.ids})
        records = env[model].search([])
        clocks = records if model == "care.sla.clock" else records.clock_id
        return self.mine & clocks.with_env(self.env)

    def test_who_sees_which(self):
        for user, clocks in (
            (self.rep, self.to_acme | self.to_dock),
            (self.member, self.to_crane | self.to_dock),
            (self.team_leader, self.mine),
            (self.manager, self.mine),
            (self.agent, self.mine),
            (self.steward, self.mine),
            (self.leader, self.mine),
            (self.other_rep, self.mine.browse()),
        ):
            self.assertEqual(self.seen_by(user), clocks, user.name)
            self.assertEqual(self.seen_by(user, "care.sla.pause"), clocks, user.name)

    def test_who_is_responsible_sees_it(self):
        self.to_bolt._assign(self.rep)
        self.assertIn(self.to_bolt, self.seen_by(self.rep))

    def test_no_rights_no_promises(self):
        for user in (self.seller, self.employee, self.portal_user):
            for model in ("care.sla.clock", "care.sla.pause", "care.sla.policy", "care.sla.excuse"):
                with self.assertRaises(AccessError):
                    self.rpc(user, model, "search_read", [])

    def test_nobody_writes_a_promise_or_a_pause(self):
        for user in (self.rep, self.manager):
            for records, values in (
                (self.to_acme, {"deadline": self.at(99)}),
                (self.to_acme.pause_ids, {"date_end": self.at(9)}),
            ):
                with self.assertRaises(AccessError):
                    self.rpc(user, records._name, "write", records.ids, values)
                with self.assertRaises(AccessError):
                    self.rpc(user, records._name, "unlink", records.ids)
                with self.assertRaises(AccessError):
                    self.rpc(user, records._name, "create", {})

    def test_managers_alone_write_policies(self):
        with self.assertRaises(AccessError):
            self.rpc(self.team_leader, "care.sla.policy", "write", self.policy.ids, {"amount": 9})
        self.rpc(self.manager, "care.sla.policy", "write", self.policy.ids, {"amount": 9})
        self.assertEqual(self.policy.amount, 9)

    def test_managers_alone_excuse_and_nobody_takes_it_back(self):
        self.mine._resume(self.at(1))
        self.mine._stop(self.at(9))
        values = {"clock_id": self.to_acme.id, "reason": "Snow"}
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.sla.excuse", "create", values)
        excuse_id = self.rpc(self.manager, "care.sla.excuse", "create", values)
        for method, args in (("write", [{"reason": "Ice"}]), ("unlink", [])):
            with self.assertRaises(AccessError):
                self.rpc(self.manager, "care.sla.excuse", method, [excuse_id], *args)

    def test_the_reader_needs_no_right_on_policies_and_holidays_to_have_it_explained(self):
        explained = self.to_acme.with_user(self.rep).explanation
        self.assertIn("+ 2 hours", explained)
