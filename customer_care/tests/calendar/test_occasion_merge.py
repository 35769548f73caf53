from datetime import date

from psycopg2.errors import UniqueViolation

from odoo.tests import tagged
from odoo.tools import mute_logger

from .occasion_common import OccasionCommon


@tagged("post_install", "-at_install")
class TestOccasionMerge(OccasionCommon):
    """Customers or people who were recorded twice, with the same occasion on both sides."""

    def same_day(self, partner, contact=None, **vals):
        """A record of the occasion, as the engine makes it."""
        vals = {"occurrence_date": date(2026, 3, 1), "origin": "occasion", **vals}
        return self.make_touchpoint(
            partner, contact_id=contact and contact.id, occasion_id=self.occasion.id, **vals
        )

    def test_the_database_keeps_one_row_per_occasion(self):
        self.same_day(self.acme, self.petra)
        with (
            self.assertRaises(UniqueViolation),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.same_day(self.acme, self.petra)

    def test_two_customers_with_the_same_occasion_become_one(self):
        records = self.same_day(self.acme) | self.same_day(self.bolt)
        open_plan = self.same_day(self.bolt, occurrence_date=date(2026, 3, 20))
        for record in records:
            record._finish(date_done="2026-03-01 08:00:00")
        self.env["care.touchpoint"]._hand_over(self.file_of(self.bolt), self.file_of(self.acme))
        self.assertFalse(open_plan.exists(), "the engine plans anew")
        self.assertRecordValues(
            records,
            [
                {"partner_id": self.acme.id, "occasion_id": self.occasion.id},
                {"partner_id": self.acme.id, "occasion_id": False},
            ],
        )

    def test_three_customers_with_the_same_occasion_become_one(self):
        self.make_order(self.crane)
        self.refresh()
        records = self.same_day(self.bolt) | self.same_day(self.crane)
        for record in records:
            record._finish(date_done="2026-03-01 08:00:00")
        sources = self.file_of(self.bolt) | self.file_of(self.crane)
        self.env["care.touchpoint"]._hand_over(sources, self.file_of(self.acme))
        self.assertEqual(len(records.filtered("occasion_id")), 1)
        self.assertEqual(records.partner_id, self.acme)

    def test_people_keep_their_occasion_when_their_customers_merge(self):
        boris = self.make_contact("Boris", self.bolt, care_birthday="1990-03-25")
        self.plan()
        self.planned(self.bolt)._finish(date_done="2026-03-10 08:00:00")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.bolt).ids, self.acme)
        self.plan()
        self.assertFalse(self.planned(contact_id=boris.id), "congratulated already")
        self.assertEqual(len(self.planned(contact_id=self.petra.id)), 1)

    def test_one_person_who_was_recorded_twice(self):
        twin = self.make_contact("Petra B.", self.acme, care_birthday=self.petra.care_birthday)
        self.plan(self.acme)
        self.assertEqual(len(self.planned()), 2)
        for touchpoint in self.planned():
            touchpoint._finish(date_done="2026-03-10 08:00:00")
        done = self.planned(state="done")
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.petra).ids, self.petra)
        self.env.invalidate_all()
        self.assertEqual(done.contact_id, self.petra)
        self.assertEqual(len(done.filtered("occasion_id")), 1)
        self.plan(self.acme)
        self.assertFalse(self.planned())

    def test_a_person_recorded_twice_is_planned_once_after_the_merge(self):
        twin = self.make_contact("Petra B.", self.acme, care_birthday=self.petra.care_birthday)
        self.plan(self.acme)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.petra).ids, self.petra)
        self.plan(self.acme)
        self.assertEqual(self.planned().contact_id, self.petra)
