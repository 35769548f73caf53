from odoo import Command
from odoo.tests import new_test_user

from ..common import MAIL_OFF, CareCommon

ALL = ("name", "vat", "user_id", "property_payment_term_id")


class HeldCommon(CareCommon):
    """Harbour holds all four fields, Ridge none. The rep and the manager may edit contacts."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.hold(cls.company, *ALL)
        editor = cls.env.ref("base.group_partner_manager")
        people = cls.rep | cls.manager | cls.other_rep | cls.seller
        people.write({"group_ids": [Command.link(editor.id)]})
        cls.now, cls.later = cls.env["account.payment.term"].create(
            [{"name": "At once"}, {"name": "Sixty days"}]
        )
        cls.acme.property_payment_term_id = cls.now
        cls.acme.vat = "OLD-1"
        cls.other_manager = new_test_user(
            cls.env,
            login="test_care_other_manager",
            groups="customer_care.group_care_manager,base.group_partner_manager",
            company_id=cls.other_company.id,
            company_ids=[Command.set(cls.other_company.ids)],
            context=MAIL_OFF,
        )

    @classmethod
    def hold(cls, company, *names):
        """Let a company hold these fields and no others."""
        company.write({f"care_hold_{name}": name in names for name in ALL})

    def requests_of(self, partner, *states):
        return self.env["care.change.request"].search(
            [("partner_id", "=", partner.id), ("state", "in", states or ("proposed",))]
        )

    def assertWaits(self, partner, **values):
        """These values wait for approval, and nothing else of the partner does."""
        self.assertEqual({row.field_name: row.value for row in self.requests_of(partner)}, values)
