from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .case_common import CaseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseWork(CaseCommon):
    """Cases and measures in My day."""

    def work(self, user):
        self.env.flush_all()
        self.env.invalidate_all()
        env = self.env(user=user, context={"allowed_company_ids": self.company.ids, "tz": "UTC"})
        return env["care.work"].search([("user_id", "=", user.id)])

    def test_case_stands_there_once_with_what_is_promised_next(self):
        case = self.make_case()
        work = self.work(self.agent)
        self.assertRecordValues(
            work, [{"kind": "case", "res_id": case.id, "urgency": "week", "is_handled_here": False}]
        )
        self.assertEqual(work.name, "Reply promised until 09:00: C-00001 Coating peels")
        self.assertEqual(work.action_open()["res_id"], case.id)

    def test_case_that_waits_for_the_customer_does_not_stand_there(self):
        case = self.make_case(kind="enquiry")
        case.action_acknowledge()
        case._wait("A photo")
        self.assertFalse(self.work(self.agent))

    def test_return_visit_stands_there_instead_of_its_case(self):
        case = self.resolved()
        work = self.work(self.agent)
        self.assertRecordValues(work, [{"kind": "touchpoint", "res_id": case.touchpoint_ids.id}])
        self.assertIn("Return visit: C-00001", work.name)
        case.touchpoint_ids.action_done()
        self.assertEqual(self.work(self.agent).name, "Close or reopen: C-00001 Coating peels")
        case.action_close()
        self.assertFalse(self.work(self.agent))

    def test_measure_due_stands_there(self):
        measure = self.env["care.measure"].create(
            {
                "name": "Cure longer",
                "user_id": self.agent.id,
                "date_due": TODAY,
                "company_id": self.company.id,
            }
        )
        self.assertRecordValues(
            self.work(self.agent),
            [
                {
                    "kind": "measure",
                    "res_id": measure.id,
                    "urgency": "today",
                    "name": "Improvement measure: Cure longer",
                }
            ],
        )
        measure.action_done()
        self.assertFalse(self.work(self.agent))
