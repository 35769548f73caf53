from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .intake_common import IntakeCommon
from .mail_corpus import STRANGER, plain


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailTriage(IntakeCommon):
    """People sort what the program is not sure about."""

    def sort(self, user, triages, **vals):
        wizard = self.env["care.mail.sort"].with_user(user)
        wizard = wizard.with_context(allowed_company_ids=user.company_id.ids)
        return wizard.create({"triage_ids": triages.ids, **vals}).action_sort()

    def unknown(self, token, sender=STRANGER):
        case = self.send(token, sender=sender)
        return case, self.env["care.mail.triage"].search([("case_id", "=", case.id)])

    def test_assigning_a_customer_remembers_the_address(self):
        case, triage = self.unknown("zqta")
        self.sort(self.agent, triage, choice="case", partner_id=self.acme.id)
        person = self.acme.child_ids.filtered(lambda p: p.email == "who@stranger.example")
        self.assertEqual(person.name, "Nobody Known")
        self.assertRecordValues(
            case, [{"partner_id": self.acme.id, "contact_id": person.id, "triage_reason": False}]
        )
        self.assertRecordValues(
            triage, [{"state": "sorted", "user_id": self.agent.id, "partner_id": self.acme.id}]
        )
        self.assertEqual(self.send("zqtb", sender=STRANGER).partner_id, self.acme)

    def test_promise_goes_over_to_the_customer(self):
        case, triage = self.unknown("zqtc")
        self.sort(self.agent, triage, choice="case", partner_id=self.acme.id)
        clock = case.clock_ids.filtered(lambda c: c.kind == "reply")
        self.assertRecordValues(
            clock, [{"partner_id": self.acme.id, "profile_id": self.file_of(self.acme).id}]
        )

    def test_all_mails_of_the_sender_are_sorted_at_once(self):
        _case, triage = self.unknown("zqtd")
        other, other_triage = self.unknown("zqte")
        self.sort(self.agent, triage, choice="case", partner_id=self.petra.id)
        self.assertEqual(other.partner_id, self.acme)
        self.assertEqual(other_triage.state, "sorted")

    def test_absence_note_may_become_a_case(self):
        self.receive(plain("zqtf", "I left the firm.", Auto_Submitted="auto-replied"))
        triage = self.triage_of("zqtf")
        self.sort(self.agent, triage, choice="case", kind="request")
        self.assertRecordValues(
            triage.case_id,
            [{"kind": "request", "partner_id": self.acme.id, "is_robot": True}],
        )
        self.assertIn("I left the firm.", triage.case_id.description)
        self.assertTrue(triage.case_id.message_ids.filtered(lambda m: m.message_type == "email"))

    def test_mail_is_added_to_a_case_with_its_files(self):
        case = self.send("zqtg")
        self.receive(plain("zqth", Auto_Submitted="auto-replied"))
        triage = self.triage_of("zqth")
        self.sort(self.agent, triage, choice="add", case_id=case.id)
        self.assertEqual(triage.case_id, case)
        self.assertIn(("care.case", case.id), self.places_of("zqth"))
        self.assertEqual(triage.original_id.res_model, "care.case")

    def test_answer_to_a_sorted_mail_goes_to_its_case(self):
        case = self.send("zqti")
        self.receive(plain("zqtj", Auto_Submitted="auto-replied"))
        self.sort(self.agent, self.triage_of("zqtj"), choice="add", case_id=case.id)
        reached = self.receive(plain("zqtk", In_Reply_To="<zqtj@world.example>"))
        self.assertEqual(reached, case.id)

    def test_nothing_is_kept_with_who_and_when(self):
        self.receive(plain("zqtl", Precedence="bulk"))
        triage = self.triage_of("zqtl")
        self.rpc(self.agent, "care.mail.triage", "action_nothing", triage.ids)
        self.assertRecordValues(triage, [{"state": "nothing", "user_id": self.agent.id}])
        self.assertTrue(self.places_of("zqtl"))
        self.rpc(self.agent, "care.mail.triage", "action_reopen", triage.ids)
        self.assertEqual(triage.state, "open")

    def test_adding_needs_a_case(self):
        _case, triage = self.unknown("zqtm")
        with self.assertRaises(UserError):
            self.sort(self.agent, triage, choice="add")

    def test_account_managers_do_not_sort(self):
        _case, triage = self.unknown("zqtn")
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.mail.triage", "action_nothing", triage.ids)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.mail.triage", "read", triage.ids, ["name"])
        self.assertFalse(self.rpc(self.rep, "care.mail.triage", "count_open"))

    def test_nobody_writes_or_deletes_what_came(self):
        _case, triage = self.unknown("zqto")
        for method, args in (("write", [{"state": "nothing"}]), ("unlink", [])):
            with self.assertRaises(AccessError):
                self.rpc(self.manager, "care.mail.triage", method, triage.ids, *args)

    def test_other_companies_mail_is_not_seen(self):
        self.send("zqtp", sender=STRANGER, to="service@ridge.example")
        count = self.rpc(self.agent, "care.mail.triage", "count_open")
        self.unknown("zqtq")
        self.assertEqual(self.rpc(self.agent, "care.mail.triage", "count_open"), count + 1)
