import os
import random
from datetime import datetime, timedelta

from odoo import Command
from odoo.tests import tagged

from .minutes import Wall, Watched, minute_of, moment_of
from .promise_common import PromiseCommon

HISTORIES = int(os.environ.get("CARE_CLOCK_HISTORIES", "150"))

# Each with its daylight-saving nights; no opening hour begins or ends within such an hour.
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Pacific/Auckland", "Australia/Lord_Howe")
WEEKS = {
    "office": [(day, 9, 17) for day in range(5)],
    "split": [(day, *part) for day in range(6) for part in ((8, 12), (13.5, 18.25))],
    "night": [(day, *part) for day in range(7) for part in ((0, 6), (22, 24))],
    "short": [(2, 10, 10.5)],
    "none": [],
}
SPRING, AUTUMN = datetime(2026, 3, 20), datetime(2026, 10, 16)


@tagged("post_install", "-at_install")
class TestClockRandom(PromiseCommon):
    """Whatever happens to a promise, its deadline, pauses, lateness and state are what a count of
    the minutes gives: pauses, holidays, zones, daylight-saving nights, other policies, reopening,
    calendars without hours, companies without a policy."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.profile = cls.file_of(cls.acme)
        cls.walls = {}
        cls.calendars = {}
        for zone in ZONES:
            for name, week in WEEKS.items():
                cls._make_wall(zone, name, week)

    @classmethod
    def _make_wall(cls, zone, name, week):
        """A calendar, and the same on the wall of the judge."""
        calendar = cls.make_calendar(zone=zone, name=f"{zone} {name}")
        calendar.attendance_ids = [
            Command.clear(),
            *(
                Command.create(
                    {
                        "name": "Open",
                        "dayofweek": str(day),
                        "hour_from": since,
                        "hour_to": upto,
                    }
                )
                for day, since, upto in week
            ),
        ]
        holidays = [
            (start + timedelta(days=8, hours=5), start + timedelta(days=9, hours=19))
            for start in (SPRING, AUTUMN)
        ]
        leaves = cls.env["resource.calendar.leaves"].create(
            [
                {
                    "name": "Holiday",
                    "calendar_id": calendar.id,
                    "company_id": cls.company.id,
                    "date_from": since,
                    "date_to": upto,
                }
                for since, upto in holidays
            ]
        )
        for leave, (since, upto) in zip(leaves, holidays, strict=True):
            # where Time Off is installed creating moves them between zones, writing does not
            leave.write({"date_from": since, "date_to": upto})
        cls.calendars[zone, name] = calendar
        cls.walls[zone, name] = Wall(zone, week or None, holidays)

    def test_every_history_is_what_the_minutes_say(self):
        outcomes = set()
        for seed in range(HISTORIES):
            with self.subTest(seed=seed):
                outcomes |= self.run_history(random.Random(seed))
        self.assertEqual(
            outcomes, {"met", "breached", "cancelled", "running", "paused", "nothing promised"}
        )

    def run_history(self, dice):
        """Live through one history in the product and under the watch.

        :return: the states that were seen
        """
        self.set_policies(dice)
        start = minute_of(dice.choice((SPRING, AUTUMN))) + dice.randrange(9 * 1440)
        start -= (start + 60) % 1440 if dice.random() < 0.2 else 0  # on the hour of many edges
        subject = self.touchpoint(dice)
        clock = self.env["care.sla.clock"]._start(self.kind, subject, moment_of(start))
        terms = self.terms(start)
        if terms is None:
            self.assertFalse(clock)
            return {"nothing promised"}
        watched = Watched(terms[0], start, terms[1], self.kind != "reply")
        seen = {self.compare(clock, watched)}
        now = start
        for _step in range(dice.randrange(7)):
            now += int(dice.expovariate(1 / dice.choice((30, 300, 1500))))
            self.take_step(dice, clock, watched, now)
            seen.add(self.compare(clock, watched))
        if clock.date_end and dice.random() < 0.5:
            self.reopen(clock, watched, now)
        return seen

    def set_policies(self, dice):
        """What is promised to customers of grade A, of grade B, and to all others."""
        self.env["care.sla.policy"].search([]).active = False
        self.kind = dice.choice(("return_visit", "return_visit", "solution", "reply"))
        zone = dice.choice(ZONES)
        self.company.partner_id.tz = zone
        self.policies = {}
        for grade in (self.grade_a, self.grade_b):
            if dice.random() < 0.12:
                continue
            name = dice.choice([None, *WEEKS])
            calendar = self.calendars[zone, name] if name else self.env["resource.calendar"]
            unit = "hours" if name else dice.choice(("hours", "days"))
            minutes = dice.randrange(1, 300 if name == "short" else 2400)
            amount = dice.randrange(1, 5) if unit == "days" else minutes / 60
            policy = self.make_policy(
                self.kind, amount=24, unit=unit, grade_ids=grade.ids, company_id=self.company.id
            )
            # past the check: the calendar may lose its hours later
            self.env.flush_all()
            self.cr.execute(
                "UPDATE care_sla_policy SET calendar_id = %s, amount = %s WHERE id = %s",
                (calendar.id or None, amount, policy.id),
            )
            policy.invalidate_recordset()
            self.policies[grade] = (zone, name, unit, policy)
        self.profile.grade_id = dice.choice((self.grade_a, self.grade_b))

    def touchpoint(self, dice):
        return self.make_touchpoint(self.acme, user_id=self.rep.id)

    def terms(self, start):
        """What the customer's grade is promised from a minute on: a wall and minutes."""
        if self.profile.grade_id not in self.policies:
            return None
        zone, name, unit, policy = self.policies[self.profile.grade_id]
        wall = self.walls[zone, name] if name else Wall(zone)
        if unit == "days":
            return wall, wall.same_time_after(start, int(policy.amount)) - start
        return wall, round(policy.amount * 60)

    def take_step(self, dice, clock, watched, now):
        step = dice.choice(
            ("pause", "pause", "resume", "resume", "change", "look", "stop", "cancel")
        )
        moment = moment_of(now)
        if step == "pause":
            clock._pause(now=moment)
            watched.pause(now)
        elif step == "resume":
            clock._resume(moment)
            watched.resume(now)
        elif step == "change":
            self.change(dice, clock, watched, now)
        elif step == "look":
            clock._check(moment)
            watched.look(now)
        else:
            getattr(clock, f"_{step}")(moment)
            watched.finish(now, {"stop": "met", "cancel": "cancelled"}[step])

    def change(self, dice, clock, watched, now):
        grade = dice.choice((self.grade_a, self.grade_b, self.grade_c))
        before, self.profile.grade_id = self.profile.grade_id, grade
        clock._rematch(moment_of(now))
        watched.look(now)
        if watched.state not in ("running", "paused"):
            return
        terms = self.terms(watched.start)
        if terms is None:
            watched.finish(now, "cancelled")
        elif clock_policy(self.policies[grade]) != clock_policy(self.policies.get(before)):
            watched.change(now, *terms)

    def reopen(self, clock, watched, now):
        """What has ended stays as it was; the new promise begins anew."""
        before = self.compare(clock, watched)
        again = clock._start(self.kind, clock.touchpoint_id, moment_of(now))
        self.assertNotIn(clock, again)
        terms = self.terms(now)
        self.assertEqual(bool(again), terms is not None)
        if terms:
            self.compare(again, Watched(*terms[:1], now, terms[1], self.kind != "reply"))
        self.assertEqual(self.compare(clock, watched), before)

    def compare(self, clock, watched):
        """Let the product be judged.

        :return: the state
        """
        self.assertRecordValues(
            clock,
            [
                {
                    "state": watched.state,
                    "date_end": watched.end is not None and moment_of(watched.end),
                    "deadline": moment_of(watched.deadline),
                }
            ],
        )
        self.assertAlmostEqual(clock.paused_hours * 60, watched.paused, 3)
        if watched.state == "breached" and watched.end is not None:
            self.assertAlmostEqual(clock.late_hours * 60, watched.late, 3)
        return clock.state


def clock_policy(entry):
    return entry and entry[3]
