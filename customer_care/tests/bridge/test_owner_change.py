from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestOwnerChange(CareCommon):
    """The account manager changes, or leaves: file, plans and reminders find the next one."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 200_000, TODAY - timedelta(days=100))
        cls.refresh()
        cls.plan()
        cls.env["care.touchpoint"]._cron_remind_touchpoints()
        cls.file = cls.file_of(cls.acme)
        cls.planned = cls.env["care.touchpoint"].search(
            [("partner_id", "=", cls.acme.id), ("date_planned", "=", TODAY)]
        )
        cls.reminders = cls.reminders_of(cls.planned)

    def test_reminded_to_begin_with(self):
        self.assertTrue(self.planned)
        self.assertEqual(self.planned.user_id, self.rep)
        self.assertEqual(self.reminders.user_id, self.rep)

    def test_file_follows_at_once(self):
        self.acme.user_id = self.colleague
        self.assertEqual(self.file.user_id, self.colleague)
        count = [("id", "=", self.file.id)]
        self.assertFalse(self.rpc(self.rep, "care.profile", "search_count", count))
        self.assertTrue(self.rpc(self.colleague, "care.profile", "search_count", count))

    def test_plans_and_reminders_follow_with_the_planning(self):
        self.acme.user_id = self.colleague
        self.plan()
        self.assertEqual(self.planned.user_id, self.colleague)
        self.assertEqual(self.reminders_of(self.planned), self.reminders)
        self.assertEqual(self.reminders.user_id, self.colleague)
        self.assertFalse(any(self.planned.mapped("is_edited")))

    def test_plan_given_to_somebody_by_hand_stays_with_her(self):
        touchpoint = self.planned[0]
        touchpoint.with_user(self.rep).user_id = self.member
        self.acme.user_id = self.colleague
        self.plan()
        self.assertEqual(touchpoint.user_id, self.member)

    def test_customer_without_owner_keeps_who_was_to_act(self):
        self.acme.user_id = False
        self.plan()
        self.assertEqual(self.planned.user_id, self.rep)
        self.assertFalse(self.file.user_id)

    def test_owner_of_the_company_owns_whatever_her_contacts_have(self):
        self.petra.user_id = self.colleague
        self.assertEqual(self.file.user_id, self.rep)

    # === SOMEBODY LEAVES === #

    def test_plans_of_somebody_who_leaves_are_not_cancelled(self):
        """Odoo deletes the activities of an archived user."""
        by_hand = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.rep.action_archive()
        self.assertFalse(self.reminders.exists())
        for touchpoint in self.planned | by_hand:
            self.assertRecordValues(touchpoint, [{"state": "planned", "cancel_reason": False}])

    def test_who_comes_after_her_is_reminded(self):
        self.rep.action_archive()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertFalse(self.reminders_of(self.planned), "nobody is there to be reminded")
        self.acme.user_id = self.colleague
        self.plan()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminders = self.reminders_of(self.planned)
        self.assertEqual(reminders.user_id, self.colleague)
        self.assertEqual(len(reminders), len(self.planned))

    def test_who_comes_back_is_reminded_again(self):
        self.rep.action_archive()
        self.rep.action_unarchive()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(self.reminders_of(self.planned).user_id, self.rep)

    def test_deleted_user_leaves_plans_to_be_taken(self):
        self.delete_rep()
        self.assertRecordValues(self.planned[0], [{"state": "planned", "user_id": False}])
        self.acme.user_id = self.colleague
        self.plan()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(self.reminders_of(self.planned).user_id, self.colleague)

    def test_archiving_users_needs_no_care_right(self):
        officer = self._make_user(
            "Officer", "base.group_erp_manager", "sales_team.group_sale_manager"
        )
        self.rpc(officer, "res.users", "action_archive", self.rep.ids)
        self.assertEqual(set(self.planned.mapped("state")), {"planned"})

    # === OTHER REMINDERS === #

    def make_reminded(self):
        """A contract and a measure of the rep, both reminded of."""
        contract = self.env["care.contract"].create(
            {
                "name": "A-1",
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "user_id": self.rep.id,
                "product_id": self.product.id,
                "date_start": TODAY - timedelta(days=300),
                "date_end": TODAY + timedelta(days=10),
            }
        )
        contract.action_start()
        measure = self.env["care.measure"].create(
            {
                "name": "Pack better",
                "user_id": self.rep.id,
                "date_due": TODAY,
                "company_id": self.company.id,
            }
        )
        self.env["care.contract"]._cron_remind_contracts()
        self.env["care.measure"]._cron_remind_measures()
        self.assertEqual((contract.reminder_id | measure.reminder_id).user_id, self.rep)
        return contract, measure

    def delete_rep(self):
        self.acme.user_id = False
        self.env["crm.team.member"].search([("user_id", "=", self.rep.id)]).unlink()
        self.env["crm.team"].search([("user_id", "=", self.rep.id)]).user_id = False
        self.env.flush_all()
        self.rep.unlink()
        self.env.invalidate_all()

    def test_deleted_user_leaves_contracts_and_measures_to_be_taken(self):
        contract, measure = self.make_reminded()
        self.delete_rep()
        for record in (contract, measure):
            self.assertRecordValues(
                record, [{"user_id": False, "reminder_id": False, "date_reminded": False}]
            )

    def test_who_comes_back_is_reminded_of_contracts_and_measures(self):
        contract, measure = self.make_reminded()
        self.rep.action_archive()
        self.assertFalse(contract.date_reminded or measure.date_reminded)
        self.rep.action_unarchive()
        self.env["care.contract"]._cron_remind_contracts()
        self.env["care.measure"]._cron_remind_measures()
        self.assertEqual((contract.reminder_id | measure.reminder_id).user_id, self.rep)

    def test_deleted_user_keeps_what_she_did(self):
        """Her reminders that are done are archived, and hang on the record."""
        done = self.planned[0]
        done._finish()
        self.assertTrue(done.reminder_id)
        self.delete_rep()
        self.assertRecordValues(done, [{"state": "done", "reminder_id": False, "user_id": False}])

    def test_reminders_before_a_substitute_who_leaves_come_back(self):
        self.reminders.user_id = self.colleague
        self.colleague.action_archive()
        self.assertEqual(set(self.planned.mapped("state")), {"planned"})
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(self.reminders_of(self.planned).user_id, self.rep)
