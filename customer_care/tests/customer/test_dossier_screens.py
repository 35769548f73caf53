import json

from odoo import Command, http
from odoo.tests import HttpCase, new_test_user, tagged


@tagged("post_install", "-at_install")
class TestDossierScreens(HttpCase):
    """The dossier in a real browser, and taken out by the web client's export."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        user = "customer_care.group_care_user"
        cls.rep, cls.colleague, cls.boss = (
            new_test_user(cls.env, login=f"care_dossier_{name}", groups=groups)
            for name, groups in (
                ("rep", f"{user},sales_team.group_sale_salesman,base.group_allow_export"),
                ("colleague", user),
                ("boss", "customer_care.group_care_team"),
            )
        )
        cls.env["crm.team"].create(
            {
                "name": "Invented Team",
                "user_id": cls.boss.id,
                "member_ids": [Command.link(cls.rep.id)],
            }
        )
        customer = cls.env["res.partner"].create(
            {"name": "Invented Steel", "is_company": True, "user_id": cls.rep.id}
        )
        cls.person = cls.env["res.partner"].create(
            {"name": "Invented Ines", "parent_id": customer.id}
        )
        cls.dossier = cls.env["care.dossier"].create(
            {"partner_id": cls.person.id, "family": "Two daughters in Lyon"}
        )
        cls.mark = cls.env["care.dossier.access"].search([], order="id desc", limit=1).id

    def log(self):
        rows = self.env["care.dossier.access"].search([("id", ">", self.mark)], order="id")
        return [(row.user_name, row.what, row.how, row.role) for row in rows]

    def tour(self, name, user):
        self.start_tour(f"/odoo/contacts/{self.person.id}", name, login=user.login)

    def test_owner_opens_and_adds(self):
        self.tour("care_dossier_owner_tour", self.rep)
        self.assertEqual(self.dossier.hobbies, "Chamber music")
        name = self.rep.name
        self.assertEqual(
            self.log(), [(name, "open", "form", "owner"), (name, "change", "form", "owner")]
        )

    def test_colleague_borrows_with_a_card(self):
        self.tour("care_dossier_ask_tour", self.colleague)
        card = self.env["care.dossier.grant"].search([("user_id", "=", self.colleague.id)])
        self.assertRecordValues(card, [{"purpose": "Dinner at the fair", "state": "requested"}])
        self.assertEqual(card.activity_ids.user_id, self.boss)
        self.start_tour("/odoo/care-loan-cards", "care_dossier_grant_tour", login=self.boss.login)
        self.assertRecordValues(card, [{"state": "granted", "decided_by_id": self.boss.id}])
        self.assertFalse(self.log(), "asking and granting opens nothing")
        self.tour("care_dossier_borrower_tour", self.colleague)
        self.assertEqual(self.log(), [(self.colleague.name, "open", "form", "borrower")])

    def export(self, **params):
        data = {
            "model": "care.dossier",
            "fields": [{"name": "family", "label": "Family"}],
            "ids": False,
            "domain": [],
            "import_compat": False,
            "groupby": [],
            **params,
        }
        return self.url_open(
            "/web/export/csv",
            data={"data": json.dumps(data), "csrf_token": http.Request.csrf_token(self)},
        )

    def test_export_takes_out_what_is_open_and_is_recorded(self):
        self.authenticate(self.rep.login, self.rep.login)
        self.assertNotIn("Lyon", self.export().text)
        self.assertNotIn("Lyon", self.export(ids=self.dossier.ids).text)
        for path in "/web/content/care.dossier", "/web/image/care.dossier":
            self.assertNotIn("Lyon", self.url_open(f"{path}/{self.dossier.id}/family").text)
        self.assertFalse(self.log())
        self.person.with_user(self.rep).action_care_dossier()
        answer = self.export()
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Two daughters in Lyon", answer.text)
        self.assertEqual(self.log()[1:], [(self.rep.name, "export", "list", "owner")])

    def test_interface_is_told_from_the_screen(self):
        self.authenticate(self.rep.login, self.rep.login)
        answer = self.url_open(
            "/jsonrpc",
            data=json.dumps(
                {
                    "jsonrpc": "2.0",
                    "params": {
                        "service": "object",
                        "method": "execute_kw",
                        "args": [
                            self.env.cr.dbname,
                            self.rep.id,
                            self.rep.login,
                            "care.dossier",
                            "action_open",
                            [self.dossier.ids, "Night job"],
                        ],
                    },
                }
            ),
            headers={"Content-Type": "application/json"},
        )
        self.assertEqual(answer.json()["result"]["res_id"], self.dossier.id)
        self.assertEqual(self.log(), [(self.rep.name, "open", "rpc", "owner")])
