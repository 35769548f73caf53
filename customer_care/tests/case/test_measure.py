from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMeasure(CaseCommon):
    """An improvement is due, done, and judged by whether its cause came back."""

    def make_measure(self, user=None, **vals):
        return (
            self.env["care.measure"]
            .with_user(user or self.agent)
            .create(
                {
                    "name": "Cure longer",
                    "cause_id": self.cause.id,
                    "company_id": self.company.id,
                    "check_days": 30,
                    **vals,
                }
            )
        )

    def make_cases(self, *days):
        for day in days:
            with freeze_time(self.at(days=day)):
                self.make_case(cause_id=self.cause.id)

    def check(self, day):
        with freeze_time(self.at(days=day)):
            self.env["care.measure"]._cron_remind_measures()

    def test_measure_helped_where_the_cause_did_not_come_back(self):
        self.make_cases(-40, -20, -1)
        measure = self.make_measure()
        measure.action_done()
        self.check(29)
        self.assertEqual(measure.state, "done")
        self.check(30)
        self.assertRecordValues(
            measure,
            [
                {
                    "state": "effective",
                    "case_count_before": 2,
                    "case_count_after": 0,
                    "verdict": "2 cases in the 30 days before, 0 in those after.",
                }
            ],
        )

    def test_measure_did_not_help_where_the_cause_came_back(self):
        self.make_cases(-1)
        measure = self.make_measure()
        measure.action_done()
        self.make_cases(10, 40)
        self.check(31)
        self.assertRecordValues(
            measure, [{"state": "ineffective", "case_count_before": 1, "case_count_after": 1}]
        )
        again = self.env["care.measure"].browse(measure.action_again()["res_id"])
        self.assertRecordValues(again, [{"state": "planned", "cause_id": self.cause.id}])

    def test_cancelled_cases_and_other_companies_do_not_count(self):
        self.make_cases(-1)
        self.env["care.case"].search([("cause_id", "=", self.cause.id)])._cancel("Twice")
        self.env["care.case"].sudo().create(
            {"subject": "X", "cause_id": self.cause.id, "company_id": self.other_company.id}
        )
        measure = self.make_measure()
        measure.action_done()
        measure.action_check()
        self.assertRecordValues(measure, [{"case_count_before": 0, "case_count_after": 0}])

    def test_without_a_cause_a_person_judges(self):
        measure = self.make_measure(cause_id=False)
        measure.action_done()
        with self.assertRaisesRegex(UserError, "no root cause"):
            measure.action_check()
        measure.action_effective()
        self.assertRecordValues(measure, [{"state": "effective", "verdict": "Judged by Agent."}])
        counted = self.make_measure()
        counted.action_done()
        with self.assertRaisesRegex(UserError, "Figures judge"):
            counted.action_ineffective()

    def test_owner_is_reminded_once(self):
        measure = self.make_measure(date_due=TODAY)
        self.check(0)
        self.check(1)
        self.assertEqual(len(measure.sudo().activity_ids), 1)
        self.assertEqual(measure.sudo().activity_ids.user_id, self.agent)
        measure.action_done()
        self.assertFalse(measure.sudo().activity_ids)

    def test_my_day_tells_when_we_spoke_with_the_customer(self):
        case = self.make_case(cause_id=self.cause.id)
        measure = self.make_measure(case_id=case.id, date_due=TODAY)
        self.env.cr.execute(
            "UPDATE care_profile SET last_contact_date = %s WHERE id = %s",
            (TODAY, case.profile_id.id),
        )
        self.env.invalidate_all()
        work = self.env["care.work"].search(
            [("res_model", "=", "care.measure"), ("res_id", "=", measure.id)]
        )
        self.assertRecordValues(
            work, [{"partner_id": case.partner_id.id, "last_contact_date": TODAY}]
        )

    def test_state_changes_by_steps_alone(self):
        measure = self.make_measure()
        for name in ("state", "verdict", "case_count_after"):
            with self.subTest(field=name), self.assertRaises(AccessError):
                measure.write({name: False})
        with self.assertRaisesRegex(UserError, "can't become"):
            measure._set_state("effective")

    def test_meeting_decides_on_measures(self):
        meeting = self.env["calendar.event"].create(
            {
                "name": "CRM meeting",
                "start": NOW,
                "stop": NOW,
                "care_measure_ids": [(0, 0, {"name": "Train the hotline"})],
            }
        )
        self.assertEqual(meeting.care_measure_ids.event_id, meeting)

    def test_cause_that_comes_back_is_flagged(self):
        self.company.care_recurring_count = 2
        self.make_cases(-1)
        self.assertFalse(self.cause.is_recurring)
        self.make_cases(0)
        self.cause.invalidate_recordset()
        self.assertRecordValues(self.cause, [{"is_recurring": True, "recent_count": 2}])
        found = self.env["care.cause"].search([("is_recurring", "=", True)])
        self.assertIn(self.cause, found)
        self.make_cases(-200)
        self.cause.invalidate_recordset()
        self.assertEqual(self.cause.recent_count, 2)
