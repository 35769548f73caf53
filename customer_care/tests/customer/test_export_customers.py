import tempfile

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, freeze_time, tagged

from ..common import NOW
from .book_common import BookCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestExportCustomers(BookCase):
    """客户信息基础表 in the reader's language, with her rights."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.allow_export(cls.rep | cls.colleague | cls.member | cls.steward)
        cls.file_of(cls.acme).write({"size": "large", "credit_grade": "AA"})
        cls.acme.write({"phone": "0211234", "vat": "007", "country_id": cls.env.ref("base.cn").id})
        cls.acme.category_id = cls.env["res.partner.category"].create({"name": "Loyal"})
        cls.make_contact(
            "Li Hua",
            cls.acme,
            function="=cmd|' /C calc'!A0",
            care_birthday="1980-03-15",
            care_lunar_month=4,
            care_lunar_day=3,
            care_lunar_leap=True,
        )

    def export(self, user, domain=(), lang="en_US", companies=None):
        """The workbook that a user gets, as bytes."""
        context = {"allowed_company_ids": (companies or user.company_id).ids, "lang": lang}
        env = self.env(user=user, context=context)
        action = env["care.export"].action_export(list(domain))
        export = env["care.export"].browse(int(action["url"].rpartition("/")[2]))
        with tempfile.TemporaryFile() as stream:
            export._write_book(stream)
            stream.seek(0)
            return stream.read()

    def rows(self, sheet):
        headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        return [dict(zip(headings, row, strict=True)) for row in rows]

    def test_it_shows_basics_classification_figures_and_people(self):
        book = self.read_workbook(self.export(self.rep))
        [acme] = [row for row in self.rows(book["Customers"]) if row["Customer Name"] == "Acme"]
        self.assertEqual(
            {key: acme[key] for key in ("Tax ID", "Phone", "Country", "Account Manager", "Grade")},
            {
                "Tax ID": "007",
                "Phone": "0211234",
                "Country": "China",
                "Account Manager": "Rep",
                "Grade": "A",
            },
        )
        self.assertEqual(
            (acme["Size"], acme["Tags"], acme["Credit Grade"]), ("Large", "Loyal", "AA")
        )
        self.assertEqual(acme["Turnover 12 Months"], 600_000)
        [person] = [row for row in self.rows(book["Contacts"]) if row["Contact Name"] == "Li Hua"]
        self.assertEqual(person["Lunar Birthday"], "leap 4-3")
        self.assertEqual(person["Birthday"].date().isoformat(), "1980-03-15")

    def test_it_is_ready_to_read_and_print(self):
        sheet = self.read_workbook(self.export(self.rep))["Customers"]
        self.assertEqual(sheet.freeze_panes, "B2")
        self.assertTrue(sheet.auto_filter.ref.startswith("A1:"))
        self.assertEqual(sheet.page_setup.orientation, "landscape")
        self.assertEqual(sheet.print_title_rows, "$1:$1")
        position = [cell.value for cell in sheet[1]].index("Turnover 12 Months") + 1
        self.assertEqual(sheet.cell(2, position).number_format, '#,##0.00\\ "€"')

    def test_texts_never_become_formulas(self):
        sheet = self.read_workbook(self.export(self.rep))["Contacts"]
        cells = [cell for row in sheet.iter_rows() for cell in row if str(cell.value)[:1] == "="]
        self.assertEqual([cell.data_type for cell in cells], ["s"])

    def test_nothing_is_not_zero(self):
        book = self.read_workbook(self.export(self.rep))
        [dock] = [row for row in self.rows(book["Customers"]) if row["Customer Name"] == "Dock"]
        self.assertIsNone(dock["Turnover Trend (%)"])

    def test_each_sees_her_own_customers(self):
        for user, names in (
            (self.rep, {"Acme", "Dock"}),
            (self.colleague, {"Bolt", "Crane", "Dock"}),
            (self.member, {"Crane", "Dock"}),
            (self.steward, {"Acme", "Bolt", "Crane", "Dock"}),
        ):
            with self.subTest(user.name):
                book = self.read_workbook(self.export(user))
                mine = {row["Customer Name"] for row in self.rows(book["Customers"])}
                self.assertEqual(mine & {"Acme", "Bolt", "Crane", "Dock", "Elm"}, names)
                people = {row["Customer"] for row in self.rows(book["Contacts"])}
                self.assertEqual("Acme" in people, "Acme" in names)

    def test_only_the_customers_of_the_filter(self):
        domain = [("partner_id", "=", self.acme.id)]
        book = self.read_workbook(self.export(self.steward, domain))
        self.assertEqual([row["Customer Name"] for row in self.rows(book["Customers"])], ["Acme"])

    def test_who_may_not_export_does_not(self):
        self.rep.group_ids -= self.env.ref("base.group_allow_export")
        for user in (self.rep, self.seller, self.portal_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.export", "action_export", [])

    def test_a_round_trip_changes_nothing(self):
        data = self.export(self.steward)
        book = self.bring_in(data, "both")
        self.assertFalse(book.remarks)
        self.assertRecordValues(
            book, [{"created_count": 0, "updated_count": 0, "refused_count": 0}]
        )
        self.assertGreaterEqual(book.unchanged_count, 6)

    def test_a_round_trip_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["base", "customer_care"], ["zh_CN"])
        data = self.export(self.steward, lang="zh_CN")
        self.assertIn("客户名称", [cell.value for cell in self.read_workbook(data)["客户"][1]])
        book = self.bring_in(data, "both", lang="en_US")
        self.assertRecordValues(
            book, [{"created_count": 0, "updated_count": 0, "refused_count": 0}]
        )

    def test_eighty_customers_take_as_many_queries_as_one(self):
        for number in range(80):
            firm = self.make_customer(
                f"Firm {number}", self.rep, state_id=self.env.ref("base.state_us_1").id
            )
            self.make_contact(f"Person {number}", firm)
            self.env["care.profile"]._ensure(firm)
        self.env.flush_all()
        self.count_queries([])  # fills what is kept for all
        one = self.count_queries([("partner_id.name", "=", "Firm 7")])
        self.assertEqual(self.count_queries([("partner_id.name", "=like", "Firm %")]), one)

    def count_queries(self, domain):
        env = self.env(user=self.steward)
        export = env["care.export"].create({"domain": domain})
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        with tempfile.TemporaryFile() as stream:
            export._write_book(stream)
        return self.env.cr.sql_log_count - before


@tagged("post_install", "-at_install")
class TestBookRoutes(BookCase, HttpCase):
    """The ways to download."""

    def setUp(self):
        super().setUp()
        for user in (self.steward, self.rep, self.portal_user):
            user.password = user.login

    def get(self, user, path):
        self.authenticate(user.login, user.login)
        return self.url_open(f"/customer_care/book/{path}", allow_redirects=False)

    def test_templates_are_read_as_they_are(self):
        for kind, sheets in (
            ("customers", ["Customers", "Example", "Explanation", "Choices"]),
            ("contacts", ["Contacts", "Example", "Explanation", "Choices"]),
        ):
            with self.subTest(kind):
                answer = self.get(self.steward, f"template/{kind}.xlsx")
                book = self.read_workbook(answer.content)
                self.assertEqual(book.sheetnames, sheets)
                self.assertTrue(book[sheets[0]].data_validations.dataValidation)
                headings = [cell.value for cell in book[sheets[0]][1]]
                book[sheets[0]].append(
                    ["Acme"] + [None if name != "Contact Name" else "Ed" for name in headings[1:]]
                )
                done = self.rehearse(self.saved(book), kind)
                self.assertRecordValues(done, [{"refused_count": 0, "total_count": 1}])
                self.assertFalse(done.remarks)

    def test_both_books_in_one_template(self):
        book = self.read_workbook(self.get(self.steward, "template/both.xlsx").content)
        self.assertEqual(book.sheetnames[:2], ["Customers", "Contacts"])

    def test_headings_as_csv(self):
        answer = self.get(self.steward, "template/contacts.csv")
        self.assertTrue(answer.content.decode("utf-8-sig").startswith("Customer,Customer Code"))

    def test_refused_rows_come_back_corrected(self):
        data = self.xlsx(
            {
                "A": [
                    ["Name", "Size", "Phone", "City"],
                    ["Good", "Large", None, None],
                    ["Fox", "Giant", "021", "=1"],
                    ["Hen", "Large", "1.38E+10", None],
                ]
            }
        )
        done = self.bring_in(data)
        answer = self.get(self.steward, f"refused/{done.id}")
        book = self.read_workbook(answer.content)
        sheet = book["Customers"]
        headings = [cell.value for cell in sheet[1]]
        self.assertEqual(sheet.max_row, 3)
        self.assertEqual(headings[-1], "Why It Was Not Imported")
        self.assertIn("Giant", sheet.cell(2, len(headings)).value)
        sheet.cell(2, headings.index("Size") + 1).value = "small"
        sheet.cell(3, headings.index("Phone") + 1).value = "13800138000"
        again = self.bring_in(self.saved(book))
        self.assertRecordValues(again, [{"created_count": 2, "refused_count": 0}])
        self.assertEqual(self.partner("Fox").phone, "021")

    def test_others_are_turned_away(self):
        done = self.bring_in(self.xlsx({"A": [["Name", "Size"], ["Fox", "x"]]}))
        self.allow_export(self.steward)
        export = self.env["care.export"].with_user(self.steward).create({"domain": []})
        for path in ("template/customers.xlsx", f"refused/{done.id}", f"export/{export.id}"):
            with self.subTest(path):
                self.assertIn(self.get(self.rep, path).status_code, (403, 404))
                self.assertIn(self.get(self.portal_user, path).status_code, (403, 404))
                self.logout()
                answer = self.url_open(f"/customer_care/book/{path}", allow_redirects=False)
                self.assertEqual(answer.status_code, 303)
        self.assertEqual(self.get(self.steward, f"export/{export.id}").status_code, 200)
        self.assertEqual(self.get(self.steward, "template/other.xlsx").status_code, 404)
