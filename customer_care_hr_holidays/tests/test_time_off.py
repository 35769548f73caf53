from datetime import date

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from odoo.addons.customer_care.tests.common import NOW, TODAY, CareCommon

from ..hooks import uninstall_hook


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestTimeOff(CareCommon):
    """Approved time off lets a colleague act; nothing else does."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.boss = cls._make_user("Boss", "customer_care.group_care_user")
        boss = cls._make_employee(cls.boss)
        cls.employee_rep = cls._make_employee(cls.rep, parent_id=boss.id)
        cls.leave_type = cls.env["hr.leave.type"].create(
            {
                "name": "Paid",
                "requires_allocation": False,
                "leave_validation_type": "hr",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def _make_employee(cls, user, **vals):
        return cls.env["hr.employee"].create(
            {"name": user.name, "user_id": user.id, "company_id": cls.company.id, **vals}
        )

    def ask_leave(self, start="2026-03-10", until="2026-03-12", **vals):
        return (
            self.env["hr.leave"]
            .with_context(leave_skip_state_check=True)
            .create(
                {
                    "employee_id": self.employee_rep.id,
                    "holiday_status_id": self.leave_type.id,
                    "request_date_from": start,
                    "request_date_to": until,
                    **vals,
                }
            )
        )

    def acting(self, day=TODAY):
        return self.rep._care_deputy(day)

    def test_only_approved_time_off_counts(self):
        leave = self.ask_leave()
        self.assertEqual(self.acting(), self.rep)
        leave.action_approve()
        self.assertEqual(leave.state, "validate")
        self.assertEqual(self.acting(), self.boss)
        self.assertEqual(self.acting(date(2026, 3, 12)), self.boss)
        self.assertEqual(self.acting(date(2026, 3, 13)), self.rep)

    def test_the_colleague_she_named_comes_before_her_manager(self):
        self.rep.care_substitute_id = self.colleague
        self.ask_leave().action_approve()
        self.assertEqual(self.acting(), self.colleague)

    def test_an_archived_manager_leaves_it_to_the_team_leader(self):
        self.boss.active = False
        self.ask_leave().action_approve()
        self.assertEqual(self.acting(), self.team_leader)

    def test_a_refused_time_off_ends_it(self):
        leave = self.ask_leave()
        leave.action_approve()
        leave.action_refuse()
        self.assertEqual(self.acting(), self.rep)

    def test_half_a_day_is_no_absence(self):
        leave_type = self.leave_type
        leave_type.request_unit = "half_day"
        self.ask_leave(
            until="2026-03-10", request_date_from_period="am", request_date_to_period="am"
        ).action_approve()
        self.assertEqual(self.acting(), self.rep)

    def test_the_manager_sees_the_customer_on_these_days_alone(self):
        file = self.file_of(self.acme)
        leave = self.ask_leave()
        with self.assertRaises(AccessError):
            self.rpc(self.boss, "care.profile", "read", file.ids, ["grade_id"])
        leave.action_approve()
        self.assertTrue(self.rpc(self.boss, "care.profile", "read", file.ids, ["grade_id"]))
        with freeze_time("2026-03-13 09:00:00"), self.assertRaises(AccessError):
            self.rpc(self.boss, "care.profile", "read", file.ids, ["grade_id"])

    def test_the_reason_of_the_time_off_stays_secret(self):
        """Who acts needs no right to see time off."""
        self.ask_leave(name="Operation").action_approve()
        self.assertEqual(self.rep.with_user(self.boss)._care_deputy(TODAY), self.boss)
        rows = self.rpc(self.boss, "care.deputy", "search_read", [("user_id", "=", self.rep.id)])
        self.assertEqual(len(rows), 1)
        self.assertNotIn("Operation", str(rows))

    def test_without_the_glue_only_named_absences_count(self):
        self.ask_leave().action_approve()
        self.colleague.write({"care_substitute_id": self.member.id, "care_absent_from": TODAY})
        uninstall_hook(self.env)
        self.assertEqual(self.acting(), self.rep)
        self.assertEqual(self.colleague._care_deputy(TODAY), self.member)
