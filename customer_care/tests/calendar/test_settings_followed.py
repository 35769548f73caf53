from datetime import date, timedelta

from odoo.tests import freeze_time, tagged

from ...models.calendar import care_grade_cadence_plans
from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSettingsFollowed(CareCommon):
    """Plans follow changed settings soon, in the background."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.plan()
        cls.line = cls.env.ref("customer_care.care_grade_cadence_a_visit")
        cls.planner = cls.env.ref("customer_care.cron_calendar_generate")
        cls.drainer = cls.env.ref("customer_care.cron_dirty_drain")

    def waiting(self):
        """The customers in the queue."""
        self.env.flush_all()
        return set(self.env["care.dirty"].search([]).mapped("partner_id"))

    def starts(self, cron):
        """How often the scheduled action was started."""
        self.env.flush_all()
        return self.env["ir.cron.trigger"].search_count([("cron_id", "=", cron.id)])

    def run_queue(self):
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.drainer.method_direct_trigger()
        self.env.invalidate_all()

    def test_a_shorter_interval_is_planned_for_the_customers_of_the_grade(self):
        self.run_queue()
        file = self.file_of(self.acme)
        self.assertEqual(file.grade_id, self.line.grade_id)
        [before] = self.open_of(self.acme)
        self.line.with_user(self.manager).write({"interval_days": 10, "max_days": 20})
        concerned = self.env["care.profile"].search([("grade_id", "=", file.grade_id.id)])
        self.assertEqual(self.waiting(), set(concerned.partner_id.ids))
        self.assertNotIn(self.bolt.id, self.waiting())
        self.run_queue()
        [after] = self.open_of(self.acme)
        self.assertEqual(before - after, timedelta(days=20))
        self.assertFalse(self.waiting())

    def open_of(self, partner):
        """The days for which the line is planned for a customer."""
        return (
            self.env["care.touchpoint"]
            .search(
                [
                    ("partner_id", "=", partner.id),
                    ("cadence_id", "=", self.line.id),
                    ("state", "=", "planned"),
                    ("company_id", "=", self.company.id),
                ]
            )
            .mapped("occurrence_date")
        )

    def test_a_line_that_goes_takes_its_plans_along(self):
        self.run_queue()
        self.line.active = False
        self.run_queue()
        self.assertFalse(self.open_of(self.acme))

    def test_a_new_line_is_planned(self):
        self.run_queue()
        self.line.copy({"grade_id": self.grade_c.id})
        self.assertIn(self.dock.id, self.waiting())

    def test_another_name_moves_nobody(self):
        self.run_queue()
        self.line.name = "Deep contact, in person"
        self.assertFalse(self.waiting())

    def test_very_many_customers_are_left_to_the_nightly_actions(self):
        self.run_queue()
        self.patch(care_grade_cadence_plans, "_QUEUED_AT_MOST", 0)
        before = self.starts(self.planner)
        self.line.write({"interval_days": 10, "max_days": 20})
        self.assertFalse(self.waiting())
        self.assertEqual(self.starts(self.planner), before + 1)

    def test_changed_days_of_the_company_start_the_planning(self):
        for vals in ({"care_return_days": 5}, {"care_missing_day": "after"}):
            before = self.starts(self.planner)
            self.company.write(vals)
            self.assertEqual(self.starts(self.planner), before + 1, vals)
            self.company.write(vals)
            self.assertEqual(self.starts(self.planner), before + 1, "nothing changed")

    def test_an_occasion_that_is_deleted_takes_its_plans_along(self):
        occasion = self.env["care.occasion"].create(
            {
                "name": "Fair",
                "kind": "fixed",
                "month": "4",
                "day": 1,
                "company_id": self.company.id,
            }
        )
        self.plan()
        domain = [("origin", "=", "occasion"), ("occurrence_date", "=", date(2026, 4, 1))]
        domain.append(("company_id", "=", self.company.id))
        self.assertTrue(self.env["care.touchpoint"].search(domain))
        before = self.starts(self.planner)
        occasion.unlink()
        self.assertEqual(self.starts(self.planner), before + 1)
        self.plan()
        self.assertFalse(self.env["care.touchpoint"].search(domain))


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestHolidaysOfStates(CareCommon):
    """A holiday that only some states have is kept by the customers there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.canada = cls.env.ref("base.ca")
        for customer, state in ((cls.acme, "ON"), (cls.bolt, "QC"), (cls.crane, False)):
            customer.country_id = cls.canada
            customer.state_id = state and cls.state(state)
        cls.company.country_id = cls.canada
        cls.set_up_trade()
        cls.occasion = cls.env["care.occasion"].create(
            {
                "name": "Victoria Day",
                "kind": "holiday",
                "holiday_name": "Victoria Day",
                "company_id": cls.company.id,
            }
        )

    @classmethod
    def state(cls, code):
        domain = [("country_id", "=", cls.canada.id), ("code", "=", code)]
        found = cls.env["res.country.state"].search(domain)
        assert found, code
        return found

    def planned_for(self):
        horizon = (date(2026, 6, 30) - TODAY).days
        self.env["care.touchpoint"]._generate(horizon, today=TODAY, company=self.company)
        touchpoints = self.env["care.touchpoint"].search([("occasion_id", "=", self.occasion.id)])
        self.assertLessEqual(set(touchpoints.mapped("occurrence_date")), {date(2026, 5, 18)})
        return touchpoints.partner_id

    def test_only_customers_of_those_states_keep_it(self):
        self.assertEqual(self.planned_for(), self.acme)

    def test_a_customer_without_an_address_goes_by_the_company(self):
        self.company.state_id = self.state("BC")
        self.assertEqual(self.planned_for(), self.acme | self.dock)

    def test_who_moves_to_another_state_gives_it_up(self):
        self.planned_for()
        self.acme.state_id = self.state("QC")
        self.assertFalse(self.planned_for())

    def test_the_form_says_in_which_states(self):
        self.assertIn("Canada: in 8 states: Alberta", self.occasion.next_dates)
