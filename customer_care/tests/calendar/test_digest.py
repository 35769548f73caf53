from datetime import datetime, timedelta
from unittest.mock import patch

from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

MORNING = datetime(2026, 3, 10, 8)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestDigest(CareCommon):
    """One mail a day about what there is to do; none where there is nothing."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.touchpoint"].search([("state", "=", "planned")])._cancel("Cleared")
        cls.env["care.touchpoint"].search([("state", "=", "planned")]).sudo().unlink()
        for user in cls.env["res.users"].search([("share", "=", False)]):
            if user.email:
                user.care_digest = user.login.startswith("test_care_")

    def plan_day(self, user=None):
        return [
            self.make_touchpoint(
                self.acme,
                user_id=(user or self.rep).id,
                name=name,
                date_planned=TODAY + timedelta(days=days),
            )
            for name, days in (("Old promise", -3), ("Call back", 0), ("Bring samples", 4))
        ]

    def send(self, now=MORNING):
        self.env["care.digest"]._cron_send_digests(now=now)
        self.env.flush_all()

    def mails_to(self, user):
        return self.env["mail.mail"].sudo().search([("email_to", "=", user.email_formatted)])

    def test_it_tells_what_is_late_today_and_soon(self):
        self.plan_day()
        self.send()
        [mail] = self.mails_to(self.rep)
        self.assertEqual(mail.subject, "My day: 1 due today, 1 overdue")
        body = mail.body_html
        places = [
            body.index(text)
            for text in ("Overdue", "Old promise", "Today", "Call back", "Bring samples")
        ]
        self.assertEqual(places, sorted(places))
        touchpoint = self.env["care.touchpoint"].search([("name", "=", "Call back")])
        self.assertIn(f"/odoo/care.touchpoint/{touchpoint.id}", body)
        self.assertIn("/odoo/my-day", body)
        self.assertIn(f"/odoo/my-preferences/{self.rep.id}", body)
        self.assertIn("Acme", body)
        self.assertEqual(mail.state, "outgoing")

    def test_nobody_gets_two_on_a_day(self):
        self.plan_day()
        for hour in (8, 9, 12):
            self.send(datetime(2026, 3, 10, hour))
        self.assertEqual(len(self.mails_to(self.rep)), 1)
        with freeze_time("2026-03-11 09:00:00"):
            self.send(datetime(2026, 3, 11, 8))
        self.assertEqual(len(self.mails_to(self.rep)), 2)

    def test_nothing_to_do_is_no_mail(self):
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_who_wants_none_gets_none(self):
        self.plan_day()
        self.rpc(self.rep, "res.users", "write", self.rep.ids, {"care_digest": False})
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_it_comes_in_the_morning_where_she_is(self):
        self.plan_day()
        self.rep.tz = "Asia/Shanghai"
        self.send(datetime(2026, 3, 9, 22, 30))  # half past six there
        self.assertFalse(self.mails_to(self.rep))
        self.send(datetime(2026, 3, 9, 23, 30))
        self.assertEqual(len(self.mails_to(self.rep)), 1)

    def test_not_at_night_and_not_at_the_weekend(self):
        self.plan_day()
        for now in (datetime(2026, 3, 10, 21), datetime(2026, 3, 14, 8)):
            with self.subTest(now=now):
                self.send(now)
                self.assertFalse(self.mails_to(self.rep))

    def test_archived_people_get_none(self):
        self.plan_day()
        self.rep.active = False
        self.send()
        self.assertFalse(self.mails_to(self.rep))

    def test_it_is_in_her_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.plan_day()
        self.rep.lang = "zh_CN"
        self.send()
        [mail] = self.mails_to(self.rep)
        self.assertEqual(mail.subject, "我的一天：今天到期 1 项，已逾期 1 项")
        for text in "早上好", "打开我的一天", "3月10日 星期二", "逾期 (1)":
            self.assertIn(text, mail.body_html)
        for text in "Good morning", "Overdue", "Open My Day":
            self.assertNotIn(text, mail.body_html)

    def test_only_some_are_named_and_the_others_counted(self):
        for _each in range(14):
            self.plan_day()
        self.send()
        [mail] = self.mails_to(self.rep)
        self.assertEqual(mail.body_html.count("Call back"), 10)
        self.assertIn("and 4 more", " ".join(mail.body_html.replace("</t>", "").split()))

    def test_it_names_nothing_that_she_may_not_see(self):
        self.plan_day()
        self.make_touchpoint(self.bolt, user_id=self.colleague.id, date_planned=TODAY)
        self.send()
        self.assertNotIn("Bolt", self.mails_to(self.rep).body_html)

    def test_leaders_get_an_overview_of_their_people(self):
        self.plan_day()
        self.plan_day(self.colleague)
        self.company.care_daily_contacts = 0
        self.send()
        [mail] = self.mails_to(self.team_leader)
        self.assertEqual(mail.subject, "My team's day: 2 overdue")
        for text in "Your people", "Rep", "Colleague", "1 overdue":
            self.assertIn(text, " ".join(mail.body_html.split()))
        self.assertNotIn("Other Rep", mail.body_html)
        self.assertNotIn("more than there is time for", mail.body_html)

    def test_the_overview_says_who_has_too_much(self):
        self.company.care_daily_contacts = 1
        for _each in range(3):
            self.plan_day()
        self.send()
        self.assertIn("more than there is time for", self.mails_to(self.team_leader).body_html)

    def test_who_acts_for_somebody_reads_for_whom(self):
        self.plan_day()
        self.rep.write({"care_substitute_id": self.member.id, "care_absent_from": TODAY})
        self.send()
        self.assertFalse(self.mails_to(self.rep), "she is absent")
        [mail] = self.mails_to(self.member)
        self.assertIn("You act today for", mail.body_html)
        self.assertIn("instead of Rep", " ".join(mail.body_html.split()))

    def test_one_bad_mail_does_not_stop_the_others(self):
        self.plan_day()
        self.make_touchpoint(self.bolt, user_id=self.colleague.id, date_planned=TODAY)
        digests = type(self.env["care.digest"])
        content = digests._content

        def content_or_fail(digest, day):
            if digest.env.user == self.rep:
                raise ValueError("cannot be read")
            return content(digest, day)

        with (
            patch.object(digests, "_content", content_or_fail),
            self.assertLogs("odoo.addons.customer_care", "ERROR") as logs,
        ):
            self.send()
        self.assertIn(str(self.rep.id), logs.output[0])
        self.assertFalse(self.mails_to(self.rep))
        self.assertEqual(len(self.mails_to(self.colleague)), 1)

    def test_a_second_server_writes_no_second_mail(self):
        """What the other one has noted in the meantime is not claimed again."""
        self.plan_day()
        digests = self.env["care.digest"].sudo()
        days = digests._days_to_write(MORNING)
        self.assertIn(self.rep.id, days)
        self.assertEqual(digests._claim(days), sorted(days))
        self.assertEqual(digests._claim(days), [])

    def test_the_scheduled_action_writes(self):
        self.plan_day()
        with self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_digest_send").method_direct_trigger()
        self.assertEqual(len(self.mails_to(self.rep)), 1)

    def test_a_mail_of_a_long_day_costs_no_more_queries(self):
        def write():
            self.env.invalidate_all()
            with self.assertQueryCount(30):
                self.env["care.digest"].sudo()._send(self.rep, TODAY)
                self.env.flush_all()

        self.plan_day()
        self.env["care.digest"].sudo()._send(self.rep, TODAY)
        write()
        for _each in range(25):
            self.plan_day()
        write()
