from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .intake_common import IntakeCommon

LEAK = "The pump leaks."
TITLE = "Leak"


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestCaseFromMessage(IntakeCommon):
    """A message that stands on a customer, order or opportunity becomes a case."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.order = cls.make_order(cls.acme, user=cls.rep)
        cls.message = cls.order.message_post(
            body=LEAK,
            subject=TITLE,
            message_type="email",
            author_id=cls.petra.id,
            email_from="petra@acme.example",
            subtype_xmlid="mail.mt_comment",
            attachments=[("leak.png", b"picture")],
        )

    def make(self, user=None, message=None, **vals):
        user, message = user or self.rep, message or self.message
        wizard = (
            self.env["care.case.from.message"]
            .with_user(user)
            .create({"message_id": message.id, **vals})
        )
        return self.env["care.case"].browse(wizard.action_make()["res_id"])

    def test_case_has_what_the_message_said(self):
        case = self.make(kind="complaint", severity="major")
        self.assertRecordValues(
            case,
            [
                {
                    "subject": "Leak",
                    "kind": "complaint",
                    "severity": "major",
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "order_id": self.order.id,
                    "source_message_id": self.message.id,
                }
            ],
        )
        self.assertIn("The pump leaks.", case.description)
        files = self.env["ir.attachment"].search(
            [("res_model", "=", "care.case"), ("res_id", "=", case.id)]
        )
        self.assertEqual(files.mapped("name"), ["leak.png"])
        self.assertIn(case.name, str(self.order.message_ids[:1].body))

    def test_promise_goes_over_to_the_case(self):
        clock = self.env["care.sla.clock"].search([("message_id", "=", self.message.id)])
        self.assertEqual(clock.state, "running")
        case = self.make()
        self.assertEqual(clock.state, "cancelled")
        self.assertEqual(case.clock_ids.filtered(lambda c: c.kind == "reply").state, "running")

    def test_same_message_opens_the_same_case(self):
        case = self.make()
        self.assertEqual(self.make(), case)
        action = self.rpc(self.rep, "mail.message", "action_care_case", self.message.ids)
        self.assertEqual(action["res_id"], case.id)

    def test_message_without_a_case_asks_for_its_kind(self):
        action = self.rpc(self.rep, "mail.message", "action_care_case", self.message.ids)
        self.assertEqual(action["res_model"], "care.case.from.message")

    def test_colleague_without_the_right_makes_none(self):
        with self.assertRaises(AccessError):
            self.rpc(self.seller, "mail.message", "action_care_case", self.message.ids)

    def test_message_that_is_not_to_be_read_makes_none(self):
        secret = self.message.copy({"attachment_ids": [Command.clear()]})
        secret.write({"model": "res.users", "res_id": self.manager.id, "author_id": False})
        with self.assertRaises(AccessError):
            self.rpc(self.employee, "mail.message", "action_care_case", secret.ids)
