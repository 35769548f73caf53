from datetime import timedelta
from unittest.mock import patch

import psycopg2.errors

from odoo import fields
from odoo.tests import tagged

from ..common import CareCommon

REFRESH = "customer_care.cron_profile_refresh"
PLANNING = "customer_care.cron_calendar_generate"
REMINDERS = "customer_care.cron_touchpoint_remind"


@tagged("post_install", "-at_install")
class TestNight(CareCommon):
    """The scheduled actions of the night among others, and among people who work late."""

    def run_action(self, name):
        with self.enter_registry_test_mode():
            self.env.ref(name).method_direct_trigger()

    def failing_once(self, model, method):
        """The method meets another transaction at its first call."""
        owner = type(self.env[model])
        original, failures = getattr(owner, method), [psycopg2.errors.SerializationFailure()]

        def fail_once(*args, **kwargs):
            if failures:
                raise failures.pop()
            return original(*args, **kwargs)

        return patch.object(owner, method, fail_once)

    def test_the_refresh_comes_to_its_end_however_long_it_takes(self):
        self.make_order(self.acme, 700, day=fields.Date.today())
        with patch("odoo.addons.base.models.ir_cron.MIN_TIME_PER_JOB", 0):
            self.run_action(REFRESH)
        self.assertEqual(self.file_of(self.acme).turnover_12m, 700)

    def test_planning_waits_until_the_figures_are_counted(self):
        Touchpoint = type(self.env["care.touchpoint"])
        triggers = self.env["ir.cron.trigger"]
        mine = [("cron_id", "=", self.env.ref(PLANNING).id)]
        triggers.search(mine).unlink()
        with (
            patch.object(Touchpoint, "_figures_are_being_counted", return_value=True),
            patch.object(Touchpoint, "_generate") as generate,
        ):
            self.run_action(PLANNING)
        generate.assert_not_called()
        soon = fields.Datetime.now() + timedelta(minutes=10)
        self.assertEqual(len(triggers.search([*mine, ("call_at", "<=", soon)])), 1)

    def test_planning_begins_again_after_a_conflict(self):
        self.set_up_trade()
        with self.failing_once("care.touchpoint", "_withdraw_planned"):
            self.run_action(PLANNING)
        self.assertTrue(
            self.env["care.touchpoint"].search_count(
                [("partner_id", "=", self.acme.id), ("origin", "=", "cadence")]
            )
        )

    def test_a_conflict_costs_nobody_a_reminder(self):
        due = self.make_touchpoint(self.acme, user_id=self.rep.id, date_planned="2000-01-01")
        with self.failing_once("care.touchpoint", "_remind"):
            self.run_action(REMINDERS)
        self.assertEqual(len(self.reminders_of(due)), 1)
