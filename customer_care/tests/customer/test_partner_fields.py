from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestPartnerFields(CareCommon):
    """The customer's grade and contact dates in Contacts: searched, sorted, grouped."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 600000)
        cls.make_order(cls.bolt, 120000)
        cls.make_order(cls.acme, 1, company=cls.other_company)
        cls.refresh()
        cls.petra.name = "Petra"
        cls.ours = cls.customers | cls.petra
        cls.Partner = cls.env["res.partner"].with_user(cls.manager)

    def found(self, *leaf, company=None):
        Partner = self.Partner.with_context(allowed_company_ids=(company or self.company).ids)
        return set(Partner.search([("id", "in", self.ours.ids), leaf]).mapped("name"))

    def test_search_by_grade(self):
        a, b = self.grade_a, self.grade_b
        self.assertEqual(self.found("care_grade_id", "=", a.id), {"Acme", "Petra"})
        self.assertEqual(self.found("care_grade_id", "in", (a | b).ids), {"Acme", "Petra", "Bolt"})
        self.assertEqual(self.found("care_grade_id", "!=", a.id), {"Bolt", "Crane", "Dock"})
        self.assertEqual(self.found("care_grade_id", "=", False), {"Crane", "Dock"})
        self.assertEqual(self.found("care_grade_id", "!=", False), {"Acme", "Petra", "Bolt"})
        self.assertEqual(
            self.found("care_grade_id", "in", [b.id, False]), {"Bolt", "Crane", "Dock"}
        )
        self.assertEqual(self.found("care_grade_id.code", "=", "B"), {"Bolt"})
        self.assertEqual(self.found("care_grade_id", "ilike", "B"), {"Bolt"})
        self.assertEqual(self.found("care_profile_id.turnover_12m", ">", 500000), {"Acme", "Petra"})

    def test_search_by_contact_date(self):
        self.make_touchpoint(self.bolt)._finish(date_done="2026-03-09 08:00:00")
        self.assertEqual(self.found("care_last_contact_date", "=", "2026-03-09"), {"Bolt"})
        self.assertEqual(self.found("care_last_contact_date", "<", "2026-03-09"), set())
        self.assertEqual(
            self.found("care_last_contact_date", "=", False), {"Acme", "Petra", "Crane", "Dock"}
        )
        self.assertEqual(
            self.found("care_next_contact_date", ">=", "2026-03-23"), {"Acme", "Petra", "Bolt"}
        )

    def test_sort_and_group_by_grade(self):
        partners = self.Partner.search([("id", "in", self.ours.ids)], order="care_grade_id, name")
        self.assertEqual(partners.mapped("name"), ["Acme", "Petra", "Bolt", "Crane", "Dock"])
        groups = self.Partner._read_group(
            [("id", "in", self.ours.ids)], ["care_grade_id"], ["__count"]
        )
        self.assertEqual({grade.code: count for grade, count in groups}, {"A": 2, "B": 1, False: 2})
        months = self.Partner._read_group(
            [("id", "in", self.ours.ids)], ["care_next_contact_date:month"], ["__count"]
        )
        self.assertEqual(sum(count for _month, count in months), 5)

    def test_each_company_has_its_own_grade(self):
        self.assertEqual(self.acme.care_grade_id, self.grade_a)
        elsewhere = self.acme.with_context(allowed_company_ids=self.other_company.ids)
        self.assertEqual(elsewhere.care_grade_id, self.grade_a, "its only customer is the top")
        self.assertFalse(
            self.bolt.with_context(allowed_company_ids=self.other_company.ids).care_grade_id
        )

    def test_a_branch_shares_the_file_of_its_company(self):
        in_branch = self.acme.with_context(allowed_company_ids=self.branch.ids)
        self.assertEqual(in_branch.care_grade_id, self.grade_a)

    def test_who_may_not_see_the_file_finds_nothing_by_it(self):
        Partner = self.env["res.partner"].with_user(self.rep)
        domain = [("id", "in", self.ours.ids)]
        self.assertFalse(Partner.search([*domain, ("care_grade_id", "=", self.grade_b.id)]))
        groups = Partner._read_group(domain, ["care_grade_id"], ["__count"])
        self.assertNotIn(self.grade_b, [grade for grade, _count in groups])
        with self.assertRaises(AccessError):
            self.env["res.partner"].with_user(self.employee).search(
                [("care_grade_id", "=", self.grade_b.id)]
            )

    def test_a_column_costs_two_queries_whatever_the_number(self):
        many = self.env["res.partner"].create([{"name": f"Many {n}"} for n in range(80)])
        for partner in many:
            self.make_order(partner)
        self.refresh(many)
        self.count_column_queries(many[0])  # fills the caches of rights and rules
        for number in (1, 80):
            with self.subTest(partners=number):
                self.assertEqual(self.count_column_queries(many[:number]), 2)

    def count_column_queries(self, partners):
        """The queries that one more column costs in the list of these partners."""
        plain = {"name": {}, "commercial_partner_id": {"fields": {}}}
        with_grade = {**plain, "care_grade_id": {"fields": {"display_name": {}}}}
        counts = []
        for specification in (plain, with_grade):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Partner.browse(partners.ids).web_read(specification)
            counts.append(self.cr.sql_log_count - before)
        return counts[1] - counts[0]
