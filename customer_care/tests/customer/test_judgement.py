import random
from datetime import timedelta

import psycopg2.errors
from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ..common import TODAY, CareCommon


class RiskySign(CareCommon):
    """What a room adds: here, customers whose name begins with a C complain."""

    def add_sign(self):
        Profile = type(self.env["care.profile"])
        signs = Profile._risk_signs

        def _risk_signs(profile, scope):
            complains = SQL(
                "EXISTS (SELECT FROM res_partner m WHERE m.id = p.partner_id AND m.name LIKE %s)",
                "C%",
            )
            return {**signs(profile, scope), "complaint": complains}

        self.patch(Profile, "_risk_signs", _risk_signs)
        Profile._risk_sentence_complaint = lambda profile: "A complaint is not resolved."
        self.addCleanup(delattr, Profile, "_risk_sentence_complaint")


@tagged("post_install", "-at_install")
class TestJudgement(RiskySign):
    """Value and risk follow the company's rules, and say why."""

    def judged(self, customer):
        profile = self.file_of(customer)
        return profile.value_tier, profile.risk_state

    def make_ten(self):
        """Ten customers who bought for 1 000 to 10 000 today."""
        return self.env["res.partner"].concat(
            *(self._bought(f"Ten {number}", number * 1000) for number in range(1, 11))
        )

    def _bought(self, name, amount, day=TODAY):
        customer = self.make_customer(name, self.rep)
        self.make_order(customer, amount, day)
        return customer

    # === VALUE === #

    def test_top_tenth_is_of_high_value_and_the_next_share_of_middle(self):
        ten = self.make_ten()
        self.refresh()
        tiers = [self.file_of(customer).value_tier for customer in ten]
        self.assertEqual(tiers, ["low"] * 6 + ["middle"] * 3 + ["high"])

    def test_changed_shares_move_the_values_at_the_next_refresh(self):
        ten = self.make_ten()
        self.refresh()
        self.company.write({"care_value_high_percent": 20, "care_value_middle_percent": 50})
        self.assertEqual(self.file_of(ten[8]).value_tier, "middle")
        self.refresh()
        tiers = [self.file_of(customer).value_tier for customer in ten]
        self.assertEqual(tiers, ["low"] * 3 + ["middle"] * 5 + ["high"] * 2)

    def test_each_company_judges_by_its_own_rules(self):
        for company in self.company, self.other_company:
            self.make_order(self.acme, 100, TODAY - relativedelta(months=4), company)
        self.other_company.care_risk_silence_months = 6
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_state, "at_risk")
        self.assertEqual(self.file_of(self.acme, self.other_company).risk_state, "stable")

    def test_shares_beyond_the_whole_are_refused(self):
        for vals in (
            {"care_value_high_percent": 60, "care_value_middle_percent": 50},
            {"care_value_high_percent": -1},
            {"care_risk_silence_months": 0},
            {"care_contract_reminder_days": -1},
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
            ):
                self.company.write(vals)
                self.env.flush_all()

    def test_who_bought_long_ago_is_of_low_value_and_at_risk(self):
        self.make_order(self.acme, 900_000, "2023-05-05")
        self.refresh()
        self.assertEqual(self.judged(self.acme), ("low", "at_risk"))
        self.assertIn("No turnover", self.file_of(self.acme).value_reason)

    def test_who_never_traded_is_not_judged(self):
        self.env["care.profile"]._ensure(self.acme, self.company)
        self.refresh()
        self.assertEqual(self.judged(self.acme), (False, False))
        self.assertRecordValues(
            self.file_of(self.acme), [{"value_reason": False, "risk_reason": ""}]
        )

    def test_who_is_no_customer_any_more_is_not_judged(self):
        order = self.make_order(self.acme)
        self.refresh()
        self.assertEqual(self.judged(self.acme), ("high", "stable"))
        order._action_cancel()
        self.refresh()
        self.assertEqual(self.judged(self.acme), (False, False))

    # === RISK === #

    def test_silence_begins_on_the_day_that_the_months_are_over(self):
        edge = TODAY - relativedelta(months=3)
        for customer, day in ((self.acme, edge), (self.bolt, edge + timedelta(days=1))):
            self.make_order(customer, 100, day)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_state, "at_risk")
        self.assertEqual(self.file_of(self.bolt).risk_state, "stable")
        self.refresh(today=TODAY + timedelta(days=1))
        self.assertEqual(self.file_of(self.bolt).risk_state, "at_risk")

    def test_reason_says_since_when(self):
        self.make_order(self.acme, 100, "2025-11-02")
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_reason, "No trade since 11/02/2025.")

    def test_growth_counts_from_the_company_s_percentage_on(self):
        self.make_order(self.acme, 1000, "2025-01-15")
        self.make_order(self.acme, 1150, TODAY)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_state, "growing")
        self.assertIn("15.0 %", self.file_of(self.acme).risk_reason)
        self.company.care_growth_percent = 16
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_state, "stable")
        self.assertIn("03/10/2026", self.file_of(self.acme).risk_reason)

    def test_a_sign_that_a_room_adds_counts_and_gives_its_own_reason(self):
        self.add_sign()
        self.make_order(self.crane, 1000)
        self.make_order(self.bolt, 1000)
        self.refresh()
        self.assertRecordValues(
            self.file_of(self.crane) | self.file_of(self.bolt),
            [
                {"risk_state": "at_risk", "risk_signs": "complaint"},
                {"risk_state": "stable", "risk_signs": False},
            ],
        )
        self.assertEqual(self.file_of(self.crane).risk_reason, "A complaint is not resolved.")

    def test_all_signs_are_named(self):
        self.add_sign()
        self.make_order(self.crane, 1000, "2025-10-01")
        self.refresh()
        profile = self.file_of(self.crane)
        self.assertEqual(profile.risk_signs, "silence,complaint")
        self.assertEqual(
            profile.risk_reason, "No trade since 10/01/2025. A complaint is not resolved."
        )

    def test_a_sign_of_a_room_that_is_gone_says_nothing(self):
        self.make_order(self.acme)
        self.refresh()
        profile = self.file_of(self.acme)
        profile.write({"risk_state": "at_risk", "risk_signs": "flood"})
        self.assertEqual(profile.risk_reason, "")

    # === WRITING === #

    def test_second_refresh_writes_nothing(self):
        self.make_ten()
        self.refresh()
        self.env.cr.execute("SELECT id, ctid FROM care_profile ORDER BY id")
        before = self.env.cr.fetchall()
        self.refresh()
        self.env.cr.execute("SELECT id, ctid FROM care_profile ORDER BY id")
        self.assertEqual(self.env.cr.fetchall(), before)

    def test_an_order_moves_the_risk_through_the_queue(self):
        self.make_order(self.acme, 100, TODAY - relativedelta(months=5))
        self.refresh()
        self.assertEqual(self.file_of(self.acme).risk_state, "at_risk")
        self.env["care.dirty"]._drain(today=TODAY)
        self.make_order(self.acme, 100)
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertNotEqual(self.file_of(self.acme).risk_state, "at_risk")

    # === PAGE === #

    def test_page_shows_the_standing_with_its_reasons(self):
        self.make_order(self.acme, 100, "2025-11-02")
        self.refresh()
        self.file_of(self.acme).potential = "high"
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        [tile] = [tile for tile in page["tiles"] if tile["key"] == "standing"]
        values = {figure["name"]: figure["value"] for figure in tile["figures"]}
        self.assertEqual(values["risk_state"], "At Risk")
        self.assertEqual(values["potential"], "High")
        notes = {figure["name"]: figure["note"] for figure in tile["figures"]}
        self.assertEqual(notes["risk_state"], "No trade since 11/02/2025.")
        self.assertNotIn("need", values)

    def test_page_of_an_unknown_prospect_has_no_standing(self):
        self.env["care.profile"]._ensure(self.acme, self.company)
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertNotIn("standing", {tile["key"] for tile in page["tiles"]})


