from dateutil.relativedelta import relativedelta

from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestFileTours(HttpCase):
    """The quarter of the information administrator, and what she asks of a rep, in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company.root_id
        cls.env["care.file.requirement"].search([]).active = False
        cls.env["care.file.requirement"].create(
            {"subject": "partner.city", "company_id": cls.company.id}
        )
        cls.rep = new_test_user(
            cls.env,
            login="care_file_rep",
            groups="customer_care.group_care_user,base.group_partner_manager",
        )
        cls.kiln = cls.make_customer("Invented Kiln")
        cls.loom = cls.make_customer("Invented Loom", city="Kiel", email="a@loom.example")
        cls.other = cls.make_customer("INVENTED LOOM", city="Kiel", email="b@weave.example")

    @classmethod
    def make_customer(cls, name, **vals):
        customer = cls.env["res.partner"].create(
            {"name": name, "is_company": True, "user_id": cls.rep.id, **vals}
        )
        cls.env["care.profile"]._ensure(customer)
        return customer

    def test_steward_verifies_merges_and_reports(self):
        steward = new_test_user(
            self.env, login="care_file_steward", groups="customer_care.group_care_steward"
        )
        self.env["care.profile"]._of(self.kiln).verified_date = (
            self.company._care_today() - relativedelta(months=15)
        )
        self.env["care.file.verification"]._open_round(self.company, self.company._care_today())
        self.env["care.duplicate"]._find(self.company)
        self.start_tour(
            "/odoo/care-file-verifications",
            "care_file_steward_tour",
            login=steward.login,
            timeout=120,
        )
        self.assertEqual(
            self.env["care.profile"]._of(self.kiln).verified_date, self.company._care_today()
        )
        kept = (self.loom | self.other).exists()
        self.assertEqual(len(kept), 1)
        self.assertEqual(
            set((kept | kept.child_ids).mapped("email")), {"a@loom.example", "b@weave.example"}
        )
        report = self.env["care.file.report"].search([("user_id", "=", steward.id)])
        self.assertEqual(report.state, "issued")
        self.assertIn(self.kiln, report.line_ids.profile_id.partner_id)

    def test_rep_fills_in_what_is_missing(self):
        profile = self.env["care.profile"]._of(self.kiln)
        self.start_tour(
            f"/odoo/care-customers/{profile.id}", "care_file_missing_tour", login=self.rep.login
        )
        self.assertEqual(self.kiln.city, "Bremen")
