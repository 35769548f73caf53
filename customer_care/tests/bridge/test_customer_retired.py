from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestCustomerRetired(CareCommon):
    """Whom nothing makes a customer any more is put away, and found again when she returns."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.acme, 200_000, TODAY - timedelta(days=100))
        cls.refresh()
        cls.plan()
        cls.file = cls.file_of(cls.acme)

    def cancel_order(self):
        self.order._action_cancel()
        self.refresh()

    def test_cancelled_order_retires_its_customer(self):
        self.cancel_order()
        self.assertRecordValues(
            self.file,
            [
                {
                    "active": False,
                    "date_retired": TODAY,
                    "turnover_12m": False,
                    "order_count_12m": False,
                    "first_order_date": False,
                    "last_order_date": False,
                    "turnover_percentile": False,
                    "next_contact_date": False,
                }
            ],
        )
        self.assertFalse(self.acme.with_user(self.rep).care_profile_id)

    def test_retired_customer_is_not_planned_for(self):
        planned = self.env["care.touchpoint"].search([("profile_id", "=", self.file.id)])
        self.assertTrue(planned)
        self.cancel_order()
        self.plan()
        self.assertFalse(planned.exists())

    def test_day_of_retiring_stays(self):
        self.cancel_order()
        self.refresh(today=TODAY + timedelta(days=3))
        self.assertEqual(self.file.date_retired, TODAY)

    def test_returning_customer_gets_the_old_file_with_grade_and_history(self):
        grade, history = self.file.grade_id, self.file.grade_change_ids
        done = self.make_touchpoint(self.acme)
        done._finish()
        self.cancel_order()
        self.make_order(self.acme, 50)
        self.refresh()
        self.assertRecordValues(
            self.file_of(self.acme),
            [
                {
                    "id": self.file.id,
                    "active": True,
                    "date_retired": False,
                    "grade_id": grade.id,
                    "turnover_12m": 50,
                    "last_contact_date": TODAY,
                }
            ],
        )
        self.assertEqual(self.file.grade_change_ids, history)

    def test_order_confirmed_again_restores_everything(self):
        before = self.file.read(["turnover_12m", "order_count_12m", "grade_id"])
        self.cancel_order()
        self.order.action_draft()
        self.order.action_confirm()
        self.refresh()
        self.assertEqual(self.file.read(["turnover_12m", "order_count_12m", "grade_id"]), before)

    def test_planning_for_a_retired_customer_brings_her_back(self):
        self.cancel_order()
        self.make_touchpoint(self.acme)
        self.refresh()
        self.assertRecordValues(
            self.file, [{"active": True, "is_manual": True, "date_retired": False}]
        )

    def test_customer_marked_by_hand_is_never_retired(self):
        prospect = self.make_customer("Prospect", self.rep)
        self.rpc(self.rep, "res.partner", "action_care_open", prospect.ids)
        self.refresh()
        self.assertTrue(self.file_of(prospect).active)

    def test_lost_lead_retires_a_prospect(self):
        prospect = self.make_customer("Prospect", self.rep)
        lead = self.env["crm.lead"].create(
            {
                "name": "Line",
                "type": "opportunity",
                "partner_id": prospect.id,
                "user_id": self.rep.id,
                "company_id": self.company.id,
            }
        )
        self.refresh()
        self.assertRecordValues(self.file_of(prospect), [{"active": True, "grade_id": False}])
        lead.action_set_lost()
        self.refresh()
        self.assertFalse(self.file_of(prospect).active)

    def test_other_company_keeps_her(self):
        self.make_order(self.acme, 9, company=self.other_company)
        self.cancel_order()
        self.assertFalse(self.file.active)
        self.assertTrue(self.file_of(self.acme, self.other_company).active)
