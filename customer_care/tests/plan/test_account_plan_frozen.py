from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .account_plan_common import YEAR, PlanVersionCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanFrozen(PlanVersionCommon):
    """What was submitted, approved or superseded does not change, whichever way somebody tries."""

    def frozen_attempts(self, plan, visit, other):
        """Ways to change a version that does not change any more, by who writes its successor."""
        revenue, objective = plan.revenue_ids[0], plan.objective_ids[0]
        rival, insight = plan.competitor_ids[0], plan.insight_ids[0]
        lines = {
            "objective_ids": objective,
            "competitor_ids": rival,
            "insight_ids": insight,
            "revenue_ids": revenue,
            "contact_plan_ids": visit,
        }
        yield lambda: plan.write({"direction": "Other"})
        yield lambda: plan.write({"user_id": self.member.id})
        yield lambda: plan.write({"year": 2031})
        yield lambda: plan.write({"version": 7})
        yield lambda: plan.write({"state": "draft"})
        yield lambda: plan.write({"previous_id": other.id})
        yield lambda: plan.unlink()
        yield lambda: plan.copy()
        if plan.state != "submitted":
            yield lambda: objective.write({"hand_value": 9})
        yield lambda: other.write({"revenue_ids": [Command.link(revenue.id)]})
        yield lambda: other.write({"revenue_ids": [Command.update(revenue.id, {"amount": 1})]})
        yield lambda: other.write({"revenue_ids": [Command.delete(revenue.id)]})
        yield lambda: other.revenue_ids[0].write({"plan_id": plan.id})
        yield lambda: other.write({"contact_plan_ids": [Command.link(visit.id)]})
        yield lambda: other.write(
            {"contact_plan_ids": [Command.update(visit.id, {"name": "Other"})]}
        )
        yield lambda: other.write({"contact_plan_ids": [Command.delete(visit.id)]})
        for name, line in lines.items():
            yield lambda name=name: plan.write({name: [Command.clear()]})
            yield lambda name=name: plan.write({name: [Command.create({"name": "New"})]})
            yield lambda line=line: line.write({line._rec_name or "name": "Other"})
            yield lambda line=line: line.unlink()
        for name, value in (
            ("aim", "Other"),
            ("resources", "Other"),
            ("date_planned", "2026-09-09"),
            ("user_id", self.member.id),
            ("contact_id", self.egon.id),
            ("account_plan_id", False),
            ("plan_part", "action"),
            ("earlier_line_id", False),
            ("state", "planned"),
            ("cancel_reason", "Other"),
            ("ended_with_plan", False),
        ):
            yield lambda name=name, value=value: visit.write({name: value})

    def all_of(self, plan, visit):
        """All that a plan says, and one of its contacts."""
        return (
            plan.read([*plan._text_fields(), "year", "user_id", "version", "amount_total"]),
            [plan[name].copy_data() for name in plan._table_fields()],
            visit.read(["name", "aim", "resources", "date_planned", "user_id", "state"]),
        )

    def assertFrozen(self, plan, visit, other):
        before = self.all_of(plan, visit)
        for user in (self.rep, self.manager):
            for number, attempt in enumerate(
                self.frozen_attempts(
                    plan.with_user(user), visit.with_user(user), other.with_user(user)
                )
            ):
                with (
                    self.subTest(user=user.name, number=number),
                    self.assertRaises(UserError),
                    self.env.cr.savepoint(),
                ):
                    attempt()
                    self.env.flush_all()
                self.env.invalidate_all()
        self.assertEqual(self.all_of(plan, visit), before)

    def test_superseded_version_is_frozen(self):
        self.approve(self.start())
        version = self.plan.search([("previous_id", "=", self.plan.id)])
        third = version.with_user(self.manager)._grant_leave("Once more")
        self.assertFrozen(self.plan, self.visit, third)

    def test_submitted_version_is_frozen(self):
        version = self.start()
        other = self.make_plan(year=YEAR + 1)
        version.action_submit()
        self.assertFrozen(version, version.contact_plan_ids, other)

    def test_words_of_a_line_that_holds_stay_but_it_can_be_moved(self):
        visit = self.visit.with_user(self.rep)
        for name in ("name", "aim", "resources"):
            with self.assertRaisesRegex(UserError, "as they were agreed on"):
                visit[name] = "Other"
        visit.write({"date_planned": "2026-03-25", "contact_id": self.egon.id, "topics": "Pumps"})
        with self.assertRaises(UserError):
            visit.unlink()

    def test_line_of_a_draft_is_not_cancelled_but_taken_out(self):
        version = self.start()
        with self.assertRaisesRegex(UserError, "nobody's work"):
            version.contact_plan_ids._cancel("Not needed")
        version.contact_plan_ids.unlink()
        self.assertFalse(version.contact_plan_ids)
        self.assertEqual(self.visit.state, "planned")
