from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestWorkDecisions(CareCommon):
    """What waits for a manager's decision stands in her day, and in nobody else's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        change = cls.env["care.grade.change"]
        cls.change = change.create(
            {
                "partner_id": cls.bolt.id,
                "profile_id": cls.file_of(cls.bolt).id,
                "company_id": cls.company.id,
                "old_grade_id": cls.grade_b.id,
                "new_grade_id": cls.grade_a.id,
                "reason": "A big project",
                "date_apply": TODAY - timedelta(days=1),
                "user_id": cls.colleague.id,
            }
        )

    def works(self, user, kind):
        return self.rpc(
            user,
            "care.work",
            "search_read",
            [("kind", "=", kind), ("company_id", "=", self.company.id)],
            ["name", "partner_id", "user_id", "urgency", "res_model", "is_approvable"],
        )

    def test_a_proposed_grade_waits_for_each_manager(self):
        [row] = self.works(self.manager, "grade")
        self.assertEqual(row["name"], "Decide about grade B → A: A big project")
        self.assertEqual(row["partner_id"][0], self.bolt.id)
        self.assertEqual(row["user_id"][0], self.manager.id)
        self.assertEqual(row["urgency"], "overdue")
        for user in (self.colleague, self.team_leader, self.leader):
            self.assertEqual(self.works(user, "grade"), [], user.name)

    def test_one_click_approves_it(self):
        [row] = self.works(self.manager, "grade")
        self.assertTrue(row["is_approvable"])
        self.rpc(self.manager, "care.work", "action_approve", [row["id"]])
        self.assertEqual(self.change.state, "applied")
        self.assertEqual(self.works(self.manager, "grade"), [])

    def test_nobody_else_approves_it_by_its_number(self):
        [row] = self.works(self.manager, "grade")
        with self.assertRaises(UserError):
            self.rpc(self.colleague, "care.work", "action_approve", [row["id"]])
        self.assertEqual(self.change.state, "proposed")

    def test_a_touchpoint_is_not_approved(self):
        self.make_touchpoint(self.acme, user_id=self.manager.id, date_planned=TODAY)
        [row] = [r for r in self.works(self.manager, "touchpoint") if r["user_id"]][:1]
        self.assertFalse(row["is_approvable"])
        with self.assertRaises(UserError):
            self.rpc(self.manager, "care.work", "action_approve", [row["id"]])

    def test_a_review_is_one_piece_of_work(self):
        review = self.env["care.grade.review"].create(
            {"name": "Spring", "company_id": self.company.id, "date_apply": TODAY}
        )
        self.change.review_id = review
        review.state = "open"
        [row] = self.works(self.manager, "grade")
        self.assertEqual(
            (row["res_model"], row["name"]), ("care.grade.review", "Decide review Spring (1)")
        )
        self.assertFalse(row["is_approvable"])
        opened = self.rpc(self.manager, "care.work", "action_open", [row["id"]])
        self.assertEqual(opened["res_id"], review.id)

    def test_a_held_change_waits_and_is_approved(self):
        self.company.care_hold_name = True
        self.rpc(self.rep, "res.partner", "write", self.acme.ids, {"name": "Acme Works"})
        [row] = self.works(self.manager, "request")
        self.assertEqual(row["partner_id"][0], self.acme.id)
        self.assertIn("Acme Works", row["name"])
        self.assertEqual(self.works(self.rep, "request"), [])
        self.rpc(self.manager, "care.work", "action_approve", [row["id"]])
        self.assertEqual(self.acme.name, "Acme Works")
        self.assertEqual(self.works(self.manager, "request"), [])
