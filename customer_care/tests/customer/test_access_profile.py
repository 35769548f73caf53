from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestAccessProfile(CareCommon):
    """Who opens which customer's file, by every door that a client has."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.files = cls.env["care.profile"].concat(*map(cls.file_of, cls.customers))
        cls.sees = {
            cls.rep: {"Acme", "Dock"},
            cls.colleague: {"Bolt", "Crane", "Dock"},
            cls.member: {"Crane", "Dock"},
            cls.team_leader: {"Acme", "Bolt", "Crane", "Dock"},
            cls.manager: {"Acme", "Bolt", "Crane", "Dock"},
            cls.steward: {"Acme", "Bolt", "Crane", "Dock"},
            cls.leader: {"Acme", "Bolt", "Crane", "Dock"},
            cls.branch_rep: {"Dock"},
            cls.other_rep: set(),
        }
        cls.outsiders = cls.employee | cls.seller | cls.portal_user

    # === READING === #

    def test_each_role_lists_its_own_customers(self):
        for user, names in self.sees.items():
            with self.subTest(user=user.name):
                domain = [("company_id", "=", self.company.id)]
                rows = self.rpc(user, "care.profile", "search_read", domain, ["partner_id"])
                self.assertEqual({row["partner_id"][1] for row in rows}, names)
                page = self.rpc(
                    user, "care.profile", "web_search_read", domain, {"display_name": {}}
                )
                self.assertEqual({row["display_name"] for row in page["records"]}, names)
                found = self.rpc(user, "care.profile", "name_search", "", domain)
                self.assertEqual({name for _id, name in found}, names)

    def test_totals_hold_only_the_customers_one_sees(self):
        amounts = {"Acme": 600_000, "Bolt": 200_000, "Crane": 300_000, "Dock": 10}
        for user, names in self.sees.items():
            with self.subTest(user=user.name):
                [total] = self.rpc(
                    user,
                    "care.profile",
                    "formatted_read_group",
                    [("company_id", "=", self.company.id)],
                    [],
                    ["turnover_12m:sum", "__count"],
                )
                self.assertEqual(total["__count"], len(names))
                self.assertEqual(
                    total["turnover_12m:sum"] or 0, sum(amounts[name] for name in names)
                )

    def test_hidden_file_cannot_be_read_by_its_id(self):
        hidden = self.file_of(self.bolt)
        for user in self.rep, self.member, self.branch_rep, self.other_rep:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.profile", "read", hidden.ids, ["turnover_12m"])

    def test_outsiders_have_no_door_at_all(self):
        doors = [
            ("search_read", [], ["turnover_12m"]),
            ("search_count", []),
            ("web_search_read", [], {"turnover_12m": {}}),
            ("formatted_read_group", [], ["grade_id"], ["turnover_12m:sum"]),
            ("name_search", "Acme"),
            ("read", self.files.ids, ["turnover_12m"]),
            ("export_data", self.files.ids, ["turnover_12m"]),
            ("action_refresh", self.files.ids),
        ]
        for user in self.outsiders:
            for method, *args in doors:
                with self.subTest(user=user.name, method=method), self.assertRaises(UserError):
                    self.rpc(user, "care.profile", method, *args)

    def test_other_models_of_the_addon_are_closed_to_outsiders(self):
        for user in self.outsiders:
            for model in (
                "care.grade",
                "care.grade.criterion",
                "care.grade.cadence",
                "care.grade.change",
                "care.touchpoint",
            ):
                with self.subTest(user=user.name, model=model), self.assertRaises(AccessError):
                    self.rpc(user, model, "search_count", [])

    def test_rep_of_another_company_sees_the_files_of_hers_alone(self):
        rows = self.rpc(self.other_rep, "care.profile", "search_read", [], ["partner_id"])
        self.assertEqual([row["partner_id"][1] for row in rows], ["Elm"])

    def test_rep_of_a_branch_sees_the_file_that_the_root_company_keeps(self):
        """She is logged in to the branch alone."""
        self.bolt.user_id = self.branch_rep
        rows = self.rpc(
            self.branch_rep, "care.profile", "search_read", [], ["partner_id", "company_id"]
        )
        self.assertEqual(
            {(row["partner_id"][1], row["company_id"][1]) for row in rows},
            {("Bolt", "Harbour Trading"), ("Dock", "Harbour Trading")},
        )

    def test_engine_and_helpers_are_no_doors(self):
        for method in "_refresh", "_ensure", "_absorb", "_cron_refresh_profiles":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.manager, "care.profile", method)

    # === THE CUSTOMER PAGE === #

    def test_customer_page_opens_for_those_who_see_the_customer(self):
        for user, names in self.sees.items():
            for customer in self.customers:
                with self.subTest(user=user.name, customer=customer.name):
                    page = self.rpc(user, "care.profile", "get_customer_page", customer.id)
                    self.assertEqual(bool(page), customer.name in names)

    def test_customer_page_of_a_contact_is_its_company_s(self):
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.petra.id)
        self.assertEqual(page["profile"]["partner_id"][0], self.acme.id)

    def test_customer_page_shows_no_orders_that_the_reader_may_not_read(self):
        """The leader has no rights on orders, the manager here on her own ones alone."""
        shows_orders = {self.colleague: True, self.leader: False, self.manager: False}
        for user, shown in shows_orders.items():
            with self.subTest(user=user.name):
                page = self.rpc(user, "care.profile", "get_customer_page", self.bolt.id)
                self.assertEqual("order" in {event["kind"] for event in page["timeline"]}, shown)

    def test_customer_page_is_closed_to_outsiders(self):
        for user in self.outsiders:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.profile", "get_customer_page", self.acme.id)

    def test_customer_page_of_nobody_is_empty(self):
        gone = self.make_customer("Gone")
        gone_id = gone.id
        gone.unlink()
        self.assertFalse(self.rpc(self.rep, "care.profile", "get_customer_page", gone_id))

    # === WRITING === #

    def test_nobody_writes_what_the_engine_counts(self):
        own = self.file_of(self.acme)
        for user in self.rep, self.team_leader, self.manager, self.steward, self.leader:
            for vals in (
                {"turnover_12m": 1},
                {"grade_id": self.grade_c.id},
                {"grade_since": "2020-01-01"},
                {"user_id": user.id},
                {"active": False},
                {"is_manual": True},
                {"partner_id": self.dock.id},
                {"company_id": self.other_company.id},
                {"last_contact_date": "2026-03-01"},
                {"next_contact_date": "2030-01-01"},
                {"member_ids": [Command.clear()], "turnover_12m": 1},
                {"grade_change_ids": [Command.clear()]},
                {"touchpoint_ids": [Command.clear()]},
            ):
                with self.subTest(user=user.name, vals=vals), self.assertRaises(AccessError):
                    self.rpc(user, "care.profile", "write", own.ids, vals)

    def test_figures_cannot_be_written_through_the_contact(self):
        own = self.file_of(self.acme)
        for command in (
            Command.update(own.id, {"turnover_12m": 1}),
            Command.create({"company_id": self.company.id}),
            Command.delete(own.id),
            Command.unlink(own.id),
            Command.link(self.file_of(self.dock).id),
            Command.clear(),
        ):
            with self.subTest(command=command), self.assertRaises(AccessError):
                self.rpc(
                    self.manager,
                    "res.partner",
                    "write",
                    self.acme.ids,
                    {"care_profile_ids": [command]},
                )

    def test_nobody_creates_copies_or_deletes_a_file(self):
        own = self.file_of(self.acme)
        prospect = self.make_customer("Prospect", self.rep)
        vals = {"partner_id": prospect.id, "company_id": self.company.id}
        for user in self.rep, self.manager, self.steward:
            for method, args in (
                ("create", [vals]),
                ("copy", [own.ids]),
                ("unlink", [own.ids]),
                ("action_archive", [own.ids]),
                ("load", [["partner_id/.id", "company_id/.id"], [[prospect.id, self.company.id]]]),
            ):
                with self.subTest(user=user.name, method=method):
                    try:
                        self.rpc(user, "care.profile", method, *args)
                    except AccessError:
                        continue
                    self.assertFalse(self.file_of(prospect))
                    self.assertEqual(method, "load", "a refused import reports, it does not raise")

    def test_service_team_is_chosen_by_those_who_look_after_the_customer(self):
        may = {
            self.rep: self.acme | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.manager: self.customers,
            self.steward: self.customers,
            self.leader: self.dock,
        }
        for user, customers in may.items():
            for customer in self.customers:
                with self.subTest(user=user.name, customer=customer.name):
                    profile = self.file_of(customer)
                    vals = {"member_ids": [Command.link(self.employee.id)]}
                    if customer in customers:
                        self.rpc(user, "care.profile", "write", profile.ids, vals)
                        self.assertIn(self.employee, profile.member_ids)
                    else:
                        with self.assertRaises(AccessError):
                            self.rpc(user, "care.profile", "write", profile.ids, vals)

    # === OPENING A FILE === #

    def test_opening_the_customer_of_a_colleague_says_why_not(self):
        with self.assertRaisesRegex(UserError, "looked after by a colleague"):
            self.rpc(self.rep, "res.partner", "action_care_open", self.bolt.ids)

    def test_refused_opening_leaves_no_file_behind(self):
        prospect = self.make_customer("Prospect", self.colleague)
        for user in self.rep, self.employee, self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(UserError):
                self.rpc(user, "res.partner", "action_care_open", prospect.ids)
            self.assertFalse(self.file_of(prospect))

    def test_opening_makes_the_file_of_an_own_prospect(self):
        prospect = self.make_customer("Prospect", self.rep)
        action = self.rpc(self.rep, "res.partner", "action_care_open", prospect.ids)
        profile = self.file_of(prospect)
        self.assertEqual(action["res_id"], profile.id)
        self.assertRecordValues(profile, [{"is_manual": True, "active": True, "grade_id": False}])

    def test_counting_anew_is_for_those_who_see_the_customer(self):
        hidden = self.file_of(self.bolt)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.profile", "action_refresh", hidden.ids)
        self.rpc(self.rep, "care.profile", "action_refresh", self.file_of(self.acme).ids)
