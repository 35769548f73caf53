from lxml import html

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .account_plan_common import YEAR, AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanDifference(AccountPlanCommon):
    """What changed between two versions, in words and figures."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan.direction = "More visits"
        cls.submit_and_approve(cls, cls.plan)
        cls.visit, cls.lab_day = cls.plan.contact_plan_ids, cls.plan.action_ids
        cls.version = cls.plan.with_user(cls.manager)._grant_leave("It changed").with_user(cls.rep)

    def difference(self, before=None, lang="en_US"):
        version = self.version.with_context(lang=lang)
        return version._difference(before or self.plan)

    def table(self, difference, title):
        [table] = [one for one in difference["tables"] if one["title"] == title]
        return [(row["kind"], row["name"]) for row in table["rows"]]

    def test_nothing_differs_in_a_fresh_version(self):
        difference = self.difference()
        self.assertEqual(
            (difference["texts"], difference["totals"], difference["tables"]), ([], [], [])
        )
        self.assertEqual(difference["title"], f"From version 1 of {YEAR} to version 2 of {YEAR}")
        self.assertIn("Nothing differs", self.version.difference_html)

    def test_texts_tell_which_words_changed(self):
        self.version.write(
            {"purpose": "Become the only supplier of pumps", "direction": False, "history": "Long"}
        )
        self.assertEqual(
            [
                (change["label"], change["old"], change["new"])
                for change in self.difference()["texts"]
            ],
            [
                (
                    "Purpose",
                    "Become the first supplier of pumps",
                    "Become the only supplier of pumps",
                ),
                ("Direction", "More visits", ""),
                ("History Together", "", "Long"),
            ],
        )
        purpose = self.difference()["texts"][0]["parts"]
        self.assertIn(("gone", "first"), purpose)
        self.assertIn(("new", "only"), purpose)

    def test_revenue_lines_and_totals_tell_from_which_to_which_amount(self):
        works, spare = self.version.revenue_ids
        works.write({"amount": 300_000, "win_percent": 50, "name": "Works 2, later"})
        spare.unlink()
        self.version.write({"revenue_ids": [Command.create({"name": "Service", "amount": 10_000})]})
        difference = self.difference()
        self.assertEqual(
            self.table(difference, "Revenue Plan"),
            [("changed", "Works 2, later"), ("added", "Service"), ("removed", "Spare parts")],
        )
        [table] = difference["tables"]
        changes = {change["label"]: change for change in table["rows"][0]["changes"]}
        self.assertEqual(
            (changes["Win Rate"]["old"], changes["Win Rate"]["new"], changes["Win Rate"]["delta"]),
            ("60 %", "50 %", "-10"),
        )
        self.assertIn("300,000", changes["Contract Amount"]["new"])
        self.assertIn("30,000", changes["Expected Revenue"]["delta"])
        totals = {change["label"]: change for change in difference["totals"]}
        self.assertIn("250,000", totals["Contract Amount"]["old"])
        self.assertIn("310,000", totals["Contract Amount"]["new"])
        self.assertTrue(totals["Contract Amount"]["delta"].startswith("+"))

    def test_contacts_and_actions_that_moved_came_or_were_done(self):
        self.version.contact_plan_ids.date_planned = "2026-05-05"
        self.lab_day.with_user(self.rep).action_done()
        self.version.write(
            {
                "action_ids": [
                    Command.create({"name": "Trial", "plan_part": "action", "channel": "meeting"})
                ]
            }
        )
        difference = self.difference()
        self.assertEqual(
            self.table(difference, "Contact Plan"), [("changed", "Show the new series")]
        )
        self.assertEqual(
            self.table(difference, "Action Plan"), [("added", "Trial"), ("done", "Lab day")]
        )

    def test_lines_are_followed_over_several_versions(self):
        self.version.action_submit()
        self.version.with_user(self.manager).action_approve()
        third = self.version.with_user(self.manager)._grant_leave("Again").with_user(self.rep)
        third.contact_plan_ids.aim = "Dora orders"
        third.competitor_ids.name = "Rival Pumps Inc."
        difference = third._difference(self.plan)
        self.assertEqual(self.table(difference, "Competitors"), [("changed", "Rival Pumps Inc.")])
        self.assertEqual(
            self.table(difference, "Contact Plan"), [("changed", "Show the new series")]
        )

    def test_page_and_dialog_show_it(self):
        self.version.purpose = "<b>Become</b> the only supplier"
        page = html.fromstring(self.version.difference_html)
        self.assertFalse(page.findall(".//b"), "what people wrote stays text")
        self.assertEqual(page.find(".//del").text.strip(), "first")
        self.assertFalse(self.plan.difference_html)
        action = self.version.action_compare()
        dialog = (
            self.env["care.account.plan.compare"]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({})
        )
        self.assertEqual(dialog.before_id, self.plan)
        self.assertIn("only", dialog.difference_html)

    def test_reader_gets_it_in_her_language(self):
        self.version.life_cycle = "stability"
        [change] = self.difference(lang="zh_CN")["texts"]
        self.assertEqual(change["label"], "关系生命周期")

    def test_plans_of_two_customers_are_not_compared(self):
        other = self.make_plan(self.file_of(self.crane), self.manager)
        with self.assertRaises(UserError):
            self.version._difference(other)
