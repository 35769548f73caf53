from datetime import timedelta

from odoo.tests import tagged

from ..common import TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestPartnerArchive(CareCommon):
    """An archived contact is out of sight: off the list, not planned for, not reminded of."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.make_order(cls.acme, 200_000, TODAY - timedelta(days=100))
        cls.refresh()
        cls.file = cls.file_of(cls.acme)

    def listed(self):
        return self.rpc(self.rep, "care.profile", "search_count", [("id", "=", self.file.id)])

    def planned(self):
        return self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("state", "=", "planned")]
        )

    def test_file_leaves_and_returns_with_the_contact(self):
        self.assertTrue(self.listed())
        self.acme.action_archive()
        self.assertFalse(self.file.active)
        self.assertFalse(self.listed())
        self.acme.action_unarchive()
        self.assertTrue(self.listed())

    def test_figures_survive(self):
        grade = self.file.grade_id
        self.acme.action_archive()
        self.refresh()
        self.acme.action_unarchive()
        self.refresh()
        self.assertRecordValues(
            self.file,
            [{"turnover_12m": 200_000, "grade_id": grade.id, "date_retired": False}],
        )

    def test_no_next_contact_while_archived(self):
        self.assertTrue(self.file.next_contact_date)
        self.acme.action_archive()
        self.refresh()
        self.assertFalse(self.file.next_contact_date)

    def test_nobody_is_reminded(self):
        touchpoint = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.plan()
        due = self.planned()
        self.assertGreater(len(due), 1)
        self.acme.action_archive()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertFalse(self.reminders_of(due))
        self.acme.action_unarchive()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertIn(touchpoint.id, self.reminders_of(due).mapped("res_id"))

    def test_plans_of_the_rhythm_are_withdrawn_and_those_by_hand_wait(self):
        by_hand = self.make_touchpoint(self.acme, user_id=self.rep.id)
        self.plan()
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        rhythm = self.planned() - by_hand
        reminders = self.reminders_of(rhythm)
        self.assertTrue(reminders)
        self.acme.action_archive()
        self.plan()
        self.assertFalse(rhythm.exists())
        self.assertFalse(reminders.exists())
        self.assertEqual(self.planned(), by_hand)
        self.acme.action_unarchive()
        self.plan()
        self.assertGreater(len(self.planned()), 1)

    def test_archived_customers_do_not_push_others_down_the_rank(self):
        self.make_order(self.bolt, 50)
        self.refresh()
        self.assertEqual(self.file_of(self.bolt).turnover_percentile, 50)
        self.acme.action_archive()
        self.refresh()
        self.assertEqual(self.file_of(self.bolt).turnover_percentile, 100)

    def test_archived_contact_person_changes_nothing(self):
        self.make_order(self.petra, 10)
        self.refresh()
        touchpoint = self.make_touchpoint(self.petra)
        self.portal_user.active = False
        self.petra.action_archive()
        self.refresh()
        self.assertEqual(self.file.turnover_12m, 200_010)
        touchpoint._finish()
        self.assertEqual(touchpoint.contact_id, self.petra)
