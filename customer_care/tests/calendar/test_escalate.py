from datetime import datetime, timedelta

from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

MORNING = datetime(2026, 3, 10, 8)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestEscalate(CareCommon):
    """What nobody dealt with for days comes before the manager, once and by one message."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.late = cls.make_late(cls.acme, cls.rep, 3)

    @classmethod
    def make_late(cls, customer, user, days, **vals):
        return cls.make_touchpoint(
            customer, user_id=user.id, date_planned=TODAY - timedelta(days=days), **vals
        )

    def escalate(self, now=MORNING):
        self.env["care.touchpoint"]._cron_escalate_touchpoints(now=now)

    def told(self, user):
        return self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", user.partner_id.ids),
                ("subject", "like", "Late contacts"),
            ]
        )

    def test_the_leader_of_the_team_is_told_once_about_all_of_it(self):
        others = [self.make_late(self.bolt, self.colleague, days) for days in (4, 9, 30)]
        for _hour in range(3):
            self.escalate()
        [message] = self.told(self.team_leader)
        self.assertEqual(message.subject, "Late contacts of your people: 4")
        for text in "Rep: 1 late", "Colleague: 3 late", "Acme", "Bolt":
            self.assertIn(text, message.body)
        self.assertFalse(self.told(self.manager))
        for touchpoint in (self.late, *others):
            self.assertEqual(touchpoint.date_escalated, TODAY)
            self.assertFalse(touchpoint.is_edited)

    def test_it_waits_for_the_days_of_the_company(self):
        fresh = self.make_late(self.bolt, self.colleague, 2)
        self.escalate()
        self.assertFalse(fresh.date_escalated)
        self.escalate(MORNING + timedelta(days=1))
        self.assertTrue(fresh.date_escalated)

    def test_never_where_the_company_wants_none(self):
        self.company.care_escalation_days = 0
        self.escalate()
        self.assertFalse(self.late.date_escalated)

    def test_in_the_morning_of_a_working_day_alone(self):
        for now in (datetime(2026, 3, 10, 5), datetime(2026, 3, 14, 8)):
            with self.subTest(now=now):
                self.escalate(now)
                self.assertFalse(self.late.date_escalated)

    def test_without_a_leader_the_care_managers_are_told(self):
        self.team_north.user_id = False
        self.escalate()
        self.assertEqual(len(self.told(self.manager)), 1)

    def test_the_own_lateness_of_a_leader_is_told_to_the_care_managers(self):
        self.make_late(self.dock, self.team_leader, 5)
        self.escalate()
        self.assertIn("Team Leader: 1 late", self.told(self.manager).body)

    def test_an_absent_leader_is_acted_for(self):
        self.team_leader.write({"care_substitute_id": self.member.id, "care_absent_from": TODAY})
        self.escalate()
        self.assertEqual(len(self.told(self.member)), 1)
        self.assertFalse(self.told(self.team_leader))

    def test_the_message_is_in_the_language_of_the_manager(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.team_leader.lang = "zh_CN"
        self.escalate()
        message = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.team_leader.partner_id.ids),
            ]
        )
        self.assertIn("逾期", message.subject)

    def test_closed_and_archived_work_is_not_told(self):
        self.late.action_done()
        gone = self.make_late(self.bolt, self.colleague, 9)
        self.file_of(self.bolt).active = False
        self.escalate()
        self.assertFalse(self.told(self.team_leader))
        self.assertFalse(gone.date_escalated)

    def test_another_company_has_its_own_days(self):
        self.other_company.care_escalation_days = 10
        other = self.make_late(self.elm, self.other_rep, 5, company=self.other_company)
        self.escalate()
        self.assertTrue(self.late.date_escalated)
        self.assertFalse(other.date_escalated)

    def test_moving_it_does_not_make_it_told_again(self):
        self.escalate()
        self.late.date_planned = TODAY
        self.escalate(MORNING + timedelta(days=6))
        self.assertEqual(len(self.told(self.team_leader)), 1)

    def test_my_day_says_so(self):
        self.escalate()
        rows = self.rpc(self.team_leader, "care.work", "search_read", [("is_escalated", "=", True)])
        self.assertEqual([row["partner_id"][0] for row in rows], self.acme.ids)

    def test_nobody_writes_by_hand_that_it_is_escalated(self):
        with self.assertRaisesRegex(Exception, "can't be written"):
            self.rpc(self.rep, "care.touchpoint", "write", self.late.ids, {"date_escalated": TODAY})

    def test_many_are_told_with_as_many_queries(self):
        for number in (1, 40):
            for _each in range(number):
                self.make_late(self.acme, self.rep, 5)
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(touchpoints=number), self.assertQueryCount(90):
                self.escalate()
                self.env.flush_all()
