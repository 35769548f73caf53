from odoo.exceptions import AccessError
from odoo.tests import tagged

from .intelligence_common import IntelligenceCommon


@tagged("post_install", "-at_install")
class TestAccessIntelligence(IntelligenceCommon):
    """Who reads what was learned, and who may know from whom."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.piece = cls.make_piece(
            profile_ids=cls.profile.ids, source_grade="4", informant="Petra Secret"
        )
        exporting = cls.env.ref("base.group_allow_export")
        for user in (cls.rep, cls.colleague, cls.member, cls.team_leader, cls.steward, cls.leader):
            user.group_ids |= exporting
        cls.manager.group_ids |= exporting

    def seen_by(self, user):
        return self.rpc(user, "care.intelligence", "search_count", [("id", "=", self.piece.id)])

    def names_for(self, user):
        """Every road to the name of the source, as a client walks it."""
        ids = self.piece.ids
        yield from (
            row["informant"]
            for row in self.rpc(user, "care.intelligence", "read", ids, ["informant"])
        )
        exported = self.rpc(user, "care.intelligence", "export_data", ids, ["informant"])
        yield exported["datas"][0][0]
        rows = self.rpc(
            user, "care.intelligence.informant", "search_read", [("piece_id", "in", ids)], ["name"]
        )
        yield from (row["name"] for row in rows)
        groups = self.rpc(
            user,
            "care.intelligence.informant",
            "formatted_read_group",
            [("piece_id", "in", ids)],
            ["name"],
            ["__count"],
        )
        yield from (group["name"] for group in groups)

    def test_a_draft_is_its_authors(self):
        self.assertTrue(self.seen_by(self.rep))
        self.assertTrue(self.seen_by(self.manager))
        for user in (self.colleague, self.team_leader, self.steward, self.leader):
            with self.subTest(user=user.name):
                self.assertFalse(self.seen_by(user))

    def test_what_was_sent_is_read_by_those_who_see_the_customer(self):
        self.piece.action_send()
        sees = {self.rep, self.team_leader, self.manager, self.steward, self.leader}
        users = sees | {self.colleague, self.member, self.branch_rep, self.other_rep}
        for user in users:
            with self.subTest(user=user.name):
                self.assertEqual(bool(self.seen_by(user)), user in sees)
        for user in (self.employee, self.seller, self.portal_user):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.seen_by(user)

    def test_the_service_team_of_any_customer_concerned_reads_it(self):
        self.piece.sudo().profile_ids |= self.file_of(self.crane)
        self.piece.action_send()
        self.assertTrue(self.seen_by(self.member))
        rows = self.rpc(self.member, "care.intelligence", "read", self.piece.ids, ["profile_ids"])
        self.assertEqual(rows[0]["profile_ids"], self.file_of(self.crane).ids)
        specification = {"profile_ids": {"fields": {"display_name": {}}}}
        [row] = self.rpc(
            self.member, "care.intelligence", "web_read", self.piece.ids, specification
        )
        self.assertEqual([one["display_name"] for one in row["profile_ids"]], ["Crane"])

    def test_news_of_the_industry_is_for_everybody_in_the_company(self):
        self.piece.profile_ids = False
        self.piece.action_send()
        for user in (self.colleague, self.member):
            self.assertTrue(self.seen_by(user))
        self.assertFalse(self.seen_by(self.other_rep))

    def test_only_the_author_and_the_readers_write(self):
        self.piece.action_send()
        for user in (self.team_leader, self.leader):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.intelligence", "write", self.piece.ids, {"kind": "other"})
        self.rpc(self.steward, "care.intelligence", "write", self.piece.ids, {"kind": "other"})

    def test_who_told_us_is_known_to_author_managers_and_stewards(self):
        self.piece.action_send()
        for user in (self.rep, self.team_leader, self.manager, self.steward):
            with self.subTest(user=user.name):
                self.assertEqual(set(self.names_for(user)), {"Petra Secret"})

    def test_who_told_us_is_closed_to_other_readers_on_every_road(self):
        self.piece.sudo().profile_ids |= self.file_of(self.crane)
        self.piece.action_send()
        for user in (self.leader, self.member):
            with self.subTest(user=user.name):
                self.assertFalse(any(self.names_for(user)))
                self.assertFalse(
                    self.rpc(
                        user,
                        "care.intelligence.informant",
                        "name_search",
                        "Petra",
                    )
                )

    def test_the_name_is_no_field_to_search_or_group_pieces_by(self):
        described = self.rpc(self.leader, "care.intelligence", "fields_get", ["informant"])
        self.assertFalse(described["informant"]["searchable"])
        self.assertFalse(described["informant"]["groupable"])
        self.assertFalse(described["informant"]["sortable"])

    def test_only_the_author_names_a_source(self):
        self.piece.action_send()
        for user in (self.member, self.leader, self.steward):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(
                    user,
                    "care.intelligence.informant",
                    "create",
                    {"piece_id": self.piece.id, "name": "Somebody"},
                )
        self.rpc(self.rep, "care.intelligence", "write", self.piece.ids, {"informant": "Dora"})
        self.assertEqual(set(self.names_for(self.steward)), {"Dora"})
        self.rpc(self.rep, "care.intelligence", "write", self.piece.ids, {"informant": ""})
        self.assertFalse(any(self.names_for(self.steward)))

    def test_a_deputy_reads_what_was_sent_on_the_absent_colleagues_customers(self):
        self.piece.action_send()
        self.assertFalse(self.seen_by(self.colleague))
        self.rep.write(
            {
                "care_substitute_id": self.colleague.id,
                "care_absent_from": "2026-03-09",
                "care_absent_until": "2026-03-12",
            }
        )
        self.assertTrue(self.seen_by(self.colleague))
        self.assertFalse(any(self.names_for(self.colleague)))
