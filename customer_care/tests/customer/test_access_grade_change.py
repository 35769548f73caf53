from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestAccessGradeChange(CareCommon):
    """The history of grades is read by those who see the customer and written by nobody."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.changes = cls.env["care.grade.change"].search(
            [("partner_id", "in", cls.customers.ids), ("company_id", "=", cls.company.id)]
        )
        cls.bolt_change = cls.changes.filtered(lambda change: change.partner_id == cls.bolt)
        cls.carers = cls.rep | cls.member | cls.team_leader | cls.manager | cls.steward | cls.leader

    def test_each_role_reads_the_history_of_its_customers(self):
        sees = {
            self.rep: self.acme | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.manager: self.customers,
            self.steward: self.customers,
            self.leader: self.customers,
            self.branch_rep: self.dock,
            self.other_rep: self.elm,
        }
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                rows = self.rpc(user, "care.grade.change", "search_read", [], ["partner_id"])
                ours = [
                    row for row in rows if row["partner_id"][0] in (self.customers | self.elm).ids
                ]
                self.assertEqual({row["partner_id"][0] for row in ours}, set(customers.ids))

    def test_hidden_change_is_not_read_by_its_id(self):
        for user in self.rep, self.member, self.other_rep, self.employee, self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.grade.change", "read", self.bolt_change.ids, ["new_grade_id"])

    def test_nobody_writes_the_history(self):
        profile = self.file_of(self.acme)
        vals = {
            "profile_id": profile.id,
            "partner_id": self.acme.id,
            "company_id": self.company.id,
            "new_grade_id": self.grade_a.id,
            "state": "applied",
        }
        own = profile.grade_change_ids
        for user in self.carers:
            for method, args in (
                ("create", [vals]),
                ("write", [own.ids, {"state": "rejected"}]),
                ("write", [own.ids, {"reason": "I say so"}]),
                ("unlink", [own.ids]),
                ("copy", [own.ids]),
            ):
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    self.rpc(user, "care.grade.change", method, *args)

    def test_history_is_not_deleted_even_with_all_rights(self):
        with self.assertRaisesRegex(UserError, "history"):
            self.changes.unlink()

    def test_deciding_is_for_managers(self):
        self.rpc(
            self.rep, "res.partner", "write", self.acme.ids, {"care_grade_id": self.grade_b.id}
        )
        proposal = self.file_of(self.acme).grade_change_ids.filtered(
            lambda change: change.state == "proposed"
        )
        for user in self.carers - self.manager | self.employee | self.portal_user | self.other_rep:
            for method in "action_approve", "action_reject", "action_adjust":
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    self.rpc(user, "care.grade.change", method, proposal.ids)
            with self.subTest(user=user.name, method="dialog"), self.assertRaises(AccessError):
                self.rpc(
                    user,
                    "care.grade.decide",
                    "create",
                    [{"change_ids": proposal.ids, "reason": "I say so"}],
                )
        self.rpc(self.manager, "care.grade.change", "action_approve", proposal.ids)
        self.assertRecordValues(proposal, [{"state": "applied", "date_apply": TODAY}])

    def test_manager_of_another_company_does_not_decide(self):
        self.rpc(
            self.rep, "res.partner", "write", self.acme.ids, {"care_grade_id": self.grade_b.id}
        )
        proposal = self.file_of(self.acme).grade_change_ids[0]
        manager = self._make_user(
            "Ridge Manager", "customer_care.group_care_manager", company=self.other_company
        )
        with self.assertRaises(AccessError):
            self.rpc(manager, "care.grade.change", "action_approve", proposal.ids)

    def test_recording_and_applying_are_no_doors(self):
        for method in "_record", "_apply", "_set_state", "_move", "_decide":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.manager, "care.grade.change", method, self.changes.ids)

    def test_grades_and_cadences_are_the_manager_s(self):
        cadence = self.grade_a.cadence_ids[:1]
        criterion = self.grade_a.criterion_ids[:1]
        for user in self.carers - self.manager:
            for record, vals in (
                (self.grade_a, {"name": "Best"}),
                (cadence, {"interval_days": 1}),
                (criterion, {"threshold": 1}),
            ):
                with self.subTest(user=user.name, model=record._name):
                    self.assertTrue(self.rpc(user, record._name, "read", record.ids, ["id"]))
                    with self.assertRaises(AccessError):
                        self.rpc(user, record._name, "write", record.ids, vals)
                    with self.assertRaises(AccessError):
                        self.rpc(user, record._name, "unlink", record.ids)
        self.rpc(self.manager, "care.grade", "write", self.grade_a.ids, {"name": "Best"})
