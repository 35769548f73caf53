from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestPrivacyLookup(CareCommon):
    """Whoever asks what we know about her gets our records too. The application comes with mail."""

    def lookup(self, partner):
        wizard = self.env["privacy.lookup.wizard"].create(
            {"name": partner.name, "email": partner.email}
        )
        wizard.action_lookup()
        return {(line.res_model, line.res_id) for line in wizard.line_ids}

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if "privacy.lookup.wizard" not in cls.env:
            cls.skipTest(cls, "privacy_lookup is not installed")
        cls.petra.email = "petra@acme.example"

    def test_records_of_a_person_are_found(self):
        touchpoint = self.make_touchpoint(self.petra, topics="Her children")
        found = self.lookup(self.petra)
        self.assertIn(("care.touchpoint", touchpoint.id), found)

    def test_contracts_and_promises_of_a_customer_are_found(self):
        """A person who buys for herself."""
        paul = self.make_customer("Paul Private", email="paul@private.example", is_company=False)
        contract = self.env["care.contract"].create(
            {
                "name": "P-1",
                "partner_id": paul.id,
                "company_id": self.company.id,
                "product_id": self.product.id,
                "date_end": "2027-12-31",
            }
        )
        self.env["care.sla.policy"].create({"name": "All", "kind": "return_visit", "amount": 24})
        clock = self.env["care.sla.clock"]._start("return_visit", self.make_touchpoint(paul))
        found = self.lookup(paul)
        self.assertIn(("care.contract", contract.id), found)
        self.assertIn(("care.sla.clock", clock.id), found)

    def test_the_log_of_dossiers_keeps_its_names(self):
        """The proof of who read what has no link to contacts that erasing could follow."""
        dossier = self.env["care.dossier"].create(
            {"partner_id": self.petra.id, "company_id": self.company.id, "family": "A son"}
        )
        dossier.with_user(self.manager).action_open("Dinner")
        self.assertFalse(
            {model for model, _id in self.lookup(self.petra)} & {"care.dossier.access"}
        )
        self.assertTrue(
            self.env["care.dossier.access"].search_count([("dossier_ref", "=", dossier.id)])
        )
