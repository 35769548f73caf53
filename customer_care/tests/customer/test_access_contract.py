from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .contract_common import ContractCommon


@tagged("post_install", "-at_install")
class TestAccessContract(ContractCommon):
    """Contracts are for those who look after the customer, as its file is."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.contracts = {
            customer: cls.make_contract(customer, "draft", user_id=False)
            for customer in cls.customers
        }
        cls.file_of(cls.crane).member_ids = cls.member
        cls.writes = {
            cls.rep: cls.acme | cls.dock,
            cls.colleague: cls.bolt | cls.crane | cls.dock,
            cls.member: cls.crane | cls.dock,
            cls.team_leader: cls.customers,
            cls.manager: cls.customers,
            cls.steward: cls.customers,
            cls.leader: cls.dock,
            cls.branch_rep: cls.dock,
            cls.other_rep: cls.env["res.partner"],
        }

    def test_each_role_lists_the_contracts_of_its_customers(self):
        sees = {**self.writes, self.leader: self.customers}
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                rows = self.rpc(user, "care.contract", "search_read", [], ["partner_id"])
                self.assertEqual({row["partner_id"][0] for row in rows}, set(customers.ids))

    def test_who_writes_and_starts(self):
        for user, customers in self.writes.items():
            for customer, contract in self.contracts.items():
                with self.subTest(user=user.name, customer=customer.name):
                    vals = {"specification": user.name}
                    if customer in customers:
                        self.rpc(user, "care.contract", "write", contract.ids, vals)
                        self.assertEqual(contract.specification, user.name)
                        continue
                    for method, args in (
                        ("write", [vals]),
                        ("action_start", []),
                        ("action_renew", []),
                        ("unlink", []),
                    ):
                        with self.assertRaises(AccessError):
                            self.rpc(user, "care.contract", method, contract.ids, *args)

    def test_who_creates(self):
        for user, customers in self.writes.items():
            for customer in self.customers:
                vals = {
                    "name": "New",
                    "partner_id": customer.id,
                    "company_id": user.company_id.id,
                    "product_id": self.product.id,
                    "date_end": "2030-01-01",
                    "user_id": user.id,
                }
                with self.subTest(user=user.name, customer=customer.name):
                    may = customer in customers
                    if user == self.other_rep:
                        continue
                    if may or (user == self.leader):
                        self.rpc(user, "care.contract", "create", [vals])
                        continue
                    with self.assertRaisesRegex(UserError, "looked after by a colleague"):
                        self.rpc(user, "care.contract", "create", [vals])

    def test_responsible_sees_the_contract_of_a_colleague_s_customer(self):
        contract = self.contracts[self.bolt]
        contract.user_id = self.rep
        self.rpc(self.rep, "care.contract", "write", contract.ids, {"specification": "DN 50"})
        self.assertEqual(contract.specification, "DN 50")

    def test_outsiders_have_no_door(self):
        for user in self.employee | self.seller | self.portal_user:
            for method, *args in (
                ("search_count", []),
                ("read", list(self.contracts[self.acme].ids), ["deposit"]),
                ("action_start", self.contracts[self.acme].ids),
                ("action_open_order_lines", self.contracts[self.acme].ids),
            ):
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    self.rpc(user, "care.contract", method, *args)

    def test_engine_is_no_door(self):
        for method in "_set_state", "_hand_over", "_cron_remind_contracts":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.manager, "care.contract", method)
