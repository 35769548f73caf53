from datetime import date

from psycopg2 import IntegrityError

from odoo import Command
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import TODAY
from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestGenerateQuota(OccasionCommon):
    """Lines of the cadence that ask for a number of contacts a month."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.occasion.active = False
        cls.grade = cls.env["care.grade"].create(
            {
                "name": "Deep",
                "code": "D",
                "company_id": cls.company.id,
                "cadence_ids": [Command.create({"name": "Deep care", "quantity_per_month": 2})],
            }
        )
        cls.line = cls.grade.cadence_ids
        cls.file_of(cls.acme).write({"grade_id": cls.grade.id, "grade_since": date(2026, 1, 1)})

    def test_two_a_month(self):
        self.plan(self.acme)
        self.assertRecordValues(
            self.planned(),
            [
                {"occurrence_date": day, "date_planned": planned, "cadence_id": self.line.id}
                for day, planned in (
                    (date(2026, 3, 8), TODAY),
                    (date(2026, 3, 23), date(2026, 3, 23)),
                    (date(2026, 4, 8), date(2026, 4, 8)),
                    (date(2026, 4, 23), date(2026, 4, 23)),
                    (date(2026, 5, 8), date(2026, 5, 8)),
                )
            ],
        )

    def test_planning_again_writes_nothing(self):
        self.plan()
        before = self.rows()
        self.assertTrue(self.planned())
        self.plan()
        self.assertEqual(self.rows(), before)

    def test_the_months_count_from_the_day_of_the_grade(self):
        self.file_of(self.acme).grade_since = TODAY
        self.assertEqual(self.days(horizon=20), [date(2026, 3, 23)])

    def test_done_and_cancelled_keep_their_place(self):
        self.plan(self.acme)
        first, second = self.planned()[:2]
        first._finish(date_done="2026-03-10 08:00:00")
        second._cancel("On holiday")
        self.assertEqual(
            self.days(horizon=30), [date(2026, 4, d) for d in (8, 23)] + [date(2026, 5, 8)]
        )

    def test_what_was_not_done_in_its_month_is_planned_no_more(self):
        self.plan(self.acme)
        self.assertEqual(
            self.days(today=date(2026, 4, 1), horizon=29),
            [date(2026, 4, 8), date(2026, 4, 23), date(2026, 5, 8)],
        )

    def test_a_contact_does_not_move_them(self):
        self.plan(self.acme)
        before = self.planned()
        self.make_touchpoint(self.acme)._finish(date_done="2026-03-10 08:00:00")
        self.plan(self.acme)
        self.assertEqual(self.planned(), before)

    def test_another_number(self):
        """One was done; three a month are two more."""
        self.plan(self.acme)
        self.planned()[0]._finish(date_done="2026-03-10 08:00:00")
        self.line.quantity_per_month = 3
        self.days(horizon=20)
        self.assertEqual(
            [day.day for day in self.planned().mapped("occurrence_date") if day.month == 3],
            [16, 26],
        )

    def test_an_interval_instead(self):
        self.plan(self.acme)
        self.line.quantity_per_month = 0
        self.assertRecordValues(self.line, [{"interval_days": 30, "max_days": 30}])
        self.plan(self.acme)
        self.assertRecordValues(self.planned(), [{"occurrence_date": date(2026, 4, 5)}])
        self.line.quantity_per_month = 1
        self.assertRecordValues(self.line, [{"interval_days": 0, "max_days": 0}])
        self.plan(self.acme)
        self.assertEqual(len(self.planned()), 2, "the 16th of March and April")

    def test_either_or(self):
        for vals in (
            {"quantity_per_month": 2, "interval_days": 14, "max_days": 14},
            {"quantity_per_month": 11},
            {"quantity_per_month": -1},
            {"interval_days": 0},
            {"interval_days": 40, "max_days": 30},
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaises(IntegrityError),
                mute_logger("odoo.sql_db"),
                self.cr.savepoint(),
            ):
                self.env["care.grade.cadence"].create(
                    {"name": "Wrong", "grade_id": self.grade.id, **vals}
                )

    def test_a_grade_with_numbers_alone_has_no_next_date(self):
        """Nobody is late for an interval that nobody asked for."""
        self.refresh(self.acme)
        self.assertRecordValues(
            self.file_of(self.acme), [{"next_contact_date": False, "contact_limit_date": False}]
        )
