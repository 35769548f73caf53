from odoo.modules.module import load_script
from odoo.tests import tagged
from odoo.tools import SQL, file_path

from ..common import CareCommon

_FOLDER = "customer_care/migrations/19.0.1.1.0"
_STRATEGY = {
    "served_by": False,
    "survey_interval_months": 0,
    "answer_hours": 0,
    "major_solution_hours": 0,
    "privileges": False,
    "at_risk_measures": False,
    "aim_grade_id": False,
}


@tagged("post_install", "-at_install")
class TestUpgrade(CareCommon):
    """A database of the version before gets what a new one begins with; what a company has written
    stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.line = cls.env.ref("customer_care.care_grade_cadence_a_deep")
        cls.product_line = cls.env.ref("customer_care.care_grade_cadence_b_product")
        (cls.grade_a | cls.grade_b | cls.grade_c).write(_STRATEGY)
        # what the column of a new field is filled with
        (cls.line | cls.product_line).write({"care_kind": "service", "completion_standard": False})

    def migrate(self, script):
        """Run a script of the migration as Odoo does, with its statements seen by the ORM."""
        module = load_script(file_path(f"{_FOLDER}/{script}.py"), f"care_{script}")
        self.env.flush_all()
        module.migrate(self.env.cr, "19.0.1.0.0")
        self.env.invalidate_all()

    def test_shipped_grades_get_the_advised_strategy(self):
        self.migrate("post-new_rooms")
        self.assertRecordValues(
            self.grade_a | self.grade_b | self.grade_c,
            [
                {"served_by": "dedicated", "answer_hours": 24, "aim_grade_id": False},
                {"served_by": "rep", "answer_hours": 24, "aim_grade_id": self.grade_a.id},
                {"served_by": "agent", "answer_hours": 24, "aim_grade_id": False},
            ],
        )
        self.assertIn("Visits", self.grade_a.with_context(lang="en_US").privileges)

    def test_what_the_company_wrote_stays(self):
        own = self.env["care.grade"].create({"name": "D", "code": "D", "sequence": 40})
        self.grade_a.write({"answer_hours": 4, "privileges": "A parking place"})
        self.line.completion_standard = "She laughed"
        self.migrate("post-new_rooms")
        self.assertRecordValues(
            self.grade_a,
            [{"answer_hours": 4, "privileges": "A parking place", "major_solution_hours": 48}],
        )
        self.assertFalse(own.served_by)
        self.assertRecordValues(
            self.line, [{"completion_standard": "She laughed", "care_kind": "value"}]
        )

    def test_shipped_lines_say_their_kind_of_care_and_when_it_is_done_well(self):
        self.migrate("post-new_rooms")
        self.assertRecordValues(
            self.line | self.product_line, [{"care_kind": "value"}, {"care_kind": "information"}]
        )
        self.assertTrue(self.line.completion_standard)
        self.assertTrue(self.product_line.completion_standard)

    def test_deleted_grades_and_lines_are_not_missed(self):
        self.product_line.unlink()
        self.env["ir.model.data"].search(
            [("module", "=", "customer_care"), ("name", "=", "care_grade_c")]
        ).unlink()
        self.migrate("post-new_rooms")
        self.assertEqual(self.grade_b.served_by, "rep")
        self.assertFalse(self.grade_c.served_by)

    def test_occasions_keep_their_days(self):
        """Until now a birthday on a Sunday was planned for Sunday."""
        birthday = self.env.ref("customer_care.care_occasion_birthday")
        festival = self.env.ref("customer_care.care_occasion_spring_festival")
        self.env.flush_all()
        self.env.cr.execute(
            SQL("ALTER TABLE care_occasion ALTER COLUMN workday_shift DROP NOT NULL")
        )
        self.env.cr.execute(
            SQL("UPDATE care_occasion SET workday_shift = NULL WHERE id = %s", birthday.id)
        )
        self.migrate("pre-occasion_days")
        self.assertRecordValues(
            birthday | festival, [{"workday_shift": "none"}, {"workday_shift": "before"}]
        )

    def test_glue_comes_where_its_application_is(self):
        Module = self.env["ir.module.module"]
        glue = Module._get("customer_care_sale_margin")
        application = Module._get("sale_margin")
        if not glue or application.state != "installed":
            self.skipTest("no glue to install")
        glue.state = "uninstalled"
        self.migrate("post-new_rooms")
        self.assertEqual(glue.state, "to install")
        glue.state = application.state = "uninstalled"
        self.migrate("post-new_rooms")
        self.assertEqual(glue.state, "uninstalled")

    def test_figures_are_counted_and_plans_made_soon(self):
        crons = self.env.ref("customer_care.cron_profile_refresh") | self.env.ref(
            "customer_care.cron_calendar_generate"
        )
        triggers = self.env["ir.cron.trigger"]
        triggers.search([("cron_id", "in", crons.ids)]).unlink()
        self.migrate("post-new_rooms")
        self.assertEqual(triggers.search([("cron_id", "in", crons.ids)]).cron_id, crons)
