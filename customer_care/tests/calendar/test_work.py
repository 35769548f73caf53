from datetime import date, timedelta
from unittest.mock import patch

from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import SQL

from ..common import TODAY, CareCommon


def in_days(days):
    return TODAY + timedelta(days=days)


@tagged("post_install", "-at_install")
class TestWork(CareCommon):
    """My day: what stands there for whom, and what is done from there."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.touchpoints = cls.env["care.touchpoint"]
        for customer in cls.customers | cls.elm:
            company = cls.other_company if customer == cls.elm else cls.company
            cls.touchpoints |= cls.make_touchpoint(
                customer,
                company,
                name=f"Ask {customer.name}",
                user_id=customer.user_id.id or cls.manager.id,
                date_planned=TODAY,
            )

    def works(self, user=None, domain=()):
        """The work of our touchpoints, as the user sees it."""
        return self.rpc(
            user or self.manager,
            "care.work",
            "search_read",
            [("res_id", "in", self.touchpoints.ids), *domain],
        )

    def work_of(self, touchpoint, user=None):
        env = self.env(user=user or self.manager, context={"allowed_company_ids": self.company.ids})
        return env["care.work"].search([("res_id", "in", touchpoint.ids)])

    def touchpoint_of(self, partner):
        return self.touchpoints.filtered(lambda touchpoint: touchpoint.partner_id == partner)

    # === READING === #

    def test_each_role_sees_the_work_for_its_customers(self):
        sees = {
            self.rep: self.acme | self.dock,
            self.colleague: self.bolt | self.crane | self.dock,
            self.member: self.crane | self.dock,
            self.team_leader: self.customers,
            self.manager: self.customers,
            self.steward: self.customers,
            self.leader: self.customers,
            self.branch_rep: self.dock,
            self.other_rep: self.elm,
        }
        for user, customers in sees.items():
            with self.subTest(user=user.name):
                seen = {row["partner_id"][0] for row in self.works(user)}
                self.assertEqual(seen, set(customers.ids))

    def test_outsiders_see_nothing(self):
        for user in self.employee, self.seller, self.portal_user:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.works(user)

    def test_nobody_writes_work(self):
        work = self.work_of(self.touchpoint_of(self.acme))
        for method, *args in (("write", {"user_id": False}), ("unlink",)):
            with self.subTest(method=method), self.assertRaises(AccessError):
                self.rpc(self.manager, "care.work", method, work.ids, *args)

    def test_own_work_stays_when_the_customer_goes_to_a_colleague(self):
        self.acme.user_id = self.colleague
        [row] = self.works(self.rep, [("partner_id", "=", self.acme.id)])
        self.assertEqual(row["name"], "Ask Acme")

    def test_the_rows_are_the_touchpoints_that_are_due(self):
        """Counted over everything that the demo data and the cadences planned, too."""
        self.plan()
        due = self.env["care.touchpoint"].search_count(
            [
                ("state", "=", "planned"),
                ("date_planned", "<=", in_days(7)),
                ("profile_id.active", "=", True),
            ]
        )
        rows = self.env["care.work"].search_count([("res_model", "=", "care.touchpoint")])
        self.assertEqual(rows, due)
        self.assertGreaterEqual(due, len(self.customers))

    def test_urgency_is_that_of_the_day(self):
        touchpoint = self.touchpoint_of(self.acme)
        for days, urgency in (
            (-30, "overdue"),
            (-1, "overdue"),
            (0, "today"),
            (1, "week"),
            (7, "week"),
            (8, None),
        ):
            touchpoint.date_planned = in_days(days)
            with self.subTest(days=days):
                rows = self.works(domain=[("partner_id", "=", self.acme.id)])
                self.assertEqual([row["urgency"] for row in rows], [urgency] if urgency else [])

    def test_today_is_the_readers_day(self):
        """At nine in the morning in London it is the next day in the east of Kiribati."""
        self.touchpoint_of(self.acme).date_planned = in_days(0)
        self.rep.tz = "Pacific/Kiritimati"
        with self.subTest("ahead"):
            env = self.env(user=self.rep, context={"tz": "Pacific/Kiritimati"})
            self.assertEqual(env["care.work"]._work_horizon(), in_days(7))
        env = self.env(user=self.rep, context={"tz": "Pacific/Pago_Pago"})
        self.assertEqual(env["care.work"]._work_horizon(), in_days(6))

    def test_overdue_comes_first_then_the_better_grade(self):
        self.touchpoint_of(self.dock).date_planned = in_days(-1)
        names = [row["partner_id"][0] for row in self.works()]
        self.assertEqual(names[0], self.dock.id)
        self.assertEqual(names[1], self.acme.id, "grade A before the others")

    def test_done_and_cancelled_work_disappears(self):
        self.touchpoint_of(self.acme).action_done()
        self.touchpoint_of(self.bolt)._cancel("They are closed")
        self.assertFalse(self.works(domain=[("partner_id", "in", (self.acme | self.bolt).ids)]))

    def test_who_is_no_customer_any_more_makes_no_work(self):
        self.dock.active = False
        self.assertFalse(self.works(domain=[("partner_id", "=", self.dock.id)]))

    def test_the_reason_is_the_topic_else_the_cadence_else_the_channel(self):
        touchpoint = self.touchpoint_of(self.acme)
        for name, cadence, reason in (
            ("Birthday", self.grade_a.cadence_ids[0], "Birthday"),
            (False, self.grade_a.cadence_ids[0], "Deep contact"),
            (False, self.env["care.grade.cadence"], "Call"),
        ):
            touchpoint.write({"name": name, "cadence_id": cadence.id})
            with self.subTest(reason=reason):
                [row] = self.works(domain=[("partner_id", "=", self.acme.id)])
                self.assertEqual(row["name"], reason)
                self.assertEqual(row["name"], touchpoint.purpose)

    def test_the_reason_is_in_the_readers_language(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        cadence = self.grade_a.cadence_ids[0]
        cadence.with_context(lang="fr_FR").name = "Contact approfondi"
        self.touchpoint_of(self.acme).write({"name": False, "cadence_id": cadence.id})
        self.env.flush_all()
        self.env.invalidate_all()
        works = self.env["care.work"].with_context(lang="fr_FR")
        work = works.search([("res_id", "=", self.touchpoint_of(self.acme).id)])
        self.assertEqual(work.name, "Contact approfondi")

    def test_grade_and_last_contact_stand_beside_it(self):
        self.make_touchpoint(self.acme)._finish(date_done="2026-02-01 08:00:00")
        [row] = self.works(domain=[("partner_id", "=", self.acme.id)])
        self.assertEqual(row["grade_id"][1], "A")
        self.assertEqual(row["last_contact_date"], date(2026, 2, 1))

    def test_ids_are_stable(self):
        before = {row["res_id"]: row["id"] for row in self.works()}
        self.make_touchpoint(self.dock, date_planned=TODAY)
        after = {row["res_id"]: row["id"] for row in self.works()}
        self.assertEqual(after, before)
        self.assertEqual(len(set(after.values())), len(after))

    def test_a_long_day_costs_no_more_queries(self):
        specification = {
            "name": {},
            "date": {},
            "urgency": {},
            "grade_id": {"fields": {"display_name": {}}},
            "grade_color": {},
            "partner_id": {"fields": {"display_name": {}}},
            "contact_id": {"fields": {"display_name": {}}},
            "user_id": {"fields": {"display_name": {}}},
        }

        def read_day():
            return self.rpc(
                self.manager,
                "care.work",
                "web_search_read",
                [("partner_id", "in", self.customers.ids)],
                specification,
            )

        self.touchpoints.filtered(lambda t: t.partner_id != self.acme).date_planned = in_days(20)
        self.touchpoint_of(self.acme).contact_id = self.petra
        read_day()
        with self.assertQueryCount(10):  # one of them keeps the database from compiling the others
            self.assertEqual(read_day()["length"], 1)
        for number in range(79):
            customer = self.customers[number % 4]
            self.make_touchpoint(
                self.petra if customer == self.acme else customer, date_planned=in_days(number % 7)
            )
        read_day()
        with self.assertQueryCount(10):
            self.assertEqual(read_day()["length"], 80)

    def test_the_long_query_is_not_compiled(self):
        """With ten thousand pieces of work compiling took three times as long as answering."""
        self.env.cr.execute("SET jit = on")
        self.env["care.work"].search([], limit=1)
        self.env.cr.execute("SHOW jit")
        self.assertEqual(self.env.cr.fetchone(), ("off",))

    # === MOVING === #

    def test_moving_counts_from_the_day_or_from_today_where_it_is_past(self):
        touchpoint = self.touchpoint_of(self.acme)
        for planned, days, moved in ((-5, 1, 1), (0, 3, 3), (2, 7, 9)):
            touchpoint.date_planned = in_days(planned)
            with self.subTest(planned=planned):
                work = self.work_of(touchpoint)
                self.rpc(self.rep, "care.work", "action_move", work.ids, days=days)
                self.assertRecordValues(
                    touchpoint, [{"date_planned": in_days(moved), "is_edited": True}]
                )
                touchpoint.date_planned = TODAY

    def test_moving_to_a_day(self):
        work = self.work_of(self.touchpoint_of(self.acme))
        answer = self.rpc(self.rep, "care.work", "action_move", work.ids, date="2026-03-16")
        self.assertEqual(self.touchpoint_of(self.acme).date_planned, date(2026, 3, 16))
        self.assertIn("03/16/2026", answer["params"]["message"])

    def test_nothing_is_moved_to_the_past(self):
        work = self.work_of(self.touchpoint_of(self.acme))
        with self.assertRaisesRegex(UserError, "later day"):
            self.rpc(self.rep, "care.work", "action_move", work.ids, date="2026-03-09")

    def test_several_are_moved_at_once(self):
        works = self.work_of(self.touchpoint_of(self.acme) | self.touchpoint_of(self.dock))
        action = self.rpc(self.rep, "care.work", "action_open_move", works.ids)
        wizards = self.env["care.work.move"].with_user(self.rep)
        with Form(wizards.with_context(**action["context"])) as form:
            form.date = "2026-03-20"
        form.record.action_move()
        self.assertEqual(
            set(self.touchpoints.filtered(lambda t: t.date_planned > TODAY).partner_id),
            set(self.acme | self.dock),
        )

    def test_a_colleagues_work_is_not_moved(self):
        work = self.work_of(self.touchpoint_of(self.bolt))
        for user in self.rep, self.leader, self.steward:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.work", "action_move", work.ids, days=1)
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(
                    user, "care.touchpoint", "action_move", self.touchpoint_of(self.bolt).ids, 1
                )
        self.assertEqual(self.touchpoint_of(self.bolt).date_planned, TODAY)

    def test_what_is_done_meanwhile_is_told(self):
        touchpoint = self.touchpoint_of(self.acme)
        work = self.work_of(touchpoint)
        touchpoint.action_done()
        for method in "action_move", "action_log", "action_open":
            with self.subTest(method=method), self.assertRaisesRegex(UserError, "done already"):
                self.rpc(self.rep, "care.work", method, work.ids)
        with self.assertRaisesRegex(UserError, "closed already"):
            self.rpc(self.rep, "care.touchpoint", "action_move", touchpoint.ids, 1)

    # === HANDING OVER === #

    def hand_over(self, works, colleague, user=None, note="She knows them"):
        return self.rpc(
            user or self.rep, "care.work", "action_hand_over", works.ids, colleague.id, note
        )

    def test_handing_over_with_a_note(self):
        touchpoint = self.touchpoint_of(self.acme)
        self.hand_over(self.work_of(touchpoint), self.colleague)
        self.assertRecordValues(touchpoint, [{"user_id": self.colleague.id, "is_edited": True}])
        self.assertIn("Colleague: She knows them", touchpoint.message_ids[0].body)
        [row] = self.works(self.colleague, [("partner_id", "=", self.acme.id)])
        self.assertEqual(row["user_id"][0], self.colleague.id)

    def test_the_colleague_is_told_once(self):
        works = self.work_of(self.touchpoint_of(self.acme) | self.touchpoint_of(self.dock))
        self.hand_over(works, self.colleague)
        told = self.env["mail.message"].search(
            [
                ("message_type", "=", "user_notification"),
                ("partner_ids", "in", self.colleague.partner_id.ids),
                ("model", "=", "care.touchpoint"),
            ]
        )
        self.assertEqual(len(told), 1)
        for text in "Acme", "Dock", "She knows them":
            self.assertIn(text, told.body)

    def test_the_reminder_goes_along(self):
        touchpoint = self.touchpoint_of(self.acme)
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.hand_over(self.work_of(touchpoint), self.colleague)
        self.assertEqual(self.reminders_of(touchpoint).user_id, self.colleague)

    def test_nothing_goes_to_those_who_would_not_find_it(self):
        work = self.work_of(self.touchpoint_of(self.acme))
        for user in self.employee, self.portal_user, self.other_rep:
            with self.subTest(user=user.name), self.assertRaisesRegex(UserError, "does not use"):
                self.hand_over(work, user)

    def test_the_dialog_offers_colleagues_alone(self):
        work = self.work_of(self.touchpoint_of(self.acme))
        action = self.rpc(self.rep, "care.work", "action_open_hand_over", work.ids)
        wizards = self.env["care.work.hand.over"].with_user(self.rep)
        offered = self.env["res.users"].search(
            wizards._fields["user_id"].get_description(wizards.env)["domain"]
        )
        self.assertIn(self.colleague, offered)
        self.assertFalse(offered & (self.rep | self.employee | self.portal_user))
        with Form(wizards.with_context(**action["context"])) as form:
            form.user_id = self.colleague
        form.record.action_hand_over()
        self.assertEqual(self.touchpoint_of(self.acme).user_id, self.colleague)

    # === OPENING === #

    def test_it_opens_the_record_and_the_log(self):
        touchpoint = self.touchpoint_of(self.acme)
        work = self.work_of(touchpoint)
        opened = self.rpc(self.rep, "care.work", "action_open", work.ids)
        self.assertEqual((opened["res_model"], opened["res_id"]), (touchpoint._name, touchpoint.id))
        log = self.rpc(self.rep, "care.work", "action_log", work.ids)
        self.assertEqual((log["res_id"], log["target"]), (touchpoint.id, "new"))

    # === OTHER ROOMS === #

    def test_a_room_adds_work_of_its_own(self):
        """Its rows have ids of their own, and are only opened where the list can't handle them."""
        model = type(self.env["care.work"])
        sources = model._work_sources
        profile = self.file_of(self.acme)

        def more_sources(works):
            columns = {
                "res_model": SQL("'care.profile'"),
                "res_id": SQL("id"),
                "name": SQL("'Look at the file'"),
                "date": SQL("'2026-03-10'"),
                "profile_id": SQL("id"),
                "partner_id": SQL("partner_id"),
                "company_id": SQL("company_id"),
            }
            origin = SQL("FROM care_profile WHERE id = %s", profile.id)
            return [*sources(works), works._work_select("touchpoint", 1, columns, origin)]

        with patch.object(model, "_work_sources", more_sources):
            works = self.rpc(self.rep, "care.work", "search_read", [])
            self.assertEqual(len({row["id"] for row in works}), len(works))
            [added] = [row for row in works if row["res_model"] == "care.profile"]
            opened = self.rpc(self.rep, "care.work", "action_open", [added["id"]])
            self.assertEqual(opened["res_id"], profile.id)
            for method in "action_log", "action_move", "action_open_move", "action_open_hand_over":
                with self.subTest(method=method), self.assertRaisesRegex(UserError, "Open it"):
                    self.rpc(self.rep, "care.work", method, [added["id"]])
