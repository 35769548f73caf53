from odoo.exceptions import AccessError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common import NOW, TODAY, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGradeSimulation(CareCommon):
    """Other thresholds show what they would do before anybody saves them."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gold = cls.env["care.grade"].create(
            {
                "name": "Gold",
                "code": "G",
                "company_id": cls.company.id,
                "sequence": 1,
                "criterion_ids": [(0, 0, {"metric": "turnover_12m", "threshold": 1_000})],
                "cadence_ids": [
                    (0, 0, {"name": "Visit", "quantity_per_month": 2}),
                    (0, 0, {"name": "News", "interval_days": 7, "counts_as_contact": False}),
                ],
            }
        )
        cls.rest = cls.env["care.grade"].create(
            {
                "name": "Rest",
                "code": "R",
                "company_id": cls.company.id,
                "sequence": 2,
                "cadence_ids": [(0, 0, {"name": "Call", "interval_days": 30, "max_days": 30})],
            }
        )
        for customer, amount in ((cls.acme, 5_000), (cls.bolt, 800), (cls.crane, 600)):
            cls.make_order(customer, amount)
        cls.refresh()
        cls.criterion = cls.gold.criterion_ids

    def simulation(self, **vals):
        return self.env["care.grade.simulation"].with_user(self.manager).create(vals)

    def test_it_starts_with_the_present_thresholds_and_moves_nobody(self):
        simulation = self.simulation()
        self.assertRecordValues(
            simulation.line_ids, [{"criterion_id": self.criterion.id, "threshold": 1_000}]
        )
        self.assertFalse(simulation.flow)

    def test_a_lower_threshold_shows_who_moves_and_what_it_costs_at_once(self):
        with Form(self.env["care.grade.simulation"].with_user(self.manager)) as form:
            with form.line_ids.edit(0) as line:
                line.threshold = 700
            self.assertEqual(form.flow, [{"from": "Rest", "to": "Gold", "count": 1}])
            gold, rest = form.load["grades"]
        self.assertEqual((gold["customers"], gold["contacts"]), ([1, 2], [2, 4]))
        self.assertEqual((rest["customers"], rest["contacts"]), ([2, 1], [2, 1]))
        self.assertEqual(self.criterion.threshold, 1_000, "nothing is saved")

    def test_the_load_of_each_account_manager_stands_against_the_capacity(self):
        simulation = self.simulation(capacity=2)
        simulation.line_ids.threshold = 1
        load = {row["name"]: row for row in simulation.load["users"]}
        self.assertEqual(load["Colleague"]["contacts"], [2, 4])
        self.assertEqual([load[name]["is_over"] for name in ("Colleague", "Rep")], [True, False])

    def test_a_grade_kept_by_hand_stays(self):
        self.file_of(self.acme)._lock_grade(TODAY)
        simulation = self.simulation()
        simulation.line_ids.threshold = 1_000_000
        self.assertFalse(simulation.flow)

    def test_saving_writes_the_thresholds_and_moves_nobody(self):
        simulation = self.simulation()
        simulation.line_ids.threshold = 700
        simulation.action_save()
        self.assertEqual(self.criterion.threshold, 700)
        self.assertEqual(self.file_of(self.bolt).grade_id, self.rest)

    def test_saving_refuses_nonsense(self):
        self.criterion.write({"metric": "turnover_percentile", "threshold": 50})
        simulation = self.simulation()
        simulation.line_ids.threshold = 150
        with self.assertRaisesRegex(ValidationError, "never above 100"):
            simulation.action_save()

    def test_judgements_by_hand_are_not_tried_but_judged(self):
        self.gold.criterion_ids.create(
            {"grade_id": self.gold.id, "metric": "is_strategic", "threshold": 1}
        )
        self.file_of(self.crane).sudo().is_strategic = True
        simulation = self.simulation()
        self.assertEqual(simulation.line_ids.criterion_id, self.criterion)
        self.assertEqual(simulation.flow, [{"from": "Rest", "to": "Gold", "count": 1}])

    def test_only_managers_simulate(self):
        for user in self.rep, self.leader, self.team_leader:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.env["care.grade.simulation"].with_user(user).create({})
