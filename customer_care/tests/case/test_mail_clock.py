from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .intake_common import IntakeCommon
from .mail_corpus import plain

OFFER = "Here is our offer."

YES = "Yes."

THANKS = "Thank you."


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailClock(IntakeCommon):
    """What a customer writes on our documents is promised a reply."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.acme, user=cls.rep)
        cls.rep.email = "rep@harbour.example"

    def say(self, token, record=None, **lines):
        """A customer's mail that answers what we wrote on a document."""
        record = record or self.order
        ours = record.message_post(
            body=OFFER,
            message_type="notification",
            subtype_xmlid="mail.mt_comment",
        )
        self.receive(
            plain(token, In_Reply_To=ours.message_id, to="catchall@harbour.example", **lines)
        )
        return self.clocks_on(record)

    def clocks_on(self, record):
        return self.env["care.sla.clock"].search(
            [("message_id.model", "=", record._name), ("message_id.res_id", "=", record.id)]
        )

    def answer(self, record, **kwargs):
        record.with_user(self.rep).sudo().message_post(
            body=YES, author_id=self.rep.partner_id.id, **kwargs
        )

    def test_customers_mail_on_an_order_is_promised_a_reply(self):
        self.assertRecordValues(
            self.say("zqca"),
            [
                {
                    "kind": "reply",
                    "state": "running",
                    "partner_id": self.acme.id,
                    "profile_id": self.file_of(self.acme).id,
                    "user_id": self.rep.id,
                    "company_id": self.company.id,
                }
            ],
        )

    def test_mail_on_the_customer_itself_too(self):
        self.assertEqual(self.say("zqcb", self.acme).kind, "reply")

    def test_one_clock_for_each_thread(self):
        self.say("zqcc")
        self.assertEqual(len(self.say("zqcd")), 1)

    def test_persons_answer_keeps_the_promise(self):
        clock = self.say("zqce")
        self.answer(self.order, message_type="comment", subtype_xmlid="mail.mt_comment")
        self.assertEqual(clock.state, "met")
        self.assertEqual(self.say("zqcf").mapped("state").count("running"), 1)

    def test_answer_from_the_own_mail_program_keeps_it(self):
        clock = self.say("zqcg")
        self.receive(
            plain(
                "zqch",
                sender="rep@harbour.example",
                to="petra@acme.example, catchall@harbour.example",
                In_Reply_To=clock.message_id.message_id,
            )
        )
        self.assertEqual(clock.state, "met")

    def test_note_and_machine_do_not_answer(self):
        clock = self.say("zqci")
        self.answer(self.order, message_type="comment", subtype_xmlid="mail.mt_note")
        self.order.message_post(
            body=THANKS,
            author_id=self.rep.partner_id.id,
            message_type="auto_comment",
            subtype_xmlid="mail.mt_comment",
        )
        self.assertEqual(clock.state, "running")

    def test_absence_note_starts_none(self):
        self.assertFalse(self.say("zqcj", Auto_Submitted="auto-replied"))

    def test_who_is_no_customer_is_promised_nothing(self):
        self.make_customer("Supplier", email="sales@supplier.example")
        self.assertFalse(self.say("zqck", sender="sales@supplier.example"))

    def test_colleague_is_promised_nothing(self):
        self.assertFalse(self.say("zqcl", sender="rep@harbour.example"))

    def test_company_may_do_without(self):
        self.company.care_mail_clock = False
        self.assertFalse(self.say("zqcm"))

    def test_mail_of_a_case_has_the_clock_of_the_case_alone(self):
        case = self.send("zqcn")
        self.assertFalse(self.clocks_on(case))
        self.assertEqual(len(case.clock_ids.filtered(lambda c: c.kind == "reply")), 1)

    def test_person_says_that_no_answer_is_needed(self):
        clock = self.say("zqco")
        with self.assertRaises(AccessError):
            self.rpc(self.other_rep, "care.sla.clock", "action_no_answer", clock.ids)
        self.rpc(self.rep, "care.sla.clock", "action_no_answer", clock.ids)
        self.assertEqual(clock.state, "cancelled")

    def test_clock_opens_where_the_message_stands(self):
        action = self.rpc(self.rep, "care.sla.clock", "action_open_subject", self.say("zqcp").ids)
        self.assertEqual((action["res_model"], action["res_id"]), ("sale.order", self.order.id))

    def test_document_may_be_deleted(self):
        lead = self.env["crm.lead"].create({"name": "Idea", "partner_id": self.acme.id})
        clock = self.say("zqcq", lead)
        lead.unlink()
        self.assertFalse(clock.exists())

    def test_colleagues_note_costs_no_query_more(self):
        order = self.order.with_user(self.rep).with_context(mail_notify_force_send=False)
        values = {
            "body": "n",
            "message_type": "notification",
            "subtype_id": self.env.ref("mail.mt_note").id,
        }
        message = order.env["mail.message"]
        message.create({"model": "sale.order", "res_id": order.id, **values})
        message.flush_model()
        created = message.create({"model": "sale.order", "res_id": order.id, **values})
        with self.assertQueryCount(0):
            created._care_promise_replies()
            created._care_keep_promises()
