from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY
from .promise_common import PromiseCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPromisedTouchpoint(PromiseCommon):
    """A planned touchpoint is promised to the customer; doing it keeps the promise."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.policy = cls.make_policy(amount=3, unit="days")

    def promise(self, user=None, **vals):
        touchpoint = self.make_touchpoint(self.acme, user_id=self.rep.id, **vals)
        touchpoint.with_user(user or self.rep).action_promise()
        return touchpoint

    def test_the_account_manager_promises_and_keeps_it(self):
        touchpoint = self.promise()
        self.assertRecordValues(
            touchpoint.clock_ids, [{"state": "running", "deadline": self.at(72)}]
        )
        touchpoint.with_user(self.rep).action_done()
        self.assertRecordValues(touchpoint.clock_ids, [{"state": "met", "date_end": self.at(0)}])

    def test_cancelling_the_touchpoint_cancels_the_promise(self):
        touchpoint = self.promise()
        touchpoint.with_user(self.rep)._cancel("Customer closed")
        self.assertEqual(touchpoint.clock_ids.state, "cancelled")

    def test_the_promise_goes_with_the_touchpoint_to_a_colleague(self):
        touchpoint = self.promise()
        touchpoint.with_user(self.rep).action_hand_over(self.colleague.id)
        self.assertEqual(touchpoint.clock_ids.user_id, self.colleague)

    def test_what_the_calendar_may_withdraw_is_not_promised(self):
        self.plan(self.bolt)
        planned = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.bolt.id), ("origin", "=", "cadence")], limit=1
        )
        self.assertTrue(planned)
        with self.assertRaisesRegex(UserError, "may withdraw it"):
            planned.with_user(self.colleague).action_promise()

    def test_without_a_policy_the_person_is_told(self):
        self.policy.active = False
        with self.assertRaisesRegex(UserError, "No policy"):
            self.promise()

    def test_my_day_shows_what_is_promised_before_it_is_planned(self):
        late = self.promise(date_planned="2026-03-20")
        self.promise(date_planned=TODAY)
        works = self.env["care.work"].with_user(self.rep).search([("kind", "=", "clock")])
        work = works.filtered(lambda work: work.res_id in late.clock_ids.ids)
        self.assertEqual(works, work, "what is planned in time stands there itself")
        self.assertRecordValues(
            work,
            [
                {
                    "name": "Return visit promised until 09:00",
                    "partner_id": self.acme.id,
                    "user_id": self.rep.id,
                    "is_handled_here": False,
                    "urgency": "week",
                }
            ],
        )
        self.assertEqual(work.action_open()["res_model"], "care.sla.clock")

    def test_merged_customers_keep_their_promises_also_ended_ones(self):
        kept, open_one = self.promise(), self.promise()
        kept.with_user(self.rep).action_done()
        clocks = (kept | open_one).clock_ids
        self.env["base.partner.merge.automatic.wizard"]._merge(
            (self.acme | self.bolt).ids, self.bolt
        )
        self.env.invalidate_all()
        self.assertEqual(clocks.partner_id, self.bolt)
        self.assertEqual(clocks.profile_id, self.file_of(self.bolt))
        self.assertEqual(sorted(clocks.mapped("state")), ["met", "running"])

    def test_a_customer_with_promises_is_not_deleted(self):
        self.promise()
        with self.assertRaisesRegex(UserError, "promises hang on this customer. Archive"):
            self.acme.unlink()
        self.assertTrue(self.acme.exists())
