from contextlib import closing

from odoo import SUPERUSER_ID, api
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import SQL

from ..common import NOW, CareCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCustomerCode(CareCommon):
    """Every customer gets a code by the company's rule, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.files = cls.file_of(cls.acme) | cls.file_of(cls.bolt)
        cls.industry = cls.env.ref("base.res_partner_industry_C")

    def abbreviate(self, **vals):
        return self.env["care.code.part"].create({"company_id": self.company.id, **vals})

    # === THE RULE === #

    def test_pattern_without_exactly_one_number_is_refused(self):
        for pattern in ("ABC", "{seq}", "{seq:0}", "{seq:4}{seq:4}", "{seq:4", "{seq:99}", "{}"):
            with self.subTest(pattern=pattern), self.assertRaises(ValidationError):
                self.company.care_code_pattern = pattern

    def test_pattern_cannot_look_into_the_server(self):
        for pattern in ("{seq:4}{year.__class__}", "{seq:4}{self}", "{seq:4}{year!r}"):
            with self.subTest(pattern=pattern), self.assertRaises(ValidationError):
                self.company.care_code_pattern = pattern

    def test_settings_show_an_example_or_what_is_wrong(self):
        self.abbreviate(kind="industry", industry_id=self.industry.id, code="MFG")
        with Form(self.env["res.config.settings"].with_company(self.company)) as settings:
            settings.care_code_pattern = "{industry}-{year}-{seq:4}"
            self.assertEqual(settings.care_code_preview, "MFG-2026-0001")
            settings.care_code_pattern = "{planet}{seq:4}"
            self.assertIn("{planet}", settings.care_code_preview)
            settings.care_code_pattern = "K{seq:4}"

    def test_industry_region_year_grade_and_number(self):
        self.company.care_code_pattern = "{industry}/{region}-{year}{grade}{seq:3}"
        self.abbreviate(kind="industry", industry_id=self.industry.id, code="MFG")
        self.abbreviate(kind="region", region="East", code="E")
        self.abbreviate(kind="region", code="X")
        (self.acme | self.bolt).industry_id = self.industry
        self.file_of(self.acme).region = " east"
        self.assertEqual(self.files._give_codes(), self.files)
        self.assertEqual(
            [code[:-3] for code in self.files.mapped("customer_code")],
            ["MFG/E-2026A", f"MFG/X-2026{self.file_of(self.bolt).grade_id.code}"],
        )
        self.assertEqual({code[-3:] for code in self.files.mapped("customer_code")}, {"001", "002"})

    def test_who_lacks_an_abbreviation_waits_and_it_is_said_why(self):
        self.company.care_code_pattern = "{industry}{seq:3}"
        self.refresh()
        self.assertFalse(self.file_of(self.acme).customer_code)
        with self.assertRaisesRegex(UserError, "has no abbreviation"):
            self.rpc(self.manager, "care.profile", "action_give_codes", self.files.ids)
        self.abbreviate(kind="industry", code="Z")
        self.refresh()
        self.assertRegex(self.file_of(self.acme).customer_code, r"^Z\d\d\d$")

    def test_reference_of_the_contact_becomes_the_code_where_it_is_unique(self):
        self.company.write({"care_code_pattern": "K{seq:3}", "care_code_from_reference": True})
        self.acme.ref, self.bolt.ref, self.crane.ref = "R-1", "SAME", "SAME"
        self.refresh()
        self.assertEqual(self.file_of(self.acme).customer_code, "R-1")
        for customer in self.bolt | self.crane:
            self.assertRegex(self.file_of(customer).customer_code, r"^K\d\d\d$")

    # === GIVEN ONCE === #

    def test_prospect_gets_it_when_she_buys(self):
        self.company.care_code_pattern = "K{seq:4}"
        prospect = self.make_customer("Prospect")
        file = self.env["care.profile"]._ensure(prospect, self.company)
        self.refresh()
        self.assertFalse(file.customer_code)
        self.make_order(prospect)
        self.refresh(prospect)
        self.assertRegex(file.customer_code, r"^K\d{4}$")

    def test_engine_never_changes_it(self):
        self.company.care_code_pattern = "K{seq:4}"
        self.refresh()
        codes = self.files.mapped("customer_code")
        self.company.care_code_pattern = "N{seq:4}"
        self.acme.industry_id = self.industry
        self.refresh()
        self.files._give_codes()
        self.assertEqual(self.files.mapped("customer_code"), codes)

    def test_no_rule_no_code(self):
        self.refresh()
        self.assertFalse(any(self.files.mapped("customer_code")))
        with self.assertRaisesRegex(UserError, "no rule"):
            self.rpc(self.manager, "care.profile", "action_give_codes", self.files.ids)

    def test_codes_given_by_hand_are_left_out_by_the_counter(self):
        self.company.care_code_pattern = "K{seq:4}"
        file = self.file_of(self.dock)
        self.env["care.profile"]._set_codes({file: "K0001", self.file_of(self.crane): "K0002"})
        self.files._give_codes()
        self.assertEqual(set(self.files.mapped("customer_code")), {"K0003", "K0004"})

    def test_import_says_which_code_is_taken(self):
        acme, bolt = self.file_of(self.acme), self.file_of(self.bolt)
        self.env["care.profile"]._set_codes({acme: " A-1 "})
        self.assertEqual(acme.customer_code, "A-1")
        self.env["care.profile"]._set_codes({acme: "A-1"})
        with self.assertRaisesRegex(ValidationError, "has the code A-1 already"):
            self.env["care.profile"]._set_codes({bolt: "A-1"})
        with self.assertRaisesRegex(UserError, "given once"):
            self.env["care.profile"]._set_codes({acme: "A-2"})
        for bad in ("", "  ", "a,b", "x" * 65, "a\nb"):
            with (
                self.subTest(code=bad),
                self.assertRaisesRegex(ValidationError, "no customer code"),
            ):
                self.env["care.profile"]._set_codes({bolt: bad})
        with self.assertRaisesRegex(ValidationError, "has the code D already"):
            self.env["care.profile"]._set_codes({bolt: "D", self.file_of(self.dock): "D"})

    def test_same_code_in_two_companies(self):
        ours, theirs = self.file_of(self.acme), self.file_of(self.acme, self.other_company)
        self.env["care.profile"]._set_codes({ours: "A-1", theirs: "A-1"})
        self.assertEqual((ours | theirs).mapped("customer_code"), ["A-1", "A-1"])

    def test_two_servers_never_give_the_same_number(self):
        """Numbers are the database's own: the second asks while the first has not committed."""
        self.company.care_code_pattern = "K{seq:4}"
        name = f"ir_sequence_{self.company._care_code_sequence().id:03d}"
        self.env.cr.execute(SQL("SELECT to_regclass(%s)", name))
        self.assertEqual(self.env.cr.fetchone(), (name,))
        first = self.env["care.profile"]._code_numbers(self.company, 3)
        second = self.env["care.profile"]._code_numbers(self.company, 3)
        self.assertEqual(first + second, [1, 2, 3, 4, 5, 6])

    def test_numbers_of_two_transactions_differ_and_nobody_waits(self):
        """On real connections: neither waits for the other's commit."""
        with closing(self.registry.cursor()) as cr, closing(self.registry.cursor()) as other:
            company = api.Environment(cr, SUPERUSER_ID, {})["res.company"].search([], limit=1)
            sequence = company.root_id._care_code_sequence()
            cr.execute("SET LOCAL lock_timeout = '2s'")
            cr.execute(SQL("SELECT nextval(%s)", f"ir_sequence_{sequence.id:03d}"))
            number = cr.fetchone()[0]
            other.execute("SELECT 1")
            self.assertGreaterEqual(number, 1)
            cr.rollback()

    # === WHO === #

    def test_only_those_who_answer_for_all_files_correct_a_code(self):
        file = self.file_of(self.acme)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.profile", "write", file.ids, {"customer_code": "MINE"})
        self.rpc(self.steward, "care.profile", "write", file.ids, {"customer_code": " A-9 "})
        self.assertEqual(file.customer_code, "A-9")

    def test_private_doors_stay_closed(self):
        for method in "_give_codes", "_set_codes":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.manager, "care.profile", method, {})

    # === FOUND === #

    def test_code_finds_the_customer(self):
        self.env["care.profile"]._set_codes({self.file_of(self.acme): "MFG-0042"})
        for user, found in ((self.rep, True), (self.colleague, False), (self.employee, False)):
            with self.subTest(user=user.name):
                rows = self.rpc(user, "res.partner", "name_search", "mfg-0042")
                self.assertEqual(self.acme.id in [row[0] for row in rows], found)
        rows = self.rpc(self.rep, "care.profile", "name_search", "G-004")
        self.assertEqual([row[0] for row in rows], self.file_of(self.acme).ids)
        rows = self.rpc(
            self.rep,
            "res.partner",
            "search_read",
            [("care_customer_code", "=", "MFG-0042")],
            ["id"],
        )
        self.assertEqual({row["id"] for row in rows}, set((self.acme | self.petra).ids))

    def test_names_are_found_as_ever(self):
        for user in self.rep | self.employee:
            rows = self.rpc(user, "res.partner", "name_search", "Acme")
            self.assertIn(self.acme.id, [row[0] for row in rows])

    def test_merged_code_still_finds_the_customer(self):
        acme, bolt = self.file_of(self.acme), self.file_of(self.bolt)
        self.env["care.profile"]._set_codes({acme: "A-1", bolt: "B-1"})
        self.bolt.email = self.acme.email = "x@x.example"
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.bolt).ids, self.acme)
        self.assertRecordValues(acme, [{"customer_code": "A-1", "former_codes": "B-1"}])
        rows = self.rpc(self.rep, "res.partner", "name_search", "B-1")
        self.assertIn(self.acme.id, [row[0] for row in rows])
        with self.assertRaisesRegex(ValidationError, "has the code B-1 already"):
            self.env["care.profile"]._set_codes({self.file_of(self.dock): "B-1"})
