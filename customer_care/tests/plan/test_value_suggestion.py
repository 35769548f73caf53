from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .value_common import NOW_Q, TODAY_Q, ValueCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW_Q)
class TestValueSuggestion(ValueCommon):
    """What comparable customers buy, and this one does not, or less, or less than it did."""

    def found(self, report):
        self.env.invalidate_all()
        return {
            one.categ_id.name: (one.kind, one.basis, one.peer_count, one.buyer_count)
            for one in report.sudo().suggestion_ids
        }

    def sell_to_peers(self, partners, **amounts):
        for partner in partners:
            self.sell(partner, "2025-11-11", **amounts)

    def test_what_others_of_the_industry_buy_is_suggested_with_numbers(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        for partner, valves in ((self.bolt, 100), (self.crane, 300), (self.dock, 800)):
            self.sell(partner, "2025-06-10", Pumps=1000, Valves=valves)
        self.sell(self.elm, "2025-06-10", Pumps=1000)
        self.sell(self.fir, "2025-06-10", Service=9000)  # of no industry
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        self.assertEqual(self.found(report), {"Valves": ("cross", "industry", 4, 3)})
        self.assertRecordValues(
            report.suggestion_ids,
            [
                {
                    "typical_amount": 300,
                    "own_amount": 0,
                    "potential": 300,
                    "peer_share_percent": round(1200 * 100 / 5200, 1),
                    "state": "open",
                }
            ],
        )
        words = report.suggestion_ids.words
        self.assertIn("3 of 4 comparable customers (Same industry)", words)
        self.assertIn("300", words)

    def test_nothing_is_said_on_fewer_than_three(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.sell_to_peers(self.bolt | self.crane, Valves=500)
        self.refresh(today=TODAY_Q)
        self.assertEqual(self.found(self.make_report()), {})
        # three comparable ones, two of whom buy it
        self.sell_to_peers(self.dock, Pumps=500)
        self.refresh(today=TODAY_Q)
        self.assertEqual(self.found(self.make_report(date_start="2025-10-01")), {})

    def test_customers_of_the_same_grade_where_the_industry_has_too_few(self):
        self.acme.industry_id = self.env["res.partner.industry"].create({"name": "Alone"})
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        peers = self.bolt | self.crane | self.dock
        self.sell_to_peers(peers, Pumps=100, Service=500)
        self.refresh(today=TODAY_Q)
        for partner in peers | self.acme:
            self.grade(partner, self.grade_a)
        self.assertEqual(self.found(self.make_report()), {"Service": ("cross", "grade", 3, 3)})

    def test_much_less_than_others_is_upselling(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000, Service=10)
        self.sell_to_peers(self.bolt | self.crane | self.dock, Pumps=1000, Service=500)
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        self.assertEqual(self.found(report), {"Service": ("up", "industry", 3, 3)})
        self.assertRecordValues(
            report.suggestion_ids,
            [
                {
                    "typical_amount": 500,  # the customer itself left out
                    "own_amount": 10,
                    "own_share_percent": 1,
                    "peer_share_percent": round(1500 * 100 / 4500, 1),
                    "potential": 490,
                }
            ],
        )

    def test_half_of_what_others_buy_is_no_upselling(self):
        self.sell(self.acme, "2026-02-10", Pumps=500, Service=250)
        self.sell_to_peers(self.bolt | self.crane | self.dock, Pumps=1000, Service=500)
        self.refresh(today=TODAY_Q)
        self.assertEqual(self.found(self.make_report()), {})

    def test_purchases_that_fell_are_named_without_anybody_to_compare_with(self):
        self.sell(self.acme, "2025-02-10", Pumps=1000, Valves=1000)
        self.sell(self.acme, "2026-02-10", Pumps=700, Valves=701)
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        self.assertEqual(self.found(report), {"Pumps": ("fell", False, False, False)})
        self.assertEqual(report.suggestion_ids.potential, 300)
        self.company.care_value_fall_percent = 20
        report.action_refresh_suggestions()
        self.assertEqual(set(self.found(report)), {"Pumps", "Valves"})

    def test_trade_of_another_company_or_time_is_not_looked_at(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        for partner in self.bolt | self.crane | self.dock:
            self.sell(partner, "2025-03-31", Service=500)  # more than twelve months ago
            self.sell(partner, "2026-04-01", Valves=500)  # after the quarter
            self.sell(partner, "2026-02-01", company=self.other_company, Valves=500)
        self.refresh(today=TODAY_Q)
        self.assertEqual(self.found(self.make_report()), {})

    def test_looking_again_changes_only_what_is_open_and_moved(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        peers = self.bolt | self.crane | self.dock
        self.sell_to_peers(peers, Pumps=1000, Valves=100, Service=50)
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        by_name = {one.categ_id.name: one for one in report.suggestion_ids}
        by_name["Valves"]._set_state("dismissed", reason="Makes them itself")
        self.env.flush_all()
        before = report.suggestion_ids.sudo().read(["write_date", "state", "potential"])
        report.action_refresh_suggestions()
        self.assertEqual(
            report.suggestion_ids.sudo().read(["write_date", "state", "potential"]), before
        )
        self.sell_to_peers(peers, Service=100, Valves=900)
        report.action_refresh_suggestions()
        self.assertEqual(by_name["Service"].potential, 150)
        self.assertEqual(by_name["Valves"].potential, 100)
        self.sell(self.acme, "2026-03-10", Service=150)
        report.action_refresh_suggestions()
        self.assertEqual(set(self.found(report)), {"Valves"})

    def test_what_was_dismissed_is_not_suggested_for_a_year(self):
        self.sell(self.acme, "2025-02-10", Pumps=1000)
        self.sell_to_peers(self.bolt | self.crane | self.dock, Valves=100)
        self.refresh(today=TODAY_Q)
        old = self.make_report(date_start="2025-10-01")
        self.assertIn("Valves", self.found(old))
        old.suggestion_ids._set_state("dismissed", reason="No")
        self.assertNotIn("Valves", self.found(self.make_report()))

    def test_a_released_report_keeps_its_suggestions(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.sell_to_peers(self.bolt | self.crane | self.dock, Valves=100)
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        report.action_release()
        self.sell(self.acme, "2026-03-10", Valves=5000)
        report._propose()
        self.assertEqual(set(self.found(report)), {"Valves"})

    # === DECIDING === #

    def suggestion(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.sell_to_peers(self.bolt | self.crane | self.dock, Valves=100)
        self.refresh(today=TODAY_Q)
        return self.make_report().suggestion_ids

    def test_one_that_is_taken_up_becomes_a_planned_contact(self):
        suggestion = self.suggestion()
        action = suggestion.action_plan()
        touchpoint = self.env["care.touchpoint"].browse(action["res_id"])
        self.assertRecordValues(
            touchpoint,
            [
                {
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "origin": "next_step",
                    "state": "planned",
                    "name": "Cross-selling: Valves",
                }
            ],
        )
        self.assertEqual(suggestion.state, "accepted")
        self.assertEqual(suggestion.action_open_result()["res_id"], touchpoint.id)
        with self.assertRaises(UserError):
            suggestion.action_plan()

    def test_or_an_opportunity(self):
        suggestion = self.suggestion()
        action = suggestion.action_make_opportunity()
        lead = self.env["crm.lead"].browse(action["res_id"])
        self.assertRecordValues(
            lead,
            [
                {
                    "partner_id": self.acme.id,
                    "type": "opportunity",
                    "expected_revenue": 100,
                    "user_id": self.rep.id,
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(suggestion.lead_id, lead)

    def test_who_may_not_sell_makes_no_opportunity(self):
        suggestion = self.suggestion()
        with self.assertRaises(AccessError):
            suggestion.with_user(self.steward).action_make_opportunity()
        self.assertEqual(suggestion.state, "open")

    def test_one_that_is_dismissed_has_a_reason(self):
        suggestion = self.suggestion()
        action = suggestion.action_dismiss()
        wizard = (
            self.env["care.value.dismiss"]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({"reason": "Makes them itself"})
        )
        wizard.action_dismiss()
        self.assertRecordValues(suggestion, [{"state": "dismissed", "reason": "Makes them itself"}])
        suggestion.action_reopen()
        self.assertRecordValues(suggestion, [{"state": "open", "reason": False}])

    def test_colleagues_and_readers_decide_nothing(self):
        suggestion = self.suggestion()
        for user in (self.colleague, self.leader, self.employee):
            with self.assertRaises(AccessError):
                suggestion.with_user(user).action_plan()
        with self.assertRaises(AccessError):
            self.env["care.value.dismiss"].with_user(self.colleague).create(
                {"reason": "x", "suggestion_ids": suggestion.ids}
            ).action_dismiss()
        with self.assertRaises(AccessError):
            suggestion.state = "accepted"
