from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .account_plan_common import YEAR, AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanNext(AccountPlanCommon):
    """The next year's plan begins with what last year's says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.lead = cls.env["crm.lead"].create(
            {"name": "Works 2", "type": "opportunity", "partner_id": cls.acme.id}
        )
        cls.plan.write(
            {
                "direction": "Up",
                "their_strengths": "Money",
                "action_aim": "Trials",
                "life_cycle": "formation",
            }
        )
        cls.plan.revenue_ids[0].lead_id = cls.lead
        cls.plan.objective_ids.date_due = "2026-11-30"
        cls.submit_and_approve(cls, cls.plan)
        cls.visit, cls.lab_day = cls.plan.contact_plan_ids, cls.plan.action_ids

    def begin(self, user=None):
        action = self.plan.with_user(user or self.rep).action_plan_next_year()
        return self.plan.browse(action["res_id"]).with_user(user or self.rep)

    def test_texts_and_tables_are_taken_over(self):
        plan = self.begin()
        self.assertRecordValues(
            plan,
            [
                {
                    "year": YEAR + 1,
                    "version": 1,
                    "previous_id": False,
                    "state": "draft",
                    "user_id": self.rep.id,
                    "purpose": self.plan.purpose,
                    "direction": "Up",
                    "their_strengths": "Money",
                    "action_aim": "Trials",
                    "life_cycle": "formation",
                    "last_year_id": self.plan.id,
                }
            ],
        )
        self.assertEqual(plan.competitor_ids.mapped("name"), ["Rival Pumps"])
        self.assertEqual(len(plan.insight_ids), 1)
        self.assertEqual(plan.revenue_ids.mapped("amount"), [200_000, 50_000])

    def test_objectives_begin_where_they_stand_today(self):
        self.plan.objective_ids.with_user(self.rep).hand_value = 4
        self.assertRecordValues(
            self.begin().objective_ids,
            [
                {
                    "start_value": 4,
                    "target_value": 5,
                    "date_due": fields.Date.to_date("2027-11-30"),
                }
            ],
        )

    def test_what_was_realised_is_told_beside_the_project(self):
        self.plan.revenue_ids[0].sudo().write({"actual": 120_000, "note": "In two lots"})
        works = self.begin().revenue_ids[0]
        self.assertIn("Realised in 2026", works.note)
        self.assertIn("120,000", works.note)
        self.assertIn("In two lots", works.note)
        self.assertEqual(works.lead_id, self.lead)
        self.assertFalse(works.actual)

    def test_opportunity_that_is_won_is_no_project_of_next_year(self):
        self.lead.action_set_won()
        self.assertFalse(self.begin().revenue_ids.lead_id)

    def test_what_was_not_done_is_proposed_on_a_working_day_a_year_later(self):
        self.visit.with_user(self.rep).date_planned = "2026-03-13"  # a Friday
        self.lab_day.with_user(self.rep).action_done()
        plan = self.begin()
        self.assertFalse(plan.action_ids)
        self.assertRecordValues(
            plan.contact_plan_ids,
            [
                {
                    "name": "Show the new series",
                    "state": "proposed",
                    "date_planned": fields.Date.to_date("2027-03-15"),  # the Monday after
                    "earlier_line_id": False,
                }
            ],
        )
        self.visit.action_done()
        self.assertTrue(plan.contact_plan_ids.exists(), "it was for this year")

    def test_what_ended_with_the_plan_goes_on_and_what_was_given_up_does_not(self):
        self.lab_day.with_user(self.rep)._cancel("Not wanted")
        self.plan.with_user(self.manager).action_close()
        plan = self.begin()
        self.assertEqual(plan.contact_plan_ids.name, "Show the new series")
        self.assertFalse(plan.action_ids)

    def test_a_second_click_opens_the_same_plan(self):
        self.assertEqual(self.begin(), self.begin(self.manager))

    def test_new_plan_starts_from_last_year_as_long_as_it_is_empty(self):
        plan = (
            self.env["care.account.plan"]
            .with_user(self.rep)
            .create({"profile_id": self.profile.id, "year": YEAR + 1, "purpose": "My own words"})
        )
        self.assertTrue(plan.is_empty)
        plan.action_start_from_last_year()
        self.assertEqual(plan.purpose, "My own words")
        self.assertEqual(plan.direction, "Up")
        self.assertEqual(len(plan.revenue_ids), 2)
        with self.assertRaises(UserError):
            plan.action_start_from_last_year()

    def test_it_starts_from_the_version_that_held_last(self):
        version = self.plan.with_user(self.manager)._grant_leave("It changed").with_user(self.rep)
        version.write({"direction": "Down", "revenue_ids": [Command.clear()]})
        version.write({"revenue_ids": [Command.create({"name": "Service", "amount": 5})]})
        version.action_submit()
        version.with_user(self.manager).action_approve()
        plan = self.env["care.account.plan"].with_user(self.rep)
        plan = plan.create({"profile_id": self.profile.id, "year": YEAR + 1})
        self.assertEqual(plan.last_year_id, version)
        plan.action_start_from_last_year()
        self.assertEqual(plan.direction, "Down")
        self.assertEqual(plan.revenue_ids.name, "Service")
        self.assertEqual(len(plan.contact_plan_ids), 1)

    def test_who_only_reads_begins_nothing(self):
        for user in (self.steward, self.leader, self.colleague):
            with self.assertRaises(AccessError):
                self.plan.with_user(user).action_plan_next_year()
