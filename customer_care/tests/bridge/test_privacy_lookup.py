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
