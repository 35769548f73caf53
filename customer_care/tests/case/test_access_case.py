from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccessCase(CaseCommon):
    """Who sees and works on which cases."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        Case = cls.env["care.case"].sudo()
        cls.of = {
            partner: Case.create({"subject": partner.name, "partner_id": partner.id})
            for partner in cls.customers
        }
        cls.of_nobody = Case.create({"subject": "Who is it?", "email_from": "x@example.com"})
        cls.all_cases = cls.env["care.case"].concat(*cls.of.values(), cls.of_nobody)

    def seen(self, user, company=None):
        found = self.rpc(
            user,
            "care.case",
            "search",
            [("id", "in", self.all_cases.ids)],
            company=company or self.company,
        )
        return set(self.all_cases.browse(found).mapped("subject"))

    def test_rep_sees_the_cases_of_own_and_nobodys_customers(self):
        self.assertEqual(self.seen(self.rep), {"Acme", "Dock"})

    def test_member_of_the_service_team_sees_its_customers_cases(self):
        self.assertEqual(self.seen(self.member), {"Crane", "Dock"})

    def test_team_leader_sees_her_teams_customers_cases(self):
        self.assertEqual(self.seen(self.team_leader), {"Acme", "Bolt", "Crane", "Dock"})

    def test_agent_manager_steward_and_leader_see_all(self):
        for user in (self.agent, self.manager, self.steward, self.leader):
            with self.subTest(user=user.name):
                self.assertEqual(self.seen(user), {"Acme", "Bolt", "Crane", "Dock", "Who is it?"})

    def test_who_may_not(self):
        for user in (self.employee, self.portal_user, self.seller):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.case", "search", [])
        self.assertEqual(self.seen(self.other_rep, self.other_company), set())

    def test_agent_takes_steps_and_readers_do_not(self):
        case = self.of[self.bolt]
        self.rpc(self.agent, "care.case", "action_acknowledge", case.ids)
        self.assertEqual(case.state, "acknowledged")
        for user in (self.steward, self.leader, self.rep):
            for step in ("action_investigate", "action_take", "action_cancel", "action_told"):
                with self.subTest(user=user.name, step=step), self.assertRaises(AccessError):
                    self.rpc(user, "care.case", step, case.ids)
            with self.assertRaises(AccessError):
                self.rpc(user, "care.case", "action_convert", case.ids, "enquiry")
        self.assertEqual(case.state, "acknowledged")

    def test_rep_logs_what_a_colleagues_customer_says(self):
        case = self.make_case(user=self.rep, partner=self.bolt)
        self.assertEqual(case.with_user(self.rep).read(["subject"])[0]["subject"], case.subject)

    def test_branch_and_other_company(self):
        self.assertEqual(self.seen(self.branch_rep, self.branch), {"Dock"})
        case = self.make_case()
        agent = self._make_user(
            "Far Agent", "customer_care.group_care_agent", company=self.other_company
        )
        with self.assertRaises(AccessError):
            self.rpc(agent, "care.case", "read", case.ids, ["subject"])

    def test_remedies_and_measures_go_with_the_case(self):
        case = self.of[self.bolt].with_user(self.agent)
        remedy = case.env["care.remedy"].create({"case_id": case.id, "name": "Sorry"})
        measure = case.env["care.measure"].create({"name": "Cure longer", "case_id": case.id})
        for record in (remedy, measure):
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                record.with_user(self.rep).read(["name"])
            self.assertEqual(len(record.with_user(self.leader).read(["name"])), 1)
            with self.assertRaises(AccessError):
                record.with_user(self.leader).write({"name": "X"})

    def test_developer_without_customer_care_does_her_measure(self):
        measure = self.env["care.measure"].create(
            {"name": "Cure longer", "user_id": self.employee.id, "company_id": self.company.id}
        )
        self.rpc(self.employee, "care.measure", "action_done", measure.ids)
        self.assertEqual(measure.state, "done")
        other = self.env["care.measure"].create(
            {"name": "Other", "user_id": self.rep.id, "company_id": self.company.id}
        )
        with self.assertRaises(AccessError):
            self.rpc(self.employee, "care.measure", "action_done", other.ids)
