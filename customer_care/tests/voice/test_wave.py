from odoo import fields
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.base.models.ir_mail_server import IrMail_Server

from ...tools import smtp_answer
from ..common import NOW
from .smtp_sink import SmtpSink
from .voice_common import VoiceCommon

_KINDS = ("plain", "refused", "full", "busy", "drop", "cut", "lost", "slow")
_EACH = 4
_NOISE = ("odoo.addons.mail.models.mail_mail", "odoo.addons.base.models.ir_mail_server")


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestWave(VoiceCommon):
    """A wave through a mail server that refuses, puts off, breaks off and dawdles."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.addresses = [f"{kind}-{n}@wave.example" for n in range(_EACH) for kind in _KINDS]
        for address in cls.addresses:
            cls.make_contact(address, cls.bolt, email=address)
        cls.reaching = {a for a in cls.addresses if a.partition("-")[0] not in ("refused", "full")}

    def setUp(self):
        super().setUp()
        self.env["mail.mail"].search([("state", "=", "outgoing")]).unlink()
        self.sink = self.enterContext(SmtpSink(broken_greetings=1, slowness=0))
        self.patch(IrMail_Server, "_disable_send", classmethod(lambda _cls: False))
        self.env["ir.mail_server"].search([]).active = False
        self.env["ir.mail_server"].create(
            {
                "name": "Sink",
                "smtp_host": "127.0.0.1",
                "smtp_port": self.sink.port,
                "smtp_encryption": "none",
            }
        )
        self.campaign = self.make_campaign(
            respondents="all", cap_per_customer=99, reminder_max=0, date_end="2026-04-30"
        )
        self.campaign.action_start()
        left = self.campaign.sudo().invitation_ids
        left.filtered(lambda row: row.email not in self.addresses).unlink()

    def send(self):
        """Odoo's own mail queue, as often as it comes until nothing waits."""
        Mail = self.env["mail.mail"]
        with mute_logger(*_NOISE):
            for _time in range(len(self.addresses)):
                if not Mail.search_count([("state", "=", "outgoing")]):
                    return
                Mail.process_email_queue()
        self.fail("the queue does not come to an end")

    def rows_by_address(self):
        return {row.email: row for row in self.campaign.sudo().invitation_ids}

    def live(self, days=4):
        """The hourly job and the mail queue, for some days."""
        for day in range(10, 10 + days):
            for hour in range(10, 24, 2):
                with freeze_time(f"2026-03-{day} {hour}:00:00"):
                    self.run_campaigns()
                    self.send()

    def test_every_address_that_accepts_gets_one_mail_and_refusals_are_told(self):
        self.live()
        rows = self.rows_by_address()
        self.assertEqual(set(rows), set(self.addresses))
        self.assertEqual(set(self.sink.taken), self.reaching)
        for address, ids in self.sink.taken.items():
            self.assertEqual(len(ids), 1, f"{address}: one mail, by its number")
            # Whether a mail arrived whose receipt was lost nobody can know: it comes with the
            # same number again, and mail readers show it once.
            self.assertEqual(ids.total(), 2 if address.startswith("lost") else 1, address)
        self.assertEqual({rows[a].state for a in self.reaching}, {"sent"})
        self.assertFalse(any(row.date_retry for row in rows.values()))
        refused = [row for a, row in rows.items() if a not in self.reaching]
        self.assertEqual(
            {(row.state, row.failure) for row in refused},
            {("failed", "550 5.1.1 no such mailbox"), ("failed", "552 5.2.2 mailbox full")},
        )
        campaign = self.campaign
        campaign.invalidate_recordset()
        self.assertEqual(campaign.failed_count, 2 * _EACH)
        self.assertEqual(
            campaign.failure_reasons.splitlines(),
            [f"{_EACH} × 550 5.1.1 no such mailbox", f"{_EACH} × 552 5.2.2 mailbox full"],
        )
        shown = self.env["care.invitation"].with_user(self.agent)
        self.assertEqual(
            shown.search_count(campaign.action_open_failed()["domain"]), campaign.failed_count
        )

    def test_what_is_refused_for_now_is_tried_after_growing_waits_and_not_for_ever(self):
        row = self.rows_by_address()["busy-0@wave.example"]
        (self.campaign.sudo().invitation_ids - row).unlink()
        row.retry_count = 6
        row.write({"state": "sent"})
        row._undelivered("SMTPRecipientsRefused: {'a@b.c': (451, b'4.7.1 come again')}")
        self.assertRecordValues(
            row, [{"state": "failed", "failure": "451 4.7.1 come again", "date_retry": False}]
        )
        row.write({"retry_count": 2})
        row._undelivered("timed out")
        wait = row.date_retry - fields.Datetime.now()
        self.assertEqual(wait.total_seconds() / 60, 4 * 55)

    def test_a_batch_that_breaks_leaves_nothing_half_and_the_next_run_goes_on(self):
        def broken(*_args):
            raise OSError("the power fails")

        Invitation = type(self.env["care.invitation"])
        with self.assertRaises(OSError), self.env.cr.savepoint():
            self.patch(Invitation, "_unreachable", broken)
            self.campaign._send_batch_of(self.campaign.sudo().invitation_ids, NOW)
        self.env.invalidate_all()
        self.assertEqual(set(self.campaign.sudo().invitation_ids.mapped("state")), {"waiting"})
        self.assertFalse(self.campaign.sudo().invitation_ids._mails("outgoing"))

    def test_one_invitation_that_cannot_be_written_does_not_hold_up_the_others(self):
        bad = self.rows_by_address()["plain-0@wave.example"]
        url = type(bad)._start_url

        def broken(row):
            if row == bad:
                raise ValueError("no page for her")
            return url(row)

        self.patch(type(bad), "_start_url", broken)
        with mute_logger(
            "odoo.addons.customer_care.models.voice.care_campaign_send",
            "odoo.addons.mail.models.mail_render_mixin",
        ):
            self.run_campaigns()
        rows = self.campaign.sudo().invitation_ids
        self.assertEqual(rows.filtered(lambda row: row.state == "failed"), bad)
        self.assertEqual(set((rows - bad).mapped("state")), {"sent"})
        self.assertEqual(len(rows._mails("outgoing")), len(rows) - 1)

    def test_a_campaign_that_ends_sends_nothing_any_more(self):
        self.run_campaigns()
        self.campaign.action_cancel()
        self.assertFalse(self.campaign.sudo().invitation_ids._mails("outgoing", "exception"))
        self.send()
        self.assertFalse(self.sink.taken)

    def test_what_servers_say_is_read(self):
        for reason, answer in (
            ("SMTPDataError: (552, b'5.2.2 mailbox full')", (552, "5.2.2 mailbox full")),
            ('SMTPSenderRefused: (451, b"it\'s late", "a@b.c")', (451, "it's late")),
            ("{'550@b.c': (450, b'4.2.0 Try\\nagain')}", (450, "4.2.0 Try again")),
            ("550 no such mailbox", (550, "no such mailbox")),
            ("[Errno 111] Connection refused", (0, "[Errno 111] Connection refused")),
        ):
            self.assertEqual(tuple(smtp_answer.read(reason)), answer)
