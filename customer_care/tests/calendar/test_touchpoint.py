from datetime import date

from odoo.exceptions import UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestTouchpoint(CareCommon):
    """Planned, logged, cancelled; and what a contact leads to."""

    def test_logging_takes_a_customer_and_no_more(self):
        form = Form(self.env["care.touchpoint"].with_user(self.rep))
        form.partner_id = self.acme
        touchpoint = form.save()
        touchpoint.action_done()
        self.assertRecordValues(
            touchpoint,
            [{"state": "done", "user_id": self.rep.id, "channel": "call", "purpose": "Call"}],
        )
        self.assertTrue(touchpoint.date_done)

    def test_a_contact_person_stands_for_her_company(self):
        touchpoint = self.make_touchpoint(self.petra)
        self.assertRecordValues(
            touchpoint, [{"partner_id": self.acme.id, "contact_id": self.petra.id}]
        )

    def test_a_person_of_another_customer_is_refused(self):
        with self.assertRaises(ValidationError):
            self.make_touchpoint(self.bolt, contact_id=self.petra.id)

    def test_the_next_step_is_planned(self):
        touchpoint = self.make_touchpoint(
            self.petra,
            user_id=self.rep.id,
            next_step="Send the quotation",
            next_step_date=date(2026, 3, 17),
        )
        touchpoint.with_user(self.rep).action_done()
        step = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("origin", "=", "next_step")]
        )
        self.assertRecordValues(
            step,
            [
                {
                    "name": "Send the quotation",
                    "date_planned": date(2026, 3, 17),
                    "contact_id": self.petra.id,
                    "user_id": self.rep.id,
                    "state": "planned",
                }
            ],
        )

    def test_done_is_done_once(self):
        touchpoint = self.make_touchpoint(self.acme)
        touchpoint.action_done()
        with self.assertRaisesRegex(UserError, "closed already"):
            touchpoint.action_done()

    def test_cancelling_asks_for_the_reason(self):
        touchpoint = self.make_touchpoint(self.acme)
        with self.assertRaisesRegex(UserError, "Say why"):
            touchpoint._cancel("  ")
        self.assertEqual(touchpoint.state, "planned")

    def test_a_communication_record_is_not_deleted(self):
        touchpoint = self.make_touchpoint(self.acme)
        touchpoint.action_done()
        with self.assertRaisesRegex(UserError, "history"):
            touchpoint.unlink()

    def test_a_contact_of_long_ago_does_not_move_the_last_one_back(self):
        self.make_touchpoint(self.acme)._finish(date_done="2026-03-09 08:00:00")
        self.make_touchpoint(self.acme)._finish(date_done="2025-12-01 08:00:00")
        self.assertRecordValues(
            self.file_of(self.acme),
            [{"last_contact_date": date(2026, 3, 9), "contact_count_12m": 2}],
        )

    def test_a_contact_in_a_branch_counts_for_the_company(self):
        touchpoint = self.make_touchpoint(self.acme, company=self.branch)
        touchpoint._finish(date_done="2026-03-09 08:00:00")
        self.assertEqual(touchpoint.company_id, self.branch)
        self.assertEqual(touchpoint.profile_id, self.file_of(self.acme))
        self.assertEqual(self.file_of(self.acme).last_contact_date, date(2026, 3, 9))

    def test_the_refresh_counts_the_same_contacts(self):
        """What moved at once is what the night would count."""
        self.make_touchpoint(self.acme)._finish(date_done="2026-03-09 08:00:00")
        names = ["last_contact_date", "next_contact_date", "contact_limit_date"]
        at_once = self.file_of(self.acme).read(names)
        self.refresh(self.acme, today=TODAY)
        self.assertEqual(self.file_of(self.acme).read(names), at_once)
