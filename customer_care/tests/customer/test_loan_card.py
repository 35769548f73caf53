from datetime import date

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .dossier_common import SECRET, DossierCommon


@tagged("post_install", "-at_install")
class TestLoanCard(DossierCommon):
    """A colleague borrows a dossier, with a purpose and until a day."""

    def activities_of(self, card):
        return self.env["mail.activity"].search(
            [("res_model", "=", "care.dossier.grant"), ("res_id", "=", card.id)]
        )

    def ask(self, user, **vals):
        [card_id] = self.rpc(
            user,
            "care.dossier.grant",
            "create",
            [{"partner_id": self.petra.id, "purpose": "Dinner", **vals}],
        )
        return self.env["care.dossier.grant"].browse(card_id)

    # === ASKING === #

    def test_request_is_the_owner_s_manager_s_to_decide(self):
        card = self.ask(self.colleague)
        self.assertRecordValues(
            card,
            [
                {
                    "state": "requested",
                    "user_id": self.colleague.id,
                    "date_to": date(2026, 3, 17),
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertEqual(self.activities_of(card).user_id, self.team_leader)
        with self.assertRaises(AccessError):
            self.read_dossier(self.colleague)

    def test_without_a_team_leader_the_care_managers_decide(self):
        self.team_north.user_id = False
        card = self.ask(self.colleague)
        self.assertIn(self.manager, self.activities_of(card).user_id)
        self.assertNotIn(self.ridge_manager, self.activities_of(card).user_id)

    def test_leader_who_is_the_owner_herself_is_not_her_manager(self):
        self.acme.user_id = self.team_leader
        self.team_north.member_ids |= self.team_leader
        card = self.ask(self.colleague)
        self.assertIn(self.manager, self.activities_of(card).user_id)
        self.assertNotIn(self.team_leader, self.activities_of(card).user_id)

    def test_everybody_asks_for_herself(self):
        with self.assertRaises(AccessError):
            self.ask(self.colleague, user_id=self.member.id)
        with self.assertRaises(AccessError):
            self.ask(self.colleague, state="granted")
        for user in self.employee | self.seller | self.portal_user | self.public_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.ask(user)

    def test_manager_hands_a_card_out_unasked(self):
        card = self.ask(self.manager, user_id=self.member.id)
        self.rpc(self.manager, "care.dossier.grant", "action_grant", card.ids)
        self.open_dossier(self.member)
        self.assertEqual(self.read_dossier(self.member), SECRET)

    def test_past_day_is_refused(self):
        with self.assertRaisesRegex(ValidationError, "over already"):
            self.ask(self.colleague, date_to="2026-03-09")

    def test_waiting_request_is_shown_again(self):
        card = self.ask(self.colleague)
        self.assertEqual(self.open_dossier(self.colleague)["res_id"], card.id)

    # === DECIDING === #

    def test_borrower_reads_from_the_grant_to_the_end_of_the_last_day(self):
        card = self.ask(self.colleague, date_to="2026-03-12")
        self.assertEqual(self.open_dossier(self.colleague)["res_model"], "care.dossier.grant")
        self.rpc(self.team_leader, "care.dossier.grant", "action_grant", card.ids)
        self.assertFalse(self.activities_of(card))
        self.assertEqual(self.open_dossier(self.colleague)["res_model"], "care.dossier")
        self.assertEqual(self.read_dossier(self.colleague), SECRET)
        self.assertRecordValues(
            self.log(user_ref=self.colleague.id), [{"role": "borrower", "purpose": "Dinner"}]
        )
        with freeze_time("2026-03-12 23:59:00"):
            self.open_dossier(self.colleague)
            self.assertEqual(self.read_dossier(self.colleague), SECRET)
        with freeze_time("2026-03-13 00:00:01"):
            with self.assertRaises(AccessError):
                self.read_dossier(self.colleague)
            self.assertEqual(self.open_dossier(self.colleague)["res_model"], "care.dossier.grant")

    def test_last_day_ends_where_the_company_is(self):
        self.company.partner_id.tz = "Asia/Shanghai"
        card = self.make_loan(self.colleague)
        self.assertEqual(str(card.date_end), "2026-03-12 16:00:00")

    def test_card_of_one_company_opens_nothing_in_another(self):
        self.make_loan(self.colleague)
        ridge = self.make_dossier(self.petra, company=self.other_company, family="Ridge's")
        self.colleague.company_ids |= self.other_company
        with self.assertRaises(AccessError):
            self.rpc(
                self.colleague,
                "care.dossier",
                "action_open",
                ridge.ids,
                company=self.company | self.other_company,
            )

    def test_refused_borrower_stays_out(self):
        card = self.ask(self.colleague)
        self.rpc(self.team_leader, "care.dossier.grant", "action_refuse", card.ids)
        self.assertRecordValues(card, [{"state": "refused", "decided_by_id": self.team_leader.id}])
        with self.assertRaises(AccessError):
            self.rpc(self.colleague, "care.dossier", "action_open", self.dossier.ids)
        self.assertIn("Refused", str(card.message_ids.mapped("body")))

    def test_loan_ended_early_closes_at_once(self):
        for user in self.colleague | self.manager:
            card = self.make_loan(self.colleague)
            self.open_dossier(self.colleague)
            self.assertEqual(self.read_dossier(self.colleague), SECRET)
            self.rpc(user, "care.dossier.grant", "action_end", card.ids)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.read_dossier(self.colleague)

    def test_only_the_owner_s_manager_decides(self):
        card = self.ask(self.colleague)
        for user in (
            self.colleague
            | self.rep
            | self.member
            | self.steward
            | self.leader
            | self.confidant
            | self.ridge_manager
            | self.other_rep
            | self.employee
            | self.portal_user
        ):
            for method in "action_grant", "action_refuse", "action_end":
                with self.subTest(user=user.name, method=method), self.assertRaises(UserError):
                    self.rpc(user, "care.dossier.grant", method, card.ids)
        self.assertEqual(card.state, "requested")

    def test_nobody_decides_about_her_own_card(self):
        self.acme.user_id = self.colleague
        own = self.ask(self.manager)
        with self.assertRaisesRegex(AccessError, "nobody about her own"):
            self.rpc(self.manager, "care.dossier.grant", "action_grant", own.ids)

    def test_card_is_not_edited(self):
        card = self.ask(self.colleague)
        for user in self.colleague | self.rep | self.team_leader | self.manager:
            for vals in {"state": "granted"}, {"user_id": self.member.id}, {"purpose": "Else"}:
                with self.subTest(user=user.name, vals=vals), self.assertRaises(AccessError):
                    self.rpc(user, "care.dossier.grant", "write", card.ids, vals)
        with self.assertRaises(AccessError):
            self.rpc(
                self.colleague, "care.dossier.grant", "write", card.ids, {"date_to": "2027-01-01"}
            )
        self.rpc(
            self.team_leader, "care.dossier.grant", "write", card.ids, {"date_to": "2026-03-11"}
        )
        self.rpc(self.team_leader, "care.dossier.grant", "action_grant", card.ids)
        with self.assertRaises(AccessError):
            self.rpc(
                self.team_leader, "care.dossier.grant", "write", card.ids, {"date_to": "2027-01-01"}
            )
        with self.assertRaises(AccessError):
            self.rpc(self.manager, "care.dossier.grant", "unlink", card.ids)

    def test_states_go_one_way(self):
        card = self.ask(self.colleague)
        self.rpc(self.colleague, "care.dossier.grant", "action_withdraw", card.ids)
        self.assertEqual(card.state, "withdrawn")
        for method in "action_grant", "action_refuse", "action_end":
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "already"):
                self.rpc(self.manager, "care.dossier.grant", method, card.ids)

    def test_who_sees_which_card(self):
        card = self.ask(self.colleague)
        for user in self.colleague | self.rep | self.team_leader | self.manager | self.confidant:
            with self.subTest(user=user.name):
                self.assertEqual(
                    self.rpc(user, card._name, "search", [("id", "=", card.id)]), card.ids
                )
        for user in self.member | self.steward | self.leader | self.other_rep | self.ridge_manager:
            with self.subTest(user=user.name):
                self.assertFalse(self.rpc(user, card._name, "search", [("id", "=", card.id)]))

    def test_cards_end_by_the_scheduled_action(self):
        card, later = self.make_loan(self.colleague), self.make_loan(self.member, "2026-03-20")
        self.env.flush_all()
        for _turn in range(2):
            with freeze_time("2026-03-14 03:00:00"), self.enter_registry_test_mode():
                self.env.ref("customer_care.cron_dossier_grant_end").method_direct_trigger()
            self.assertRecordValues(card | later, [{"state": "ended"}, {"state": "granted"}])

    def test_card_is_printed(self):
        card = self.make_loan(self.colleague)
        html, _kind = (
            self.env["ir.actions.report"]
            .with_user(self.colleague)
            ._render_qweb_html("customer_care.report_loan_card", card.ids)
        )
        for word in "Colleague", "Petra", "Dinner", "03/12/2026":
            self.assertIn(word, html.decode())
        self.assertNotIn(SECRET, html.decode())

    def test_time_is_frozen(self):
        """Guards the tests of time above."""
        self.assertEqual(str(self.make_loan(self.colleague).date_decided), NOW)
