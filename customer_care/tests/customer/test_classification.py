from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import CareCommon

BY_HAND = {
    "size": "large",
    "stage": "mature",
    "region": "East",
    "purchasing_power": "high",
    "credit_grade": "AA",
    "source": "referral",
    "source_basis": "consent",
    "potential": "high",
    "need": "strategy",
}


@tagged("post_install", "-at_install")
class TestClassification(CareCommon):
    """How a company sorts its customers by hand."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.industry = cls.env["res.partner.industry"].create({"name": "Shipbuilding"})

    def test_those_who_look_after_the_customer_classify_it(self):
        may = {
            self.rep: self.acme | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.manager: self.customers,
            self.steward: self.customers,
            self.leader: self.dock,
            self.other_rep: self.env["res.partner"],
        }
        for user, customers in may.items():
            for customer in self.customers:
                profile = self.file_of(customer)
                profile.write(dict.fromkeys(BY_HAND, False))
                with self.subTest(user=user.name, customer=customer.name):
                    if customer in customers:
                        self.rpc(user, "care.profile", "write", profile.ids, BY_HAND)
                        self.assertRecordValues(profile, [BY_HAND])
                    else:
                        with self.assertRaises(AccessError):
                            self.rpc(user, "care.profile", "write", profile.ids, BY_HAND)

    def test_nobody_writes_what_the_rules_judge_or_the_contact_says(self):
        own = self.file_of(self.acme)
        for vals in (
            {"value_tier": "high"},
            {"risk_state": "stable"},
            {"risk_signs": "silence"},
            {"renewal_rate_percent": 100},
            {"industry_id": self.industry.id},
        ):
            for user in self.rep, self.manager, self.steward:
                with self.subTest(user=user.name, vals=vals), self.assertRaises(AccessError):
                    self.rpc(user, "care.profile", "write", own.ids, vals)

    def test_industry_is_the_contact_s_and_groups_the_customers(self):
        self.acme.industry_id = self.industry
        self.assertEqual(self.file_of(self.acme).industry_id, self.industry)
        groups = self.rpc(
            self.rep,
            "care.profile",
            "formatted_read_group",
            [("company_id", "=", self.company.id)],
            ["industry_id"],
            ["__count"],
        )
        counts = {group["industry_id"] and group["industry_id"][1]: group for group in groups}
        self.assertEqual(counts["Shipbuilding"]["__count"], 1)
        self.assertEqual(counts[False]["__count"], 1)  # Dock

    def test_files_that_the_engine_opens_know_industry_and_place(self):
        bremen = self.env["res.country.state"].search([("code", "=", "HB")], limit=1)
        newcomer = self.make_customer(
            "Newcomer", self.rep, industry_id=self.industry.id, state_id=bremen.id
        )
        abroad = self.make_customer("Abroad", self.rep, country_id=self.env.ref("base.no").id)
        for customer in newcomer | abroad:
            self.make_order(customer)
        self.refresh()
        self.assertRecordValues(
            self.file_of(newcomer), [{"industry_id": self.industry.id, "region": bremen.name}]
        )
        self.assertEqual(self.file_of(abroad).region, "Norway")

    def test_region_is_proposed_until_somebody_writes_one(self):
        profile = self.file_of(self.acme)
        self.assertFalse(profile.region)
        self.acme.country_id = self.env.ref("base.de")
        self.assertEqual(profile.region, "Germany")
        self.rpc(self.rep, "care.profile", "write", profile.ids, {"region": "North"})
        self.acme.country_id = self.env.ref("base.no")
        self.assertEqual(profile.region, "North")

    def test_prospects_are_classified_and_filtered_too(self):
        prospect = self.make_customer("Prospect", self.rep)
        self.rpc(self.rep, "res.partner", "action_care_open", prospect.ids)
        profile = self.file_of(prospect)
        self.rpc(self.rep, "care.profile", "write", profile.ids, {"stage": "prospect"})
        domain = [("company_id", "=", self.company.id), ("first_order_date", "=", False)]
        rows = self.rpc(self.rep, "care.profile", "search_read", domain, ["stage", "value_tier"])
        self.assertEqual(rows, [{"id": profile.id, "stage": "prospect", "value_tier": False}])

    def test_what_is_exported_is_imported_again(self):
        """A list of customers goes out, is filled in, and comes back: labels or keys."""
        self.rep.group_ids |= self.env.ref("base.group_allow_export")
        own = self.file_of(self.acme)
        names = [".id", "size", "stage", "region", "credit_grade", "source", "source_basis"]
        exported = self.rpc(self.rep, "care.profile", "export_data", own.ids, names)["datas"]
        self.assertEqual(exported[0][0], str(own.id))
        filled = [own.id, "Large", "mature", "South", "B", "Own Visit", "Consent"]
        result = self.rpc(self.rep, "care.profile", "load", names, [filled])
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            own,
            [
                {
                    "size": "large",
                    "stage": "mature",
                    "region": "South",
                    "credit_grade": "B",
                    "source": "visit",
                    "source_basis": "consent",
                }
            ],
        )

    def test_import_reports_what_is_not_allowed(self):
        own, foreign = self.file_of(self.acme), self.file_of(self.bolt)
        for row in ([foreign.id, "Large"], [own.id, "Gigantic"]):
            with self.subTest(row=row):
                result = self.rpc(self.rep, "care.profile", "load", [".id", "size"], [row])
                self.assertFalse(result["ids"])
                self.assertTrue(result["messages"])
        self.assertFalse(own.size or foreign.size)

    def test_merged_customers_keep_what_was_known_of_either(self):
        twin = self.make_customer("Acme Ltd.", self.rep)
        self.make_order(twin)
        self.refresh()
        kept, gone = self.file_of(self.acme), self.file_of(twin)
        kept.write({"size": "large", "region": "East"})
        gone.write({**BY_HAND, "size": "small", "region": "West"})
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((twin | self.acme).ids, self.acme, extra_checks=False)
        self.assertRecordValues(kept, [{**BY_HAND, "size": "large", "region": "East"}])

    def test_a_source_is_not_given_the_basis_of_another(self):
        twin = self.make_customer("Acme Ltd.", self.rep)
        self.make_order(twin)
        self.refresh()
        kept, gone = self.file_of(self.acme), self.file_of(twin)
        kept.source = "online"
        gone.write({"source": "referral", "source_basis": "consent"})
        kept._absorb(gone)
        self.assertRecordValues(kept, [{"source": "online", "source_basis": False}])

    # === TAGS === #

    def test_tags_are_sorted_by_dimension_for_those_who_care(self):
        tag = self.env["res.partner.category"].create({"name": "Watch", "care_dimension": "risk"})
        self.acme.category_id = tag
        [group] = self.rpc(
            self.rep,
            "res.partner.category",
            "formatted_read_group",
            [("id", "=", tag.id)],
            ["care_dimension"],
            ["__count"],
        )
        self.assertEqual(group["care_dimension"], "risk")
        found = self.rpc(
            self.rep,
            "care.profile",
            "search_read",
            [("partner_id.category_id.care_dimension", "=", "risk")],
            ["category_ids"],
        )
        self.assertEqual(found, [{"id": self.file_of(self.acme).id, "category_ids": tag.ids}])
        with self.assertRaises(AccessError):
            self.rpc(
                self.employee, "res.partner.category", "search", [("care_dimension", "=", "risk")]
            )

    def test_the_engine_tags_nobody(self):
        tag = self.env["res.partner.category"].create({"name": "Top", "care_dimension": "value"})
        self.refresh()
        self.assertFalse(tag.partner_ids)
        self.assertEqual(self.file_of(self.acme).value_tier, "high")
