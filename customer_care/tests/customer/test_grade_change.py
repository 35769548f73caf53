from datetime import timedelta

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestGradeChange(CareCommon):
    """A grade set on the contact: a proposal of the rep, the manager's word at once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.profile = cls.file_of(cls.acme)

    def set_grade(self, user, partners, grade, **kwargs):
        vals = {"care_grade_id": grade and grade.id}
        return self.rpc(user, "res.partner", "write", partners.ids, vals, **kwargs)

    def changes_of(self, partner, *states):
        return self.file_of(partner).grade_change_ids.filtered(lambda c: c.state in states)

    # === PROPOSING === #

    def test_rep_proposes(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        self.assertEqual(self.profile.grade_id, self.grade_a)
        self.assertRecordValues(
            self.changes_of(self.acme, "proposed"),
            [
                {
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "old_grade_id": self.grade_a.id,
                    "new_grade_id": self.grade_b.id,
                    "origin": "manual",
                    "user_id": self.rep.id,
                    "date": TODAY,
                }
            ],
        )

    def test_proposal_does_not_show_as_the_grade(self):
        """The form saves and reads again in one call."""
        [row] = self.rpc(
            self.rep,
            "res.partner",
            "web_save",
            self.acme.ids,
            {"care_grade_id": self.grade_b.id},
            {"care_grade_id": {}},
        )
        self.assertEqual(row["care_grade_id"], self.grade_a.id)

    def test_contact_person_stands_for_her_company(self):
        self.set_grade(self.rep, self.petra, self.grade_b)
        self.assertEqual(self.changes_of(self.acme, "proposed").new_grade_id, self.grade_b)
        self.assertFalse(self.file_of(self.petra))

    def test_team_leader_member_and_steward_propose_as_well(self):
        for user in self.team_leader, self.member:
            with self.subTest(user=user.name):
                self.set_grade(user, self.crane, self.grade_c)
                self.assertEqual(self.changes_of(self.crane, "proposed").user_id, user)
                self.assertEqual(self.file_of(self.crane).grade_id, self.grade_b)

    def test_one_open_proposal_per_customer_the_newest(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        self.set_grade(self.rep, self.acme, self.grade_c)
        self.assertRecordValues(
            self.file_of(self.acme).grade_change_ids.sorted("id"),
            [
                {"new_grade_id": self.grade_a.id, "state": "applied", "origin": "first"},
                {"new_grade_id": self.grade_b.id, "state": "rejected", "origin": "manual"},
                {"new_grade_id": self.grade_c.id, "state": "proposed", "origin": "manual"},
            ],
        )

    def test_customer_of_a_colleague_is_refused_and_nothing_written(self):
        before = self.env["care.grade.change"].search_count([])
        for grade in self.grade_c, False:
            with (
                self.subTest(grade=grade),
                self.assertRaisesRegex(UserError, "looked after by a colleague"),
            ):
                self.set_grade(self.rep, self.bolt, grade)
        self.assertEqual(self.env["care.grade.change"].search_count([]), before)

    def test_new_contact_of_a_colleague_gets_no_file_by_the_way(self):
        prospect = self.make_customer("Prospect", self.colleague)
        with self.assertRaises(UserError):
            self.set_grade(self.rep, prospect, self.grade_c)
        self.assertFalse(self.file_of(prospect))

    def test_those_without_care_right_set_no_grade(self):
        for user in self.employee, self.seller, self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.set_grade(user, self.acme, self.grade_b)

    def test_grade_of_another_company_is_refused(self):
        theirs = self.env["care.grade"].create(
            {"name": "Gold", "code": "G", "company_id": self.other_company.id}
        )
        self.manager.company_ids |= self.other_company
        with self.assertRaisesRegex(UserError, "another company"):
            self.set_grade(
                self.manager, self.acme, theirs, company=self.company | self.other_company
            )

    # === DECIDING === #

    def test_manager_s_word_is_applied_at_once(self):
        self.set_grade(self.manager, self.acme, self.grade_b)
        self.assertRecordValues(self.profile, [{"grade_id": self.grade_b.id, "grade_since": TODAY}])
        self.assertRecordValues(
            self.changes_of(self.acme, "applied").sorted("id")[-1],
            [{"user_id": self.manager.id, "date_apply": TODAY, "origin": "manual"}],
        )

    def test_manager_s_word_ends_an_open_proposal(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        self.set_grade(self.manager, self.acme, self.grade_c)
        self.assertFalse(self.changes_of(self.acme, "proposed"))
        self.assertEqual(self.changes_of(self.acme, "rejected").new_grade_id, self.grade_b)
        self.assertEqual(self.profile.grade_id, self.grade_c)

    def test_manager_takes_the_grade_away(self):
        self.set_grade(self.manager, self.acme, False)
        self.assertRecordValues(
            self.profile, [{"grade_id": False, "active": True, "grade_since": TODAY}]
        )

    def test_grade_taken_away_is_not_given_again_at_night(self):
        """First grades are for those who never had one."""
        self.set_grade(self.manager, self.acme, False)
        self.refresh()
        self.assertFalse(self.profile.grade_id)

    def test_same_grade_again_is_no_change(self):
        before = self.changes_of(self.acme, "applied", "proposed")
        self.set_grade(self.rep, self.acme, self.grade_a)
        self.set_grade(self.manager, self.acme, self.grade_a)
        self.assertEqual(self.changes_of(self.acme, "applied", "proposed"), before)

    def test_approved_proposal_moves_grade_and_next_contact(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        proposal = self.changes_of(self.acme, "proposed")
        self.assertEqual(self.profile.next_contact_date, TODAY + timedelta(days=30))
        self.rpc(self.manager, "care.grade.change", "action_approve", proposal.ids)
        self.assertRecordValues(proposal, [{"state": "applied"}])
        self.assertRecordValues(
            self.profile,
            [
                {
                    "grade_id": self.grade_b.id,
                    "grade_since": TODAY,
                    "next_contact_date": TODAY + timedelta(days=14),
                }
            ],
        )

    def reject(self, user, changes, reason="One large order"):
        """Reject as the dialog does."""
        action = self.rpc(user, "care.grade.change", "action_reject", changes.ids)
        [wizard] = self.rpc(
            user,
            action["res_model"],
            "create",
            [{"change_ids": changes.ids, "reason": reason}],
        )
        return self.rpc(user, action["res_model"], "action_reject", [wizard])

    def test_rejected_proposal_changes_nothing_but_keeps_the_reason(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        proposal = self.changes_of(self.acme, "proposed")
        self.reject(self.manager, proposal)
        self.assertRecordValues(
            proposal,
            [
                {
                    "state": "rejected",
                    "decision": "One large order",
                    "decided_user_id": self.manager.id,
                    "decided_date": TODAY,
                }
            ],
        )
        self.assertEqual(self.profile.grade_id, self.grade_a)

    def test_rejecting_takes_a_reason(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        proposal = self.changes_of(self.acme, "proposed")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.reject(self.manager, proposal, "  ")
        self.assertEqual(proposal.state, "proposed")

    def test_decided_is_decided(self):
        self.set_grade(self.rep, self.acme, self.grade_b)
        proposal = self.changes_of(self.acme, "proposed")
        self.reject(self.manager, proposal)
        for method in "action_approve", "action_reject", "action_adjust":
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "closed already"):
                self.rpc(self.manager, "care.grade.change", method, proposal.ids)

    def test_what_a_colleague_decided_meanwhile_is_passed_over(self):
        self.set_grade(self.rep, self.acme | self.dock, self.grade_b)
        acme, dock = self.changes_of(self.acme, "proposed"), self.changes_of(self.dock, "proposed")
        self.reject(self.manager, acme)
        message = self.rpc(self.manager, "care.grade.change", "action_approve", (acme | dock).ids)
        self.assertIn("1 had been decided", message["params"]["message"])
        self.assertEqual((acme.state, dock.state), ("rejected", "applied"))
        self.assertEqual(self.profile.grade_id, self.grade_a)

    def test_many_proposals_are_decided_together(self):
        self.set_grade(self.rep, self.acme | self.dock, self.grade_b)
        proposals = self.changes_of(self.acme, "proposed") | self.changes_of(self.dock, "proposed")
        self.assertEqual(len(proposals), 2)
        self.rpc(self.manager, "care.grade.change", "action_approve", proposals.ids)
        self.assertEqual(set(proposals.mapped("state")), {"applied"})

    def test_change_for_a_later_day_waits(self):
        """Approved today, applied when its day has come."""
        change = self.env["care.grade.change"].create(
            {
                "profile_id": self.profile.id,
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "old_grade_id": self.grade_a.id,
                "new_grade_id": self.grade_b.id,
                "date_apply": TODAY + timedelta(days=7),
            }
        )
        self.rpc(self.manager, "care.grade.change", "action_approve", change.ids)
        self.assertRecordValues(change, [{"state": "approved"}])
        self.refresh(today=TODAY + timedelta(days=6))
        self.assertEqual(self.profile.grade_id, self.grade_a)
        self.refresh(today=TODAY + timedelta(days=7))
        self.assertRecordValues(change, [{"state": "applied"}])
        self.assertEqual(self.profile.grade_id, self.grade_b)

    # === MANY AT ONCE === #

    def test_mass_change_of_many_customers(self):
        """They get files by the way: a person wants to care for them."""
        many = self.env["res.partner"].create(
            [{"name": f"Mass {n}", "is_company": True, "user_id": self.rep.id} for n in range(20)]
        )
        self.set_grade(self.manager, many, self.grade_c)
        files = self.env["care.profile"].concat(*map(self.file_of, many))
        self.assertRecordValues(files, [{"grade_id": self.grade_c.id, "is_manual": True}] * 20)

    def test_mass_change_costs_the_statements_of_one(self):
        counts = []
        for number in 1, 40:
            many = self.env["res.partner"].create(
                [{"name": f"Mass {n}", "is_company": True} for n in range(number)]
            )
            self.env["care.profile"]._ensure(many, self.company)
            self.env.flush_all()
            before = self.cr.sql_log_count
            self.set_grade(self.manager, many, self.grade_c)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 5, counts)

    def test_mass_change_with_a_hidden_customer_is_refused_as_a_whole(self):
        with self.assertRaises(UserError):
            self.set_grade(self.rep, self.acme | self.bolt, self.grade_b)
        self.assertFalse(self.changes_of(self.acme, "proposed"))

    def test_import_of_grades(self):
        """A rep's spreadsheet makes proposals too."""
        result = self.rpc(
            self.rep,
            "res.partner",
            "load",
            ["name", "user_id/.id", "care_grade_id"],
            [["Fjord", self.rep.id, "C"]],
        )
        self.assertFalse(result["messages"])
        fjord = self.env["res.partner"].browse(result["ids"])
        self.assertRecordValues(self.file_of(fjord), [{"grade_id": False, "is_manual": True}])
        self.assertEqual(self.changes_of(fjord, "proposed").new_grade_id, self.grade_c)

    def test_saving_the_contact_form_changes_no_grade(self):
        before = self.file_of(self.acme).grade_change_ids
        with Form(self.acme.with_user(self.rep)) as form:
            form.street = "Quay 1"
        self.assertEqual(self.file_of(self.acme).grade_change_ids, before)

    # === COMPANIES === #

    def test_each_company_has_its_own_grade(self):
        self.manager.company_ids |= self.other_company
        self.set_grade(self.manager, self.acme, self.grade_c, company=self.other_company)
        self.assertEqual(self.file_of(self.acme).grade_id, self.grade_a)
        self.assertEqual(self.file_of(self.acme, self.other_company).grade_id, self.grade_c)
        for company, grade in ((self.company, "A"), (self.other_company, "C")):
            [row] = self.rpc(
                self.manager,
                "res.partner",
                "read",
                self.acme.ids,
                ["care_grade_id"],
                company=company | (self.company | self.other_company),
            )
            self.assertEqual(row["care_grade_id"][1], grade)

    def test_grade_set_in_a_branch_is_the_company_s(self):
        self.manager.company_ids |= self.branch
        self.set_grade(self.manager, self.acme, self.grade_c, company=self.branch)
        self.assertEqual(self.profile.grade_id, self.grade_c)
        self.assertFalse(self.file_of(self.acme, self.branch))
