import random

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL

from ...tools.company_name import name_key
from ..common import NOW, CareCommon

_NAMES = [
    *("ACME Ltd.", "Acme Limited", "acme", "A.C.M.E. Co., Ltd.", "Acme GmbH & Co. KG", "Acme S.A."),
    *(
        "上海华信钢铁有限公司",
        "上海华信钢铁股份有限公司",
        "上海华信钢铁(集团)",
        "上海华信钢铁集团公司",
    ),
    *(
        "ＡＣＭＥ　Ｌｔｄ",
        "Müller AG",
        "MÜLLER",
        "Société Générale S.A.",
        "有限公司",
        "GmbH",
        "",
        "  ",
    ),
    *("O'Hara & Sons plc", "OHara Sons", "北京[华为]技术有限公司", "3M", "_x_", "Spa Resort SpA"),
]


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDuplicate(CareCommon):
    """Two customers who may be one are proposed, with the reason."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.twin = cls.make_customer("ACME Co., Ltd.", cls.rep)
        for customer in cls.acme | cls.twin | cls.bolt | cls.crane:
            cls.env["care.profile"]._ensure(customer, cls.company)

    def find(self, company=None):
        self.env["care.duplicate"]._find(company or self.company)
        return {
            frozenset((pair.partner_id | pair.other_partner_id).mapped("name")): pair.signs
            for pair in self.env["care.duplicate"].search(
                [("company_id", "=", self.company.id), ("state", "=", "open")]
            )
        }

    def add(self, name, **vals):
        customer = self.make_customer(name, **vals)
        self.env["care.profile"]._ensure(customer, self.company)
        return customer

    # === WHAT LOOKS ALIKE === #

    def test_names_without_legal_form_width_and_case(self):
        self.assertEqual(self.find(), {frozenset(("Acme", "ACME Co., Ltd.")): "name"})

    def test_chinese_names_without_legal_form(self):
        self.add("上海华信钢铁有限公司")
        self.add("上海华信钢铁（集团）股份有限公司")
        self.add("上海华信钢铁贸易有限公司")
        pairs = self.find()
        self.assertIn(
            frozenset(("上海华信钢铁有限公司", "上海华信钢铁（集团）股份有限公司")), pairs
        )
        self.assertFalse([pair for pair in pairs if "上海华信钢铁贸易有限公司" in pair])

    def test_tax_id_and_phone_however_they_are_written(self):
        self.bolt.write({"vat": "DE 123 456 789", "phone": "+49 (40) 1234-5678"})
        self.crane.write({"vat": "de123456789", "phone": "040 12345678"})
        self.assertEqual(self.find()[frozenset(("Bolt", "Crane"))], "phone,tax_id")

    def test_mail_domain_with_a_similar_name(self):
        self.add("Nordlicht Energie", email="a@nordlicht.example")
        self.add("Nordlicht Wind GmbH", email="b@nordlicht.example")
        self.add("Feuer AG", email="c@nordlicht.example")
        pairs = self.find()
        self.assertEqual(pairs[frozenset(("Nordlicht Energie", "Nordlicht Wind GmbH"))], "mail")
        self.assertFalse([pair for pair in pairs if "Feuer AG" in pair])

    def test_free_mail_says_nothing(self):
        self.add("Nordlicht Energie", email="a@qq.com")
        self.add("Nordlicht Wind", email="b@qq.com")
        self.assertEqual(len(self.find()), 1)

    def test_what_many_share_says_nothing(self):
        for number in range(9):
            self.add(f"Tenant {number * 7919}", phone="+86 21 5555 0000")
        self.assertEqual(len(self.find()), 1)

    def test_a_group_is_no_duplicate(self):
        self.twin.parent_id = self.acme
        self.env.flush_all()
        self.assertFalse(self.find())

    def test_names_of_legal_forms_alone_match_nobody(self):
        self.add("GmbH")
        self.add("有限公司")
        self.add("AG")
        self.assertEqual(len(self.find()), 1)

    def test_database_and_python_read_names_alike(self):
        dice = random.Random(7)
        signs = "AaÄß .,-_&'()（）中国有限公司集团ＡGmbHLtd 9"
        names = [
            *_NAMES,
            *("".join(dice.choices(signs, k=dice.randrange(1, 14))) for _n in range(300)),
        ]
        key = self.env["care.duplicate"]._sql_name_key(SQL("n"))
        rows = self.env.execute_query(
            SQL("SELECT %s FROM unnest(%s::text[]) WITH ORDINALITY u (n, o) ORDER BY o", key, names)
        )
        for name, (found,) in zip(names, rows, strict=True):
            with self.subTest(name=name):
                self.assertEqual(found, name_key(name))

    # === DECISIONS === #

    def test_not_a_duplicate_is_remembered(self):
        self.find()
        pair = self.env["care.duplicate"].search([("company_id", "=", self.company.id)])
        self.rpc(self.steward, "care.duplicate", "action_dismiss", pair.ids)
        self.assertFalse(self.find())
        self.assertRecordValues(
            pair, [{"state": "dismissed", "dismissed_user_id": self.steward.id}]
        )
        self.rpc(self.steward, "care.duplicate", "action_reopen", pair.ids)
        self.assertEqual(len(self.find()), 1)

    def test_what_no_longer_holds_is_taken_back(self):
        self.find()
        self.twin.name = "Zeppelin"
        self.assertFalse(self.find())

    def test_finding_again_writes_nothing(self):
        self.find()
        pairs = self.env["care.duplicate"].search([("company_id", "=", self.company.id)])
        self.find()
        again = self.env["care.duplicate"].search([("company_id", "=", self.company.id)])
        self.assertEqual(again, pairs)

    def test_each_company_compares_its_own(self):
        self.env["care.profile"]._ensure(self.acme, self.other_company)
        self.env["care.duplicate"]._find(self.other_company)
        self.assertFalse(
            self.env["care.duplicate"].search([("company_id", "=", self.other_company.id)])
        )

    def test_who_sees_both_decides(self):
        self.twin.user_id = self.colleague
        self.find()
        pair = self.env["care.duplicate"].search([("company_id", "=", self.company.id)])
        self.assertFalse(self.rpc(self.rep, "care.duplicate", "search", []))
        self.assertIn(pair.id, self.rpc(self.team_leader, "care.duplicate", "search", []))
        for user, method in ((self.rep, "action_dismiss"), (self.leader, "action_dismiss")):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.duplicate", method, pair.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.manager, "care.duplicate", "write", pair.ids, {"state": "dismissed"})
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.duplicate", "action_find", [])

    # === MERGING === #

    def test_merged_without_loss(self):
        self.find()
        for customer in self.acme | self.twin:
            body = f"About {customer.name}"
            customer.message_post(body=body)
            self.env["ir.attachment"].create(
                {
                    "name": customer.name,
                    "raw": b"x",
                    "res_model": "res.partner",
                    "res_id": customer.id,
                }
            )
            self.make_order(customer, 100)
            self.make_touchpoint(customer, date_planned="2026-04-01", name=customer.name)
            self.env["care.contract"].create(
                {
                    "name": customer.name,
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "product_id": self.product.id,
                    "date_end": "2027-12-31",
                }
            )
        self.make_contact("Paul", self.twin)
        acme, twin = self.file_of(self.acme), self.file_of(self.twin)
        self.env["care.profile"]._set_codes({acme: "A-1", twin: "T-1"})
        (self.acme | self.twin).email = "x@acme.example"
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.twin).ids, self.acme)
        self.assertFalse(self.twin.exists())
        bodies = " ".join(self.acme.message_ids.mapped("body"))
        self.assertIn("About Acme", bodies)
        self.assertIn("About ACME Co., Ltd.", bodies)
        held = [("res_model", "=", "res.partner"), ("res_id", "=", self.acme.id)]
        self.assertGreaterEqual(self.env["ir.attachment"].search_count(held), 2)
        of_acme = [("partner_id", "=", self.acme.id)]
        self.assertEqual(self.env["sale.order"].search_count(of_acme), 2)
        self.assertEqual(
            self.env["care.touchpoint"].search_count([*of_acme, ("origin", "=", "manual")]), 2
        )
        self.assertEqual(self.env["care.contract"].search_count(of_acme), 2)
        self.assertEqual(set(self.acme.child_ids.mapped("name")), {self.petra.name, "Paul"})
        self.assertRecordValues(
            acme, [{"customer_code": "A-1", "former_codes": "T-1", "turnover_12m": 200}]
        )
        self.assertFalse(self.find())
