from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .contract_common import ContractCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestContractTimeline(ContractCommon):
    """What became of contracts stands in the timeline of the customer page."""

    def events(self, user=None):
        answer = self.rpc(
            user or self.rep,
            "care.profile",
            "get_customer_timeline",
            self.acme.id,
            kind="contract",
        )
        return answer and [(event["date"], event["title"]) for event in answer["timeline"]]

    def test_a_contract_begins_and_ends(self):
        self.make_contract(name="C1", state="ended", date_start="2025-01-01", date_end="2025-12-31")
        self.make_contract(name="C2", state="draft")
        self.assertEqual(
            self.events(),
            [("2025-12-31", "Contract C1 ended"), ("2025-01-01", "Contract C1 begins")],
        )

    def test_a_renewal_names_both(self):
        old = self.make_contract(name="C1", date_start="2025-01-01", date_end="2026-01-31")
        new = self.make_contract(name="C2", state="draft", date_start="2026-02-01")
        old.renewal_id = new
        new.with_user(self.rep).action_start()
        self.assertEqual(old.state, "renewed")
        self.assertEqual(
            self.events(),
            [("2026-02-01", "Contract C1 renewed by C2"), ("2025-01-01", "Contract C1 begins")],
        )

    def test_it_is_terminated_on_the_day_of_the_button(self):
        contract = self.make_contract(name="C1")
        contract.with_user(self.rep).action_terminate()
        self.assertEqual(contract.date_terminated, TODAY)
        self.assertEqual(self.events()[0], ("2026-03-10", "Contract C1 terminated"))

    def test_what_is_to_come_is_no_event(self):
        self.make_contract(name="C1", date_start="2026-06-01")
        self.assertEqual(self.events(), [])

    def test_a_colleague_sees_nothing(self):
        self.make_contract(name="C1")
        self.assertFalse(self.events(self.colleague))
