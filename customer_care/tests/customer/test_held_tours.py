from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestHeldTours(HttpCase):
    """Held changes and a hand-over in a real browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        editor = "base.group_partner_manager"
        cls.rep, cls.colleague, cls.manager = (
            new_test_user(cls.env, login=login, name=name, groups=f"{group},{editor}")
            for login, name, group in (
                (
                    "care_held_rep",
                    "Invented Rep",
                    "customer_care.group_care_user,account.group_account_invoice",
                ),
                ("care_held_colleague", "Invented Colleague", "customer_care.group_care_user"),
                ("care_held_manager", "Invented Manager", "customer_care.group_care_manager"),
            )
        )
        cls.env.company.write({"care_hold_name": True, "care_hold_property_payment_term_id": True})
        cls.terms = cls.env["account.payment.term"].create({"name": "Sixty invented days"})
        cls.steel = cls.env["res.partner"].create(
            {"name": "Invented Steel", "is_company": True, "user_id": cls.rep.id}
        )
        # whatever the sample data hold is out of sight
        Request = cls.env["care.change.request"]
        Request.search([("state", "=", "proposed")])._set_state("superseded")
        cls.profile = cls.env["care.profile"]._ensure(cls.steel, cls.env.company)

    def test_rep_asks_and_manager_decides(self):
        self.start_tour(
            f"/odoo/res.partner/{self.steel.id}", "care_held_rep_tour", login="care_held_rep"
        )
        self.assertEqual(self.steel.name, "Invented Steel")
        self.assertFalse(self.steel.property_payment_term_id)
        self.start_tour(
            "/odoo/care-change-requests", "care_held_manager_tour", login="care_held_manager"
        )
        self.assertEqual(self.steel.name, "Invented Steel SE")
        self.assertFalse(self.steel.property_payment_term_id)
        requests = self.env["care.change.request"].search([("partner_id", "=", self.steel.id)])
        self.assertEqual(
            {request.field_name: (request.state, request.reason) for request in requests},
            {
                "name": ("approved", False),
                "property_payment_term_id": ("rejected", "They still pay late"),
            },
        )

    def test_manager_hands_over(self):
        action = self.env["ir.actions.act_window"].create(
            {
                "name": "Customers of the tour",
                "res_model": "care.profile",
                "view_mode": "list",
                "domain": [("id", "=", self.profile.id)],
            }
        )
        self.start_tour(
            f"/odoo/action-{action.id}", "care_handover_tour", login="care_held_manager"
        )
        self.assertEqual(self.steel.user_id, self.colleague)
        line = self.env["care.handover.line"].search([("partner_id", "=", self.steel.id)])
        self.assertRecordValues(line, [{"old_user_id": self.rep.id, "user_id": self.colleague.id}])
