from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..common import CareCommon


@tagged("post_install", "-at_install")
class TestPartnerDeletion(CareCommon):
    """Plans go with the customer, what was said does not."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.prospect = cls.make_customer("Prospect", cls.rep)
        cls.touchpoint = cls.make_touchpoint(cls.prospect, user_id=cls.rep.id)
        cls.file = cls.file_of(cls.prospect)

    def test_plans_and_file_go_with_the_customer(self):
        self.prospect.unlink()
        self.assertFalse(self.touchpoint.exists())
        self.assertFalse(self.file.exists())

    def test_reminders_and_messages_go_too(self):
        """What the database deletes by itself would stay on somebody's list for ever."""
        text = "Ask for the buyer"
        self.touchpoint.message_post(body=text)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminders = self.reminders_of(self.touchpoint)
        self.assertTrue(reminders)
        touchpoint_id = self.touchpoint.id
        self.prospect.unlink()
        self.assertFalse(reminders.exists())
        for model in "mail.message", "mail.followers":
            field = "model" if model == "mail.message" else "res_model"
            self.assertFalse(
                self.env[model].search(
                    [(field, "=", "care.touchpoint"), ("res_id", "=", touchpoint_id)]
                )
            )

    def test_communication_record_keeps_the_customer(self):
        self.touchpoint._finish()
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            self.prospect.unlink()
        self.assertTrue(self.touchpoint.exists())

    def test_record_that_the_person_cannot_see_keeps_the_customer_too(self):
        self.touchpoint._finish()
        clerk = self._make_user("Clerk", "base.group_user", "base.group_partner_manager")
        with self.assertRaisesRegex(UserError, "Archive the contact"):
            self.rpc(clerk, "res.partner", "unlink", self.prospect.ids)

    def test_clerk_without_care_right_deletes_a_mere_prospect(self):
        clerk = self._make_user("Clerk", "base.group_user", "base.group_partner_manager")
        self.rpc(clerk, "res.partner", "unlink", self.prospect.ids)
        self.assertFalse(self.file.exists())

    def test_cancelled_plans_keep_nobody(self):
        self.touchpoint._cancel("Wrong number")
        self.prospect.unlink()
        self.assertFalse(self.touchpoint.exists())

    def test_deleted_contact_person_leaves_the_record(self):
        person = self.make_contact("Paul", self.prospect)
        record = self.make_touchpoint(person, topics="Prices")
        record._finish()
        person.unlink()
        self.assertRecordValues(
            record,
            [
                {
                    "partner_id": self.prospect.id,
                    "contact_id": False,
                    "topics": "Prices",
                    "state": "done",
                }
            ],
        )

    def test_grade_history_goes_with_the_customer(self):
        change = (
            self.env["care.grade.change"].with_user(self.manager)._record(self.file, self.grade_c)
        )
        self.prospect.unlink()
        self.assertFalse(change.exists())

    def test_grade_in_use_cannot_be_deleted(self):
        grade = self.env["care.grade"].create({"name": "Z", "code": "Z"})
        self.env["care.grade.change"].with_user(self.manager)._record(self.file, grade)
        with mute_logger("odoo.sql_db"), self.assertRaises(IntegrityError):
            grade.unlink()

    def test_deleted_cadence_line_leaves_its_records(self):
        self.make_order(self.acme, 200_000, "2025-12-01")
        self.refresh()
        self.plan()
        touchpoints = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("cadence_id", "!=", False)]
        )
        done = touchpoints[0]
        done._finish()
        planned = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("state", "=", "planned")]
        )
        done.cadence_id.unlink()
        self.assertRecordValues(done, [{"state": "done", "cadence_id": False}])
        self.plan()
        self.assertFalse(planned.exists().filtered(lambda t: not t.cadence_id))
