from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCustomerPageGrade(CareCommon):
    """The grade over time on the customer page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.refresh()
        cls.file = cls.file_of(cls.acme)

    def history(self, user=None):
        page = self.rpc(user or self.rep, "care.profile", "get_customer_page", self.acme.id)
        return page["grade_history"]

    def change(self, grade, day, reason=None, user=None):
        changes = self.env["care.grade.change"].with_user(user or self.manager)
        env = changes.env
        changes = changes._record(self.file.with_env(env), grade.with_env(env), reason)
        changes.sudo().date_apply = day

    def test_it_steps_from_grade_to_grade(self):
        self.change(self.grade_b, "2026-03-11", "Half of the turnover")
        self.change(self.grade_a, "2026-03-12")
        history = self.history()
        self.assertEqual([grade["code"] for grade in history["grades"]], ["A", "B", "C"])
        self.assertEqual(
            [(step["date"], step["grade_id"], step["reason"]) for step in history["steps"]],
            [
                ("2026-03-10", self.grade_a.id, ""),
                ("2026-03-11", self.grade_b.id, "Half of the turnover"),
                ("2026-03-12", self.grade_a.id, ""),
            ],
        )
        self.assertEqual(history["until"], "2026-03-10")
        self.assertEqual(history["steps"][0]["origin"], "First grade")

    def test_a_proposal_is_no_step(self):
        self.change(self.grade_b, "2026-03-11", user=self.rep)
        self.assertEqual(len(self.history()["steps"]), 1)

    def test_a_grade_taken_away_is_a_step_to_none(self):
        self.change(self.env["care.grade"], "2026-03-11")
        self.assertIs(self.history()["steps"][-1]["grade_id"], False)

    def test_a_grade_that_is_used_no_more_keeps_its_level(self):
        old = self.env["care.grade"].create({"name": "Old", "code": "O", "sequence": 15})
        self.change(old, "2026-03-11")
        self.change(self.grade_b, "2026-03-12")
        old.active = False
        codes = [grade["code"] for grade in self.history()["grades"]]
        self.assertEqual(codes, ["A", "O", "B", "C"])
