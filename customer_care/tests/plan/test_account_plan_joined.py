import psycopg2.errors

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW
from .account_plan_common import YEAR, AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanJoined(AccountPlanCommon):
    """What becomes of plans when customers are joined, archived, deleted or handed over, and when
    people leave."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_customer("Acme Twin", cls.rep)
        cls.make_order(cls.twin, 20_000)
        cls.refresh(cls.twin)
        cls.twin_file = cls.file_of(cls.twin)

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target)
        self.env.invalidate_all()

    # === JOINED === #

    def test_plan_of_the_joined_customer_goes_along(self):
        plan = self.make_plan(self.twin_file, year=YEAR + 1)
        self.submit_and_approve(plan)
        lines = plan._lines()
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            plan,
            [{"profile_id": self.profile.id, "partner_id": self.acme.id, "state": "approved"}],
        )
        self.assertEqual(plan.revenue_ids.profile_id, self.profile)
        self.assertEqual(lines.profile_id, self.profile)
        self.assertEqual(set(lines.mapped("state")), {"planned"})

    def test_of_two_plans_of_a_year_one_holds_and_the_other_is_history(self):
        other = self.make_plan(self.twin_file)
        self.submit_and_approve(other)
        self.submit_and_approve()
        done, left = other.contact_plan_ids, other.action_ids
        done.action_done()
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            self.plan | other,
            [
                {"state": "approved", "version": 1, "profile_id": self.profile.id},
                {"state": "superseded", "version": 2, "profile_id": self.profile.id},
            ],
        )
        self.assertEqual(done.state, "done")
        self.assertEqual(left.state, "cancelled")
        self.assertIn("joined", left.cancel_reason)
        self.assertEqual(self.plan.earlier_done_ids, done)
        with self.assertRaises(UserError):
            other.with_user(self.rep).purpose = "Mine"
        version = self.plan.with_user(self.manager)._grant_leave("Both together")
        self.assertEqual(version.version, 3)

    def test_the_plan_that_got_further_holds_whoever_stays(self):
        other = self.make_plan(self.twin_file)
        self.submit_and_approve(other)
        lines = self.plan._lines()
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            self.plan | other,
            [{"state": "superseded", "version": 2}, {"state": "approved", "version": 1}],
        )
        self.assertEqual(set(lines.mapped("state")), {"cancelled"})
        self.assertEqual(set(other._lines().mapped("state")), {"planned"})

    def test_versions_being_written_on_both_sides(self):
        other = self.make_plan(self.twin_file)
        for plan in (other, self.plan):
            self.submit_and_approve(plan)
        writing = self.plan.with_user(self.manager)._grant_leave("New works")
        lost = other.with_user(self.manager)._grant_leave("New works")
        self.merge(self.twin, self.acme)
        self.assertRecordValues(
            self.plan | writing | other | lost,
            [
                {"state": "approved", "version": 1},
                {"state": "draft", "version": 2},
                {"state": "superseded", "version": 3},
                {"state": "superseded", "version": 4},
            ],
        )
        writing.with_user(self.rep).action_submit()
        writing.with_user(self.manager).action_approve()
        self.assertEqual(self.plan.state, "superseded")

    def test_customer_who_becomes_a_contact_brings_the_plans(self):
        plan = self.make_plan(self.twin_file, year=YEAR + 1)
        self.twin.write({"is_company": False, "parent_id": self.acme.id})
        self.refresh()
        self.assertEqual(plan.profile_id, self.profile)
        self.assertEqual(plan.partner_id, self.acme)

    def test_file_that_moves_to_another_customer_keeps_its_plans(self):
        newcomer = self.make_customer("Newcomer")
        self.assertFalse(self.file_of(newcomer))
        self.merge(self.acme, newcomer)
        self.assertEqual(self.plan.partner_id, newcomer)
        self.assertEqual(self.plan._lines().partner_id, newcomer)

    # === DELETED, ARCHIVED === #

    def test_draft_goes_with_the_customer_and_a_submitted_plan_holds_her(self):
        alone = self.make_customer("Alone", self.rep)
        profile = self.env["care.profile"]._ensure(alone, self.company)
        plan = self.make_plan(profile)
        plan.action_submit()
        with self.assertRaisesRegex(UserError, "Account plans hang on this customer"):
            alone.unlink()
        plan.action_withdraw()
        lines = plan._lines()
        alone.unlink()
        self.assertFalse(plan.exists() or lines.exists())

    def test_company_with_plans_stays(self):
        self.plan.action_submit()
        with self.assertRaises(UserError):
            self.env["care.account.plan"]._clear_for_deletion(
                [("company_id", "=", self.company.id)], "Account plans hang on this company."
            )

    def test_archived_customer_keeps_the_plan_but_it_is_nobodys_work(self):
        self.plan.action_submit()
        works = self.env["care.work"].with_user(self.manager)
        domain = [("res_model", "=", "care.account.plan"), ("res_id", "=", self.plan.id)]
        self.assertTrue(works.search(domain))
        self.acme.action_archive()
        self.assertEqual(self.plan.state, "submitted")
        self.assertFalse(works.search(domain))

    # === HANDED OVER === #

    def hand_over(self, **kwargs):
        return self.profile.with_user(self.manager)._hand_over(
            self.colleague, "She moves", **kwargs
        )

    def test_plans_go_along_with_the_customer(self):
        self.plan.objective_ids.user_id = self.rep
        self.plan.action_ids.user_id = self.member
        old = self.make_plan(year=YEAR - 1)
        self.submit_and_approve(old)
        old.with_user(self.manager).action_close()
        self.hand_over()
        self.assertEqual(self.plan.user_id, self.colleague)
        self.assertEqual(self.plan.objective_ids.user_id, self.colleague)
        self.assertEqual(self.plan.contact_plan_ids.user_id, self.colleague)
        self.assertEqual(self.plan.action_ids.user_id, self.member)
        self.assertEqual(old.user_id, self.rep, "what is over stays as it was")
        self.plan.with_user(self.colleague).purpose = "My words now"
        self.assertFalse(self.plan.with_user(self.rep).search([("id", "=", self.plan.id)]))

    def test_holding_plan_and_the_version_being_written_go_along(self):
        self.submit_and_approve()
        version = self.plan.with_user(self.manager)._grant_leave("New works")
        self.hand_over()
        self.assertEqual((self.plan | version).user_id, self.colleague)
        lines = (self.plan | version)._lines()
        self.assertEqual(lines.user_id, self.colleague)

    def test_plans_stay_where_they_are_not_to_go_along(self):
        self.hand_over(kinds={"touchpoints"})
        self.assertEqual(self.plan.user_id, self.rep)
        self.assertTrue(self.plan.with_user(self.rep).has_access("write"))

    def test_who_leaves_is_still_named_in_her_plan_and_can_be_replaced(self):
        self.submit_and_approve()
        self.rep.action_archive()
        self.assertEqual(self.plan.user_id, self.rep)
        self.assertTrue(self.plan.with_user(self.manager).can_approve)
        self.hand_over()
        self.assertEqual(self.plan.user_id, self.colleague)
        plan = self.make_plan(user=self.manager, year=YEAR + 1, user_id=self.member.id)
        with mute_logger("odoo.sql_db"), self.assertRaises(psycopg2.errors.ForeignKeyViolation):
            plan.with_env(self.env).user_id.unlink()
