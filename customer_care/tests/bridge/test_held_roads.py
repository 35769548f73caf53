import json

from odoo import Command
from odoo.http import Request
from odoo.tests import Form, HttpCase, tagged

from ..customer.held_common import HeldCommon


@tagged("post_install", "-at_install")
class TestHeldRoads(HeldCommon):
    """Whichever way a held field is written inside the server."""

    def test_form(self):
        with Form(self.acme.with_user(self.rep)) as form:
            form.name = "Acme Ltd."
            form.phone = "+49 30 1"
        self.assertRecordValues(self.acme, [{"name": "Acme", "phone": "+49 30 1"}])
        self.assertWaits(self.acme, name="Acme Ltd.")

    def test_list_edit_of_several(self):
        self.rpc(
            self.rep,
            "res.partner",
            "web_save",
            (self.acme | self.crane).ids,
            {"vat": "NEW-1"},
            {"vat": {}},
        )
        self.assertEqual(self.acme.vat, "OLD-1")
        self.assertFalse(self.crane.vat)
        self.assertWaits(self.acme, vat="NEW-1")
        self.assertWaits(self.crane, vat="NEW-1")

    def test_import(self):
        """A new row is created, an old one keeps its name; the free columns of both are saved."""
        self.env["ir.model.data"].create(
            {"module": "test_held", "name": "acme", "model": "res.partner", "res_id": self.acme.id}
        )
        result = (
            self.env["res.partner"]
            .with_user(self.rep)
            .with_context(import_file=True)
            .load(
                ["id", "name", "city", "property_payment_term_id/.id"],
                [
                    ["test_held.acme", "Acme Ltd.", "Kiel", str(self.later.id)],
                    ["test_held.fir", "Fir", "Bonn", str(self.later.id)],
                ],
            )
        )
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self.env["res.partner"].browse(result["ids"]),
            [
                {"name": "Acme", "city": "Kiel", "property_payment_term_id": self.now.id},
                {"name": "Fir", "city": "Bonn", "property_payment_term_id": self.later.id},
            ],
        )
        self.assertWaits(self.acme, name="Acme Ltd.", property_payment_term_id=self.later.id)

    def test_code_with_sudo(self):
        for partner in (
            self.acme.with_user(self.rep).sudo(),
            self.acme.with_user(self.rep).sudo().with_context(tracking_disable=True),
        ):
            partner.vat = "NEW-1"
            self.assertEqual(self.acme.vat, "OLD-1")
        self.assertWaits(self.acme, vat="NEW-1")

    def test_sales_person_without_care_rights_is_held_too(self):
        self.acme.with_user(self.seller).name = "Acme Ltd."
        self.assertEqual(self.acme.name, "Acme")
        self.assertWaits(self.acme, name="Acme Ltd.")
        with Form(self.acme.with_user(self.seller)) as form:
            self.assertIn("Name → Acme Ltd.", form.care_waiting_text)

    def test_form_shows_the_old_value_and_the_banner(self):
        [values] = self.rpc(
            self.rep,
            "res.partner",
            "web_save",
            self.acme.ids,
            {"name": "Acme Ltd."},
            {"name": {}, "care_waiting_text": {}},
        )
        self.assertEqual(values["name"], "Acme")
        self.assertEqual(values["care_waiting_text"], "Name → Acme Ltd.")


@tagged("post_install", "-at_install")
class TestHeldOverHttp(HeldCommon, HttpCase):
    """Over the wire: a client's call, and the customer on her own address page."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.rep.password = cls.portal_user.password = "test_care_12"
        cls.country = cls.env.ref("base.de")
        cls.address = {
            "street": "Hafenstr. 1",
            "city": "Hamburg",
            "zip": "20457",
            "country_id": cls.country.id,
            "email": "petra@acme.example",
            "phone": "+49 30 1",
        }
        cls.petra.write(cls.address)

    def test_rpc(self):
        self.authenticate(self.rep.login, "test_care_12")
        answer = self.url_open(
            "/web/dataset/call_kw/res.partner/write",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "res.partner",
                        "method": "write",
                        "args": [self.acme.ids, {"name": "Acme Ltd.", "city": "Kiel"}],
                        "kwargs": {
                            "context": {
                                "allowed_company_ids": self.company.ids,
                                "care_hold": True,
                                "care_apply_held": True,
                            }
                        },
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.assertIs(answer["result"], True)
        self.assertRecordValues(self.acme, [{"name": "Acme", "city": "Kiel"}])
        self.assertWaits(self.acme, name="Acme Ltd.")

    def test_rpc_through_the_one_above_her(self):
        """Core runs commands on related contacts as the user who called, so only a real call
        shows whether they are held."""
        group = self.env["res.partner"].create({"name": "Group", "is_company": True})
        self.acme.parent_id = group
        self.authenticate(self.rep.login, "test_care_12")
        answer = self.url_open(
            "/web/dataset/call_kw/res.partner/write",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "model": "res.partner",
                        "method": "write",
                        "args": [
                            group.ids,
                            {"child_ids": [Command.update(self.acme.id, {"vat": "HACK-1"})]},
                        ],
                        "kwargs": {},
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        ).json()
        self.assertIs(answer["result"], True)
        self.assertEqual(self.acme.vat, "OLD-1")
        self.assertWaits(self.acme, vat="HACK-1")

    def submit(self, partner, **vals):
        self.authenticate(self.portal_user.login, "test_care_12")
        answer = self.url_open(
            "/my/address/submit",
            data={
                "csrf_token": Request.csrf_token(self),
                "partner_id": partner.id,
                "address_type": "billing",
                "use_delivery_as_billing": "true",
                "callback": "/my/addresses",
                **self.address,
                "name": partner.name,
                **vals,
            },
        )
        return answer.json()

    def test_portal_company_name(self):
        """A person at the customer renames her company on her own address page."""
        answer = self.submit(self.petra, company_name="Acme Ltd.", city="Kiel")
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        self.assertEqual(self.petra.city, "Kiel")
        self.assertEqual(self.acme.name, "Acme")
        self.assertWaits(self.acme, name="Acme Ltd.")
        self.assertEqual(self.requests_of(self.acme).user_id, self.portal_user)
        for url in ("/my/addresses", "/my/account", "/my"):
            page = self.url_open(url).text
            self.assertIn("We received your change and check it", page, url)
            self.assertIn("Name → Acme Ltd.", page, url)

    def test_portal_of_a_customer_who_is_a_person(self):
        self.petra.parent_id = False
        self.env["care.profile"]._ensure(self.petra, self.company)
        answer = self.submit(self.petra, name="Petra New", vat="DE136695976")
        self.assertEqual(answer, {"redirectUrl": "/my/addresses"})
        self.assertEqual(self.petra.name, "Portal")
        self.assertWaits(self.petra, name="Petra New", vat="DE136695976")

    def test_portal_shows_nobody_else_s_requests(self):
        self.acme.with_user(self.rep).name = "Secret plan"
        self.authenticate(self.portal_user.login, "test_care_12")
        page = self.url_open("/my/addresses").text
        self.assertNotIn("Secret plan", page)
        self.assertNotIn("We received your change", page)
