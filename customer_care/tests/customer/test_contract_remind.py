from datetime import datetime

from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .contract_common import ContractCommon

MAY_2 = datetime(2026, 5, 2, 9)
MAY_3 = datetime(2026, 5, 3, 9)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestContractRemind(ContractCommon):
    """Nobody forgets to renew a contract: My Day and one activity."""

    def remind(self, now=None):
        self.env["care.contract"]._cron_remind_contracts(now)

    def activities(self, contract):
        return self.env["mail.activity"].search(
            [("res_model", "=", "care.contract"), ("res_id", "in", contract.ids)]
        )

    def work(self, user, day=NOW):
        with freeze_time(day):
            return self.rpc(
                user, "care.work", "search_read", [("kind", "=", "contract")], ["name", "date"]
            )

    # === THE ACTIVITY === #

    def test_responsible_is_reminded_sixty_days_before_the_end_once(self):
        contract = self.make_contract(date_end="2026-07-02")
        self.remind(MAY_2)
        self.assertFalse(self.activities(contract))
        self.remind(MAY_3)
        self.remind(MAY_3)
        self.assertRecordValues(
            self.activities(contract),
            [
                {
                    "user_id": self.rep.id,
                    "date_deadline": contract.date_end,
                    "summary": "2026-1 ends on 07/02/2026: renew it?",
                }
            ],
        )

    def test_whoever_acts_for_the_absent_responsible_is_reminded_and_gives_it_back(self):
        early = self.make_contract(name="Early", date_end="2026-05-08")
        self.remind()
        self.rep.write(
            {
                "care_substitute_id": self.member.id,
                "care_absent_from": "2026-05-02",
                "care_absent_until": "2026-05-03",
            }
        )
        late = self.make_contract(name="Late", date_end="2026-07-02")
        given_away = self.make_contract(name="Given", date_end="2026-05-07")
        self.remind()
        self.activities(given_away).user_id = self.team_leader
        with freeze_time(MAY_3):
            self.remind()
        for contract, reader in ((early, self.member), (late, self.member)):
            self.assertEqual(self.activities(contract).user_id, reader)
        self.assertEqual(self.activities(given_away).user_id, self.team_leader)
        with freeze_time("2026-05-04 09:00:00"):
            self.remind()
        for contract in early, late:
            self.assertEqual(self.activities(contract).user_id, self.rep)
        self.assertEqual((early | late).user_id, self.rep, "she stays responsible")

    def test_days_are_the_company_s_rule(self):
        contract = self.make_contract(date_end="2026-03-30")
        self.company.care_contract_reminder_days = 10
        self.remind()
        self.assertFalse(self.activities(contract))
        self.assertFalse(contract.is_ending)
        self.company.care_contract_reminder_days = 20
        self.env.invalidate_all()
        self.remind()
        self.assertEqual(len(self.activities(contract)), 1)
        self.assertTrue(contract.is_ending)

    def test_done_reminder_does_not_come_back(self):
        contract = self.make_contract(date_end="2026-04-01")
        self.remind()
        self.activities(contract).action_feedback("She thinks about it")
        self.remind()
        self.assertFalse(self.activities(contract))

    def test_reminder_goes_when_the_contract_is_renewed_or_terminated(self):
        renewed, terminated = (self.make_contract(date_end="2026-04-01") for _number in range(2))
        self.remind()
        self.assertEqual(len(self.activities(renewed | terminated)), 2)
        renewed.action_renew()
        renewed.renewal_id.action_start()
        terminated.action_terminate()
        self.assertFalse(self.activities(renewed | terminated))

    def test_prolonged_contract_is_reminded_of_again_in_its_time(self):
        contract = self.make_contract(date_end="2026-04-01")
        self.remind()
        self.rpc(self.rep, "care.contract", "write", contract.ids, {"date_end": "2027-04-01"})
        self.assertFalse(self.activities(contract))
        self.remind()
        self.assertFalse(self.activities(contract))
        self.remind(datetime(2027, 3, 1))
        self.assertEqual(len(self.activities(contract)), 1)

    def test_another_responsible_gets_the_reminder(self):
        contract = self.make_contract(date_end="2026-04-01")
        self.remind()
        contract.user_id = self.manager
        self.remind()
        self.assertEqual(self.activities(contract).user_id, self.manager)

    def test_who_is_not_reminded(self):
        final = self.make_contract(date_end="2026-04-01", is_final=True)
        draft = self.make_contract(state="draft", date_end="2026-04-01")
        stranger = self.make_contract(date_end="2026-04-01", user_id=self.employee.id)
        nobody = self.make_contract(date_end="2026-04-01")
        nobody.user_id = False
        archived = self.make_contract(self.dock, date_end="2026-04-01", user_id=self.rep.id)
        self.dock.active = False
        self.remind()
        self.assertFalse(self.activities(final | draft | stranger | nobody | archived))

    def test_reminder_is_in_the_language_of_its_reader(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.rep.lang = "zh_CN"
        contract = self.make_contract(date_end="2026-04-01")
        self.remind()
        self.assertIn("2026/04/01", self.activities(contract).summary)

    def test_bad_contract_does_not_stop_the_others(self):
        bad, good = (self.make_contract(date_end="2026-04-01") for _number in range(2))
        Contract = type(self.env["care.contract"])
        remind = Contract._remind

        def _remind(contract, acting):
            if contract == bad:
                raise ValueError("bad")
            return remind(contract, acting)

        self.patch(Contract, "_remind", _remind)
        with self.assertLogs("odoo.addons.customer_care", "ERROR"):
            self.remind()
        self.assertFalse(self.activities(bad))
        self.assertEqual(len(self.activities(good)), 1)
        self.assertEqual(bad.date_reminded, TODAY)

    def test_scheduled_action_reminds(self):
        contract = self.make_contract(date_end="2026-04-01")
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_contract_remind").method_direct_trigger()
        self.assertEqual(len(self.activities(contract)), 1)

    # === MY DAY === #

    def test_contract_stands_in_my_day_from_the_reminder_on(self):
        contract = self.make_contract(date_end="2026-07-02")
        self.assertFalse(self.work(self.rep, "2026-04-25 09:00:00"))
        [row] = self.work(self.rep, "2026-04-26 09:00:00")
        self.assertEqual((row["name"], str(row["date"])), ("Renew contract 2026-1", "2026-05-03"))
        with freeze_time("2026-04-26 09:00:00"):
            action = self.rpc(self.rep, "care.work", "action_open", [row["id"]])
        self.assertEqual((action["res_model"], action["res_id"]), ("care.contract", contract.id))

    def test_prepared_renewal_waits_until_the_end(self):
        contract = self.make_contract(date_end="2026-04-01")
        contract.action_renew()
        self.assertFalse(self.work(self.rep))
        [row] = self.work(self.rep, "2026-03-28 09:00:00")
        self.assertEqual(str(row["date"]), "2026-04-01")
        contract.renewal_id.action_start()
        self.assertFalse(self.work(self.rep, "2026-03-28 09:00:00"))

    def test_my_day_is_the_responsible_s_and_those_who_see_the_customer(self):
        self.make_contract(date_end="2026-04-01")
        sees = {
            self.rep: 1,
            self.manager: 1,
            self.team_leader: 1,
            self.colleague: 0,
            self.other_rep: 0,
        }
        for user, count in sees.items():
            with self.subTest(user=user.name):
                self.assertEqual(len(self.work(user)), count)

    def test_final_and_archived_leave_my_day(self):
        self.make_contract(date_end="2026-04-01", is_final=True)
        self.make_contract(self.bolt, date_end="2026-04-01", user_id=self.rep.id)
        self.bolt.active = False
        self.assertFalse(self.work(self.rep))

    # === FILTERS === #

    def test_filters_find_what_ends_and_what_ended(self):
        soon = self.make_contract(date_end="2026-04-01")
        later = self.make_contract()
        lapsed = self.make_ended()
        mine = [("id", "in", (soon | later | lapsed).ids)]
        search = self.env["care.contract"].search
        self.assertEqual(search([*mine, ("is_ending", "=", True)]), soon)
        self.assertEqual(search([*mine, ("is_ending", "=", False)]), later | lapsed)
        self.assertEqual(search([*mine, ("state", "=", "ended")]), lapsed)
        self.assertEqual((soon | later | lapsed).filtered("is_ending"), soon)
