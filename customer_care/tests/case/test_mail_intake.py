from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import SQL, mute_logger

from ..common import NOW
from .intake_common import IntakeCommon
from .mail_corpus import STRANGER, TO, bounce, html, plain, with_file

_THREAD = "odoo.addons.mail.models.mail_thread"
_INTAKE = "odoo.addons.customer_care.models.bridge.mail_thread_intake"

NOTICE = "We look after it."


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailIntake(IntakeCommon):
    """A mail makes a case, finds its case again, and is never lost."""

    # === WHOSE IT IS === #

    def test_customers_mail_makes_a_case(self):
        case = self.send("zqone", "The coating peels.", subject="Coating  peels")
        self.assertRecordValues(
            case,
            [
                {
                    "subject": "Coating peels",
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "company_id": self.company.id,
                    "channel": "mail",
                    "kind": "enquiry",
                    "triage_reason": False,
                    "state": "received",
                }
            ],
        )
        self.assertIn("The coating peels.", case.description)
        self.assertEqual(case.clock_ids.filtered(lambda c: c.kind == "reply").state, "running")

    def test_sender_is_found_by_an_index(self):
        """However many contacts there are: core has none."""
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        senders = self.env["res.partner"].sudo().with_context(active_test=False)
        query = senders._search([("email_normalized", "=", self.petra.email)], order="id")
        self.env.cr.execute(SQL("EXPLAIN %s", query.select()))
        plan = " ".join(line for (line,) in self.env.cr.fetchall())
        self.assertIn("care_res_partner_email_idx", plan)

    def test_stranger_makes_a_case_that_a_person_sorts(self):
        case = self.send("zqtwo", sender=STRANGER)
        self.assertRecordValues(case, [{"partner_id": False, "triage_reason": "unknown"}])
        triage = self.env["care.mail.triage"].search([("case_id", "=", case.id)])
        self.assertRecordValues(triage, [{"reason": "unknown", "state": "open"}])

    def test_address_of_two_customers_is_that_of_the_one_who_buys(self):
        self.make_customer("Double", email="petra@acme.example")
        self.assertEqual(self.send("zqthree").partner_id, self.acme)

    def test_address_of_two_who_buy_is_for_a_person_to_decide(self):
        self.dock.email = "petra@acme.example"
        self.assertRecordValues(
            self.send("zqfour"), [{"partner_id": False, "triage_reason": "several"}]
        )

    def test_colleague_who_sends_on_is_no_customer(self):
        self.rep.email = "rep@harbour.example"
        case = self.send("zqfive", sender="rep@harbour.example")
        self.assertRecordValues(case, [{"partner_id": False, "triage_reason": "colleague"}])
        self.assertFalse(case._may_answer())

    def test_contact_of_another_company_alone_is_not_known(self):
        self.make_customer("Far", company_id=self.other_company.id, email="far@far.example")
        self.assertFalse(self.send("zqsix", sender="far@far.example").partner_id)

    # === TO WHOM === #

    def test_each_company_has_its_own_mailbox(self):
        case = self.send("zqseven", to="service@ridge.example")
        self.assertEqual(case.company_id, self.other_company)
        self.assertEqual(self.send("zqeight").company_id, self.company)

    def test_alias_of_a_category_says_kind_and_category(self):
        category = self.env["care.case.category"].create(
            {
                "name": "Quality",
                "company_id": self.company.id,
                "alias_name": "quality",
                "alias_kind": "complaint",
            }
        )
        case = self.send("zqnine", to="quality@harbour.example")
        self.assertRecordValues(
            case,
            [
                {
                    "category_id": category.id,
                    "kind": "complaint",
                    "company_id": self.company.id,
                }
            ],
        )
        category.alias_kind = "request"
        self.assertEqual(self.send("zqten", to="quality@harbour.example").kind, "request")

    def test_alias_without_company_takes_that_of_its_domain(self):
        self.company.care_alias_id.alias_defaults = "{}"
        self.assertEqual(self.send("zqeleven").company_id, self.company)

    def test_alias_without_any_company_is_sorted(self):
        alias = self.company.care_alias_id
        alias.write({"alias_defaults": "{}", "alias_incoming_local": True})
        case = self.send("zqtwelve", to="service@elsewhere.example")
        self.assertEqual(case.triage_reason, "no_company")

    def test_renaming_the_mailbox_moves_it(self):
        self.company.care_alias_name = "help"
        self.assertEqual(self.send("zqa", to="help@harbour.example").company_id, self.company)
        self.company.care_alias_name = False
        self.assertFalse(self.company.care_alias_id)

    # === ANSWERS === #

    def test_customers_answer_lands_in_the_case(self):
        case = self.send("zqthirteen")
        self.assertEqual(self.reply(case, "zqanswer"), case.id)
        self.assertEqual(len(case.message_ids.filtered(lambda m: m.message_type == "email")), 2)

    def test_new_mail_that_names_the_number_lands_in_the_case(self):
        case = self.send("zqfourteen")
        self.assertEqual(self.send("zqfifteen", subject=f"About [{case.name}]"), case)

    def test_number_of_somebody_elses_case_is_no_key(self):
        case = self.send("zqsixteen")
        other = self.send("zqseventeen", subject=f"About {case.name}", sender="office@bolt.example")
        self.assertNotEqual(other, case)

    def test_colleagues_answer_by_mail_acknowledges(self):
        self.agent.email = "agent@harbour.example"
        case = self.send("zqeighteen")
        self.reply(case, "zqnineteen", sender="agent@harbour.example")
        self.assertEqual(case.state, "acknowledged")

    def test_absence_note_answers_nothing(self):
        case = self.send("zqtwenty")
        case._set_state("resolved")
        self.reply(case, "zqtwentyone", Auto_Submitted="auto-replied")
        self.assertEqual(case.state, "resolved")
        self.assertTrue(self.places_of("zqtwentyone"))

    def test_answer_to_a_closed_case_reopens_it_in_time(self):
        case = self._closed("zqtwentytwo", days=13)
        self.assertEqual(self.reply(case, "zqtwentythree"), case.id)
        self.assertRecordValues(case, [{"state": "received", "reopen_count": 1}])

    def test_late_answer_makes_a_case_that_follows(self):
        case = self._closed("zqtwentyfour", days=15)
        follower = self.env["care.case"].browse(self.reply(case, "zqtwentyfive"))
        self.assertNotEqual(follower, case)
        self.assertRecordValues(
            follower, [{"previous_id": case.id, "partner_id": self.acme.id, "state": "received"}]
        )
        self.assertEqual(case.state, "closed")

    def test_answer_to_a_merged_case_goes_to_the_one_that_goes_on(self):
        case, target = self.send("zqtwentysix"), self.send("zqtwentyseven")
        case.merged_into_id = target
        self.assertEqual(self.reply(case, "zqtwentyeight"), target.id)

    def _closed(self, token, days):
        case = self.send(token)
        case._set_state("resolved")
        case._set_state("closed")
        case.date_closed = fields.Datetime.now() - timedelta(days=days)
        return case

    # === ONCE, AND NEVER LOST === #

    def test_another_mail_with_a_known_message_id_is_a_case_of_its_own(self):
        first = self.send("zqtwentynine")
        second = self.send("zqthirty", Message_Id="<zqtwentynine@world.example>")
        self.assertNotEqual(first, second)
        self.assertTrue(self.places_of("zqthirty"))

    def test_same_mail_by_another_way_is_taken_once(self):
        raw = plain("zqthirtyone")
        self.receive(raw)
        self.assertFalse(self.receive(b"Received: from elsewhere\r\n" + raw))
        self.assertEqual(len(self.places_of("zqthirtyone")), 1)

    def test_two_servers_take_the_same_mail_once(self):
        """The second one waits for the lock, and sees with fresh eyes what the first one did."""
        raw = plain("zqthirtytwo")
        seen = []

        def committed(model, mail, own_name):
            seen.append(model.env.cr is not self.env.cr)
            return model.env.cr is not self.env.cr

        with patch.object(self.registry["mail.thread"], "_care_has_come", committed):
            self.assertFalse(self.receive(raw))
        self.assertEqual(seen, [False, True])
        self.assertFalse(self.places_of("zqthirtytwo"))

    @mute_logger(_THREAD, _INTAKE)
    def test_mail_at_which_the_program_stops_is_kept(self):
        with patch.object(
            self.registry["care.case"], "_sender_values", side_effect=KeyError("broken")
        ):
            self.receive(plain("zqthirtythree"))
        triage = self.env["care.mail.triage"].search([("digest", "!=", False)], limit=1)
        self.assertRecordValues(
            triage, [{"reason": "error", "company_id": self.company.id, "state": "open"}]
        )
        self.assertIn(b"zqthirtythree", triage.original_id.raw)

    @mute_logger(_THREAD, _INTAKE)
    def test_mail_of_other_applications_is_theirs(self):
        raw = plain("zqthirtyfour", to="jobs@harbour.example")
        broken = patch.object(self.registry["crm.lead"], "message_new", side_effect=KeyError("x"))
        with broken, self.assertRaises(KeyError):
            self.receive(raw, model="crm.lead")
        self.assertFalse(self.places_of("zqthirtyfour"))

    @mute_logger(_THREAD, _INTAKE)
    def test_mail_beyond_the_limit_is_kept_as_it_came(self):
        self.env["ir.config_parameter"].set_param("customer_care.mail_megabytes", "1")
        raw = with_file("zqthirtyfive", "big.bin", "application/x-big", b"zqthirtyfive" * 200_000)
        self.receive(raw)
        triage = self.env["care.mail.triage"].search([("reason", "=", "huge")])
        self.assertEqual(triage.original_id.raw, raw)

    def test_files_taken_off_by_the_server_stay_in_the_original(self):
        raw = with_file("zqthirtysix", "a.pdf", "application/pdf", b"zqthirtysix")
        self.receive(raw, strip_attachments=True)
        self.assertTrue(self.places_of("zqthirtysix"))

    def test_script_does_not_reach_the_case(self):
        case = self.receive_case(html("zqthirtyseven", "<p>hi</p><script>alert(1)</script>"))
        self.assertNotIn("script", case.description)
        self.assertNotIn("script", case.message_ids.filtered("body")[:1].body)

    def test_head_lines_stay_one_line(self):
        case = self.send("zqthirtyeight", subject="=?utf-8?Q?Hi=0D=0ABcc:_v=40x.example?=")
        self.assertEqual(case.subject, "Hi Bcc: v@x.example")

    # === MACHINES === #

    def test_bounce_of_a_notice_stands_on_the_case(self):
        case = self.send("zqthirtynine")
        notice = case.message_post(body=NOTICE, partner_ids=self.petra.ids)
        self.receive(bounce("zqforty", notice.message_id, to="bounce@harbour.example"))
        self.assertEqual(case.triage_reason, "undelivered")
        triage = self.env["care.mail.triage"].search([("case_id", "=", case.id)])
        self.assertRecordValues(triage, [{"reason": "bounce", "state": "open"}])

    def test_machines_make_no_case_and_no_clock(self):
        before = self.env["care.case"].search_count([])
        for index, line in enumerate(
            (
                {"Auto_Submitted": "auto-replied"},
                {"Precedence": "bulk"},
                {"List_Id": "<talk.lists.example>"},
                {"Return_Path": "<>"},
            )
        ):
            self.receive(plain(f"zqmachine{index}", **line))
        self.assertEqual(self.env["care.case"].search_count([]), before)
        self.assertEqual(
            self.env["care.mail.triage"].search([], limit=4, order="id desc").mapped("reason"),
            ["auto_reply", "bulk", "bulk", "auto_reply"],
        )

    def test_list_of_our_own_hands_on_what_people_write(self):
        case = self.send("zqfortyone", List_Id="Service <service.harbour.example>")
        self.assertEqual(case._name, "care.case")
        self.assertEqual(case.partner_id, self.acme)

    def test_who_wants_silence_gets_it(self):
        self.assertFalse(self.send("zqfortytwo", X_Auto_Response_Suppress="All")._may_answer())
        self.assertFalse(self.send("zqfortythree", sender="no-reply@acme.example")._may_answer())
        self.assertTrue(self.send("zqfortyfour")._may_answer())

    def test_loop_of_two_machines_ends(self):
        """Their machine answers each of our receipts by a new mail that looks like a person's."""
        self.company.write({"care_answer_limit": 3, "care_case_limit": 6})
        answers = 0
        for turn in range(12):
            made = self.receive(plain(f"zqloop{turn}", subject=f"Ticket {turn}"))
            case = self.env["care.case"].search(
                [("message_ids.message_id", "like", f"zqloop{turn}@")]
            )
            self.assertTrue(made)
            if not case or not case._may_answer():
                break
            answers += 1
        self.assertEqual(answers, 3)

    def test_our_own_addresses_make_no_case(self):
        """Aliases and what our mails come from; not a customer's address that begins like one."""
        alias = self.env["mail.alias"].sudo().search([("alias_full_name", "=", TO)])
        alias.alias_incoming_local = True
        domain = alias.alias_domain_id
        ours = {TO, domain.catchall_email, domain.bounce_email, domain.default_from_email}
        theirs = {"service@acme.example", "petra@acme.example"}
        Case = self.env["care.case"]
        self.assertEqual(Case._own_addresses([*ours, *theirs, "", None]), ours)

    def test_flood_waits_to_be_sorted(self):
        self.company.care_case_limit = 2
        for turn in range(4):
            self.receive(plain(f"zqflood{turn}", subject=f"Ticket {turn}"))
        self.assertEqual(
            self.env["care.case"].search_count([("email_normalized", "=", "petra@acme.example")]), 2
        )
        self.assertEqual(self.env["care.mail.triage"].search_count([("reason", "=", "loop")]), 2)

    @mute_logger(_THREAD)
    def test_machine_gets_no_notice_from_the_gateway(self):
        sent = []
        Mail = self.registry["mail.mail"]
        with patch.object(Mail, "send", lambda mails, *a, **k: sent.extend(mails.ids)):
            self.receive(plain("zqforty5", to="catchall@harbour.example", Precedence="bulk"))
            self.assertFalse(sent)
            self.receive(plain("zqforty6", to="catchall@harbour.example"))
            self.assertTrue(sent)
        self.assertTrue(self.places_of("zqforty5"))
        self.assertTrue(self.places_of("zqforty6"))
