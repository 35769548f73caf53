from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestMailTours(HttpCase):
    """Mail in a real browser: an agent sorts it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        new_test_user(
            cls.env,
            login="care_mail_agent",
            groups="customer_care.group_care_agent,sales_team.group_sale_salesman",
        )
        cls.company = cls.env.company
        cls.customer = cls.env["res.partner"].create(
            {"name": "Invented Harbour Works", "is_company": True}
        )

    def test_agent_sorts_the_mail(self):
        case = self.env["care.case"].create(
            {
                "subject": "Which pump",
                "email_from": "Ann <ann@harbour-works.example>",
                "triage_reason": "unknown",
            }
        )
        Triage = self.env["care.mail.triage"]
        asked = Triage._keep(
            "unknown", self.company, name="Which pump", email_from=case.email_from, case_id=case.id
        )
        away = Triage._keep("auto_reply", self.company, name="Away until Monday")
        self.start_tour("/odoo", "care_mail_sort_tour", login="care_mail_agent")
        self.assertEqual((asked.state, away.state), ("sorted", "nothing"))
        self.assertEqual(case.partner_id, self.customer)
        self.assertEqual(self.customer.child_ids.email, "ann@harbour-works.example")
