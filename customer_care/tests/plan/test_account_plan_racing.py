from contextlib import closing

from odoo import Command, api
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..two_servers import TwoServers

_QUIET = {"tracking_disable": True, "mail_notrack": True}


@tagged("post_install", "-at_install")
class TestAccountPlanRacing(TwoServers):
    """Two people at one account plan at once, on connections of their own."""

    def setUp(self):
        super().setUp()
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            partner = env["res.partner"].create({"name": "Zq Racing", "is_company": True})
            profile = env["care.profile"]._ensure(partner, env.company)
            plan = env["care.account.plan"].create(
                {
                    "profile_id": profile.id,
                    "year": 2026,
                    "user_id": env.ref("base.user_admin").id,
                    "purpose": "Race",
                    "objective_ids": [Command.create({"name": "Win", "target_value": 1})],
                    "competitor_ids": [Command.create({"name": "Rival"})],
                    "revenue_ids": [Command.create({"name": "Cup", "amount": 1})],
                    "action_ids": [
                        Command.create({"name": "Run", "plan_part": "action", "channel": "call"})
                    ],
                }
            )
            self.partner_id, self.plan_id = partner.id, plan.id
        self.addCleanup(self.clean)

    def clean(self):
        """Nothing that was committed stays."""
        with self.registry.cursor() as cr:
            env = self.env_of(cr)
            plans = env["care.account.plan"].search([("partner_id", "=", self.partner_id)])
            cr.execute(
                "UPDATE care_account_plan SET state = 'draft', year = 2100 + version"
                " WHERE id = ANY(%s)",
                [plans.ids],
            )
            cr.execute("DELETE FROM care_touchpoint WHERE account_plan_id = ANY(%s)", [plans.ids])
            env.invalidate_all()
            plans.unlink()
            env["res.partner"].browse(self.partner_id).unlink()

    @staticmethod
    def env_of(cr):
        return api.Environment(cr, api.SUPERUSER_ID, _QUIET)

    def plan(self, cr):
        return self.env_of(cr)["care.account.plan"].browse(self.plan_id)

    def writer(self, cr):
        """The plan as the account manager has it."""
        env = self.env_of(cr)
        return env["care.account.plan"].with_user(env.ref("base.user_admin")).browse(self.plan_id)

    def bring(self, *steps):
        with self.registry.cursor() as cr:
            for step in steps:
                step(self.plan(cr))

    def race(self, first_step, second_step):
        """The second server has seen how it stood; its step has to wait for the first one's.

        :return: what came of it, and the words of the refusal once it is done again
        """
        with closing(self.registry.cursor()) as first, closing(self.registry.cursor()) as second:
            self.plan(second).mapped("state")

            def work():
                second_step(second)
                self.env_of(second).flush_all()

            first_step(first)
            self.env_of(first).flush_all()
            outcome = self.overtake(first, work)
            if outcome != "again":
                second.commit()
                return outcome, None
            second.rollback()
            self.env_of(second).invalidate_all()
            try:
                work()
            except UserError as refusal:
                second.rollback()
                return outcome, str(refusal)
            second.commit()
            return outcome, None

    def state(self):
        with self.registry.cursor() as cr:
            plans = self.env_of(cr)["care.account.plan"].search(
                [("partner_id", "=", self.partner_id)], order="version"
            )
            return [(plan.version, plan.state) for plan in plans]

    def test_two_managers_approve_once(self):
        self.bring(lambda plan: plan.action_submit())
        outcome, refusal = self.race(
            lambda cr: self.plan(cr).action_approve(), lambda cr: self.plan(cr).action_approve()
        )
        self.assertEqual(outcome, "again")
        self.assertIn("can't become", refusal)
        self.assertEqual(self.state(), [(1, "approved")])
        with self.registry.cursor() as cr:
            self.assertEqual(self.plan(cr).action_ids.state, "planned")

    def test_approval_while_the_other_returns_it(self):
        self.bring(lambda plan: plan.action_submit())
        outcome, refusal = self.race(
            lambda cr: self.plan(cr)._return("Better"), lambda cr: self.plan(cr).action_approve()
        )
        self.assertEqual(outcome, "again")
        self.assertIn("can't become", refusal)
        self.assertEqual(self.state(), [(1, "draft")])

    def test_who_writes_a_line_while_the_plan_is_submitted_is_refused(self):
        """The line is a row of its own: without the lock nothing would stop it."""
        outcome, refusal = self.race(
            lambda cr: self.plan(cr).action_submit(),
            lambda cr: self.writer(cr).competitor_ids.write({"name": "Other rival"}),
        )
        self.assertEqual(outcome, "again")
        self.assertIn("not a draft", refusal)
        with self.registry.cursor() as cr:
            self.assertEqual(self.plan(cr).competitor_ids.name, "Rival")

    def test_plan_is_submitted_after_who_writes_in_it(self):
        """The line written first is in the plan that is submitted."""
        outcome, refusal = self.race(
            lambda cr: self.writer(cr).competitor_ids.write({"name": "Other rival"}),
            lambda cr: self.plan(cr).action_submit(),
        )
        self.assertIn(outcome, ("done", "again"))
        self.assertFalse(refusal)
        self.assertEqual(self.state(), [(1, "submitted")])
        with self.registry.cursor() as cr:
            self.assertEqual(self.plan(cr).competitor_ids.name, "Other rival")

    def test_two_managers_give_leave_once(self):
        self.bring(lambda plan: plan.action_submit(), lambda plan: plan.action_approve())
        outcome, refusal = self.race(
            lambda cr: self.plan(cr)._grant_leave("Puddles"),
            lambda cr: self.plan(cr)._grant_leave("Mud"),
        )
        self.assertEqual(outcome, "again")
        self.assertIn("decided about meanwhile", refusal)
        self.assertEqual(self.state(), [(1, "approved"), (2, "draft")])

    def test_plan_that_is_closed_while_leave_is_given(self):
        self.bring(lambda plan: plan.action_submit(), lambda plan: plan.action_approve())
        outcome, refusal = self.race(
            lambda cr: self.plan(cr)._grant_leave("Puddles"),
            lambda cr: self.plan(cr).action_close(),
        )
        self.assertEqual(outcome, "again")
        self.assertIn("is being written", refusal)
        self.assertEqual(self.state(), [(1, "approved"), (2, "draft")])
