from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestCaseTours(HttpCase):
    """From the phone call to the closed complaint, and what a manager decides, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = new_test_user(
            cls.env, login="care_case_agent", groups="customer_care.group_care_agent"
        )
        cls.manager = new_test_user(
            cls.env, login="care_case_manager", groups="customer_care.group_care_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme Tour", "is_company": True, "user_id": cls.agent.id}
        )
        cls.env["care.profile"]._ensure(cls.customer)
        cls.cause = cls.env["care.cause"].create({"name": "Bad batch of the tour"})

    def test_agent_takes_a_call_and_closes_the_complaint(self):
        self.start_tour("/odoo", "care_case_tour", login="care_case_agent", timeout=120)
        case = self.env["care.case"].search([("partner_id", "=", self.customer.id)])
        self.assertRecordValues(
            case,
            [
                {
                    "subject": "Coating peels",
                    "state": "closed",
                    "user_id": self.agent.id,
                    "cause_id": self.cause.id,
                    "channel": "phone",
                }
            ],
        )
        self.assertEqual(case.touchpoint_ids.state, "done")

    def test_manager_decides_about_compensation(self):
        case = self.env["care.case"].create(
            {"subject": "Coating peels", "partner_id": self.customer.id, "kind": "complaint"}
        )
        remedies = self.env["care.remedy"].create(
            [
                {"case_id": case.id, "kind": "compensation", "name": name, "amount": 9000}
                for name in ("Voucher", "Car")
            ]
        )
        self.start_tour(
            f"/odoo/care-cases/{case.id}", "care_case_manager_tour", login="care_case_manager"
        )
        self.assertRecordValues(
            remedies,
            [
                {"state": "planned", "decided_by_id": self.manager.id, "refuse_reason": False},
                {"state": "refused", "decided_by_id": self.manager.id, "refuse_reason": "Too much"},
            ],
        )
