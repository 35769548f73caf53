from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.mail.tests.common import MockEmail

from ..common import NOW
from .voice_common import VoiceCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestDeliveryFailure(VoiceCommon, MockEmail):
    """Whose mail does not leave is known, and asked in another way."""

    def send(self, campaign, refused=()):
        """Let the mail queue send what waits.

        :param refused: addresses that the mail server does not take
        """

        def connected(_server, message, *_args, **_kwargs):
            if any(address in message["To"] for address in refused):
                raise OSError("550 no such mailbox")
            return message["Message-Id"]

        mails = self.env["mail.mail"].search(
            [
                ("model", "=", "care.invitation"),
                ("res_id", "in", campaign.sudo().invitation_ids.ids),
                ("state", "=", "outgoing"),
            ]
        )
        with self.mock_mail_gateway(), self.mute():
            self.patch(type(self.env["ir.mail_server"]), "send_email", connected)
            mails.send()

    def mute(self):
        return self.assertLogs("odoo.addons.mail.models.mail_mail", "INFO")

    def test_who_is_not_reached_is_known_with_the_reason_and_mailed_again(self):
        campaign = self.start()
        self.send(campaign, refused=["petra@acme.example"])
        row, paul = self.row_of(campaign, self.petra), self.row_of(campaign, self.paul)
        self.assertRecordValues(row, [{"state": "failed", "failure": "550 no such mailbox"}])
        self.assertEqual(paul.state, "sent")
        sheet = row.user_input_id
        self.petra.email = "petra.new@acme.example"
        row.with_user(self.agent).action_send_again()
        self.assertRecordValues(
            row,
            [
                {
                    "state": "sent",
                    "failure": False,
                    "email": "petra.new@acme.example",
                    "user_input_id": sheet.id,
                }
            ],
        )
        mails = self.env["mail.mail"].search(
            [("model", "=", "care.invitation"), ("res_id", "=", row.id)]
        )
        self.assertEqual(mails.mapped("state"), ["outgoing"])

    def test_only_what_failed_is_sent_again_and_by_agents_alone(self):
        row = self.row_of(self.start(), self.petra)
        with self.assertRaisesRegex(UserError, "not delivered"):
            row.with_user(self.agent).action_send_again()
        row.sudo().state = "failed"
        for person in (self.rep, self.leader):
            with self.assertRaises(AccessError):
                row.with_user(person).action_send_again()

    def test_who_left_or_wants_no_mail_is_not_mailed(self):
        campaign = self.make_campaign()
        campaign.action_start()
        self.paul.active = False
        self.env["mail.blacklist"]._add(self.petra.email)
        self.run_campaigns()
        for person in (self.petra, self.paul):
            row = self.row_of(campaign, person)
            self.assertRecordValues(row, [{"state": "withdrawn", "user_input_id": False}])

    def test_who_has_no_address_is_asked_by_phone(self):
        campaign = self.start(respondents="company")
        row = self.row_of(campaign, self.acme)
        self.assertEqual(row.skip_reason, "no_mail")
        action = row.with_user(self.agent).action_ask_by_phone()
        self.assertIn(row.user_input_id.access_token, action["url"])
        self.assertRecordValues(row, [{"state": "sent", "channel": "phone", "skip_reason": False}])
        self.answer(row, 4, 8)
        with self.assertRaisesRegex(UserError, "answered already"):
            row.with_user(self.agent).action_ask_by_phone()
        with self.assertRaises(AccessError):
            row.with_user(self.leader).action_ask_by_phone()
