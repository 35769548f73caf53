"""Whatever changes in whatever order, and however often the calendar is planned meanwhile: rows
that nobody touched end as if the calendar were planned for the first time now."""

import random
from datetime import date, timedelta

from odoo import Command
from odoo.tests import tagged

from ..common import TODAY
from .occasion_common import OccasionCommon

ROUNDS = 6  # sequences of changes, each from the same beginning
STEPS = 14  # changes in each


@tagged("post_install", "-at_install")
class TestCalendarRandom(OccasionCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customers = cls.acme | cls.bolt | cls.crane
        cls.make_order(cls.crane, 1000, TODAY - timedelta(days=400))
        cls.countries = cls.env.ref("base.cn") | cls.env.ref("base.de")
        cls.industries = cls.env["res.partner.industry"].search([], limit=2)
        cls.people = cls.petra | cls.make_contact("Boris", cls.bolt, care_birthday="1990-04-01")
        cls.people |= cls.make_contact("Hu", cls.crane, care_lunar_month=2, care_lunar_day=30)
        cls.grades = cls.grade_a | cls.grade_b
        cls.grade_a.cadence_ids = [
            Command.create({"name": "Call", "interval_days": 14, "max_days": 14}),
            Command.create({"name": "Deep", "quantity_per_month": 2, "channel": "visit"}),
        ]
        cls.orders = cls.make_order(cls.acme)
        cls.set_up_occasions()
        cls.refresh()

    @classmethod
    def set_up_occasions(cls):
        cls.occasions = cls.occasion
        for name, kind, vals in (
            ("Years together", "anniversary", {}),
            ("Founded", "company_date", {}),
            ("New Year", "holiday", {"holiday_name": "New Year's Day"}),
            ("Labor Day", "holiday", {"holiday_name": "Labor Day"}),
            ("Spring", "fixed", {"month": "4", "day": 4}),
            ("Mothers", "nth_weekday", {"month": "5", "week_number": "2", "weekday": "6"}),
            ("Dragon", "lunar", {"lunar_month": 2, "lunar_day": 2}),
            ("Branch", "industry", {"month": "4", "day": 12, "industry_ids": cls.industries.ids}),
        ):
            cls.occasions |= cls.make_occasion(name, kind, workday_shift="before", **vals)

    # === CHANGES === #

    def change_birthday(self, dice):
        person = dice.choice(self.people)
        if dice.random() < 0.5:
            person.care_birthday = date(1980, dice.randint(3, 5), dice.randint(1, 28))
        else:
            person.write(
                {"care_lunar_month": dice.randint(1, 4), "care_lunar_day": dice.randint(1, 30)}
            )

    def change_person(self, dice):
        person = dice.choice(self.people)
        if dice.random() < 0.5:
            person.active = not person.active
        else:
            person.parent_id = dice.choice(self.customers)

    def change_customer(self, dice):
        dice.choice(self.customers).write(
            {
                "country_id": dice.choice([False, *self.countries.ids]),
                "industry_id": dice.choice([False, *self.industries.ids]),
                "user_id": dice.choice((self.rep | self.colleague).ids),
                "care_birthday": dice.choice([False, date(1950, 4, dice.randint(1, 28))]),
            }
        )

    def change_grade(self, dice):
        profile = self.file_of(dice.choice(self.customers))
        profile.write({"grade_id": dice.choice(self.grades).id, "grade_since": self.today})

    def change_occasion(self, dice):
        dice.choice(self.occasions).write(
            {
                "lead_days": dice.randint(0, 20),
                "spread_days": dice.randint(1, 4),
                "workday_shift": dice.choice(["before", "after", "none"]),
                "channel": dice.choice(["card", "call"]),
                "active": dice.random() < 0.8,
                "user_id": dice.choice([False, self.member.id]),
                "grade_ids": [Command.set(dice.choice([[], self.grade_a.ids]))],
            }
        )

    def change_company(self, dice):
        self.company.write(
            {
                "country_id": dice.choice([False, *self.countries.ids]),
                "care_missing_day": dice.choice(["before", "after"]),
            }
        )

    def change_day(self, dice):
        """Time goes on."""
        self.today += timedelta(days=dice.randint(0, 3))

    def change_order(self, dice):
        """Another order, or another day promised for one."""
        if dice.random() < 0.5:
            self.orders |= self.make_order(dice.choice(self.customers), day=self.today)
        order = dice.choice(self.orders)
        order.commitment_date = dice.choice([False, self.today + timedelta(dice.randint(0, 9))])

    def any_open(self, dice):
        rows = self.env["care.touchpoint"].search([("state", "=", "planned")], order="id")
        return rows.browse(dice.sample(rows.ids, min(1, len(rows))))

    def change_by_hand(self, dice):
        """A person moves a row: it stays where she put it."""
        self.any_open(dice).write({"date_planned": self.today + timedelta(days=dice.randint(0, 9))})

    def change_by_doing(self, dice):
        row = self.any_open(dice)
        if dice.random() < 0.5:
            row._finish(date_done=f"{self.today} 08:00:00")
        else:
            row._cancel("Not wanted")

    # === THE TEST === #

    def plan_now(self, partners=None):
        for company in self.company:
            self.env["care.profile"]._refresh(partners, company, today=self.today)
            self.env["care.touchpoint"]._generate(
                today=self.today, partners=partners, company=company
            )

    def calendar(self):
        """The open rows of the engine; what was planned for a day that is over is due today."""
        rows = self.env["care.touchpoint"].search(
            [("state", "=", "planned"), ("partner_id", "in", self.customers.ids)]
        )
        return sorted(
            (
                row.partner_id.name,
                row.contact_id.name or "",
                row.purpose,
                row.channel,
                row.user_id.login,
                str(row.occurrence_date),
                str(self.due(row)),
            )
            for row in rows
            # a day that is over is not planned for the first time
            if row.cadence_id or row.is_edited or row.occurrence_date >= self.today
        )

    def due(self, row):
        """What avoids days off and was missed is due on the next working day."""
        first = self.today
        if row.order_id or (row.occasion_id and row.occasion_id.workday_shift != "none"):
            first = self.company._care_working_days().since(first)
        return max(row.date_planned, first)

    def test_any_order_of_changes_ends_in_the_calendar_of_a_first_planning(self):
        changes = [name for name in dir(self) if name.startswith("change_")]
        orders = self.orders
        for seed in range(ROUNDS):
            dice = random.Random(seed)
            self.today, self.orders = TODAY, orders
            with self.subTest(seed=seed), self.cr.savepoint(flush=True) as savepoint:
                told = []
                for _step in range(STEPS):
                    told.append(dice.choice(changes))
                    getattr(self, told[-1])(dice)
                    if dice.random() < 0.5:
                        self.plan_now(dice.choice([None, *self.customers]))
                self.plan_now()
                found = self.calendar()
                self.assertGreater(len(found), 3, told)
                engine = self.env["care.touchpoint"].search(
                    [
                        ("state", "=", "planned"),
                        ("is_edited", "=", False),
                        ("partner_id", "in", self.customers.ids),
                    ]
                )
                engine.with_context(care_touchpoint_closing=True).unlink()
                self.plan_now()
                self.assertEqual(found, self.calendar(), told)
                savepoint.rollback()
                self.env.invalidate_all()

    def test_planning_again_writes_nothing_whatever_the_day(self):
        self.acme.country_id, self.bolt.country_id = self.countries
        self.company.country_id = self.countries[0]
        self.occasions.spread_days = 3
        for number in range(0, 40, 3):
            self.today = TODAY + timedelta(days=number)
            self.plan_now()
            before = self.rows()
            self.plan_now()
            self.assertEqual(self.rows(), before)
