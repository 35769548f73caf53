from datetime import timedelta

from odoo import fields
from odoo.tests import freeze_time, tagged

from .value_common import NOW_Q, QUARTER, TODAY_Q, ValueCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW_Q)
class TestValueGenerate(ValueCommon):
    """Reports are opened by themselves at the begin of a quarter, and nobody forgets them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        for partner in cls.acme | cls.bolt | cls.crane:
            cls.sell(partner, "2026-02-10", Pumps=1000)
        cls.refresh(today=TODAY_Q)
        for partner, grade in (
            (cls.acme, cls.grade_a),
            (cls.bolt, cls.grade_b),
            (cls.crane, cls.grade_a),
        ):
            cls.grade(partner, grade)

    def test_customers_of_marked_grades_get_a_draft_about_the_last_quarter(self):
        self.open_reports()
        self.assertRecordValues(
            self.reports_of(self.acme),
            [
                {
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "contact_id": self.petra.id,
                    "date_start": QUARTER,
                    "date_due": TODAY_Q + timedelta(days=15),
                    "state": "draft",
                }
            ],
        )
        self.assertEqual(len(self.reports_of(self.crane)), 1)
        self.assertFalse(self.reports_of(self.bolt))
        self.grade_b.has_value_report = True
        self.company.care_value_report_days = 5
        self.open_reports()
        self.assertEqual(self.reports_of(self.bolt).date_due, TODAY_Q + timedelta(days=5))

    def test_a_second_run_adds_nothing_and_a_new_quarter_one_each(self):
        self.open_reports()
        first = self.reports_of(self.acme)
        self.open_reports()
        self.open_reports(TODAY_Q + timedelta(days=60))
        self.assertEqual(self.reports_of(self.acme), first)
        self.open_reports(fields.Date.to_date("2026-07-01"))
        self.assertEqual(
            self.reports_of(self.acme).mapped("date_start"),
            [fields.Date.to_date("2026-04-01"), QUARTER],
        )

    def test_one_that_was_begun_by_hand_is_not_opened_again(self):
        report = self.make_report()
        self.open_reports()
        self.assertEqual(self.reports_of(self.acme), report)

    def test_who_had_not_bought_by_then_or_is_no_customer_now_has_none(self):
        self.sell(self.elm, "2026-04-01", Pumps=1000)
        self.refresh(today=TODAY_Q)
        self.grade(self.elm, self.grade_a)
        self.crane.action_archive()
        self.env.flush_all()
        self.open_reports()
        self.assertFalse(self.reports_of(self.elm))
        self.assertFalse(self.reports_of(self.crane))

    def test_suggestions_are_there_from_the_begin(self):
        self.sell(self.acme, "2025-02-10", Valves=1000)
        self.open_reports()
        suggestions = self.reports_of(self.acme).suggestion_ids
        self.assertEqual(suggestions.categ_id, self.category("Valves"))
        self.assertEqual(suggestions.kind, "fell")

    def test_each_company_opens_its_own(self):
        self.sell(self.acme, "2026-02-10", company=self.other_company, Pumps=1000)
        self.refresh(self.acme, today=TODAY_Q)
        self.grade(self.acme, self.grade_a, self.other_company)
        self.open_reports()
        self.assertEqual(len(self.reports_of(self.acme)), 1)
        self.assertEqual(len(self.reports_of(self.acme, self.other_company)), 1)

    def test_eighty_customers_cost_no_more_than_one(self):
        counts = []
        for number, size in enumerate((1, 1, 80)):
            profiles = self.env["care.profile"].create(
                [
                    {
                        "partner_id": self.make_customer(f"Many {number} {one}", self.rep).id,
                        "company_id": self.company.id,
                        "grade_id": self.grade_a.id,
                        "first_order_date": QUARTER,
                    }
                    for one in range(size)
                ]
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            self.env["care.value.report"]._generate(self.company, TODAY_Q, profiles.partner_id)
            counts.append(self.env.cr.sql_log_count - before)
            self.assertEqual(len(profiles.value_report_ids), size)
        self.assertEqual(counts[1], counts[2])

    # === MY DAY AND REMINDERS === #

    def work(self, user, today):
        with freeze_time(f"{today} 08:00:00"):
            self.env.flush_all()
            self.env.invalidate_all()
            works = self.env["care.work"].with_user(user).search([("kind", "=", "value_report")])
            names = ["name", "partner_id", "user_id", "date", "urgency", "res_id"]
            return works.read([*names, "is_handled_here"], load=False)

    def test_it_stands_in_my_day_until_it_is_sent(self):
        self.open_reports()
        report = self.reports_of(self.acme)
        self.assertFalse(self.work(self.rep, TODAY_Q))
        due = report.date_due
        [work] = self.work(self.rep, due)
        del work["id"]
        self.assertEqual(
            work,
            {
                "name": "Release value report Q1 2026",
                "partner_id": self.acme.id,
                "user_id": self.rep.id,
                "date": due,
                "urgency": "today",
                "res_id": report.id,
                "is_handled_here": False,
            },
        )
        report.action_release()
        [work] = self.work(self.rep, due)
        self.assertEqual(work["name"], "Send value report Q1 2026")
        report.action_mark_sent()
        self.assertFalse(self.work(self.rep, due))

    def remind(self, day):
        Report = self.env["care.value.report"]
        with freeze_time(f"{day} 08:00:00"):
            Report._remind_due(self.company, day)

    def reminders(self, report):
        return self.env["mail.activity"].search(
            [("res_model", "=", report._name), ("res_id", "=", report.id)]
        )

    def test_the_responsible_is_reminded_once_a_week_before(self):
        self.open_reports()
        report = self.reports_of(self.acme)
        self.remind(report.date_due - timedelta(days=8))
        self.assertFalse(self.reminders(report))
        for _again in range(2):
            self.remind(report.date_due - timedelta(days=7))
        self.assertRecordValues(
            self.reminders(report),
            [
                {
                    "user_id": self.rep.id,
                    "date_deadline": report.date_due,
                    "summary": "Complete and release value report Q1 2026",
                }
            ],
        )
        self.acme.user_id = self.colleague
        self.remind(report.date_due)
        self.assertEqual(self.reminders(report).user_id, self.colleague)
        report.with_user(self.manager).action_release()
        self.assertFalse(self.reminders(report))
        self.remind(report.date_due)
        self.assertEqual(self.reminders(report).summary, "Send value report Q1 2026")
        report.with_user(self.manager).action_mark_sent()
        self.assertFalse(self.reminders(report))

    def test_the_scheduled_action_opens_and_reminds(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_value_report_open").method_direct_trigger()
        self.assertEqual(len(self.reports_of(self.acme)), 1)
