from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .account_plan_common import AccountPlanCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanIntelligence(AccountPlanCommon):
    """What was reported of a customer and its industry becomes lines of its plan, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.industry = cls.env["res.partner.industry"].create({"name": "Pump Makers"})
        cls.profile.industry_id = cls.industry
        cls.of_acme = cls.make_piece("Acme builds a works", profile_ids=cls.profile.ids)
        cls.of_industry = cls.make_piece(
            "New rules for pumps", industry_id=cls.industry.id, kind="environment"
        )
        cls.make_piece("Bolt is sold", user=cls.colleague, profile_ids=cls.file_of(cls.bolt).ids)
        cls.make_piece("Old", profile_ids=cls.profile.ids, date="2024-12-31")

    @classmethod
    def make_piece(cls, name, user=None, **vals):
        piece = (
            cls.env["care.intelligence"]
            .with_user(user or cls.rep)
            .create({"name": name, "source_grade": "3", "meaning": "More to sell", **vals})
        )
        piece.sudo().state = "sent"
        return piece

    def test_pieces_of_the_customer_and_its_industry_become_lines(self):
        self.plan.action_collect_intelligence()
        added = self.plan.insight_ids.filtered("intelligence_id")
        self.assertEqual(added.intelligence_id, self.of_acme | self.of_industry)
        line = added.filtered(lambda line: line.intelligence_id == self.of_industry)
        self.assertRecordValues(
            line,
            [
                {
                    "kind": "environment",
                    "fact": "New rules for pumps",
                    "meaning_us": "More to sell",
                    "source_grade": "3",
                }
            ],
        )

    def test_a_piece_is_taken_in_once(self):
        self.plan.action_collect_intelligence()
        before = self.plan.insight_ids
        self.plan.action_collect_intelligence()
        self.assertEqual(self.plan.insight_ids, before)

    def test_what_nobody_sent_is_not_taken_in(self):
        self.of_acme.sudo().state = "draft"
        self.plan.action_collect_intelligence()
        self.assertEqual(self.plan.insight_ids.intelligence_id, self.of_industry)

    def test_a_plan_that_holds_takes_nothing_in(self):
        self.submit_and_approve()
        with self.assertRaises(UserError):
            self.plan.action_collect_intelligence()

    def test_nobody_links_what_she_may_not_read(self):
        closed = self.make_piece(
            "Closed", user=self.colleague, profile_ids=self.file_of(self.bolt).ids
        )
        line = self.plan.insight_ids[0]
        with self.assertRaises(AccessError):
            line.with_user(self.rep).write({"intelligence_id": closed.id})
