import time

from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW
from .intake_common import IntakeCommon
from .mail_corpus import corpus, word_of

_QUIET = (
    "odoo.addons.mail.models.mail_thread",
    "odoo.addons.customer_care.models.bridge.mail_thread_intake",
    "odoo.sql_db",
)


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestMailCorpus(IntakeCommon):
    """Every mail of the corpus goes through the real gateway, and is found again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company.care_case_limit = 0  # one sender writes many of them

    @mute_logger(*_QUIET)
    def test_every_mail_is_found_again(self):
        mails = corpus()
        self.assertGreater(len(mails), 80)
        for name, raw in mails.items():
            with self.subTest(mail=name):
                begin = time.perf_counter()
                self.receive(raw)
                self.assertTrue(self.places_of(word_of(name)), "lost")
                self.assertLess(time.perf_counter() - begin, 60)

    @mute_logger(*_QUIET)
    def test_every_mail_is_taken_in_once(self):
        Case, Triage = self.env["care.case"], self.env["care.mail.triage"]
        for name, raw in corpus().items():
            if name == "big_file":
                continue
            with self.subTest(mail=name):
                self.receive(raw)
                before = Case.search_count([]), Triage.search_count([])
                self.receive(raw)
                self.assertEqual((Case.search_count([]), Triage.search_count([])), before)
