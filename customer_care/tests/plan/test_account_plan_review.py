from datetime import timedelta

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, freeze_time, tagged

from ..common import NOW, TODAY
from .account_plan_common import YEAR, AccountPlanCommon

REVIEW_DAY = fields.Date.to_date("2026-06-10")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanReview(AccountPlanCommon):
    """An approved plan is reviewed every three months, and shown as stale where it is not."""

    def approve(self):
        return self.submit_and_approve()

    def review(self, user=None, verdict="on_track", **vals):
        return (
            self.env["care.account.plan.assess"]
            .with_user(user or self.rep)
            .create({"plan_id": self.plan.id, "verdict": verdict, **vals})
            .action_review()
        )

    def remind(self, day, hour="09:00:00"):
        now = fields.Datetime.to_datetime(f"{day} {hour}")
        with freeze_time(now):
            self.env["care.account.plan"]._cron_remind_plans(now)
        return self.plan.activity_ids

    def work(self, user=None):
        return (
            self.env["care.work"]
            .with_user(user or self.rep)
            .search([("res_model", "=", "care.account.plan"), ("res_id", "=", self.plan.id)])
        )

    def messages(self):
        return self.env["mail.message"].search(
            [("message_type", "=", "user_notification"), ("subject", "like", "Late review")]
        )

    # === REVIEWING === #

    def test_a_plan_is_reviewed_three_months_after_its_approval(self):
        self.assertFalse(self.plan.next_review_date)
        self.approve()
        self.assertEqual(self.plan.next_review_date, REVIEW_DAY)
        self.company.care_plan_review_months = 1
        self.assertEqual(str(self.plan.next_review_date), "2026-04-10")
        self.company.care_plan_review_months = 0
        self.assertFalse(self.plan.next_review_date)

    def test_a_review_says_how_it_goes_and_when_to_look_again(self):
        self.approve()
        form = Form(
            self.env["care.account.plan.assess"]
            .with_user(self.rep)
            .with_context(default_plan_id=self.plan.id)
        )
        self.assertEqual(form.next_date, REVIEW_DAY)
        form.verdict = "at_risk"
        form.note = "The lab is late"
        with form.line_ids.edit(0) as line:
            line.value = 3
        form.save().action_review()
        self.assertRecordValues(
            self.plan.review_ids,
            [
                {
                    "date": TODAY,
                    "user_id": self.rep.id,
                    "verdict": "at_risk",
                    "note": "The lab is late",
                    "next_date": REVIEW_DAY,
                }
            ],
        )
        self.assertEqual(self.plan.objective_ids.progress_percent, 50)
        self.assertEqual(self.plan.last_verdict, "at_risk")
        self.assertIn(self.team_leader.partner_id, self.plan.message_ids[0].partner_ids)

    def test_only_a_plan_that_holds_is_reviewed(self):
        with self.assertRaises(UserError):
            self.review()
        with self.assertRaises(UserError):
            self.plan.action_open_review()

    def test_who_only_reads_the_plan_does_not_review_it(self):
        self.approve()
        for user in (self.steward, self.leader, self.colleague):
            with self.assertRaises(AccessError):
                self.review(user)

    def test_nobody_changes_a_review(self):
        self.approve()
        self.review()
        for user in (self.rep, self.manager):
            review = self.plan.review_ids.with_user(user)
            for attempt in (
                lambda one=review: one.write({"verdict": "off_track"}),
                lambda one=review: one.unlink(),
                lambda one=review: one.create({"plan_id": self.plan.id}),
            ):
                with self.assertRaises(AccessError):
                    attempt()
        self.assertFalse(self.env["care.account.plan.review"].with_user(self.colleague).search([]))

    def test_the_next_review_lies_ahead(self):
        self.approve()
        with self.assertRaises(UserError):
            self.review(next_date=TODAY)

    # === NOBODY FORGETS IT === #

    def test_a_due_review_is_in_my_day_until_it_is_made(self):
        self.approve()
        with freeze_time(REVIEW_DAY - timedelta(days=8)):
            self.assertFalse(self.work())
        with freeze_time(REVIEW_DAY):
            self.assertRecordValues(
                self.work(),
                [
                    {
                        "kind": "plan_review",
                        "date": REVIEW_DAY,
                        "name": f"Review the account plan {YEAR}",
                    }
                ],
            )
            self.assertEqual(self.work().action_open()["res_id"], self.plan.id)
            self.assertFalse(self.work(self.colleague))
            self.review()
            self.env.flush_all()
            self.assertFalse(self.work())

    def test_the_account_manager_is_reminded_once(self):
        self.approve()
        self.assertFalse(self.remind("2026-06-08"))
        reminder = self.remind("2026-06-09")
        self.assertRecordValues(reminder, [{"user_id": self.rep.id, "date_deadline": REVIEW_DAY}])
        self.assertEqual(self.remind("2026-06-10"), reminder)
        with freeze_time(REVIEW_DAY):
            self.review()
        self.assertFalse(self.plan.activity_ids)
        self.assertFalse(self.remind("2026-06-11"))
        self.assertTrue(self.remind("2026-09-10"))

    def test_the_manager_is_told_of_a_late_review_once(self):
        self.approve()
        self.remind("2026-06-12")
        self.assertFalse(self.messages())
        self.remind("2026-06-15", "04:00:00")  # too early in the morning
        self.assertFalse(self.messages())
        self.remind("2026-06-15")
        self.assertEqual(self.messages().partner_ids, self.team_leader.partner_id)
        self.remind("2026-06-16")
        self.assertEqual(len(self.messages()), 1)

    def test_a_closed_plan_reminds_of_nothing(self):
        self.approve()
        self.remind("2026-06-10")
        self.plan.with_user(self.manager).action_close()
        self.assertFalse(self.plan.activity_ids)
        self.assertFalse(self.plan.next_review_date)

    def test_the_reminders_run_in_their_scheduled_action(self):
        self.approve()
        self.env.flush_all()
        with freeze_time("2026-06-15 09:00:00"), self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_account_plan_remind").method_direct_trigger()
        self.env.invalidate_all()
        self.assertTrue(self.plan.date_reminded and self.plan.date_escalated)

    # === STALE === #

    def assert_stale(self, reason, plan=None):
        """The reason in words, and that the search agrees."""
        plan = plan or self.plan
        self.env.flush_all()
        plan.invalidate_recordset()
        Plan = self.env["care.account.plan"].with_user(self.rep)
        found = plan in Plan.search([("is_stale", "=", True)])
        self.assertEqual(plan.stale_reason or "", reason)
        self.assertEqual((found, plan.is_stale), (bool(reason), bool(reason)))
        self.assertEqual(plan in Plan.search([("is_stale", "=", False)]), not reason)

    def test_a_plan_that_was_not_reviewed_is_stale(self):
        self.approve()
        self.plan.contact_plan_ids.action_done()
        self.plan.action_ids.action_done()
        with freeze_time(REVIEW_DAY):
            self.assert_stale("")
        with freeze_time(REVIEW_DAY + timedelta(days=1)):
            self.assert_stale("Its review was due on 06/10/2026.")
            self.review()
            self.assert_stale("")

    def test_a_plan_whose_year_is_over_is_stale_until_it_is_closed(self):
        self.company.care_plan_review_months = 0
        self.approve()
        self.plan.contact_plan_ids.action_done()
        self.plan.action_ids.action_done()
        with freeze_time("2026-12-31 12:00:00"):
            self.assert_stale("")
        with freeze_time("2027-01-01 12:00:00"):
            self.assert_stale("Its year is over, and it is not closed.")
            self.plan.with_user(self.manager).action_close()
            self.assert_stale("")

    def test_a_plan_that_is_not_approved_in_time_is_stale(self):
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE care_account_plan SET create_date = '2026-03-10 09:00:00' WHERE id = %s",
            self.plan.ids,
        )
        with freeze_time("2026-04-09 23:00:00"):
            self.assert_stale("")
        with freeze_time("2026-04-10 01:00:00"):
            self.assert_stale("It is not approved after 31 days.")
            self.company.care_plan_draft_days = 0
            self.assert_stale("")

    def test_a_plan_for_next_year_may_be_written_early(self):
        plan = self.make_plan(year=YEAR + 1)
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE care_account_plan SET create_date = '2026-03-10 09:00:00' WHERE id = %s",
            plan.ids,
        )
        with freeze_time("2027-01-31 12:00:00"):
            self.assert_stale("", plan)
        with freeze_time("2027-02-01 12:00:00"):
            self.assert_stale("It is not approved after 31 days.", plan)

    def test_a_plan_whose_actions_are_left_lying_is_stale(self):
        self.approve()  # the lab day on the 11th, the visit on the 12th
        with freeze_time("2026-03-12 12:00:00"):
            self.assert_stale("")  # one of two is no more than half
        with freeze_time("2026-03-13 12:00:00"):
            self.assert_stale("2 of 2 contacts and actions are overdue.")
            self.plan.action_ids.action_done()
            self.assert_stale("")

    # === WHAT HAPPENED === #

    def test_the_timeline_tells_of_approval_and_reviews(self):
        self.approve()
        self.review(verdict="off_track")
        page = self.rpc(
            self.rep, "care.profile", "get_customer_timeline", self.acme.id, kind="plan"
        )
        self.assertEqual(
            {(event["title"], event.get("note", "")) for event in page["timeline"]},
            {
                (f"Account plan {YEAR} approved", ""),
                (f"Account plan {YEAR} reviewed", "Off track"),
            },
        )

    def test_the_page_tells_of_the_last_and_the_next_review(self):
        self.approve()
        self.review(note="All well", next_date=REVIEW_DAY)
        page = self.rpc(self.rep, "care.account.plan", "get_plan_page", self.plan.id)
        self.assertEqual(
            page["review"],
            {
                "last": {
                    "date": str(TODAY),
                    "verdict": "on_track",
                    "label": "On track",
                    "note": "All well",
                },
                "next_date": str(REVIEW_DAY),
                "is_due": False,
            },
        )
