from odoo import Command
from odoo.tests import tagged

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestAccessTeams(CareCommon):
    """The regional manager sees the customers of her sales teams, of those of today."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.plan()

    def assertSees(self, user, *names, context=None):
        for model in "care.profile", "care.grade.change", "care.touchpoint":
            rows = self.rpc(
                user,
                model,
                "search_read",
                [("company_id", "=", self.company.id)],
                ["partner_id"],
                context={"allowed_company_ids": self.company.ids, **(context or {})},
            )
            expected = set(names)
            if model == "care.touchpoint":
                expected -= {"Dock"}  # nobody to act
            with self.subTest(model=model):
                self.assertEqual({row["partner_id"][1] for row in rows}, expected)

    def test_leader_of_the_team_sees_its_customers(self):
        self.assertSees(self.team_leader, "Acme", "Bolt", "Crane", "Dock")

    def test_leader_who_gave_up_the_team_sees_them_no_longer(self):
        self.assertSees(self.team_leader, "Acme", "Bolt", "Crane", "Dock")
        self.team_north.user_id = False
        self.assertSees(self.team_leader, "Dock")

    def test_member_with_the_team_right_sees_the_team_from_joining_to_leaving(self):
        self.team_north.user_id = False
        self.assertSees(self.team_leader, "Dock")
        self.team_north.member_ids = [Command.link(self.team_leader.id)]
        self.assertSees(self.team_leader, "Acme", "Bolt", "Crane", "Dock")
        self.team_north.member_ids = [Command.unlink(self.team_leader.id)]
        self.assertSees(self.team_leader, "Dock")

    def test_customers_of_somebody_who_left_the_team_leave_with_her(self):
        """Odoo archives a membership that ends."""
        self.team_south.member_ids = [Command.link(self.colleague.id)]
        self.assertNotIn(self.colleague, self.team_north.member_ids)
        self.assertSees(self.team_leader, "Acme", "Dock")
        self.assertSees(self.team_leader, "Acme", "Dock", context={"active_test": False})

    def test_team_right_alone_shows_no_other_team(self):
        self.team_south.member_ids = [Command.link(self.team_leader.id)]
        self.team_north.user_id = False
        self.assertSees(self.team_leader, "Dock")
