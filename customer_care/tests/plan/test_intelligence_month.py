from datetime import date, datetime

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .intelligence_common import IntelligenceCommon


@tagged("post_install", "-at_install")
class TestIntelligenceMonth(IntelligenceCommon):
    """Who owes a report, until when, and what happens to it."""

    def owing(self, month="2026-03-01", company=None):
        return self.env["care.intelligence.month"].search(
            [("month", "=", month), ("company_id", "=", (company or self.company).id)]
        )

    def work_of(self, user):
        rows = self.rpc(
            user, "care.work", "search_read", [("kind", "=", "intelligence")], ["name", "date"]
        )
        return [(row["name"], str(row["date"])) for row in rows]

    def messages_to(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )

    # === WHO OWES ONE === #

    def test_whoever_looks_after_a_customer_owes_one_for_each_company(self):
        self.follow()
        self.assertEqual(self.owing().user_id, self.rep | self.colleague)
        self.assertIn(self.other_rep, self.owing(company=self.other_company).user_id)
        self.follow()
        self.assertEqual(len(self.owing()), 2)

    def test_the_scheduled_action_does_all_companies(self):
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_intelligence_month_follow").method_direct_trigger()
        self.assertEqual(self.owing().user_id, self.rep | self.colleague)

    def test_chosen_people_alone(self):
        Report = self.env["care.intelligence.month"].sudo()
        Report._open_month(self.company, date(2026, 3, 10), self.rep | self.steward)
        self.assertEqual(self.owing().user_id, self.rep)

    def test_it_takes_as_many_queries_for_eighty_as_for_one(self):
        Report = self.env["care.intelligence.month"].sudo()
        counts = []
        for number in (1, 80):
            for index in range(number):
                user = self._make_user(f"Many {number} {index}", "customer_care.group_care_user")
                customer = self.make_customer(f"Many {number} {index}", user)
                self.env["care.profile"]._ensure(customer)
            self.env.flush_all()
            self.env.invalidate_all()
            Report._account_managers(self.company)  # groups are cached in a server
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            Report._open_month(self.company, date(2026, 3 + number % 7, 10))
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[0])

    def test_it_is_due_the_first_monday_of_the_next_month(self):
        due = self.company._care_intelligence_due
        self.assertEqual(due(date(2026, 3, 1)), date(2026, 4, 6))
        self.assertEqual(due(date(2026, 5, 1)), date(2026, 6, 1))
        self.company.care_intelligence_weekday = "2"
        self.assertEqual(due(date(2026, 5, 1)), date(2026, 6, 3))

    def test_on_a_holiday_it_is_due_on_the_next_working_day(self):
        self.company.country_id = self.env.ref("base.de")
        self.env["resource.calendar.leaves"].create(
            {
                "calendar_id": self.company.resource_calendar_id.id,
                "company_id": self.company.id,
                "date_from": datetime(2026, 4, 7, 0),
                "date_to": datetime(2026, 4, 7, 23),
            }
        )
        # 6 April 2026 is Easter Monday, the company is closed on the 7th
        self.assertEqual(self.company._care_intelligence_due(date(2026, 3, 1)), date(2026, 4, 8))

    def test_whoever_gave_her_customers_away_owes_nothing_but_what_she_wrote(self):
        piece = self.make_piece(self.colleague)
        self.follow()
        (self.acme | self.bolt | self.crane).user_id = self.manager
        self.follow()
        self.assertEqual(self.owing().user_id, self.colleague | self.manager)
        self.assertEqual(piece.report_id, self.report_of(self.colleague))

    def test_a_company_without_reports_asks_nobody(self):
        self.follow()
        self.company.care_intelligence_monthly = False
        self.follow()
        self.assertFalse(self.owing())

    def test_a_month_is_written_as_the_reader_writes_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.follow()
        report = self.report_of(self.rep)
        self.assertEqual(report.display_name, "March 2026 · Rep")
        self.assertEqual(report.with_context(lang="zh_CN").display_name, "2026年3月 · Rep")

    # === COLLECTING === #

    def test_pieces_go_into_the_report_that_is_sent_next(self):
        self.follow("2026-02-20")
        old = self.make_piece(date="2026-02-27")
        new = self.make_piece(date="2026-03-09")
        self.assertEqual(old.report_id, self.report_of(self.rep, "2026-02-01"))
        self.assertEqual(new.report_id, self.report_of(self.rep))
        old.report_id.with_user(self.rep).action_send()
        late = self.make_piece(date="2026-02-27")
        self.assertEqual(late.report_id, new.report_id)
        new.report_id.with_user(self.rep).action_send()
        self.assertEqual(self.make_piece().report_id, self.report_of(self.rep, "2026-04-01"))

    def test_nobody_puts_a_piece_into_anothers_report(self):
        self.follow()
        piece = self.make_piece()
        with self.assertRaises(ValidationError):
            self.rpc(
                self.rep,
                "care.intelligence",
                "write",
                piece.ids,
                {"report_id": self.report_of(self.colleague).id},
            )

    # === SENDING === #

    def test_one_click_sends_all_pieces(self):
        pieces = self.make_piece() | self.make_piece(name="Price rise")
        report = self.report_of(self.rep)
        report.with_user(self.rep).action_send()
        self.assertEqual(report.state, "sent")
        self.assertEqual(set(pieces.mapped("state")), {"sent"})
        report.with_user(self.steward).action_file()
        self.assertEqual(report.state, "filed")
        self.assertEqual(set(pieces.mapped("state")), {"filed"})

    def test_nothing_to_report_is_an_answer_that_nobody_has_to_read(self):
        self.follow()
        report = self.report_of(self.rep)
        with self.assertRaises(UserError):
            report.with_user(self.rep).action_send()
        report.with_user(self.rep).action_nothing()
        self.assertRecordValues(report, [{"state": "filed", "is_empty": True}])
        self.assertFalse(self.work_of(self.steward))

    def test_nothing_to_report_is_no_answer_where_something_is_written(self):
        self.make_piece()
        with self.assertRaises(UserError):
            self.report_of(self.rep).with_user(self.rep).action_nothing()

    def test_a_question_keeps_the_report_open_to_its_reader(self):
        piece = self.make_piece()
        report = self.report_of(self.rep)
        report.with_user(self.rep).action_send()
        report.with_user(self.steward).action_file()
        asked = piece.with_user(self.steward)
        asked.comment = "Which plant?"
        asked.action_ask()
        self.assertEqual(report.state, "sent")
        [(name, _day)] = self.work_of(self.rep)
        self.assertEqual(name, "Answer about the market report for 2026-03")
        piece.action_send()
        self.assertFalse(self.work_of(self.rep))
        asked.action_file()
        self.assertEqual(report.state, "filed")

    def test_each_answers_for_herself(self):
        self.make_piece()
        report = self.report_of(self.rep)
        for user in (self.colleague, self.team_leader, self.manager, self.steward):
            for method in ("action_send", "action_nothing"):
                with self.subTest(user=user.name, method=method), self.assertRaises(AccessError):
                    self.rpc(user, "care.intelligence.month", method, report.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.intelligence.month", "action_file", report.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.intelligence.month", "write", report.ids, {"state": "filed"})

    def test_who_sees_the_reports(self):
        self.follow()
        report = self.report_of(self.rep)
        for user in (self.rep, self.team_leader, self.manager, self.steward, self.leader):
            self.assertTrue(report.with_user(user).has_access("read"), user.name)
        for user in (self.colleague, self.member, self.other_rep, self.employee):
            reader = report.with_user(user).with_context(allowed_company_ids=user.company_ids.ids)
            self.assertFalse(reader.has_access("read"), user.name)

    # === MY DAY === #

    def test_it_stands_in_the_authors_day_alone_from_a_week_before(self):
        self.follow("2026-02-20")  # due on 2 March
        name = "Market report for 2026-02 (pieces: 0)"
        self.assertEqual(self.work_of(self.rep), [(name, "2026-03-02")])
        for user in (self.member, self.branch_rep):
            with self.subTest(user=user.name):
                self.assertFalse(self.work_of(user))
        self.assertEqual(len(self.work_of(self.manager)), 2)

    def test_nothing_to_report_is_one_click_in_my_day(self):
        self.follow("2026-02-20")
        report = self.report_of(self.rep, "2026-02-01")
        work = self.env["care.work"].with_user(self.rep).search([("kind", "=", "intelligence")])
        self.assertTrue(work.is_reportable)
        self.assertEqual(work.action_open()["res_id"], report.id)
        for user in (self.colleague, self.manager, self.employee):
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.rpc(user, "care.work", "action_report_nothing", work.ids)
        self.assertEqual(report.state, "open")
        self.rpc(self.rep, "care.work", "action_report_nothing", work.ids)
        self.assertTrue(report.is_empty)
        self.assertFalse(self.work_of(self.rep))

    def test_the_steward_has_what_she_has_not_read(self):
        self.make_piece(is_major=True)
        self.make_piece(name="Price rise")
        read = "Read the market report of Rep for 2026-03 (pieces: %s)"
        self.assertEqual(self.work_of(self.steward), [(read % 1, "2026-03-10")])
        self.report_of(self.rep).with_user(self.rep).action_send()
        self.assertEqual(self.work_of(self.steward), [(read % 2, "2026-03-10")])
        self.report_of(self.rep).with_user(self.steward).action_file()
        self.assertFalse(self.work_of(self.steward))

    # === REMINDING === #

    def test_reminded_once_before_its_day_and_settled_by_sending(self):
        self.follow("2026-03-10")
        report = self.report_of(self.rep)
        self.assertFalse(self.tasks_of(report))
        for _turn in range(2):
            self.follow("2026-04-05")
        self.assertEqual(len(self.tasks_of(report, self.rep)), 1)
        report.with_user(self.rep).action_nothing()
        self.assertFalse(self.tasks_of(report))

    def test_late_ones_come_before_manager_and_steward_once(self):
        self.follow("2026-03-10")
        self.follow("2026-04-08")
        self.assertFalse(self.messages_to(self.team_leader))
        for day in ("2026-04-09", "2026-04-10"):
            self.follow(day)
        for user in (self.team_leader, self.steward):
            with self.subTest(user=user.name):
                [message] = self.messages_to(user)
                self.assertIn("Rep", message.body)
                self.assertIn("Colleague", message.body)
        report = self.report_of(self.rep)
        self.assertEqual(report.date_escalated, date(2026, 4, 9))

    def test_an_absent_colleague_is_not_told_on(self):
        self.follow("2026-03-10")
        self.rep.write(
            {
                "care_substitute_id": self.colleague.id,
                "care_absent_from": "2026-03-01",
                "care_absent_until": "2026-04-30",
            }
        )
        self.follow("2026-04-09")
        self.assertFalse(self.report_of(self.rep).date_escalated)
        self.assertTrue(self.report_of(self.colleague).date_escalated)

    def test_reminders_go_with_the_user_and_the_report_stays(self):
        self.follow("2026-03-10")
        self.follow("2026-04-05")
        self.rep.action_archive()
        report = self.report_of(self.rep)
        self.assertTrue(report)
        self.assertFalse(report.date_reminded)
        self.follow("2026-04-09")
        self.assertFalse(self.tasks_of(report))
