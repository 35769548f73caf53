from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .held_common import ALL, HeldCommon


@tagged("post_install", "-at_install")
class TestChangeRequest(HeldCommon):
    """A change of key data waits, the old value stays in force, and a care manager decides."""

    def change(self, user, partner, company=None, **vals):
        return self.rpc(user, "res.partner", "write", partner.ids, vals, company=company)

    def decide(self, method, requests, user=None, *args):
        return self.rpc(user or self.manager, "care.change.request", method, requests.ids, *args)

    def reject(self, requests, reason, user=None):
        wizard = (
            self.env["care.change.reject"]
            .with_user(user or self.manager)
            .create({"request_ids": [Command.set(requests.ids)], "reason": reason})
        )
        wizard.action_reject()

    # === WHAT IS HELD === #

    def test_old_value_stays_and_the_rest_is_saved(self):
        self.change(self.rep, self.acme, name="Acme Ltd.", phone="+49 30 1")
        self.assertRecordValues(self.acme, [{"name": "Acme", "phone": "+49 30 1"}])
        self.assertRecordValues(
            self.requests_of(self.acme),
            [
                {
                    "field_name": "name",
                    "old_value": "Acme",
                    "new_value": "Acme Ltd.",
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "state": "proposed",
                }
            ],
        )

    def test_all_four_fields_wait(self):
        self.change(
            self.rep,
            self.acme,
            name="New",
            vat="NEW-1",
            user_id=self.member.id,
            property_payment_term_id=self.later.id,
        )
        self.assertRecordValues(
            self.acme,
            [
                {
                    "name": "Acme",
                    "vat": "OLD-1",
                    "user_id": self.rep.id,
                    "property_payment_term_id": self.now.id,
                }
            ],
        )
        self.assertWaits(
            self.acme,
            name="New",
            vat="NEW-1",
            user_id=self.member.id,
            property_payment_term_id=self.later.id,
        )

    def test_manager_writes_at_once(self):
        self.change(self.manager, self.acme, name="Acme Ltd.")
        self.assertEqual(self.acme.name, "Acme Ltd.")
        self.assertFalse(self.requests_of(self.acme))

    def test_nothing_is_held_until_a_company_says_so(self):
        self.hold(self.company)
        self.change(self.rep, self.acme, name="Acme Ltd.")
        self.assertEqual(self.acme.name, "Acme Ltd.")
        fresh = self._make_company("Fresh", self.euro)
        self.assertFalse(any(fresh[f"care_hold_{name}"] for name in ALL))

    def test_only_the_fields_chosen_are_held(self):
        self.hold(self.company, "vat")
        self.change(self.rep, self.acme, name="Acme Ltd.", vat="NEW-1")
        self.assertRecordValues(self.acme, [{"name": "Acme Ltd.", "vat": "OLD-1"}])

    def test_who_is_no_customer_is_not_held(self):
        stranger = self.make_customer("Stranger")
        self.change(self.rep, stranger, name="Stranger Ltd.")
        self.assertEqual(stranger.name, "Stranger Ltd.")

    def test_contacts_have_their_own_names_and_the_tax_id_of_the_customer(self):
        self.change(self.rep, self.petra, name="Petra P.", vat="NEW-1")
        self.assertRecordValues(self.petra, [{"name": "Petra P.", "vat": "OLD-1"}])
        self.assertEqual(self.acme.vat, "OLD-1")
        self.assertWaits(self.acme, vat="NEW-1")

    def test_payment_terms_written_on_a_contact_wait_for_the_customer(self):
        self.change(self.rep, self.petra, property_payment_term_id=self.later.id)
        self.assertEqual(self.petra.property_payment_term_id, self.now)
        self.assertWaits(self.acme, property_payment_term_id=self.later.id)

    def test_what_is_written_as_it_is_does_not_wait(self):
        self.change(self.rep, self.acme, name="Acme", vat="OLD-1", user_id=self.rep.id)
        self.assertFalse(self.requests_of(self.acme))

    def test_creation_is_not_held(self):
        created = self.rpc(
            self.rep, "res.partner", "create", [{"name": "Fir", "vat": "F-1", "is_company": True}]
        )
        self.assertTrue(created)
        self.assertFalse(self.env["care.change.request"].search([("new_value", "=", "Fir")]))

    def test_several_customers_in_one_write(self):
        """Crane has the value already, the stranger is no customer."""
        stranger = self.make_customer("Stranger")
        self.crane.user_id = self.rep
        partners = self.acme | self.bolt | self.crane | stranger
        partners.with_user(self.seller).write({"user_id": self.rep.id, "phone": "+49 40 2"})
        self.assertEqual(partners.mapped("phone"), ["+49 40 2"] * 4)
        self.assertEqual(
            [partner.user_id for partner in partners],
            [self.rep, self.colleague, self.rep, self.rep],
        )
        self.assertFalse(self.requests_of(self.acme) | self.requests_of(self.crane))
        self.assertWaits(self.bolt, user_id=self.rep.id)

    def test_whoever_may_not_write_may_not_ask(self):
        with self.assertRaises(AccessError):
            self.change(self.employee, self.acme, name="Hack")
        self.assertFalse(self.requests_of(self.acme))

    def test_no_context_of_a_client_lets_it_pass(self):
        for sent in (True, 1, "free", {"a": 1}):
            self.acme.with_user(self.rep).with_context(care_hold=sent, care_apply_held=True).write(
                {"name": "Hack"}
            )
        self.assertEqual(self.acme.name, "Acme")

    def test_commercial_sync_reaches_the_contacts(self):
        """Core writes the customer's values on her contacts; whoever moves a contact there too."""
        self.manager.company_ids |= self.other_company
        self.change(self.manager, self.acme, vat="NEW-1", property_payment_term_id=self.later.id)
        self.assertRecordValues(
            self.petra, [{"vat": "NEW-1", "property_payment_term_id": self.later.id}]
        )
        loose = self.env["res.partner"].create({"name": "Loose"})
        self.change(self.rep, loose, parent_id=self.acme.id)
        self.assertRecordValues(loose, [{"vat": "NEW-1", "parent_id": self.acme.id}])
        self.assertFalse(self.requests_of(self.acme))

    def test_processes_of_the_system_are_not_held(self):
        """Scheduled actions, installation and updates run as the superuser."""
        self.assertEqual(self.env.uid, 1)
        self.acme.name = "By cron"
        self.assertEqual(self.acme.name, "By cron")
        self.acme.with_user(self.rep).sudo().name = "By the rep through sudo"
        self.assertEqual(self.acme.name, "By cron")

    # === WHO IS TOLD === #

    def test_screen_and_chatter_tell_that_it_waits(self):
        sent = []
        with patch.object(
            type(self.env["res.users"]),
            "_bus_send",
            lambda user, kind, message, **_kw: sent.append((user.id, kind, message)),
        ):
            self.change(self.rep, self.acme, name="Acme Ltd.")
            self.change(self.rep, self.crane, name="Crane Ltd.")
            self.env.cr.precommit.run()
        [(user_id, kind, message)] = sent
        self.assertEqual((user_id, kind), (self.rep.id, "simple_notification"))
        self.assertIn("Acme: Name → Acme Ltd.", message["message"])
        self.assertIn("Crane Ltd.", message["message"])
        self.assertIn("Acme → Acme Ltd.", self.acme.message_ids[0].body)
        self.assertEqual(self.acme.message_ids[0].author_id, self.rep.partner_id)

    def test_form_and_page_say_what_waits(self):
        self.change(self.rep, self.acme, name="Acme Ltd.", property_payment_term_id=self.later.id)
        text = "Name → Acme Ltd.; Payment Terms → Sixty days"
        for partner in self.acme | self.petra:
            [values] = self.rpc(self.rep, "res.partner", "read", partner.ids, ["care_waiting_text"])
            self.assertEqual(values["care_waiting_text"], text)
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertEqual(page["head"]["waiting"], text)
        self.assertEqual(
            (self.acme | self.bolt)._care_waiting(),
            {self.acme.id: ["Name", "Payment Terms"]},
        )

    def test_who_asked_is_told_once_what_was_decided(self):
        self.change(self.rep, self.acme, name="A", vat="NEW-1")
        requests = self.requests_of(self.acme)
        self.decide("action_approve", requests)
        notes = self.env["mail.message"].search(
            [
                ("partner_ids", "in", self.rep.partner_id.ids),
                ("author_id", "=", self.manager.partner_id.id),
            ]
        )
        self.assertEqual(len(notes), 1)
        self.assertIn("Name → A", notes.body)
        self.assertIn("Tax ID → NEW-1", notes.body)

    # === DECIDING === #

    def test_approved_value_is_written_as_it_was_asked_for(self):
        self.change(
            self.rep,
            self.acme,
            name="A",
            vat="NEW-1",
            user_id=self.member.id,
            property_payment_term_id=self.later.id,
        )
        requests = self.requests_of(self.acme)
        self.decide("action_approve", requests)
        self.assertRecordValues(
            self.acme,
            [
                {
                    "name": "A",
                    "vat": "NEW-1",
                    "user_id": self.member.id,
                    "property_payment_term_id": self.later.id,
                }
            ],
        )
        self.assertEqual(set(requests.mapped("state")), {"approved"})
        self.assertEqual(requests.decided_by_id, self.manager)
        self.assertEqual(self.petra.vat, "NEW-1")
        self.assertEqual(self.file_of(self.acme).user_id, self.member)

    def test_manager_without_right_to_edit_contacts_decides(self):
        self.manager.group_ids -= self.env.ref("base.group_partner_manager")
        self.change(self.rep, self.acme, name="A")
        self.decide("action_approve", self.requests_of(self.acme))
        self.assertEqual(self.acme.name, "A")

    def test_rejected_with_a_reason(self):
        self.change(self.rep, self.acme, name="A")
        request = self.requests_of(self.acme)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.reject(request, "  ")
        self.reject(request, "Not registered yet")
        self.assertEqual(self.acme.name, "Acme")
        self.assertRecordValues(
            request,
            [
                {
                    "state": "rejected",
                    "reason": "Not registered yet",
                    "decided_by_id": self.manager.id,
                }
            ],
        )

    def test_second_decision_finds_it_closed(self):
        self.change(self.rep, self.acme, name="A")
        request = self.requests_of(self.acme)
        self.decide("action_approve", request)
        self.acme.name = "Changed since"
        with self.assertRaisesRegex(UserError, "decided already"):
            self.decide("action_approve", request)
        with self.assertRaisesRegex(UserError, "decided already"):
            self.reject(request, "No")
        self.assertEqual(self.acme.name, "Changed since")

    def test_value_that_became_invalid_stays_open(self):
        self.change(self.rep, self.acme, property_payment_term_id=self.later.id, name="A")
        requests = self.requests_of(self.acme)
        self.later.active = False
        terms = requests.filtered(lambda request: request.field_name != "name")
        with self.assertRaisesRegex(UserError, "Sixty days is no longer there"):
            self.decide("action_approve", terms)
        self.assertEqual(terms.state, "proposed")
        warning = self.decide("action_approve", requests)
        self.assertIn("Sixty days", warning["params"]["message"])
        self.assertEqual(self.acme.name, "A")
        self.assertEqual(terms.state, "proposed")
        self.assertEqual(self.acme.property_payment_term_id, self.now)

    def test_value_that_a_constraint_refuses_stays_open(self):
        self.acme.with_user(self.rep).write({"name": False})
        request = self.requests_of(self.acme)
        with mute_logger("odoo.sql_db"), self.assertRaisesRegex(UserError, "database refuses"):
            self.decide("action_approve", request)
        self.assertEqual(self.acme.name, "Acme")
        self.assertEqual(request.state, "proposed")

    def test_customer_who_became_a_contact_is_not_written(self):
        """Else the tax ID would go up to the new parent unseen."""
        self.change(self.rep, self.bolt, vat="NEW-2")
        request = self.requests_of(self.bolt)
        self.bolt.write({"is_company": False, "parent_id": self.acme.id})
        with self.assertRaisesRegex(UserError, "belongs to Acme now"):
            self.decide("action_approve", request)
        self.assertEqual(self.acme.vat, "OLD-1")

    def test_only_managers_of_the_company_decide(self):
        self.change(self.rep, self.acme, name="A")
        request = self.requests_of(self.acme)
        for user in (self.rep, self.team_leader, self.steward, self.other_manager):
            for method in ("action_approve", "action_reject"):
                with self.assertRaises(AccessError, msg=f"{user.name} {method}"):
                    self.decide(method, request, user)
        with self.assertRaises(AccessError):
            request.with_user(self.rep).write({"state": "approved"})
        with self.assertRaises(AccessError):
            self.env["care.change.request"].with_user(self.manager).create({})
        self.assertEqual(self.acme.name, "Acme")

    # === ONE OPEN REQUEST === #

    def test_later_change_supersedes(self):
        self.change(self.rep, self.acme, name="A")
        first = self.requests_of(self.acme)
        self.change(self.rep, self.acme, name="B", vat="NEW-1")
        self.assertEqual(first.state, "superseded")
        self.assertWaits(self.acme, name="B", vat="NEW-1")
        self.decide("action_approve", self.requests_of(self.acme))
        self.assertEqual(self.acme.name, "B")

    def test_same_again_stays_one_request(self):
        self.change(self.rep, self.acme, name="A")
        first = self.requests_of(self.acme)
        self.change(self.rep, self.acme, name="A")
        self.assertEqual(self.requests_of(self.acme, "proposed", "superseded"), first)

    def test_who_asked_withdraws(self):
        self.change(self.rep, self.acme, name="A")
        request = self.requests_of(self.acme)
        with self.assertRaises(AccessError):
            self.decide("action_withdraw", request, self.manager)
        self.decide("action_withdraw", request, self.rep)
        self.assertEqual(request.state, "superseded")

    def test_requests_are_never_deleted(self):
        self.change(self.rep, self.acme, name="A")
        with self.assertRaises(UserError):
            self.requests_of(self.acme).unlink()

    # === SEVERAL COMPANIES === #

    def test_other_company_s_rule_holds_what_is_shared(self):
        """Acme buys from both; Ridge's rep changes the shared name."""
        self.change(self.other_rep, self.acme, name="A")
        self.assertEqual(self.acme.name, "Acme")
        self.assertEqual(self.requests_of(self.acme).company_id, self.company)

    def test_payment_terms_are_each_company_s_own(self):
        ridge = self.acme.with_company(self.other_company)
        self.change(self.other_rep, self.acme, property_payment_term_id=self.later.id)
        self.assertEqual(ridge.property_payment_term_id, self.later, "Ridge holds nothing")
        self.hold(self.other_company, *ALL)
        self.change(self.other_rep, self.acme, property_payment_term_id=self.now.id)
        self.change(self.rep, self.acme, property_payment_term_id=self.later.id)
        self.assertEqual(ridge.property_payment_term_id, self.later)
        requests = self.requests_of(self.acme)
        self.assertEqual(requests.company_id, self.company | self.other_company)
        own = requests.filtered(lambda request: request.company_id == self.company)
        self.decide("action_approve", own)
        self.assertEqual(self.acme.property_payment_term_id, self.later)
        self.assertEqual(ridge.property_payment_term_id, self.later)

    def test_manager_of_another_company_is_held(self):
        self.change(self.other_manager, self.acme, name="A")
        self.assertWaits(self.acme, name="A")
        self.hold(self.other_company, "name")
        self.change(self.other_manager, self.acme, name="B")
        self.assertEqual(self.acme.name, "B", "she decides about a customer of her company")

    def test_customer_of_the_other_company_alone_follows_its_rule(self):
        self.change(self.other_rep, self.elm, name="Elm Ltd.")
        self.assertEqual(self.elm.name, "Elm Ltd.")

    # === MERGE AND COST === #

    def test_merge_fills_what_is_empty_and_keeps_one_request(self):
        twin = self.make_customer("Acme Twin", vat="TWIN", email="a@acme.example")
        self.acme.email = twin.email
        self.acme.vat = False
        self.make_order(twin, 5)
        self.refresh(twin)
        self.change(self.rep, twin, name="Twin Ltd.")
        self.change(self.rep, self.acme, name="A")
        wizard = self.env["base.partner.merge.automatic.wizard"].with_user(self.rep).create({})
        wizard._merge((twin | self.acme).ids, self.acme.with_user(self.rep))
        self.assertRecordValues(self.acme, [{"name": "Acme", "vat": "TWIN"}])
        self.assertWaits(self.acme, name="A")
        self.assertEqual(len(self.requests_of(self.acme, "proposed", "superseded")), 2)

    def test_other_columns_cost_nothing(self):
        """No query more than core's own for what is not held; the switches are in memory."""
        partner = self.acme.with_user(self.rep)

        def cost(field, value):
            partner.flush_recordset()
            before = self.env.cr.sql_log_count
            partner.write({field: value})
            partner.flush_recordset()
            return self.env.cr.sql_log_count - before

        cost("function", "x")
        held = cost("function", "y")
        self.hold(self.company)
        cost("function", "z")
        self.assertEqual(cost("function", "w"), held)
        cost("name", "A")
        free = cost("name", "B")
        self.assertEqual(free, cost("name", "C"), "a name where nothing is held")

    def test_many_at_once_cost_no_more_queries_than_two(self):
        customers = self.env["res.partner"].create(
            [{"name": f"C{number}", "is_company": True} for number in range(40)]
        )
        self.env["care.profile"]._ensure(customers, self.company)

        def cost(partners, user):
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            partners.with_user(self.rep).write({"user_id": user.id})
            self.env.flush_all()
            return self.env.cr.sql_log_count - before

        cost(customers[:1], self.rep)
        few = cost(customers[:2], self.member)
        many = cost(customers[2:], self.member)
        self.assertLessEqual(many, few + 3)
        self.assertEqual(
            self.env["care.change.request"].search_count(
                [("partner_id", "in", customers.ids), ("new_value", "=", "Member")]
            ),
            40,
        )
