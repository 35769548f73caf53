from datetime import date, datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

Q2 = date(2026, 4, 2)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestFileVerification(CareCommon):
    """Each quarter what is stale or has changed is put before its owner, and nothing else."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.file.requirement"].search([]).active = False
        cls.petra.email = "petra@acme.example"
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE care_profile SET file_date = '2026-01-05'")
        cls.env.invalidate_all()
        cls.files = cls.env["care.profile"].search([("company_id", "=", cls.company.id)])
        cls.refresh()
        cls.files.write({"verified_date": "2026-02-01", "verified_user_id": cls.rep.id})

    def open_round(self, day=Q2):
        self.env["care.file.verification"]._open_round(self.company, day)
        return {
            row.partner_id: row.findings
            for row in self.env["care.file.verification"].search(
                [("state", "=", "open"), ("company_id", "=", self.company.id)]
            )
        }

    def rows(self, customer):
        return self.file_of(customer).verification_ids

    def test_what_was_verified_and_did_not_change_is_left_alone(self):
        self.assertEqual(self.open_round(), {})

    def test_reasons(self):
        self.file_of(self.acme).verified_date = False
        self.file_of(self.bolt).file_date = datetime(2026, 2, 5)
        self.file_of(self.crane).verified_date = date(2025, 3, 1)
        self.file_of(self.crane).file_date = datetime(2025, 2, 1)
        self.make_contact("Nobody", self.dock)
        self.petra.message_bounce = 2
        self.file_of(self.dock).file_date = datetime(2026, 1, 5)
        self.env.flush_all()
        self.assertEqual(
            self.open_round(),
            {
                self.acme: "never,bounced",
                self.bolt: "changed",
                self.crane: "old",
                self.dock: "unreachable",
            },
        )

    def test_a_person_s_change_is_a_change(self):
        self.petra.function = "Head of Purchasing"
        self.assertEqual(self.open_round(), {self.acme: "changed"})

    def test_something_missing_is_a_reason(self):
        self.env["care.file.requirement"].create(
            {"subject": "partner.city", "company_id": self.company.id}
        )
        self.refresh()
        self.assertEqual(self.open_round(), dict.fromkeys(self.customers, "incomplete"))

    def test_again_it_adds_nothing(self):
        self.petra.function = "Head"
        self.open_round()
        rows = self.rows(self.acme)
        self.open_round()
        self.assertEqual(self.rows(self.acme), rows)
        self.assertEqual(len(rows), 1)

    def test_one_click_confirms_file_and_round(self):
        self.petra.function = "Head"
        self.open_round()
        row = self.rows(self.acme)
        with freeze_time("2026-04-03 10:00:00"):
            self.rpc(self.rep, "care.file.verification", "action_confirm", row.ids)
            self.assertRecordValues(
                row,
                [
                    {
                        "state": "confirmed",
                        "date_confirmed": date(2026, 4, 3),
                        "confirmed_user_id": self.rep.id,
                    }
                ],
            )
            self.assertRecordValues(
                self.file_of(self.acme),
                [{"verified_date": date(2026, 4, 3), "verified_user_id": self.rep.id}],
            )
        self.assertEqual(self.open_round(date(2026, 5, 5)), {})

    def test_many_at_once(self):
        self.files.file_date = datetime(2026, 3, 1)
        self.env.flush_all()
        self.assertEqual(set(self.open_round()), set(self.customers))
        rows = self.env["care.file.verification"].search(
            [("state", "=", "open"), ("company_id", "=", self.company.id)]
        )
        self.rpc(self.steward, "care.file.verification", "action_confirm", rows.ids)
        self.assertEqual(set(rows.mapped("state")), {"confirmed"})

    def test_next_round_says_what_was_missed(self):
        self.petra.function = "Head"
        self.open_round()
        self.open_round(date(2026, 7, 1))
        self.assertEqual(sorted(self.rows(self.acme).mapped("state")), ["missed", "open"])

    def test_interval_is_the_company_s(self):
        self.petra.function = "Head"
        self.company.care_verify_months = 0
        self.assertEqual(self.open_round(), {})
        self.company.care_verify_months = 6
        self.assertEqual(self.company._care_verify_period(date(2026, 11, 30)), date(2026, 7, 1))
        self.assertEqual(self.company._care_verify_period(TODAY), date(2026, 1, 1))

    def test_contact_is_corrected_in_place(self):
        self.petra.function = "Head"
        self.open_round()
        self.rep.group_ids |= self.env.ref("base.group_partner_manager")
        row = self.rows(self.acme)
        self.rpc(self.rep, "care.file.verification", "web_save", row.ids, {"phone": "+49 1"}, {})
        self.assertEqual(self.acme.phone, "+49 1")
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.file.verification", "write", row.ids, {"state": "confirmed"})

    def test_who_sees_and_confirms_what(self):
        self.files.file_date = datetime(2026, 3, 1)
        self.env.flush_all()
        self.open_round()
        sees = {
            self.rep: self.acme | self.dock,
            self.colleague: self.bolt | self.crane | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.steward: self.customers,
            self.leader: self.customers,
            self.other_rep: self.env["res.partner"],
        }
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                rows = self.rpc(user, "care.file.verification", "search_read", [], ["partner_id"])
                self.assertEqual({row["partner_id"][0] for row in rows}, set(customers.ids))
        for user in self.rep | self.leader:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.file.verification", "action_confirm", self.rows(self.bolt).ids)
        for user in self.employee | self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.file.verification", "search", [])

    def test_merged_file_is_verified_anew(self):
        self.petra.function = "Head"
        self.file_of(self.bolt).file_date = datetime(2026, 3, 1)
        self.env.flush_all()
        self.open_round()
        kept = self.rows(self.acme)
        (self.acme | self.bolt).email = "x@acme.example"
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((self.acme | self.bolt).ids, self.acme)
        self.assertFalse(self.file_of(self.acme).verified_date)
        self.assertEqual(self.rows(self.acme), kept)

    def test_scheduled_action_opens_the_round_of_every_company(self):
        self.petra.function = "Head"
        with freeze_time("2026-04-02 05:00:00"):
            self.env["care.file.verification"]._cron_open_rounds()
        companies = self.file_of(self.acme) | self.file_of(self.acme, self.other_company)
        self.assertEqual(companies.verification_ids.company_id, self.company | self.other_company)
