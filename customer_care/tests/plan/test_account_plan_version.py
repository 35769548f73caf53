from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .account_plan_common import YEAR, PlanVersionCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanVersion(PlanVersionCommon):
    """A plan that holds is changed by leave: a new version is written, and then takes its place."""

    def told(self, plan, text):
        return plan.sudo().message_ids.filtered(lambda one: text in (one.body or ""))

    # === LEAVE === #

    def ask(self, user=None, reason="Works 2 is put off"):
        question = (
            self.env["care.account.plan.leave"]
            .with_user(user or self.rep)
            .create({"plan_id": self.plan.id, "step": "ask", "reason": reason})
        )
        return question.action_confirm()

    def test_account_manager_asks_and_the_manager_gives_leave(self):
        self.ask()
        self.assertRecordValues(
            self.plan,
            [
                {
                    "state": "approved",
                    "leave_state": "asked",
                    "leave_reason": "Works 2 is put off",
                    "leave_user_id": self.rep.id,
                    "leave_date": TODAY,
                }
            ],
        )
        message = self.told(self.plan, "Works 2 is put off")
        self.assertEqual(message.partner_ids, self.team_leader.partner_id)
        action = self.plan.with_user(self.team_leader).action_grant_leave()
        version = self.plan.browse(action["res_id"])
        self.assertRecordValues(
            version,
            [
                {
                    "state": "draft",
                    "version": 2,
                    "previous_id": self.plan.id,
                    "change_reason": "Works 2 is put off",
                    "user_id": self.rep.id,
                    "year": YEAR,
                }
            ],
        )
        self.env.invalidate_all()
        self.assertEqual(self.plan.leave_state, "granted")
        self.assertEqual(self.plan.state, "approved")
        self.assertEqual(self.plan.writing_id, version)

    def test_refusal_says_why_and_one_may_ask_again(self):
        self.ask()
        refusal = (
            self.env["care.account.plan.leave"]
            .with_user(self.manager)
            .create({"plan_id": self.plan.id, "step": "refuse", "reason": "Wait for June"})
        )
        refusal.action_confirm()
        self.assertRecordValues(
            self.plan, [{"leave_state": "refused", "leave_answer": "Wait for June"}]
        )
        self.assertEqual(self.told(self.plan, "Wait for June").partner_ids, self.rep.partner_id)
        self.ask(reason="June is over")
        self.assertRecordValues(self.plan, [{"leave_state": "asked", "leave_answer": False}])

    def test_who_asked_takes_it_back(self):
        self.ask()
        with self.assertRaises(UserError):
            self.ask()
        self.plan.with_user(self.rep).action_withdraw_leave()
        self.assertFalse(self.plan.leave_state)
        with self.assertRaises(UserError):
            self.plan.with_user(self.manager)._refuse_leave("Too late")

    def test_only_the_manager_decides_about_leave(self):
        self.ask()
        for user in (self.rep, self.member, self.steward, self.leader, self.other_rep):
            plan = self.plan.with_user(user)
            for attempt in (
                plan.action_grant_leave,
                plan._grant_leave,
                plan.action_refuse_leave,
                plan.action_start_version,
                lambda plan=plan: plan._refuse_leave("No"),
                lambda plan=plan: plan._grant_leave("Yes"),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        for user in (self.colleague, self.steward):
            with self.assertRaises(AccessError):
                self.plan.with_user(user)._ask_leave("Please")

    def test_leave_needs_a_reason_and_a_plan_that_holds(self):
        with self.assertRaisesRegex(UserError, "Say why"):
            self.plan.with_user(self.rep)._ask_leave(" ")
        with self.assertRaisesRegex(UserError, "Say why"):
            self.plan.with_user(self.manager)._grant_leave()
        draft = self.make_plan(self.file_of(self.crane), self.manager)
        with self.assertRaisesRegex(UserError, "no leave is needed"):
            draft.with_user(self.manager)._grant_leave("Because")

    def test_leave_is_used_once(self):
        self.start()
        for attempt in (
            lambda: self.plan.with_user(self.manager)._grant_leave("Again"),
            lambda: self.plan.with_user(self.rep)._ask_leave("Again"),
        ):
            with self.assertRaises(UserError):
                attempt()

    def test_nobody_writes_leave_by_hand(self):
        for name in ("leave_state", "leave_reason", "change_reason", "leave_answer"):
            with self.assertRaises(UserError):
                self.plan.with_user(self.manager).write({name: "asked"})

    # === MY DAY === #

    def waiting(self, user):
        self.env.invalidate_all()  # each reader has rows of her own
        works = self.env["care.work"].with_user(user).search([("kind", "=", "account_plan")])
        return works.filtered(lambda work: work.res_id in self.year_plans().ids)

    def year_plans(self):
        return self.plan.search([("profile_id", "=", self.profile.id)])

    def test_what_waits_for_a_manager_is_in_her_day(self):
        self.assertFalse(self.waiting(self.manager))
        self.ask()
        for user in (self.manager, self.team_leader):
            work = self.waiting(user)
            self.assertRecordValues(
                work, [{"date": TODAY, "user_id": user.id, "partner_id": self.acme.id}]
            )
            self.assertIn("Works 2 is put off", work.name)
            self.assertEqual(work.action_open()["res_id"], self.plan.id)
        for user in (self.rep, self.member, self.leader):
            self.assertFalse(self.waiting(user))
        version = self.plan.with_user(self.manager)._grant_leave()
        self.assertFalse(self.waiting(self.manager))
        version.with_user(self.rep).action_submit()
        self.assertEqual(self.waiting(self.team_leader).res_id, version.id)
        version.with_user(self.manager).action_approve()
        self.assertFalse(self.waiting(self.team_leader))

    def test_leader_of_another_team_is_not_asked(self):
        other = self._make_user("South Leader", "customer_care.group_care_team")
        self.team_south.user_id = other
        self.ask()
        self.assertFalse(self.waiting(other))

    # === CONTENT === #

    def test_new_version_has_all_content(self):
        version = self.start()
        for name in ("objective_ids", "competitor_ids", "insight_ids", "revenue_ids"):
            old, new = self.plan[name], version[name]
            self.assertEqual(len(new), len(old), name)
            self.assertFalse(old & new, name)
            self.assertEqual(new.mapped("lineage"), old.mapped("lineage"), name)
        self.assertEqual(version.purpose, self.plan.purpose)
        self.assertEqual(version.expected_revenue, self.plan.expected_revenue)
        self.assertRecordValues(
            version.contact_plan_ids | version.action_ids,
            [
                {
                    "name": line.name,
                    "aim": line.aim,
                    "resources": line.resources,
                    "contact_id": line.contact_id.id,
                    "date_planned": line.date_planned,
                    "user_id": line.user_id.id,
                    "plan_part": line.plan_part,
                    "state": "proposed",
                    "origin": "plan",
                    "counts_as_contact": line.counts_as_contact,
                    "earlier_line_id": line.id,
                }
                for line in self.visit | self.lab_day
            ],
        )
        self.assertEqual(set((self.visit | self.lab_day).mapped("state")), {"planned"})

    def test_what_is_done_is_not_copied(self):
        self.visit.action_done()
        version = self.start()
        self.assertFalse(version.contact_plan_ids)
        self.assertEqual(version.earlier_done_ids, self.visit)
        self.approve(version)
        self.assertEqual(version.earlier_done_ids, self.visit)

    # === WHILE IT IS BEING WRITTEN === #

    def test_line_done_meanwhile_leaves_the_draft(self):
        version = self.start()
        self.visit.with_user(self.rep).action_done()
        self.lab_day.with_user(self.rep)._cancel("The lab burned down")
        self.assertFalse(version.contact_plan_ids | version.action_ids)
        message = self.told(version, "Show the new series")
        self.assertIn("Dora knows what we can do", message.body)
        self.assertTrue(self.told(version, "Lab day"))

    def test_line_done_while_the_version_is_submitted_leaves_it_as_well(self):
        version = self.start()
        version.action_submit()
        self.visit.with_user(self.rep).action_done()
        self.assertFalse(version.contact_plan_ids)

    def test_line_that_a_colleague_does_meanwhile_leaves_the_draft(self):
        """He sees his line, but not the plan."""
        self.visit.with_user(self.manager).user_id = self.colleague
        version = self.start()
        self.visit.with_user(self.colleague).action_done()
        self.assertFalse(version.contact_plan_ids)

    def test_copy_follows_a_line_that_is_moved_meanwhile(self):
        version = self.start()
        copy = version.contact_plan_ids
        self.visit.with_user(self.rep).action_move(date="2026-03-20")
        self.visit.with_user(self.rep).action_hand_over(self.member.id)
        self.assertRecordValues(
            copy,
            [
                {
                    "date_planned": fields.Date.to_date("2026-03-20"),
                    "user_id": self.member.id,
                    "state": "proposed",
                }
            ],
        )

    def test_copy_that_was_planned_anew_stays_so(self):
        version = self.start()
        copy = version.contact_plan_ids
        copy.date_planned = "2026-06-01"
        self.visit.with_user(self.rep).action_move(date="2026-03-20")
        self.assertEqual(copy.date_planned, fields.Date.to_date("2026-06-01"))
        self.assertEqual(self.visit.date_planned, fields.Date.to_date("2026-03-20"))

    def test_what_an_objective_reached_meanwhile_is_known_in_the_draft(self):
        version = self.start()
        self.plan.objective_ids.with_user(self.rep).hand_value = 3
        self.assertEqual(version.objective_ids.hand_value, 3)

    def test_new_version_knows_where_an_objective_stands(self):
        self.plan.objective_ids.with_user(self.rep).hand_value = 3
        self.assertEqual(self.start().objective_ids.current_value, 3)

    def test_draft_that_is_given_up_leaves_all_as_it_was(self):
        self.visit.sudo()._remind(TODAY)
        self.env.invalidate_all()
        before = self.plan.read() + (self.visit | self.lab_day).read(["state", "date_planned"])
        version = self.start()
        copies = version.contact_plan_ids | version.action_ids
        version.unlink()
        self.assertFalse(copies.exists())
        self.env.invalidate_all()
        self.assertRecordValues(
            self.plan, [{"state": "approved", "leave_state": False, "writing_id": False}]
        )
        self.assertTrue(self.visit.reminder_id)
        after = self.plan.read() + (self.visit | self.lab_day).read(["state", "date_planned"])
        for row_before, row_after in zip(before, after, strict=True):
            for name in row_before:
                if not name.startswith(("message_", "has_message", "leave_", "write_")):
                    self.assertEqual(row_after[name], row_before[name], name)
        self.assertEqual(self.start().version, 2)

    def test_plan_is_not_closed_while_a_version_is_being_written(self):
        version = self.start()
        with self.assertRaisesRegex(UserError, "version 2"):
            self.plan.with_user(self.manager).action_close()
        version.unlink()
        self.plan.with_user(self.manager).action_close()

    # === TAKING ITS PLACE === #

    def test_approved_version_takes_the_place_of_the_one_before(self):
        version = self.start()
        trial = {"name": "Trial", "plan_part": "action", "channel": "meeting"}
        version.write(
            {"action_ids": [Command.delete(version.action_ids.id), Command.create(trial)]}
        )
        copy = version.contact_plan_ids
        self.assertEqual(self.plan.state, "approved")
        self.approve(version)
        self.assertRecordValues(
            self.plan | version,
            [
                {"state": "superseded", "date_closed": TODAY},
                {"state": "approved", "date_closed": False},
            ],
        )
        self.assertEqual(copy.state, "planned")
        self.assertRecordValues(
            self.visit | self.lab_day,
            [
                {
                    "state": "cancelled",
                    "cancel_reason": "Goes on in version 2 of the plan.",
                    "ended_with_plan": True,
                },
                {
                    "state": "cancelled",
                    "cancel_reason": "Not in version 2 of the plan any more.",
                    "ended_with_plan": True,
                },
            ],
        )

    def test_reminder_activities_and_promise_go_along(self):
        self.env["care.sla.policy"].create(
            {
                "name": "Visits",
                "kind": "return_visit",
                "amount": 240,
                "company_id": self.company.id,
            }
        )
        self.visit.with_user(self.rep).action_promise()
        clock = self.visit.clock_ids
        self.assertEqual(clock.state, "running")
        self.visit.sudo()._remind(TODAY)
        reminder = self.visit.reminder_id
        errand = self.visit.activity_schedule("mail.mail_activity_data_todo", summary="Samples")
        version = self.start()
        copy = version.contact_plan_ids
        copy.date_planned = "2026-03-16"
        self.approve(version)
        self.assertRecordValues(
            copy,
            [
                {
                    "state": "planned",
                    "reminder_id": reminder.id,
                    "date_reminded": TODAY,
                    "clock_ids": clock.ids,
                }
            ],
        )
        self.assertEqual(copy.activity_ids, reminder | errand)
        self.assertFalse(self.visit.activity_ids)
        self.assertEqual(reminder.date_deadline, fields.Date.to_date("2026-03-16"))
        self.assertEqual(clock.state, "running")
        copy.with_user(self.rep).action_done()
        self.assertEqual(clock.state, "met")
        self.assertFalse((reminder | errand).exists().filtered("active") - errand)

    def test_promise_of_a_line_that_is_taken_out_ends(self):
        self.env["care.sla.policy"].create(
            {
                "name": "Visits",
                "kind": "return_visit",
                "amount": 240,
                "company_id": self.company.id,
            }
        )
        self.visit.with_user(self.rep).action_promise()
        version = self.start()
        version.contact_plan_ids.unlink()
        self.approve(version)
        self.assertEqual(self.visit.clock_ids.state, "cancelled")

    def test_what_was_done_earlier_counts_for_the_progress(self):
        self.visit.action_done()
        self.assertEqual(self.plan.lines_done_percent, 50)
        version = self.start()
        self.approve(version)
        self.assertEqual(version.earlier_done_ids, self.visit)
        self.assertEqual(version.lines_done_percent, 50)
        self.assertEqual(self.plan.lines_done_percent, 50, "what ended with it was not done")
        version.action_ids.action_done()
        self.assertEqual(version.lines_done_percent, 100)
        third = version.with_user(self.manager)._grant_leave("Once more")
        self.approve(third)
        self.assertEqual(third.earlier_done_ids, self.visit | version.action_ids)
        # what was done later was not done under it
        self.assertEqual(version.earlier_done_ids, self.visit)
        self.assertFalse(self.plan.earlier_done_ids)
        self.assertEqual(third.version_count, 3)

    def test_progress_costs_the_same_for_one_plan_and_for_many(self):
        version = self.start()
        self.approve(version)
        plans = self.plan.search([("profile_id.company_id", "=", self.company.id)])
        names = ["lines_done_percent", "version_count", "writing_id", "earlier_done_ids"]

        def count(records):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            records.read(names)
            return self.env.cr.sql_log_count - start

        count(plans)
        one = count(version)
        many = plans
        for year in range(2030, 2060):
            many |= self.make_plan(year=year)
        self.assertLessEqual(count(many), one + 2)
