from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestGroup(CareCommon):
    """Branches and subsidiaries of a customer.

    ::

        Acme (rep)
          Ada (rep)
            Abel (colleague)
          Alma (rep)            the contact Petra and, below her desk, Anton (rep)
        Bolt stands alone
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.ada = cls.make_customer("Ada", cls.rep, parent_id=cls.acme.id)
        cls.abel = cls.make_customer("Abel", cls.colleague, parent_id=cls.ada.id)
        cls.alma = cls.make_customer("Alma", cls.rep, parent_id=cls.acme.id)
        cls.anton = cls.make_customer("Anton", cls.rep, parent_id=cls.petra.id)
        amounts = {cls.acme: 1, cls.ada: 20, cls.abel: 300, cls.bolt: 9000}
        for customer, amount in amounts.items():
            cls.make_order(customer, amount * 1000)
        cls.make_order(cls.ada, 7, company=cls.other_company)
        cls.refresh()

    def group_of(self, customer, user):
        profile = self.file_of(customer).with_user(user)
        self.env.invalidate_all()
        return profile.with_context(allowed_company_ids=self.company.ids)._page_group()

    def test_manager_sees_the_whole_tree_from_any_of_its_companies(self):
        for customer in self.acme, self.ada, self.abel:
            with self.subTest(customer=customer.name):
                group = self.group_of(customer, self.manager)
                self.assertEqual(
                    [
                        (member["name"], member["level"], member["turnover_12m"])
                        for member in group["members"]
                    ],
                    [
                        ("Acme", 0, 1000),
                        ("Ada", 1, 20_000),
                        ("Abel", 2, 300_000),
                        ("Alma", 1, False),
                        ("Anton", 1, False),
                    ],
                )
                self.assertEqual(group["turnover_12m"], 321_000)
                self.assertEqual(group["hidden_count"], 0)
                current = [member["name"] for member in group["members"] if member["is_current"]]
                self.assertEqual(current, [customer.name])

    def test_files_of_colleagues_are_counted_without_name_or_turnover(self):
        group = self.group_of(self.ada, self.rep)
        self.assertNotIn("Abel", {member["name"] for member in group["members"]})
        self.assertEqual(group["turnover_12m"], 21_000)
        self.assertEqual(group["hidden_count"], 1)
        group = self.group_of(self.abel, self.colleague)
        self.assertEqual(
            [(member["name"], member["level"]) for member in group["members"]],
            [("Abel", 2), ("Alma", 1), ("Anton", 1)],
        )
        self.assertEqual((group["turnover_12m"], group["hidden_count"]), (300_000, 2))

    def test_grades_are_shown_with_their_color(self):
        [acme] = [
            member
            for member in self.group_of(self.acme, self.rep)["members"]
            if member["is_current"]
        ]
        grade = self.file_of(self.acme).grade_id
        self.assertEqual((acme["grade"], acme["grade_color"]), (grade.name, grade.color))

    def test_a_customer_alone_has_no_group(self):
        self.assertFalse(self.group_of(self.bolt, self.manager))
        self.assertFalse(self.file_of(self.bolt).with_user(self.manager).group_profile_ids)

    def test_archived_companies_are_left_out(self):
        (self.alma | self.anton).active = False
        names = [member["name"] for member in self.group_of(self.acme, self.manager)["members"]]
        self.assertEqual(names, ["Acme", "Ada", "Abel"])

    def test_form_lists_the_files_that_the_reader_may_see(self):
        [row] = self.rpc(
            self.rep,
            "care.profile",
            "read",
            self.file_of(self.acme).ids,
            ["group_profile_ids", "group_turnover_12m"],
        )
        files = self.file_of(self.acme) | self.file_of(self.ada)
        self.assertEqual(row["group_profile_ids"], files.ids)
        self.assertEqual(row["group_turnover_12m"], 21_000)

    def test_another_company_counts_its_own_trade(self):
        profile = self.file_of(self.ada, self.other_company)
        self.ada.user_id = self.other_rep
        profile = profile.with_user(self.other_rep)
        group = profile.with_context(allowed_company_ids=self.other_company.ids)._page_group()
        self.assertEqual(group["turnover_12m"], 7)
        self.assertEqual(group["hidden_count"], 0)

    def test_searching_a_parent_finds_the_group(self):
        domain = [("company_id", "=", self.company.id), ("partner_id", "child_of", "Acme")]
        rows = self.rpc(self.manager, "care.profile", "search_read", domain, ["partner_id"])
        self.assertEqual(
            {row["partner_id"][0] for row in rows}, {self.acme.id, self.ada.id, self.abel.id}
        )
