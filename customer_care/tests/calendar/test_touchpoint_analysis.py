from datetime import date, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW, TODAY, CareCommon

MEASURES = ["planned_count", "scheduled_count", "done_count", "remaining_count", "late_count"]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestTouchpointAnalysis(CareCommon):
    """How many contacts were planned, how many took place, and how many a person has time for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["care.occasion"].search([]).active = False
        cls.env["care.grade.cadence"].search([]).active = False
        cls.set_up_trade()

    def figures(self, user=None, groupby="user_id", domain=()):
        """The measures for each group, in the order of ``MEASURES``."""
        Analysis = self.env["care.touchpoint.analysis"].with_user(user or self.manager)
        self.env.flush_all()
        rows = Analysis._read_group(
            [("company_id", "=", self.company.id), *domain],
            [groupby],
            [f"{name}:sum" for name in MEASURES],
        )
        return {row[0]: row[1:] for row in rows}

    def touchpoint(self, partner, day, **vals):
        return self.make_touchpoint(partner, user_id=partner.user_id.id, date_planned=day, **vals)

    def test_planned_scheduled_done_and_remaining_by_person(self):
        self.touchpoint(self.bolt, date(2026, 3, 22))._cancel("Holiday")
        done = self.touchpoint(self.acme, date(2026, 3, 9))
        done._finish(date_done="2026-03-10 08:00:00")
        self.touchpoint(self.acme, date(2026, 3, 5), origin="cadence")
        self.touchpoint(self.acme, date(2026, 3, 20))
        self.touchpoint(self.bolt, date(2026, 3, 21), origin="cadence")
        self.assertEqual(
            self.figures(), {self.rep: (3, 1, 1, 2, 1), self.colleague: (1, 0, 0, 1, 0)}
        )

    def test_what_is_done_counts_in_the_month_it_took_place(self):
        """Planned in February, done in March."""
        late = self.touchpoint(self.acme, date(2026, 2, 20))
        late._finish(date_done="2026-03-02 08:00:00")
        by_month = self.figures(groupby="date:month", domain=[("touchpoint_id", "=", late.id)])
        self.assertEqual(
            by_month,
            {date(2026, 2, 1): (1, 0, 0, 0, 0), date(2026, 3, 1): (0, 0, 1, 0, 0)},
        )

    def test_the_day_of_a_contact_is_the_reader_s(self):
        late = self.touchpoint(self.acme, date(2026, 2, 20))
        late._finish(date_done="2026-02-28 20:00:00")
        self.env.flush_all()
        Analysis = self.env["care.touchpoint.analysis"].with_context(tz="Asia/Shanghai")
        lines = Analysis.search([("touchpoint_id", "=", late.id), ("done_count", "=", 1)])
        self.assertEqual(lines.date, date(2026, 3, 1))

    def test_each_role_counts_what_it_sees(self):
        for customer in self.acme | self.bolt | self.crane:
            self.touchpoint(customer, TODAY)
        seen = {
            self.rep: self.acme,
            self.member: self.crane,
            self.team_leader: self.acme | self.bolt | self.crane,
            self.manager: self.acme | self.bolt | self.crane,
            self.leader: self.acme | self.bolt | self.crane,
            self.other_rep: self.env["res.partner"],
        }
        for user, customers in seen.items():
            with self.subTest(user=user.name):
                context = {"allowed_company_ids": user.company_id.ids}
                Analysis = self.env["care.touchpoint.analysis"].with_user(user)
                lines = Analysis.with_context(**context).search(
                    [("partner_id", "in", self.customers.ids)]
                )
                self.assertEqual(lines.partner_id, customers)
        with self.assertRaises(AccessError):
            self.env["care.touchpoint.analysis"].with_user(self.employee).search([])

    def test_a_line_opens_its_touchpoint(self):
        touchpoint = self.touchpoint(self.acme, TODAY)
        self.env.flush_all()
        line = self.env["care.touchpoint.analysis"].search([("touchpoint_id", "=", touchpoint.id)])
        self.assertEqual(line.action_open()["res_id"], touchpoint.id)

    # === CAPACITY === #

    def capacity(self):
        return self.rpc(self.manager, "care.work", "capacity")

    def test_a_week_s_capacity_counts_working_days(self):
        """Tuesday to the Tuesday after: six working days."""
        self.assertEqual(self.capacity(), 6 * 8)
        self.company.care_daily_contacts = 5
        self.assertEqual(self.capacity(), 6 * 5)
        self.company.care_daily_contacts = 0
        self.assertEqual(self.capacity(), 0)

    def test_holidays_leave_no_time(self):
        self.company.country_id = self.env.ref("base.de")
        with freeze_time("2026-04-02 09:00:00"):
            self.assertEqual(self.capacity(), 4 * 8, "Good Friday and Easter Monday")

    def test_less_than_no_time_is_refused(self):
        with self.assertRaises(IntegrityError), mute_logger("odoo.sql_db"), self.cr.savepoint():
            self.company.care_daily_contacts = -1
            self.company.flush_recordset()

    def test_counting_many_costs_the_queries_of_one(self):
        for number in (1, 40):
            for place in range(number):
                self.touchpoint(self.acme, TODAY + timedelta(days=place))
            self.env.invalidate_all()
            with self.assertQueryCount(20), self.subTest(touchpoints=number):
                self.figures()
