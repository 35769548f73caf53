from datetime import timedelta

from odoo.tests import Form, freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradePropose(CareCommon):
    """Another grade for customers, by the dialog that asks for the reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 1000)
        cls.refresh()
        cls.file = cls.file_of(cls.acme)

    def propose(self, user, grade):
        Wizard = self.env["care.grade.propose"].with_user(user)
        Wizard = Wizard.with_context(active_model="care.profile", active_ids=self.file.ids)
        with Form(Wizard) as form:
            form.grade_id = grade
            form.reason = "Opens three plants"
        form.record.action_propose()
        return self.file.grade_change_ids.sorted("id")[-1]

    def test_a_rep_proposes_with_a_reason(self):
        change = self.propose(self.rep, self.grade_b)
        self.assertRecordValues(
            change,
            [{"state": "proposed", "reason": "Opens three plants", "user_id": self.rep.id}],
        )
        self.assertEqual(self.file.grade_id, self.grade_a)

    def test_a_manager_decides_at_once(self):
        change = self.propose(self.manager, self.grade_b)
        self.assertEqual(change.state, "applied")
        self.assertRecordValues(self.file, [{"grade_id": self.grade_b.id, "grade_since": TODAY}])

    def test_an_approved_change_comes_into_force_on_its_day(self):
        change = self.propose(self.rep, self.grade_b)
        change.date_apply = TODAY + timedelta(days=20)
        change.with_user(self.manager).action_approve()
        self.refresh(today=TODAY + timedelta(days=19))
        self.assertEqual((change.state, self.file.grade_id), ("approved", self.grade_a))
        self.refresh(today=TODAY + timedelta(days=20))
        self.assertEqual((change.state, self.file.grade_id), ("applied", self.grade_b))
        self.assertEqual(self.file.grade_since, TODAY + timedelta(days=20))
