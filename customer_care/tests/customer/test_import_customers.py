from unittest.mock import patch

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ...wizard import care_import
from ..common import NOW
from .book_common import BookCase


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestImportCustomers(BookCase):
    """Old books of customers become files."""

    HEADINGS = ["Customer Name", "Tax ID", "Size", "Account Manager", "Grade", "Tags"]

    def book(self, *rows, headings=None):
        return self.xlsx({"Customers": [headings or self.HEADINGS, *rows]})

    def test_a_rehearsal_writes_nothing(self):
        book = self.rehearse(self.book(["Fox", None, "Large", "Rep", "A", "Old, Loyal"]))
        self.assertRecordValues(book, [{"state": "checked", "created_count": 1}])
        self.assertFalse(self.partner("Fox"))
        self.assertFalse(self.env["res.partner.category"].search([("name", "=", "Loyal")]))

    def test_a_new_customer_has_everything(self):
        self.bring_in(self.book(["Fox", "X-1", "Large", "test_care_rep", "A", "Old, Loyal"]))
        fox = self.partner("Fox")
        self.assertRecordValues(
            fox, [{"is_company": True, "vat": "X-1", "user_id": self.rep.id, "parent_id": False}]
        )
        self.assertEqual(set(fox.category_id.mapped("name")), {"Old", "Loyal"})
        file = self.file_of(fox)
        self.assertRecordValues(file, [{"size": "large", "is_manual": True, "active": True}])

    def test_the_grade_is_proposed_by_a_steward_and_given_by_a_manager(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        data = self.book(["Fox", None, None, None, "A", None])
        book = self.bring_in(data)
        file = self.file_of(self.partner("Fox"))
        self.assertFalse(file.grade_id)
        self.assertIn("approval", book.row_ids.note)
        self.assertRecordValues(
            file.grade_change_ids, [{"state": "proposed", "new_grade_id": self.grade_a.id}]
        )
        self.bring_in(data)
        self.assertEqual(len(file.grade_change_ids), 1)
        self.bring_in(data, user=self.manager)
        self.assertEqual(file.grade_id, self.grade_a)

    def test_uploading_twice_makes_nothing_twice(self):
        data = self.book(["Fox", None, "Large", "Rep", None, "Old"], ["Acme", "A-1"])
        self.bring_in(data)
        book = self.bring_in(data)
        self.assertRecordValues(
            book, [{"created_count": 0, "updated_count": 0, "unchanged_count": 2}]
        )
        self.assertEqual(len(self.partner("Fox")), 1)

    def test_a_known_customer_is_brought_up_to_date_and_keeps_what_is_empty(self):
        self.acme.city = "Ghent"
        book = self.bring_in(
            self.book(["Acme", "A-1", None], headings=["Name", "VAT", "City"]), name="a.xlsx"
        )
        self.assertRecordValues(book, [{"created_count": 0, "updated_count": 1}])
        self.assertRecordValues(self.acme, [{"vat": "A-1", "city": "Ghent"}])

    def test_a_tax_id_finds_the_customer_before_the_name(self):
        self.bolt.vat = "B-7"
        self.bring_in(self.book(["Bolt Renamed", "B-7"], headings=["Name", "Tax ID"]))
        self.assertEqual(self.bolt.name, "Bolt Renamed")

    def test_a_code_is_given_once_and_finds_the_customer(self):
        headings = ["Customer Code", "Name", "City"]
        self.bring_in(self.book(["K-1", "Fox", None], ["K-2", "Hen", None], headings=headings))
        fox = self.partner("Fox")
        self.assertEqual(self.file_of(fox).customer_code, "K-1")
        book = self.bring_in(
            self.book(["K-1", None, "Ghent"], ["K-9", "Hen", None], headings=headings)
        )
        self.assertEqual(fox.city, "Ghent")
        self.assertIn("K-2", book.row_ids[1].reason)
        self.assertEqual(self.file_of(self.partner("Hen")).customer_code, "K-2")

    def test_a_tag_of_many_rows_is_made_once(self):
        rows = [[f"Fox {number}", None, None, None, None, "Loyal, loyal"] for number in range(3)]
        book = self.bring_in(self.book(*rows))
        tag = self.env["res.partner.category"].search([("name", "=ilike", "loyal")])
        self.assertEqual(len(tag), 1)
        self.assertEqual(book.row_ids.partner_id.category_id, tag)
        again = self.bring_in(self.book(*rows))
        self.assertEqual(again.unchanged_count, 3)

    def test_another_tax_id_is_another_customer_of_the_same_name(self):
        self.acme.vat = "A-1"
        self.bring_in(self.book(["Acme", "A-2"], headings=["Name", "Tax ID"]))
        self.assertEqual(set(self.partner("Acme").mapped("vat")), {"A-1", "A-2"})

    def test_two_of_one_name_are_not_guessed(self):
        self.make_customer("Acme")
        book = self.bring_in(self.book(["Acme", "Ghent"], headings=["Name", "City"]))
        self.assertIn("Several customers", book.row_ids.reason)

    def test_an_archived_customer_is_not_made_again(self):
        self.dock.active = False
        book = self.bring_in(self.book(["Dock"], headings=["Name", "City"]))
        self.assertIn("archived", book.row_ids.reason)

    def test_a_row_that_comes_again_is_refused(self):
        book = self.bring_in(self.book(["Fox", "1"], ["Fox", "1"], headings=["Name", "Tax ID"]))
        self.assertRecordValues(
            book.row_ids, [{"state": "created", "number": 2}, {"state": "refused", "number": 3}]
        )
        self.assertEqual(book.row_ids[1].reason, "Row 2 says the same already.")

    def test_every_bad_cell_is_named(self):
        book = self.bring_in(self.book(["Fox", None, "Giant", "Nobody", "Z", None], ["Good"]))
        self.assertEqual(
            self.refusals(book), {(2, "size", "Giant"), (2, "owner", "Nobody"), (2, "grade", "Z")}
        )
        self.assertIn("Size “Giant”: Not one of the choices", book.row_ids[0].reason)
        self.assertFalse(self.partner("Fox"))
        self.assertTrue(self.partner("Good"))

    def test_headings_in_chinese_in_any_order_below_a_title(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["客户名册"])
        sheet.merge_cells("A1:C1")
        sheet.append([])
        sheet.append(["规模", "客户经理", "客户名称*", "国家（必填）", "备注"])
        sheet.append(["large", "Rep", "狐狸公司", "中国", "x"])
        sheet.append([None, None, None, None, None])
        sheet.append(["small", None, "兔子公司", "CN", None])
        book = self.bring_in(self.saved(book))
        self.assertRecordValues(book.row_ids, [{"number": 4}, {"number": 6}])
        self.assertIn("备注", book.remarks)
        china = self.env.ref("base.cn")
        self.assertRecordValues(
            self.partner("狐狸公司") | self.partner("兔子公司"),
            [{"country_id": china.id}, {"country_id": china.id}],
        )

    def test_what_is_missing_is_said_without_an_empty_value(self):
        book = self.rehearse(self.book([None, "X-1"]))
        self.assertEqual(book.row_ids.reason, "Customer Name: The name is missing.")
        self.assertEqual(book.display_name, "old.xlsx")
        self.assertEqual(self.upload(b"", name=False).display_name, "Import Customers")

    def test_reasons_come_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        book = self.bring_in(self.book(["Fox", None, "巨大"]), lang="zh_CN")
        self.assertIn("规模", book.row_ids.reason)
        self.assertNotIn("choices", book.row_ids.reason)

    def test_codes_and_phones_keep_their_zeros(self):
        book = openpyxl.Workbook()
        sheet = book.active
        sheet.append(["Name", "Tax ID", "Phone", "ZIP"])
        sheet.append(["Fox", 123, 13800138000, 7])
        sheet["B2"].number_format = "000000"
        sheet["D2"].number_format = "00000"
        self.bring_in(self.saved(book))
        self.assertRecordValues(
            self.partner("Fox"), [{"vat": "000123", "phone": "13800138000", "zip": "00007"}]
        )

    def test_a_step_that_was_cut_off_is_made_again(self):
        data = self.book(*[[f"Fox {number}"] for number in range(150)], headings=["Name", "City"])
        book = self.rehearse(data)
        book.action_import()
        self.enterContext(patch.object(care_import, "_STEP_SECONDS", -1))
        book.action_step()
        with self.assertRaises(ZeroDivisionError), self.env.cr.savepoint():
            book.action_step()
            raise ZeroDivisionError
        self.assertLess(book.done_count, 150)
        self.walk(book)
        self.assertEqual(book.created_count, 150)
        self.assertEqual(self.env["res.partner"].search_count([("name", "=like", "Fox %")]), 150)

    def test_who_left_finds_her_import_again(self):
        book = self.upload(self.book(["Fox"]))
        book.action_check()
        self.assertEqual(self.rpc(self.steward, "care.import", "action_start")["res_id"], book.id)
        self.walk(book).action_import()
        self.walk(book)
        self.assertFalse(self.rpc(self.steward, "care.import", "action_start")["res_id"])

    # === RIGHTS === #

    def test_only_stewards_and_managers_import(self):
        for user in (self.rep, self.team_leader, self.leader, self.seller, self.portal_user):
            with self.subTest(user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.import", "action_start")
        self.assertTrue(self.rpc(self.steward, "care.import", "action_start"))

    def test_who_may_not_create_contacts_is_told_so_at_once(self):
        manager = self._make_user("No Seller", "customer_care.group_care_manager")
        with self.assertRaisesRegex(AccessError, "right to create contacts"):
            self.rpc(manager, "care.import", "action_start")

    def test_an_import_is_its_owners_alone(self):
        book = self.upload(self.book(["Fox"]))
        with self.assertRaises(AccessError):
            self.rpc(self.manager, "care.import", "action_step", book.ids)

    def test_the_customers_of_another_company_are_not_found(self):
        self.dock.company_id = self.other_company
        book = self.bring_in(self.book(["Dock", "A-9"], headings=["Name", "Tax ID"]))
        self.assertEqual(book.created_count, 1)
        self.assertFalse(self.dock.vat)

    def test_a_rule_that_closes_a_customer_closes_it_here(self):
        self.env["ir.rule"].create(
            {
                "name": "Not Bolt",
                "model_id": self.env.ref("base.model_res_partner").id,
                "domain_force": f"[('id', '!=', {self.bolt.id})]",
                "perm_read": False,
            }
        )
        book = self.bring_in(self.book(["Bolt", "B-1"], headings=["Name", "Tax ID"]))
        self.assertRecordValues(book.row_ids, [{"state": "refused"}])
        self.assertFalse(self.bolt.vat)

    def test_an_import_that_runs_takes_no_other_file(self):
        book = self.rehearse(self.book(["Fox"]))
        book.action_import()
        with self.assertRaises(UserError):
            book.action_check()

    # === HELD CHANGES === #

    def hold(self, *names):
        """Let the company hold these fields of its customers Acme and Bolt."""
        self.env["care.profile"]._ensure(self.acme | self.bolt, self.company)
        self.company.write({f"care_hold_{name}": True for name in names})
        self.acme.vat = "OLD-1"

    def test_a_change_that_waits_for_approval_says_so_in_its_row(self):
        self.hold("name", "vat")
        data = self.book(
            ["OLD-1", "Acme Ltd.", "Kiel"],
            ["B-1", "Bolt", "Bonn"],
            headings=["Tax ID", "Name", "City"],
        )
        book = self.rehearse(data)
        acme, bolt = book.row_ids
        self.assertEqual(acme.note, "Waits for a care manager's approval: Name.")
        self.assertFalse(
            self.env["care.change.request"].search([("partner_id", "=", self.acme.id)])
        )
        book = self.bring_in(data)
        acme, bolt = book.row_ids
        self.assertRecordValues(self.acme, [{"name": "Acme", "city": "Kiel"}])
        self.assertRecordValues(
            acme,
            [{"state": "updated", "note": "Waits for a care manager's approval: Name."}],
        )
        self.assertRecordValues(
            bolt,
            [{"state": "updated", "note": "Waits for a care manager's approval: Tax ID."}],
        )
        again = self.bring_in(data)
        self.assertEqual(set(again.row_ids.mapped("state")), {"unchanged"})
        self.assertEqual(again.row_ids[0].note, acme.note)
        requests = self.env["care.change.request"].search([("state", "=", "proposed")])
        self.assertEqual(len(requests.filtered(lambda one: one.partner_id == self.acme)), 1)

    def test_the_old_value_again_leaves_open_what_waits(self):
        self.hold("name")
        headings = ["Tax ID", "Name"]
        self.bring_in(self.book(["OLD-1", "Acme Ltd."], headings=headings))
        book = self.bring_in(self.book(["OLD-1", "Acme"], headings=headings))
        self.assertEqual(self.acme.name, "Acme")
        self.assertIn("Waits", book.row_ids.note)

    def test_what_a_manager_imports_is_written_at_once(self):
        self.manager.group_ids += self.env.ref("base.group_partner_manager")
        self.hold("name")
        book = self.bring_in(
            self.book(["OLD-1", "Acme Ltd."], headings=["Tax ID", "Name"]), user=self.manager
        )
        self.assertEqual(self.acme.name, "Acme Ltd.")
        self.assertRecordValues(book.row_ids, [{"state": "updated", "note": ""}])
