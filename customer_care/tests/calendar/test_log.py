from datetime import date, datetime, timedelta

from psycopg2 import IntegrityError

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..common import NOW, TODAY, CareCommon

LOG_VIEW = "customer_care.care_touchpoint_view_form_log"


@tagged("post_install", "-at_install")
class TestLog(CareCommon):
    """The ten-second log."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.planned = cls.make_touchpoint(cls.petra, user_id=cls.rep.id, date_planned=TODAY)

    def log(self, touchpoint=None, user=None, **context):
        touchpoints = touchpoint or self.env["care.touchpoint"]
        return Form(touchpoints.with_user(user or self.rep).with_context(**context), view=LOG_VIEW)

    def test_a_note_is_enough(self):
        with self.log(self.planned) as form:
            form.topics = "They want the larger pump"
        self.rpc(self.rep, "care.touchpoint", "action_done", self.planned.ids)
        self.assertRecordValues(
            self.planned,
            [
                {
                    "state": "done",
                    "topics": "They want the larger pump",
                    "date_done": datetime.fromisoformat(NOW),
                }
            ],
        )
        self.assertEqual(self.file_of(self.acme).last_contact_date, TODAY)

    def test_three_answers_are_required_at_most(self):
        form = self.log(default_partner_id=self.acme.id)
        required = {
            name
            for name, field in form._view["fields"].items()
            if name not in ("company_id", "state")
            and form._get_modifier(name, "required")
            and not form._get_modifier(name, "invisible")
        }
        self.assertEqual(required, {"partner_id", "channel", "topics"})

    def test_a_contact_that_nobody_planned(self):
        with self.log(default_partner_id=self.petra.id) as form:
            form.channel = "visit"
            form.topics = "Met at the fair"
            form.mood = "good"
        touchpoint = form.record
        self.rpc(self.rep, "care.touchpoint", "action_done", touchpoint.ids)
        self.assertRecordValues(
            touchpoint,
            [
                {
                    "state": "done",
                    "origin": "manual",
                    "channel": "visit",
                    "mood": "good",
                    "partner_id": self.acme.id,
                    "contact_id": self.petra.id,
                    "user_id": self.rep.id,
                }
            ],
        )

    def test_more_is_kept_too(self):
        with self.log(self.planned) as form:
            form.topics = "The new line"
            form.feedback = "Pleased"
            form.need_changes = "A second shift"
            form.duration_minutes = 25
            form.participant_ids.add(self.petra)
            form.participant_ids.add(self.colleague.partner_id)
        self.assertRecordValues(
            self.planned,
            [
                {
                    "feedback": "Pleased",
                    "need_changes": "A second shift",
                    "duration_minutes": 25,
                    "participant_ids": (self.petra | self.colleague.partner_id).ids,
                }
            ],
        )

    # === NEXT STEP === #

    def test_the_next_step_has_a_day_and_a_person(self):
        with self.log(self.planned) as form:
            form.topics = "The new line"
            form.next_step = "Send the quotation"
            form.next_step_date = TODAY + timedelta(days=7)
            form.next_step_user_id = self.colleague
        self.rpc(self.rep, "care.touchpoint", "action_done", self.planned.ids)
        step = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("origin", "=", "next_step")]
        )
        self.assertRecordValues(
            step,
            [
                {
                    "origin": "next_step",
                    "user_id": self.colleague.id,
                    "date_planned": TODAY + timedelta(days=7),
                    "contact_id": self.petra.id,
                }
            ],
        )

    def test_a_next_step_without_a_day_is_asked_for(self):
        form = self.log(self.planned)
        form.topics = "The new line"
        form.next_step = "Send the quotation"
        with self.assertRaisesRegex(AssertionError, "next_step_date"):
            form.save()

    # === WHEN === #

    def test_it_may_have_taken_place_earlier(self):
        with self.log(self.planned) as form:
            form.topics = "Called on Friday"
            form.date_happened = "2026-03-06 14:00:00"
        self.rpc(self.rep, "care.touchpoint", "action_done", self.planned.ids)
        self.assertEqual(self.planned.date_done, datetime(2026, 3, 6, 14))
        self.assertEqual(self.file_of(self.acme).last_contact_date, date(2026, 3, 6))

    def test_what_lies_ahead_is_not_logged(self):
        with self.assertRaisesRegex(ValidationError, "planned, not logged"):
            self.planned.date_happened = "2026-03-11 09:00:00"

    def test_the_moment_of_a_logged_contact_is_history(self):
        self.planned.action_done()
        vals = {"date_happened": "2026-03-01 09:00:00"}
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.touchpoint", "write", self.planned.ids, vals)

    @mute_logger("odoo.sql_db")
    def test_no_contact_lasts_less_than_no_time(self):
        with self.assertRaises(IntegrityError), self.env.cr.savepoint():
            self.planned.duration_minutes = -5
            self.env.flush_all()

    # === SAVE AND NEXT === #

    def test_the_next_one_due_follows(self):
        late = self.make_touchpoint(
            self.dock, user_id=self.rep.id, date_planned=TODAY - timedelta(days=2)
        )
        self.make_touchpoint(self.dock, user_id=self.rep.id, date_planned=TODAY + timedelta(1))
        self.make_touchpoint(self.bolt, user_id=self.colleague.id, date_planned=TODAY)
        action = self.rpc(self.rep, "care.touchpoint", "action_done_next", self.planned.ids)
        self.assertEqual(action["res_id"], late.id)
        action = self.rpc(self.rep, "care.touchpoint", "action_done_next", late.ids)
        self.assertEqual(action["tag"], "display_notification", "nothing else is due today")

    def test_a_closed_contact_is_not_logged_again(self):
        self.planned.action_done()
        with self.assertRaisesRegex(UserError, "closed already"):
            self.rpc(self.rep, "care.touchpoint", "action_open_log", self.planned.ids)

    def test_a_colleagues_contact_is_not_logged(self):
        other = self.make_touchpoint(self.bolt, user_id=self.colleague.id)
        for method in "action_open_log", "action_done", "action_done_next":
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.touchpoint", method, other.ids)
        self.assertEqual(other.state, "planned")
