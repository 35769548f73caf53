from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

LATER = "2026-05-20 09:00:00"


@freeze_time(NOW)
class FileReportCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.file.requirement"].search([]).active = False
        cls.city, cls.phone = cls.env["care.file.requirement"].create(
            [
                {"subject": "partner.city", "company_id": cls.company.id},
                {"subject": "partner.phone", "company_id": cls.company.id, "weight": 2},
            ]
        )
        (cls.bolt | cls.crane | cls.dock).write({"city": "Bremen", "phone": "+49 421 5550"})
        cls.refresh()
        cls.report = (
            cls.env["care.file.report"]
            .with_user(cls.steward)
            .create({"name": "Q1", "company_id": cls.company.id})
        )

    def line(self, customer=None, kind="missing"):
        file = self.file_of(customer or self.acme)
        return self.report.line_ids.filtered(
            lambda line: line.profile_id == file and line.kind == kind
        )

    def issue(self):
        self.report.action_propose()
        self.report.action_issue()

    def follow(self, now=NOW):
        with freeze_time(now):
            self.env["care.file.report.line"]._cron_follow_lines()
        self.env.invalidate_all()

    def reminders(self, user):
        return self.env["mail.activity"].search(
            [
                ("res_model", "=", "care.file.report"),
                ("res_id", "=", self.report.id),
                ("user_id", "=", user.id),
            ]
        )


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFileReport(FileReportCommon):
    """What is to be improved in the files, by whom and by when, and what became of it."""

    def test_what_is_missing_is_suggested_to_the_owner(self):
        self.report.action_propose()
        self.assertRecordValues(
            self.report.line_ids.sudo(),
            [
                {
                    "partner_id": self.acme.id,
                    "user_id": self.rep.id,
                    "kind": "missing",
                    "suggestion": "Fill in: Phone and City",
                    "date_due": date(2026, 4, 9),
                    "state": "open",
                    "requirement_ids": [self.phone.id, self.city.id],
                }
            ],
        )

    def test_stale_and_double_ones_too(self):
        self.env["care.file.verification"]._open_round(self.company, TODAY)
        twin = self.make_customer("Bolt Ltd", self.rep, city="Bonn", phone="+49 228 1")
        self.env["care.profile"]._ensure(twin, self.company)
        self.env["care.duplicate"]._find(self.company)
        self.report.action_propose()
        self.assertIn("never verified", self.line(self.dock, "stale").suggestion)
        self.assertIn("Bolt Ltd", self.line(self.bolt, "duplicate").suggestion)

    def test_suggesting_again_adds_only_what_is_new(self):
        self.report.action_propose()
        self.line().with_user(self.steward).suggestion = "Call them for the address"
        self.bolt.city = False
        self.refresh(self.bolt)
        self.report.action_propose()
        self.assertEqual(self.line().suggestion, "Call them for the address")
        self.assertEqual(len(self.report.line_ids), 2)

    def test_grades_narrow_it(self):
        self.report.grade_ids = [Command.set(self.grade_c.ids)]
        self.report.action_propose()
        self.assertFalse(self.report.line_ids)

    def test_issuing_tells_owner_and_manager_once(self):
        with self.assertRaisesRegex(UserError, "nothing in the report"):
            self.report.action_issue()
        self.issue()
        self.assertRecordValues(
            self.reminders(self.rep),
            [
                {
                    "summary": "Improve your customer files (suggestions: 1)",
                    "date_deadline": date(2026, 4, 9),
                }
            ],
        )
        self.assertEqual(len(self.reminders(self.manager)), 1)
        self.assertFalse(self.reminders(self.colleague))
        with self.assertRaises(UserError):
            self.report.action_issue()

    def test_suggestion_closes_itself_when_the_thing_is_there(self):
        self.issue()
        self.acme.city = "Hamburg"
        self.follow()
        self.assertEqual(self.line().state, "open")
        self.acme.phone = "+49 40 5550"
        self.follow("2026-03-12 04:40:00")
        self.assertRecordValues(
            self.line().sudo(),
            [
                {
                    "state": "done",
                    "date_done": date(2026, 3, 12),
                    "evidence": "There on 03/12/2026: City and Phone",
                }
            ],
        )
        self.assertRecordValues(self.report, [{"state": "done", "done_percent": 100}])
        self.assertFalse(self.reminders(self.rep))

    def test_verified_file_and_decided_pair_close_theirs(self):
        self.env["care.file.verification"]._open_round(self.company, TODAY)
        twin = self.make_customer("Bolt Ltd", self.rep, city="Bonn", phone="+49 228 1")
        self.env["care.profile"]._ensure(twin, self.company)
        self.env["care.duplicate"]._find(self.company)
        self.issue()
        self.file_of(self.dock).with_user(self.steward).action_verify()
        self.env["care.duplicate"].search([("company_id", "=", self.company.id)]).action_dismiss()
        self.follow()
        self.assertIn("Verified by Steward", self.line(self.dock, "stale").evidence)
        self.assertEqual(self.line(self.bolt, "duplicate").state, "done")
        self.assertEqual(self.line(self.acme, "stale").state, "open")

    def test_overdue_is_reminded_of_without_flooding(self):
        self.issue()
        self.reminders(self.rep).unlink()
        self.follow("2026-04-09 09:00:00")
        self.assertFalse(self.reminders(self.rep))
        for _day in range(3):
            self.follow(LATER)
        self.assertEqual(
            self.reminders(self.rep).mapped("summary"),
            ["Improve your customer files (overdue suggestions: 1)"],
        )
        with freeze_time(LATER):
            self.assertTrue(self.line().is_late)
            self.assertEqual(self.report.late_count, 1)

    def test_what_is_not_there_is_not_done(self):
        self.issue()
        line = self.line()
        with self.assertRaisesRegex(UserError, "not carried out yet"):
            self.rpc(self.rep, "care.file.report.line", "action_done", line.ids)
        self.acme.write({"city": "Hamburg", "phone": "1"})
        self.rpc(self.rep, "care.file.report.line", "action_done", line.ids)
        self.assertRecordValues(
            line.sudo(), [{"state": "done", "done_user_id": self.rep.id, "date_done": TODAY}]
        )

    def test_own_suggestions_are_done_when_the_owner_says_so(self):
        self.report.line_ids = [
            Command.create(
                {"profile_id": self.file_of(self.bolt).id, "suggestion": "Ask who follows Mr Ohm"}
            )
        ]
        self.issue()
        line = self.line(self.bolt, "manual")
        self.assertEqual(line.user_id, self.colleague)
        self.follow()
        self.assertEqual(line.state, "open")
        self.rpc(self.colleague, "care.file.report.line", "action_done", line.ids)
        self.assertEqual(line.state, "done")

    def test_jump_to_what_is_missing(self):
        self.issue()
        action = self.rpc(self.rep, "care.file.report.line", "action_fill", self.line().ids)
        self.assertEqual((action["res_model"], action["res_id"]), ("res.partner", self.acme.id))

    def test_a_merged_customer_takes_its_suggestions_along(self):
        self.bolt.city = False
        self.refresh(self.bolt)
        self.issue()
        (self.bolt | self.crane).email = "x@bolt.example"
        line = self.line(self.bolt)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.bolt | self.crane).ids, self.crane)
        self.assertEqual(line.profile_id, self.file_of(self.crane))

    # === WHO === #

    def test_who_reads_and_writes(self):
        self.bolt.city = False
        self.refresh(self.bolt)
        self.report.action_propose()
        self.assertFalse(self.rpc(self.rep, "care.file.report.line", "search", []))
        self.assertFalse(self.rpc(self.rep, "care.file.report", "search", []))
        self.report.action_issue()
        sees = {
            self.rep: self.acme,
            self.colleague: self.bolt,
            self.team_leader: self.acme | self.bolt,
            self.manager: self.acme | self.bolt,
            self.leader: self.acme | self.bolt,
            self.other_rep: self.env["res.partner"],
        }
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                rows = self.rpc(user, "care.file.report.line", "search_read", [], ["partner_id"])
                self.assertEqual({row["partner_id"][0] for row in rows}, set(customers.ids))
        line = self.line()
        self.rpc(self.rep, "care.file.report.line", "write", line.ids, {"comment": "Next week"})
        self.assertEqual(line.comment, "Next week")
        for values in ({"suggestion": "Nothing"}, {"state": "done"}, {"date_due": "2030-01-01"}):
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.file.report.line", "write", line.ids, values)
        for method in "action_drop", "action_reopen":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.file.report.line", method, line.ids)
        for method in "action_propose", "action_issue", "action_close":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.file.report", method, self.report.ids)

    def test_another_company_s_customer_is_refused(self):
        with self.assertRaisesRegex(UserError, "another company"):
            self.report.line_ids = [
                Command.create(
                    {
                        "profile_id": self.file_of(self.acme, self.other_company).id,
                        "suggestion": "No",
                    }
                )
            ]

    def test_issued_reports_stay(self):
        self.issue()
        with self.assertRaisesRegex(UserError, "stays"):
            self.report.with_user(self.manager).unlink()
        with self.assertRaisesRegex(UserError, "drop the suggestion"):
            self.line().with_user(self.manager).unlink()
        self.line().with_user(self.steward).action_drop()
        self.assertEqual(self.line().state, "dropped")

    # === PRINT === #

    def printed(self, user, lang="en_US"):
        user.lang = lang
        report = self.env.ref("customer_care.report_file_improvement_action")
        self.env.flush_all()
        self.env.invalidate_all()
        html, _kind = (
            report.with_user(user)
            .with_context(lang=lang, allowed_company_ids=self.company.ids)
            ._render_qweb_html(report.report_name, self.report.ids)
        )
        return html.decode()

    def test_print_is_the_owner_s_or_the_whole(self):
        self.bolt.city = False
        self.refresh(self.bolt)
        self.issue()
        whole, own = self.printed(self.steward), self.printed(self.rep)
        for text in "Acme", "Bolt", "Fill in: Phone and City", "0 of 1 done", "04/09/2026":
            self.assertIn(text, whole)
        self.assertIn("Acme", own)
        self.assertNotIn("Bolt", own)
        self.assertIn("suggestions for Rep", own)

    def test_print_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        self.issue()
        self.assertIn("档案完善建议报告", self.printed(self.steward, "zh_CN"))
