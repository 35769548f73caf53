from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW, TODAY
from .account_plan_common import YEAR, AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlan(AccountPlanCommon):
    """A plan is written by the account manager, approved by the manager, and holds from then on."""

    def test_a_new_plan_is_a_draft_of_the_account_manager(self):
        plan = self.make_plan(self.file_of(self.crane), self.manager)
        self.assertRecordValues(
            plan,
            [
                {
                    "state": "draft",
                    "version": 1,
                    "user_id": self.colleague.id,
                    "partner_id": self.crane.id,
                    "company_id": self.company.id,
                    "currency_id": self.euro.id,
                }
            ],
        )

    def test_totals_are_amount_times_win_rate_times_margin(self):
        self.assertRecordValues(
            self.plan,
            [{"amount_total": 250_000, "expected_revenue": 170_000, "expected_profit": 50_000}],
        )

    def test_lines_of_a_draft_are_nobodys_work(self):
        lines = self.plan.contact_plan_ids | self.plan.action_ids
        self.assertEqual(set(lines.mapped("state")), {"proposed"})
        self.assertEqual(set(lines.mapped("origin")), {"plan"})
        self.assertEqual(lines.profile_id, self.profile)
        self.assertFalse(self.work_of(self.rep, lines))
        with self.assertRaises(UserError):
            lines[0].action_done()

    def work_of(self, user, lines):
        return (
            self.env["care.work"]
            .with_user(user)
            .search([("res_model", "=", "care.touchpoint"), ("res_id", "in", lines.ids)])
        )

    def planned_counts(self, lines):
        counted = self.env["care.touchpoint.analysis"].search([("touchpoint_id", "in", lines.ids)])
        return sum(counted.mapped("planned_count"))

    def test_lines_of_an_approved_plan_are_on_the_lists(self):
        lines = self.plan.contact_plan_ids | self.plan.action_ids
        self.assertEqual(self.planned_counts(lines), 0)
        self.submit_and_approve()
        self.env.invalidate_all()
        self.assertEqual(self.planned_counts(lines), 2)
        self.assertEqual(set(lines.mapped("state")), {"planned"})
        self.assertEqual(len(self.work_of(self.rep, lines)), 2)
        self.plan.contact_plan_ids.action_done()
        self.assertEqual(self.profile.last_contact_date, TODAY)

    def test_an_action_is_no_contact_with_the_customer(self):
        self.assertTrue(self.plan.contact_plan_ids.counts_as_contact)
        self.assertFalse(self.plan.action_ids.counts_as_contact)

    def test_an_incomplete_plan_is_not_submitted(self):
        self.plan.write({"purpose": False, "revenue_ids": [Command.clear()]})
        with self.assertRaisesRegex(UserError, "Purpose, Revenue Plan"):
            self.plan.action_submit()

    def test_only_the_account_managers_manager_decides(self):
        self.plan.action_submit()
        for user in (self.rep, self.member, self.steward, self.leader, self.other_rep):
            with self.assertRaises(AccessError):
                self.plan.with_user(user).action_approve()
        self.plan.with_user(self.team_leader).action_approve()
        self.assertRecordValues(
            self.plan,
            [
                {
                    "state": "approved",
                    "approver_id": self.team_leader.id,
                    "date_submitted": TODAY,
                    "date_approved": TODAY,
                }
            ],
        )

    def test_what_is_returned_says_why(self):
        self.plan.action_submit()
        question = (
            self.env["care.account.plan.return"]
            .with_user(self.manager)
            .create({"plan_id": self.plan.id, "reason": "Win rate too high"})
        )
        question.action_return()
        self.assertRecordValues(
            self.plan, [{"state": "draft", "return_reason": "Win rate too high"}]
        )
        with self.assertRaises(UserError):
            self.plan.with_user(self.manager)._return("again")

    def test_account_manager_takes_back_what_she_submitted(self):
        self.plan.action_submit()
        with self.assertRaises(UserError):
            self.plan.purpose = "Something else"
        self.plan.action_withdraw()
        self.plan.purpose = "Something else"
        self.assertEqual(self.plan.state, "draft")

    def test_an_approved_plan_stays_as_it_is(self):
        self.submit_and_approve()
        for user in (self.rep, self.manager):
            plan = self.plan.with_user(user)
            for attempt in (
                lambda plan=plan: plan.write({"purpose": "Other"}),
                lambda plan=plan: plan.revenue_ids[0].write({"amount": 1}),
                lambda plan=plan: plan.competitor_ids.unlink(),
                lambda plan=plan: plan.insight_ids.create({"plan_id": plan.id, "fact": "New"}),
                lambda plan=plan: plan.write({"action_ids": [Command.create({"name": "New"})]}),
                lambda plan=plan: plan.action_ids.unlink(),
                lambda plan=plan: plan.write({"state": "draft"}),
            ):
                with self.assertRaises(UserError):
                    attempt()

    def test_where_an_objective_stands_is_written_while_the_plan_holds(self):
        self.submit_and_approve()
        objective = self.plan.objective_ids.with_user(self.rep)
        objective.hand_value = 4
        self.assertRecordValues(
            objective, [{"current_value": 4, "progress_percent": 75, "is_reached": False}]
        )
        with self.assertRaises(UserError):
            objective.target_value = 4

    def test_a_customer_has_one_plan_a_year_and_one_version_is_written_at_a_time(self):
        for version, index in ((1, "_version_uniq"), (2, "_writing_uniq")):
            with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
                self.make_plan(user=self.env.user.browse(1), version=version)
            self.assertIn(index, str(caught.exception))

    def test_closing_ends_what_was_not_done(self):
        self.submit_and_approve()
        self.plan.action_ids.action_done()
        with self.assertRaises(AccessError):
            self.plan.with_user(self.rep).action_close()
        self.plan.with_user(self.manager).action_close()
        self.assertEqual(self.plan.contact_plan_ids.state, "cancelled")
        self.assertEqual(self.plan.action_ids.state, "done")
        self.assertEqual(self.plan.state, "closed")

    def test_a_draft_goes_with_its_lines_and_nothing_else_goes(self):
        lines = self.plan.contact_plan_ids | self.plan.action_ids
        other = self.make_plan(self.file_of(self.crane), self.manager)
        other.with_user(self.manager).action_submit()
        with self.assertRaises(UserError):
            other.unlink()
        self.plan.unlink()
        self.assertFalse(lines.exists())

    def test_who_works_elsewhere_does_not_answer_for_a_plan(self):
        with self.assertRaises(ValidationError):
            self.plan.with_user(self.manager).user_id = self.other_rep

    def test_plans_are_seen_by_those_who_see_the_customer(self):
        for user, seen in (
            (self.rep, True),
            (self.team_leader, True),
            (self.manager, True),
            (self.steward, True),
            (self.leader, True),
            (self.colleague, False),
            (self.other_rep, False),
            (self.branch_rep, False),
        ):
            plans = self.env["care.account.plan"].with_user(user)
            plans = plans.with_context(allowed_company_ids=user.company_ids.ids)
            self.assertEqual(self.plan in plans.search([("year", "=", YEAR)]), seen, user.name)
        for user in (self.steward, self.leader):
            with self.assertRaises(AccessError):
                self.plan.with_user(user).purpose = "Mine"
            with self.assertRaises(AccessError):
                self.plan.revenue_ids.with_user(user).write({"amount": 1})
