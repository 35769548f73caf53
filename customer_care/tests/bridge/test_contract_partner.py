from datetime import timedelta

from odoo.exceptions import UserError
from odoo.tests import tagged

from ..common import TODAY
from ..customer.contract_common import ContractCommon


@tagged("post_install", "-at_install")
class TestContractPartner(ContractCommon):
    """What becomes of contracts when their customer is merged, moved, archived or deleted."""

    def merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source | target).ids, target, extra_checks=False)
        self.assertFalse(source.exists())

    def test_contracts_of_merged_customers_are_those_of_one(self):
        twin = self.make_customer("Acme Ltd.", self.colleague)
        kept = self.make_ended(self.acme)
        moved = self.make_ended(twin, state="renewed")
        overseas = self.make_contract(twin, company=self.other_company)
        self.refresh()
        self.merge(twin, self.acme)
        self.assertEqual((kept | moved | overseas).partner_id, self.acme)
        profile = self.file_of(self.acme)
        self.assertEqual((kept | moved).profile_id, profile)
        self.assertEqual(overseas.profile_id, self.file_of(self.acme, self.other_company))
        self.assertEqual(profile.renewal_rate_percent, 50)
        self.assertEqual(moved.user_id, self.colleague)

    def test_contracts_of_the_source_alone_move_with_its_file(self):
        contract = self.make_contract(self.acme)
        twin = self.make_customer("Acme Ltd.")
        self.merge(self.acme, twin)
        self.assertRecordValues(
            contract, [{"partner_id": twin.id, "profile_id": self.file_of(twin).id}]
        )
        self.refresh()
        self.assertTrue(self.file_of(twin).active)

    def test_renewals_survive_the_merge(self):
        twin = self.make_customer("Acme Ltd.")
        contract = self.make_contract(twin)
        contract.action_renew()
        self.make_contract(self.acme)
        self.merge(twin, self.acme)
        self.assertEqual(contract.renewal_id.profile_id, self.file_of(self.acme))
        contract.renewal_id.action_start()
        self.assertEqual(contract.state, "renewed")

    def test_contracts_follow_a_customer_who_becomes_a_contact(self):
        for has_file in False, True:
            with self.subTest(has_file=has_file):
                private = self.make_customer("Paul", is_company=False)
                contract = self.make_contract(private)
                company = self.make_customer("Paul's New Company")
                if has_file:
                    self.make_order(company)
                self.refresh()
                private.parent_id = company
                self.refresh()
                self.assertRecordValues(
                    contract,
                    [{"partner_id": company.id, "profile_id": self.file_of(company).id}],
                )

    def test_customer_with_a_signed_contract_cannot_be_deleted(self):
        for state in "running", "ended", "terminated", "renewed":
            customer = self.make_customer("Signed")
            self.make_contract(customer, state)
            with (
                self.subTest(state=state),
                self.assertRaisesRegex(UserError, "Archive the contact"),
            ):
                customer.unlink()

    def test_drafts_go_with_their_customer(self):
        customer = self.make_customer("Undecided")
        contract = self.make_contract(customer, "draft")
        self.refresh()
        customer.unlink()
        self.assertFalse(contract.exists())

    def test_company_with_a_signed_contract_cannot_be_deleted(self):
        company = self._make_company("Short-lived", self.euro)
        self.make_contract(company=company)
        with self.assertRaisesRegex(UserError, "Archive it"):
            company.unlink()

    def test_archived_customer_keeps_its_contracts(self):
        contract = self.make_contract(self.acme, date_end=TODAY)
        self.refresh()
        self.acme.active = False
        self.env["care.contract"]._cron_remind_contracts()
        self.refresh(today=TODAY + timedelta(days=1))
        self.assertEqual(contract.state, "ended")
        self.assertFalse(contract.reminder_id)

    def test_uninstalling_takes_the_reminders_along(self):
        from ...hooks import uninstall_hook

        contract = self.make_contract(self.acme, date_end=TODAY)
        self.env["care.contract"]._cron_remind_contracts()
        reminder = contract.reminder_id
        uninstall_hook(self.env)
        self.assertFalse(reminder.exists())
