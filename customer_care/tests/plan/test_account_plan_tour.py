from odoo.fields import Command
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestAccountPlanTour(HttpCase):
    """A plan in a browser, from nothing until it is reviewed."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.partner_id.tz = "UTC"  # as in the browser: else its day ends earlier
        cls.rep = new_test_user(
            cls.env,
            login="care_plan_rep",
            groups="customer_care.group_care_user,sales_team.group_sale_salesman",
        )
        cls.manager = new_test_user(
            cls.env, login="care_plan_manager", groups="customer_care.group_care_manager"
        )
        cls.customer = cls.env["res.partner"].create(
            {"name": "Acme Plan", "is_company": True, "user_id": cls.rep.id}
        )
        product = cls.env["product.product"].create({"name": "Coil", "type": "service"})
        cls.env["sale.order"].create(
            {
                "partner_id": cls.customer.id,
                "order_line": [Command.create({"product_id": product.id, "price_unit": 6e5})],
            }
        ).action_confirm()
        cls.env["care.profile"]._refresh(cls.customer)

    def tour(self, name, user, path=None):
        self.start_tour(
            path or f"/odoo/care-account-plans/{self.plan().id}",
            f"care_account_plan_{name}_tour",
            login=user.login,
        )
        self.env.invalidate_all()

    def plan(self):
        return self.env["care.account.plan"].search([("partner_id", "=", self.customer.id)])

    def test_a_plan_is_written_returned_approved_worked_off_and_reviewed(self):
        self.tour("write", self.rep, "/odoo/care-account-plans")
        self.assertEqual(self.plan().state, "submitted")
        self.tour("return", self.manager)
        self.assertEqual(self.plan().return_reason, "Who meets the director?")
        self.tour("again", self.rep)
        self.tour("approve", self.manager)
        plan = self.plan()
        self.assertRecordValues(
            plan, [{"state": "approved", "approver_id": self.manager.id, "user_id": self.rep.id}]
        )
        self.tour("day", self.rep, "/odoo/my-day")
        self.assertRecordValues(
            plan.action_ids, [{"state": "done", "topics": "Two trials went well"}]
        )
        self.tour("review", self.rep)
        self.assertEqual(plan.contact_plan_ids.state, "done")
        self.assertRecordValues(
            plan.review_ids,
            [{"verdict": "at_risk", "note": "The lab is late", "user_id": self.rep.id}],
        )
        self.assertEqual(plan.objective_ids.hand_value, 2)
