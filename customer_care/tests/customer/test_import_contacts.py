from datetime import date, datetime

import openpyxl

from odoo.tests import freeze_time, tagged

from ..common import NOW
from .book_common import BookCase

_LUNAR = ["care_lunar_month", "care_lunar_day", "care_lunar_leap"]


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestImportContacts(BookCase):
    """People of the customers, with birthdays of both calendars."""

    def contacts(self, headings, *rows, **kwargs):
        data = self.xlsx({"Contacts": [["Customer", "Contact Name", *headings], *rows]})
        return self.bring_in(data, "contacts", **kwargs)

    def lunar_of(self, name):
        person = self.partner(name)
        return tuple(person[field] for field in _LUNAR)

    def test_a_contact_is_found_by_name_and_brought_up_to_date(self):
        mary = self.make_contact("Mary", self.acme)
        book = self.contacts(["Job"], ["Acme", "Mary", "Buyer"], ["Acme", "Paul", "Boss"])
        self.assertRecordValues(book, [{"created_count": 1, "updated_count": 1}])
        self.assertEqual(mary.function, "Buyer")
        self.assertEqual(self.partner("Paul").parent_id, self.acme)

    def test_who_has_another_address_is_somebody_else(self):
        rows = [["Acme", "Wang Wei", "a@x.example"], ["Acme", "Wang Wei", "b@x.example"]]
        self.contacts(["Email"], *rows)
        book = self.contacts(["Email"], *rows)
        self.assertEqual(book.unchanged_count, 2)
        self.assertEqual(len(self.partner("Wang Wei")), 2)

    def test_customers_and_contacts_of_one_book(self):
        data = self.xlsx(
            {
                "People": [["Customer", "Contact Name"], ["Fox", "Fred"], ["Gone", "Gus"]],
                "Firms": [["Customer Name", "Size"], ["Fox", "Large"]],
                "Notes": [["Whatever"], ["x"]],
            }
        )
        book = self.rehearse(data, "both")
        self.assertRecordValues(book, [{"created_count": 2, "refused_count": 1}])
        self.assertFalse(self.partner("Fox"))
        self.assertIn("Notes", book.remarks)
        book.action_import()
        self.walk(book)
        self.assertEqual(self.partner("Fred").parent_id, self.partner("Fox"))

    def test_cells_that_were_merged_downwards_hold_for_each_row(self):
        book = openpyxl.Workbook()
        sheet = book.active
        for row in (["客户", "姓名"], ["Acme", "Ann"], [None, "Ben"], [None, "Cid"]):
            sheet.append(row)
        sheet.merge_cells("A2:A4")
        self.bring_in(self.saved(book), "contacts")
        people = self.partner("Ann") | self.partner("Ben") | self.partner("Cid")
        self.assertEqual(len(people), 3)
        self.assertEqual(people.parent_id, self.acme)

    def test_birthdays_in_several_forms(self):
        days = [
            datetime(1980, 3, 15),
            "1980-03-15",
            "1980/3/15",
            "1980年3月15日",
            "15.03.1980",
            "03/15/1980",
            "March 15, 1980",
            19800315,
            29295,
        ]
        rows = [["Acme", f"P{number}", day] for number, day in enumerate(days)]
        self.contacts(["Birthday"], *rows)
        people = self.env["res.partner"].search([("name", "in", [row[1] for row in rows])])
        self.assertEqual(people.mapped("care_birthday"), [date(1980, 3, 15)] * len(days))

    def test_lunar_birthdays_in_several_forms(self):
        forms = {
            "农历八月十五": (8, 15, False),
            "lunar 8-15": (8, 15, False),
            "闰四月初三": (4, 3, True),
            "leap 4-3": (4, 3, True),
            "腊月廿三": (12, 23, False),
            "正月初一": (1, 1, False),
            "农历一九八〇年八月十五": (8, 15, False),
        }
        rows = [["Acme", f"L{number}", text] for number, text in enumerate(forms)]
        self.contacts(["Birthday"], *rows)
        self.assertEqual(
            [self.lunar_of(row[1]) for row in rows], list(forms.values()), "said by the cell"
        )
        self.contacts(["Lunar Birthday"], ["Acme", "M1", "8/15"], ["Acme", "M2", "闰六月十一"])
        self.assertEqual(self.lunar_of("M1"), (8, 15, False))
        self.assertEqual(self.lunar_of("M2"), (6, 11, True))
        self.contacts(
            ["Birthday", "是否农历"],
            ["Acme", "N1", "8/15", "是"],
            ["Acme", "N2", datetime(2026, 8, 15), "yes"],
            ["Acme", "N3", "1980-08-15", "否"],
        )
        self.assertEqual(self.lunar_of("N1"), (8, 15, False))
        self.assertEqual(self.lunar_of("N2"), (8, 15, False))
        self.assertEqual(self.lunar_of("N3"), (False, False, False))
        self.assertEqual(self.partner("N3").care_birthday, date(1980, 8, 15))

    def test_days_that_do_not_exist_are_named(self):
        wrong = ["13-1", "8-31", "闰十二月初三", "1985年闰四月初三", "八月四十", "soon"]
        book = self.contacts(
            ["Lunar Birthday"], *[["Acme", f"P{n}", text] for n, text in enumerate(wrong)]
        )
        self.assertEqual(
            self.refusals(book), {(n, "lunar", text) for n, text in enumerate(wrong, 2)}
        )
        wrong = ["1980-02-30", "3-15", "2027-01-01", "1880-01-01"]
        book = self.contacts(
            ["Birthday"], *[["Acme", f"P{n}", text] for n, text in enumerate(wrong)]
        )
        self.assertEqual(
            self.refusals(book), {(n, "birthday", text) for n, text in enumerate(wrong, 2)}
        )

    def test_a_year_tells_whether_its_lunar_month_has_the_day(self):
        book = self.contacts(["Lunar Birthday"], ["Acme", "P1", "2024年正月三十"])
        self.assertEqual(self.refusals(book), {(2, "lunar", "2024年正月三十")})

    def test_a_number_that_excel_shortened_is_refused(self):
        book = self.contacts(
            ["Phone"],
            ["Acme", "P1", 13800138000.0],
            ["Acme", "P2", "1.38E+10"],
            ["Acme", "P3", "ask"],
        )
        self.assertEqual(self.refusals(book), {(3, "phone", "1.38E+10"), (4, "phone", "ask")})
        self.assertEqual(self.partner("P1").phone, "13800138000")

    def test_further_numbers_stand_in_the_notes_once(self):
        for _time in range(2):
            book = self.contacts(["Mobile", "Office Phone"], ["Acme", "P1", "138", "021-5"])
        self.assertEqual(book.unchanged_count, 1)
        self.assertEqual(self.partner("P1").phone, "138")
        self.assertEqual(str(self.partner("P1").comment).count("021-5"), 1)

    def test_contacts_have_of_their_customers_what_core_gives_them(self):
        term = self.env.ref("account.account_payment_term_15days")
        other_term = self.env.ref("account.account_payment_term_30days")
        self.acme.write(
            {
                "vat": "A-1",
                "street": "1 Road",
                "country_id": self.env.ref("base.be").id,
                "industry_id": self.env["res.partner.industry"].create({"name": "Pumps"}).id,
                "property_payment_term_id": term.id,
                "credit_limit": 5000,
            }
        )
        elsewhere = self.acme.with_company(self.other_company)
        elsewhere.property_payment_term_id = other_term
        self.contacts(["Job"], ["Acme", "Ann", "Buyer"], ["Bolt", "Ben", "Boss"])
        for person, customer in (("Ann", self.acme), ("Ben", self.bolt)):
            imported = self.partner(person)
            made = self.make_contact(person, customer)
            names = {*made._commercial_fields(), *made._address_fields(), "lang", "user_id"}
            for company in (self.company, self.other_company):
                here, there = imported.with_company(company), made.with_company(company)
                for name in names | {"commercial_partner_id", "complete_name", "type"}:
                    self.assertEqual(here[name], there[name], f"{person} {name} {company.name}")
        ann = self.env["res.partner"].search([("name", "=", "Ann")], limit=1, order="id")
        self.assertEqual(ann.property_payment_term_id, term)
        self.assertEqual(ann.with_company(self.other_company).property_payment_term_id, other_term)

    def test_what_the_database_refuses_of_a_hundred_rows_is_that_row_alone(self):
        self.env["ir.rule"].create(
            {
                "name": "Nobody called Bad",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": "['!', ('name', '=like', 'Bad%')]",
                "perm_read": False,
            }
        )
        rows = [["Acme", f"Bad {n}" if n in (3, 58, 59) else f"Good {n}"] for n in range(100)]
        book = self.contacts([], *rows)
        refused = book.row_ids.filtered(lambda row: row.state == "refused")
        self.assertEqual(refused.mapped("number"), [5, 60, 61])
        self.assertTrue(all(refused.mapped("reason")))
        self.assertEqual(len(self.acme.child_ids.filtered(lambda one: "Good" in one.name)), 97)

    def test_a_row_builds_upon_what_an_earlier_one_made_of_the_same_person(self):
        self.acme.vat = "A-1"
        data = self.xlsx(
            {
                "Contacts": [
                    ["Customer", "Customer's Tax ID", "Contact Name", "Job"],
                    ["Acme", None, "Ann", "Buyer"],
                    [None, "A-1", "Ann", "Boss"],
                ]
            }
        )
        book = self.bring_in(data, "contacts")
        self.assertEqual(book.row_ids.mapped("state"), ["created", "updated"])
        self.assertEqual(self.partner("Ann").function, "Boss")

    def test_a_contact_costs_no_query_of_its_own(self):
        counts = []
        for size in (20, 60):
            rows = [["Acme", f"P{size} {n}", f"p{n}@x.example"] for n in range(size)]
            data = self.xlsx({"C": [["Customer", "Contact Name", "Email"], *rows]})
            book = self.upload(data, "contacts")
            book.action_check()
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self.walk(book)
            counts.append(self.env.cr.sql_log_count - start)
        # many values of a table go into the database by several statements
        self.assertLess(counts[1], counts[0] + 40 // 2)

    def test_formulas_without_a_result_and_errors_are_named(self):
        book = self.contacts(
            ["Job", "Email"], ["Acme", "P1", "=1+1", None], ["Acme", "P2", None, "x"]
        )
        self.assertEqual(self.refusals(book), {(2, "function", "="), (3, "email", "x")})
