from datetime import date, timedelta

import psycopg2.errors
from dateutil.relativedelta import relativedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import TODAY
from .contract_common import ContractCommon


@tagged("post_install", "-at_install")
class TestContract(ContractCommon):
    """A contract from its draft to its end, and what it says of the customer."""

    # === WHO IS A CUSTOMER === #

    def test_a_contract_opens_the_file_of_its_customer(self):
        contract = self.make_contract(self.petra, "draft")
        self.assertEqual(contract.partner_id, self.acme)
        profile = self.file_of(self.acme)
        self.assertEqual(contract.profile_id, profile)
        self.assertRecordValues(profile, [{"active": True, "is_manual": False}])
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertRecordValues(profile, [{"active": True, "grade_id": False}])

    def test_the_file_goes_with_the_draft_that_made_it(self):
        contract = self.make_contract(state="draft")
        self.env["care.dirty"]._drain(today=TODAY)
        contract.unlink()
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertRecordValues(self.file_of(self.acme), [{"active": False, "date_retired": TODAY}])

    def test_a_contract_of_a_branch_is_in_the_file_of_the_root(self):
        contract = self.make_contract(company=self.branch)
        self.assertEqual(contract.profile_id.company_id, self.company)
        self.refresh()
        self.assertTrue(self.file_of(self.acme).active)

    def test_a_retired_file_comes_back(self):
        order = self.make_order(self.acme)
        self.refresh()
        order._action_cancel()
        self.refresh()
        self.assertFalse(self.file_of(self.acme).active)
        self.make_contract()
        self.refresh()
        self.assertRecordValues(self.file_of(self.acme), [{"active": True, "is_manual": False}])

    # === STATES === #

    def test_states_follow_the_table(self):
        allowed = {
            ("draft", "running"),
            ("running", "renewed"),
            ("running", "ended"),
            ("running", "terminated"),
            ("ended", "renewed"),
        }
        states = ("draft", "running", "renewed", "ended", "terminated")
        for present in states:
            for state in states:
                with self.subTest(present=present, state=state):
                    contract = self.make_contract(state=present)
                    if (present, state) in allowed:
                        contract._set_state(state)
                        self.assertEqual(contract.state, state)
                    else:
                        with self.assertRaisesRegex(UserError, "can't become"):
                            contract._set_state(state)

    def test_buttons_of_the_rep_start_and_terminate(self):
        contract = self.make_contract(state="draft")
        self.rpc(self.rep, "care.contract", "action_start", contract.ids)
        self.assertEqual(contract.state, "running")
        self.rpc(self.rep, "care.contract", "action_terminate", contract.ids)
        self.assertEqual(contract.state, "terminated")

    def test_contract_ends_after_its_last_day(self):
        contract = self.make_contract(date_end=TODAY)
        self.refresh()
        self.assertEqual(contract.state, "running")
        self.refresh(today=TODAY + timedelta(days=1))
        self.assertEqual(contract.state, "ended")

    def test_the_queue_ends_contracts_of_its_customers_alone(self):
        due = self.make_contract(date_end=TODAY)
        other = self.make_contract(self.bolt, date_end=TODAY)
        self.refresh(self.acme, today=TODAY + timedelta(days=1))
        self.assertRecordValues(due | other, [{"state": "ended"}, {"state": "running"}])

    def test_only_drafts_are_deleted(self):
        self.make_contract(state="draft").unlink()
        for state in "running", "renewed", "ended", "terminated":
            with self.subTest(state=state), self.assertRaisesRegex(UserError, "Only a draft"):
                self.make_contract(state=state).unlink()

    def test_nonsense_is_refused(self):
        for vals in (
            {"date_end": "2025-12-31"},
            {"monthly_quantity": -1},
            {"supply_price": -1},
            {"deposit": -1},
        ):
            with (
                self.subTest(vals=vals),
                mute_logger("odoo.sql_db"),
                self.assertRaises(psycopg2.errors.CheckViolation),
            ):
                self.make_contract(**vals)
        with self.assertRaisesRegex(ValidationError, "is not sold by"):
            self.make_contract(uom_id=self.env.ref("uom.product_uom_hour").id)

    # === RENEWAL === #

    def test_renewal_follows_on_the_day_after_for_as_long(self):
        contract = self.make_contract(supply_price=7, monthly_quantity=30)
        action = self.rpc(self.rep, "care.contract", "action_renew", contract.ids)
        renewal = self.env["care.contract"].browse(action["res_id"])
        self.assertRecordValues(
            renewal,
            [
                {
                    "state": "draft",
                    "date_start": date(2028, 1, 1),
                    "date_end": date(2029, 12, 30),
                    "supply_price": 7,
                    "monthly_quantity": 30,
                    "partner_id": self.acme.id,
                    "user_id": self.rep.id,
                }
            ],
        )
        self.assertRecordValues(contract, [{"renewal_id": renewal.id, "state": "running"}])
        again = self.rpc(self.rep, "care.contract", "action_renew", contract.ids)
        self.assertEqual(again["res_id"], renewal.id)

    def test_contract_is_renewed_once_the_renewal_runs(self):
        for state in "running", "ended":
            with self.subTest(state=state):
                contract = self.make_contract(state=state)
                contract.action_renew()
                self.assertEqual(contract.state, state)
                self.rpc(self.rep, "care.contract", "action_start", contract.renewal_id.ids)
                self.assertEqual(contract.state, "renewed")

    def test_a_running_contract_may_be_named_as_the_renewal(self):
        contract, follower = self.make_contract(), self.make_contract()
        self.rpc(self.rep, "care.contract", "write", contract.ids, {"renewal_id": follower.id})
        self.assertEqual(contract.state, "renewed")

    def test_deleted_renewal_leaves_the_contract_to_be_renewed(self):
        contract = self.make_contract()
        contract.action_renew()
        contract.renewal_id.unlink()
        self.assertRecordValues(contract, [{"renewal_id": False, "state": "running"}])

    def test_wrong_renewals_are_refused(self):
        contract, foreign = self.make_contract(), self.make_contract(self.bolt)
        with self.assertRaisesRegex(ValidationError, "same customer"):
            contract.renewal_id = foreign
        with self.assertRaisesRegex(ValidationError, "by itself"):
            contract.renewal_id = contract
        terminated = self.make_contract(state="terminated")
        with self.assertRaisesRegex(UserError, "Only a running or ended"):
            terminated.action_renew()

    # === RENEWAL RATE === #

    def test_renewal_rate_is_the_share_renewed_of_those_that_ended(self):
        self.make_ended(months=1)
        self.make_ended(months=2, state="renewed")
        self.make_ended(months=11, state="renewed")
        self.make_ended(months=12)  # its day is over a year ago
        self.make_ended(months=3, state="terminated")
        self.make_contract(state="renewed")  # renewed before its end, which is to come
        self.make_contract(state="draft", date_start="2025-01-01", date_end="2026-01-01")
        self.refresh()
        self.assertAlmostEqual(self.file_of(self.acme).renewal_rate_percent, 66.7)
        domain = self.file_of(self.acme).action_open_figure("renewal_rate_percent")["domain"]
        self.assertEqual(self.env["care.contract"].search_count(domain), 3)

    def test_no_ended_contract_is_no_rate(self):
        self.make_contract()
        self.refresh()
        self.assertIs(self.file_of(self.acme).renewal_rate_percent, False)

    def test_nothing_renewed_is_zero(self):
        self.make_ended()
        self.refresh()
        profile = self.file_of(self.acme)
        self.assertIsNot(profile.renewal_rate_percent, False)
        self.assertEqual(profile.renewal_rate_percent, 0)

    def test_branches_count_and_other_companies_do_not(self):
        self.make_ended(company=self.branch, state="renewed")
        self.make_ended(company=self.other_company)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).renewal_rate_percent, 100)
        self.assertEqual(self.file_of(self.acme, self.other_company).renewal_rate_percent, 0)

    def test_rate_is_counted_anew_through_the_queue(self):
        contract = self.make_ended()
        self.refresh()
        contract.action_renew()
        contract.renewal_id.action_start()
        self.env["care.dirty"]._drain(today=TODAY)
        self.assertEqual(self.file_of(self.acme).renewal_rate_percent, 100)
        self.refresh(today=TODAY + relativedelta(months=11))
        self.assertIs(self.file_of(self.acme).renewal_rate_percent, False)

    def test_renewal_rate_is_a_criterion(self):
        self.grade_a.criterion_ids = [
            Command.clear(),
            Command.create({"metric": "renewal_rate_percent", "threshold": 90}),
        ]
        self.make_ended(state="renewed")
        self.make_ended(self.bolt)
        for customer in self.acme | self.bolt:
            self.make_order(customer, 5)
        self.refresh()
        self.assertEqual(self.file_of(self.acme).grade_id, self.grade_a)
        self.assertNotEqual(self.file_of(self.bolt).grade_id, self.grade_a)

    # === THE CUSTOMER'S FILE === #

    def test_page_shows_running_contracts_and_the_next_end(self):
        self.make_contract(date_end="2026-04-01")
        self.make_contract(date_end="2027-04-01")
        self.make_ended(state="renewed")
        self.refresh()
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        [tile] = [tile for tile in page["tiles"] if tile["key"] == "contracts"]
        self.assertEqual([figure["value"] for figure in tile["figures"]], [2, "2026-04-01", 100])
        self.assertTrue(tile["figures"][1]["late"])

    def test_page_without_contracts_has_no_tile(self):
        self.make_order(self.acme)
        self.refresh()
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertNotIn("contracts", {tile["key"] for tile in page["tiles"]})

    def test_button_opens_the_customer_s_contracts(self):
        contract = self.make_contract()
        self.make_contract(self.bolt)
        action = self.rpc(
            self.rep, "care.profile", "action_open_contracts", contract.profile_id.ids
        )
        self.assertEqual(self.env["care.contract"].search(action["domain"]), contract)

    # === WRITING === #

    def test_nobody_writes_what_the_buttons_decide(self):
        contract = self.make_contract()
        for user in self.rep, self.manager:
            for vals in (
                {"state": "ended"},
                {"partner_id": self.dock.id},
                {"profile_id": self.file_of(self.acme).id},
                {"company_id": self.other_company.id},
                {"date_reminded": TODAY},
            ):
                with self.subTest(user=user.name, vals=vals), self.assertRaises(AccessError):
                    self.rpc(user, "care.contract", "write", contract.ids, vals)
        vals = {
            "name": "X",
            "partner_id": self.acme.id,
            "product_id": self.product.id,
            "date_end": "2030-01-01",
            "state": "running",
        }
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.contract", "create", [vals])

    def test_import_makes_drafts(self):
        names = ["name", "partner_id/.id", "product_id/.id", "date_start", "date_end", "deposit"]
        row = ["2026-7", self.acme.id, self.product.id, "2026-01-01", "2026-12-31", 500]
        result = self.rpc(self.rep, "care.contract", "load", names, [row])
        self.assertFalse(result["messages"])
        self.assertRecordValues(
            self.env["care.contract"].browse(result["ids"]),
            [
                {
                    "state": "draft",
                    "deposit": 500,
                    "user_id": self.rep.id,
                    "partner_id": self.acme.id,
                }
            ],
        )

    def test_form_proposes_the_account_manager_and_the_product_s_unit(self):
        form = Form(self.env["care.contract"].with_user(self.manager))
        self.assertFalse(form.user_id)
        form.name, form.date_end = "2026-8", date(2026, 12, 31)
        form.partner_id, form.product_id = self.dock, self.product
        self.assertEqual(form.user_id, self.manager)
        form.partner_id = self.petra
        self.assertRecordValues(
            form.save(),
            [
                {
                    "user_id": self.rep.id,
                    "uom_id": self.product.uom_id.id,
                    "partner_id": self.acme.id,
                }
            ],
        )

    def test_copy_is_a_draft_of_its_own(self):
        contract = self.make_contract()
        contract.action_renew()
        self.assertRecordValues(
            contract.copy(), [{"state": "draft", "renewal_id": False, "name": "2026-1 (copy)"}]
        )