@tagged("post_install", "-at_install")
class TestJudgementRandom(RiskySign):
    """Value and risk of random customers are those of a judgement that knows nothing of SQL."""

    def play(self, chance):
        """Random customers with random orders.

        :return: ``{customer: [(day, amount), …]}``
        """
        trade = {}
        for number in range(chance.randrange(5, 25)):
            letter = chance.choice("CKMNX")
            customer = self.make_customer(f"{letter} {number}", self.rep)
            orders = [
                (
                    TODAY - timedelta(days=chance.choice((0, 20, 89, 90, 91, 200, 364, 365, 500))),
                    chance.choice((10, 100, 100, 5000)),
                )
                for _order in range(chance.randrange(4))
            ]
            trade[customer] = orders
            for day, amount in orders:
                self.make_order(customer, amount, day)
            if not orders:
                self.env["care.profile"]._ensure(customer, self.company)
        return trade

    def judge(self, trade):
        """Value and risk of each customer, told in plain Python."""
        company = self.company
        year = TODAY - relativedelta(months=12)
        before = TODAY - relativedelta(months=24)
        silent = TODAY - relativedelta(months=company.care_risk_silence_months)
        turnover = {
            customer: sum(amount for day, amount in orders if day > year)
            for customer, orders in trade.items()
        }
        buyers = [amount for amount in turnover.values() if amount > 0]
        judged = {}
        for customer, orders in trade.items():
            if not orders:
                judged[customer] = (False, False)
                continue
            # the share of those who buy more is what counts from the top
            beaten = sum(amount <= turnover[customer] for amount in buyers)
            rank = -(-100 * beaten // len(buyers)) if turnover[customer] > 0 else 0
            high = 100 - company.care_value_high_percent
            middle = high - company.care_value_middle_percent
            tier = "high" if rank > high else "middle" if rank > middle else "low"
            previous = sum(amount for day, amount in orders if before < day <= year)
            trend = previous and 100 * (turnover[customer] - previous) / previous
            at_risk = max(day for day, _amount in orders) <= silent or customer.name[0] == "C"
            growing = previous and round(trend, 1) >= company.care_growth_percent
            judged[customer] = (
                tier,
                "at_risk" if at_risk else "growing" if growing else "stable",
            )
        return judged

    def test_random_customers_under_random_rules(self):
        self.add_sign()
        for seed in range(4):
            chance = random.Random(seed)
            with self.subTest(seed=seed):
                self.env["sale.order"].search([("company_id", "=", self.company.id)]).write(
                    {"state": "cancel"}
                )
                self.env["care.profile"].search([("is_manual", "=", True)]).is_manual = False
                high = chance.choice((5, 10, 25))
                self.company.write(
                    {
                        "care_value_high_percent": high,
                        "care_value_middle_percent": chance.choice((0, 30, 100 - high)),
                        "care_risk_silence_months": chance.choice((1, 3, 7)),
                        "care_growth_percent": chance.choice((-20, 0, 10, 400)),
                    }
                )
                trade = self.play(chance)
                self.refresh(company=self.company)
                for customer, expected in self.judge(trade).items():
                    profile = self.file_of(customer)
                    self.assertEqual(
                        (profile.value_tier, profile.risk_state), expected, trade[customer]
                    )
                    self.assertEqual(bool(profile.risk_reason), bool(trade[customer]))


@tagged("post_install", "-at_install")
class TestServiceTeam(CareCommon):
    """Who joins the service team is told so."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()

    def notices(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("notified_partner_ids", "in", user.partner_id.ids),
            ]
        )

    def add(self, user, members, *customers):
        files = self.env["care.profile"].concat(*map(self.file_of, customers))
        commands = [Command.link(member.id) for member in members]
        self.rpc(user, "care.profile", "write", files.ids, {"member_ids": commands})

    def test_a_new_member_is_told_once_whom_she_serves(self):
        self.add(self.manager, self.member, self.acme, self.bolt)
        notice = self.notices(self.member)
        self.assertEqual(len(notice), 1)
        self.assertIn("Acme and Bolt", notice.subject)
        self.assertEqual(notice.author_id, self.manager.partner_id)

    def test_who_is_in_the_team_already_or_adds_herself_is_not_told(self):
        self.add(self.manager, self.member | self.manager, self.crane)
        self.assertFalse(self.notices(self.member) | self.notices(self.manager))

    def test_a_rep_without_rights_on_contacts_adds_a_colleague(self):
        self.rep.group_ids = self.env.ref("customer_care.group_care_user")
        self.add(self.rep, self.member, self.acme)
        self.assertEqual(len(self.notices(self.member)), 1)
        rows = self.rpc(self.member, "care.profile", "search_read", [], ["partner_id"])
        self.assertIn("Acme", {row["partner_id"][1] for row in rows})

    def test_teams_that_a_merge_joins_are_not_told_again(self):
        self.file_of(self.acme)._absorb(self.file_of(self.crane))
        self.assertIn(self.member, self.file_of(self.acme).member_ids)
        self.assertFalse(self.notices(self.member))
