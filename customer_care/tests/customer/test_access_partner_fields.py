from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CareCommon

_FIELDS = [
    "care_profile_ids",
    "care_profile_id",
    "care_grade_id",
    "care_last_contact_date",
    "care_next_contact_date",
]


@tagged("post_install", "-at_install")
class TestAccessPartnerFields(CareCommon):
    """Everybody reads contacts: the care fields on them must not tell what the file hides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.grades = (cls.grade_a | cls.grade_b | cls.grade_c).ids
        # each of them is true for every customer of the cast, if one may see the file
        cls.conditions = [
            [("care_grade_id", "in", cls.grades)],
            [("care_grade_id", "!=", False)],
            [("care_grade_id.sequence", ">", 0)],
            [("care_grade_id", "any", [("code", "in", ["A", "B", "C"])])],
            ["!", ("care_grade_id", "=", False)],
            [("care_profile_id", "!=", False)],
            [("care_profile_id.turnover_12m", ">", 0)],
            [("care_profile_id", "any", [("turnover_12m", ">", 0)])],
            [("care_profile_ids", "!=", False)],
            ["!", ("care_profile_ids", "=", False)],
            [("care_profile_ids.turnover_12m", ">", 0)],
            [("care_profile_ids", "any", [("turnover_12m", ">", 0)])],
            [("care_next_contact_date", ">", "2020-01-01")],
            [("care_next_contact_date", "!=", False)],
            ["!", ("care_next_contact_date", "=", False)],
        ]
        cls.sees = {
            cls.rep: cls.acme | cls.dock,
            cls.member: cls.crane | cls.dock,
            cls.team_leader: cls.customers,
            cls.manager: cls.customers,
            cls.branch_rep: cls.dock,
            cls.other_rep: cls.env["res.partner"],
        }
        cls.outsiders = cls.employee | cls.seller | cls.portal_user
        cls.env.ref("base.group_allow_export").user_ids |= cls.rep | cls.employee | cls.seller

    def search(self, user, domain, model="res.partner", **kwargs):
        return self.env[model].browse(self.rpc(user, model, "search", domain, **kwargs))

    # === FILTERING === #

    def test_filter_finds_the_customers_whose_file_one_sees(self):
        here = [("id", "in", self.customers.ids)]
        for user, customers in self.sees.items():
            for condition in self.conditions:
                with self.subTest(user=user.name, condition=condition):
                    self.assertEqual(self.search(user, here + condition), customers)
                    opposite = condition[1:] if condition[0] == "!" else ["!", *condition]
                    self.assertEqual(self.search(user, here + opposite), self.customers - customers)

    def test_filter_by_the_id_of_a_hidden_file_finds_nobody(self):
        hidden = self.file_of(self.bolt)
        for condition in (
            [("care_profile_ids", "in", hidden.ids)],
            [("care_profile_ids", "=", hidden.id)],
            [("care_profile_ids.id", "=", hidden.id)],
            [("care_profile_id", "=", hidden.id)],
            [("care_profile_ids", "ilike", "Bolt")],
            [("care_profile_id", "ilike", "Bolt")],
        ):
            with self.subTest(condition=condition):
                self.assertFalse(self.search(self.rep, condition))
                self.assertEqual(self.search(self.colleague, condition), self.bolt)

    def test_filter_on_other_models_knows_no_more(self):
        orders = [("company_id", "=", self.company.id)]
        for condition in self.conditions:
            if condition[0] == "!":
                continue
            [(field, operator, value)] = condition
            with self.subTest(condition=condition):
                found = self.search(
                    self.rep, [*orders, (f"partner_id.{field}", operator, value)], "sale.order"
                )
                self.assertEqual(found.partner_id, self.acme | self.dock)

    def test_filter_of_users_by_their_contact_knows_no_more(self):
        """Core reads users' contacts without record rules: Petra is a contact of the rep's Acme."""
        here = [("id", "=", self.portal_user.id)]
        for field in "care_grade_id", "partner_id.care_grade_id":
            condition = [*here, (field, "in", self.grades)]
            with self.subTest(field=field):
                self.assertEqual(self.search(self.rep, condition, "res.users"), self.portal_user)
                self.assertFalse(self.search(self.member, condition, "res.users"))

    def test_outsiders_cannot_filter(self):
        for user in self.outsiders:
            for condition in self.conditions:
                for domain in condition, [("parent_id", "any", condition)]:
                    with (
                        self.subTest(user=user.name, domain=domain),
                        self.assertRaises(AccessError),
                    ):
                        self.search(user, domain)

    def test_outsiders_cannot_filter_around_the_corner(self):
        """From models that they may read, also where core reads contacts without record rules."""
        for user in self.outsiders:
            for model, path in (
                ("res.users", "partner_id"),
                ("res.company", "partner_id"),
                ("res.partner", "commercial_partner_id"),
                ("res.partner", "child_ids"),
                ("res.partner", "user_ids.partner_id"),
            ):
                for field, operator, value in (
                    ("care_grade_id", "in", self.grades),
                    ("care_profile_ids.turnover_12m", ">", 0),
                    ("care_profile_id.turnover_12m", ">", 0),
                    ("care_next_contact_date", ">", "2020-01-01"),
                ):
                    domain = [(f"{path}.{field}", operator, value)]
                    with (
                        self.subTest(user=user.name, model=model, domain=domain),
                        self.assertRaises(AccessError),
                    ):
                        self.search(user, domain, model)
            with self.subTest(user=user.name, inherited=True), self.assertRaises(AccessError):
                self.search(user, [("care_grade_id", "in", self.grades)], "res.users")

    # === READING === #

    def test_values_are_those_of_files_one_sees(self):
        for user, customers in self.sees.items():
            rows = self.rpc(user, "res.partner", "read", self.customers.ids, _FIELDS)
            for row in rows:
                with self.subTest(user=user.name, customer=row["id"]):
                    visible = row["id"] in customers.ids
                    self.assertEqual(bool(row["care_profile_id"]), visible)
                    self.assertEqual(bool(row["care_profile_ids"]), visible)
                    self.assertEqual(bool(row["care_grade_id"]), visible)
                    self.assertEqual(bool(row["care_next_contact_date"]), visible)

    def test_files_of_all_companies_are_those_one_sees(self):
        [row] = self.rpc(self.rep, "res.partner", "read", self.acme.ids, ["care_profile_ids"])
        self.assertEqual(row["care_profile_ids"], self.file_of(self.acme).ids)

    def test_outsiders_read_no_care_field(self):
        partner = self.petra  # the portal user may read her own contact
        for user in self.outsiders:
            for field in _FIELDS:
                with self.subTest(user=user.name, field=field):
                    with self.assertRaises(AccessError):
                        self.rpc(user, "res.partner", "read", partner.ids, [field])
                    with self.assertRaises(AccessError):
                        self.rpc(user, "res.partner", "web_read", partner.ids, {field: {}})
                    with self.assertRaises(AccessError):
                        self.rpc(user, "res.users", "read", user.ids, [field])
            for model in "res.partner", "res.users":
                fields = self.rpc(user, model, "fields_get")
                # whoever edits contacts is told what waits for approval
                told = {"care_waiting_text"} if user._is_internal() else set()
                if model == "res.users":  # of herself alone, as all preferences
                    told |= {"care_substitute_id", "care_absent_from", "care_absent_until"}
                    told |= {"care_digest"}
                seen = {name for name in fields if name.startswith("care_")}
                self.assertLessEqual(seen, told)

    def test_outsiders_export_no_care_field(self):
        for user in self.employee, self.seller:
            for field in *_FIELDS, "care_profile_ids/turnover_12m", "care_profile_id/turnover_12m":
                with self.subTest(user=user.name, field=field), self.assertRaises(UserError):
                    self.rpc(user, "res.partner", "export_data", self.acme.ids, [field])

    def test_export_holds_the_figures_one_sees(self):
        rows = self.rpc(
            self.rep,
            "res.partner",
            "export_data",
            (self.acme | self.bolt).ids,
            [
                "name",
                "care_grade_id",
                "care_profile_id/turnover_12m",
                "care_profile_ids/partner_id",
            ],
        )["datas"]
        self.assertEqual(rows, [["Acme", "A", 600_000.0, "Acme"], ["Bolt", "", "", ""]])

    # === GROUPING AND SORTING === #

    def test_groups_tell_the_grades_one_sees(self):
        for user, customers in self.sees.items():
            with self.subTest(user=user.name):
                groups = self.rpc(
                    user,
                    "res.partner",
                    "formatted_read_group",
                    [("id", "in", self.customers.ids)],
                    ["care_grade_id"],
                    ["__count"],
                )
                graded = sum(group["__count"] for group in groups if group["care_grade_id"])
                self.assertEqual(graded, len(customers))
                self.assertEqual(sum(group["__count"] for group in groups), 4)
                for group in groups:
                    found = self.search(
                        user, [("id", "in", self.customers.ids), *group["__extra_domain"]]
                    )
                    self.assertEqual(len(found), group["__count"])

    def test_order_tells_the_grades_one_sees(self):
        found = self.search(
            self.rep, [("id", "in", self.customers.ids)], order="care_grade_id, name"
        )
        self.assertEqual(found.mapped("name"), ["Acme", "Dock", "Bolt", "Crane"])

    def test_outsiders_neither_group_nor_sort_nor_sum(self):
        for user in self.outsiders:
            for model, groupby, aggregates in (
                ("res.partner", ["care_grade_id"], ["__count"]),
                ("res.partner", ["care_profile_id"], ["__count"]),
                ("res.partner", ["care_profile_id.grade_id"], ["__count"]),
                ("res.partner", ["care_next_contact_date:month"], ["__count"]),
                ("res.partner", ["parent_id.care_grade_id"], ["__count"]),
                ("res.partner", [], ["care_next_contact_date:max"]),
                ("res.partner", [], ["care_grade_id:array_agg"]),
                ("res.partner", [], ["care_grade_id:count_distinct"]),
                ("res.users", ["care_grade_id"], ["__count"]),
                ("res.users", ["partner_id.care_grade_id"], ["__count"]),
            ):
                with (
                    self.subTest(user=user.name, groupby=groupby, aggregates=aggregates),
                    self.assertRaises(AccessError),
                ):
                    self.rpc(user, model, "formatted_read_group", [], groupby, aggregates)
            for model in "res.partner", "res.users":
                for order in "care_grade_id", "care_next_contact_date desc", "care_profile_id":
                    with (
                        self.subTest(user=user.name, model=model, order=order),
                        self.assertRaises(AccessError),
                    ):
                        self.search(user, [], model, order=order)

    def test_orders_cannot_be_grouped_by_what_one_may_not_see(self):
        """A salesperson without any care right reads all orders."""
        with self.assertRaises(AccessError):
            self.rpc(
                self.seller,
                "sale.order",
                "formatted_read_group",
                [],
                ["partner_id.care_grade_id"],
                ["__count"],
            )
