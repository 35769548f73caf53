from datetime import date, timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

LAST = TODAY + timedelta(days=4)
BEFORE, WITHIN, AFTER = "2026-03-09 12:00:00", "2026-03-14 12:00:00", "2026-03-15 12:00:00"


class SubstituteCommon(CareCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.boss = cls._make_user("Boss", "customer_care.group_care_team")

    def be_absent(self, user, substitute=None, start=TODAY, until=LAST):
        user.write(
            {
                "care_substitute_id": substitute.id if substitute else False,
                "care_absent_from": start,
                "care_absent_until": until,
            }
        )

    def acting(self, user=None, day=TODAY):
        return (user or self.rep)._care_deputy(day)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestSubstitute(SubstituteCommon):
    """Who acts for somebody who is absent."""

    def test_the_substitute_acts_from_the_first_to_the_last_day(self):
        self.be_absent(self.rep, self.member)
        for day, user in (
            (TODAY - timedelta(days=1), self.rep),
            (TODAY, self.member),
            (LAST, self.member),
            (LAST + timedelta(days=1), self.rep),
        ):
            with self.subTest(day=day):
                self.assertEqual(self.acting(day=day), user)
        self.assertEqual(self.member._care_acts_for(TODAY), self.rep)
        self.assertRecordValues(
            self.rep.care_deputy_ids,
            [
                {
                    "deputy_id": self.member.id,
                    "date_from": TODAY,
                    "date_until": LAST,
                    "is_named": True,
                }
            ],
        )

    def test_who_names_nobody_is_absent_for_her_manager(self):
        self.be_absent(self.rep)
        self.assertEqual(self.acting(), self.team_leader)
        self.assertFalse(self.rep.care_deputy_ids.is_named)

    def test_a_substitute_alone_is_no_absence(self):
        self.rep.care_substitute_id = self.member
        self.assertEqual(self.acting(), self.rep)

    def test_the_substitute_of_an_absent_substitute_acts_for_both(self):
        self.be_absent(self.rep, self.member)
        self.be_absent(self.member, self.colleague, TODAY + timedelta(days=1), LAST)
        self.assertEqual(self.acting(), self.member)
        self.assertEqual(self.acting(day=LAST), self.colleague)
        self.assertEqual(self.acting(self.member, LAST), self.colleague)

    def test_a_circle_of_substitutes_ends_at_the_manager(self):
        self.be_absent(self.rep, self.member)
        self.be_absent(self.member, self.colleague)
        self.be_absent(self.colleague, self.rep)
        for user in self.rep, self.member, self.colleague:
            self.assertEqual(self.acting(user), self.team_leader)

    def test_an_archived_substitute_leaves_it_to_the_manager(self):
        self.be_absent(self.rep, self.member)
        self.member.active = False
        self.assertEqual(self.acting(), self.team_leader)

    def test_a_substitute_without_the_right_leaves_it_to_the_manager(self):
        self.be_absent(self.rep, self.member)
        self.member.group_ids = [Command.unlink(self.env.ref("customer_care.group_care_user").id)]
        self.assertEqual(self.acting(), self.team_leader)

    def test_an_absent_leader_leaves_it_to_nobody_but_the_next_leader(self):
        self.be_absent(self.rep)
        self.be_absent(self.team_leader, self.member)
        self.assertEqual(self.acting(), self.rep, "nobody else leads her team")
        self.assertEqual(self.acting(self.team_leader), self.member)

    def test_coming_back_ends_it_and_what_was_stays_on_record(self):
        self.be_absent(self.rep, self.member)
        with freeze_time(WITHIN):
            self.be_absent(self.rep, self.member, False, False)
        self.assertRecordValues(
            self.rep.care_deputy_ids, [{"date_from": TODAY, "date_until": date(2026, 3, 13)}]
        )

    def test_a_longer_absence_goes_on_in_the_same_stretch(self):
        self.be_absent(self.rep, self.member)
        with freeze_time(WITHIN):
            self.rep.care_absent_until = LAST + timedelta(days=7)
        self.assertRecordValues(
            self.rep.care_deputy_ids,
            [{"date_from": TODAY, "date_until": LAST + timedelta(days=7)}],
        )

    def test_an_absence_without_end_lasts_until_she_is_back(self):
        self.be_absent(self.rep, self.member, until=False)
        self.assertEqual(self.acting(day=TODAY + timedelta(days=300)), self.member)

    def test_wrong_absences_are_refused(self):
        for vals, reason in (
            ({"care_absent_from": LAST, "care_absent_until": TODAY}, "first day"),
            ({"care_absent_until": TODAY}, "first day"),
            ({"care_substitute_id": self.rep.id}, "somebody else"),
            ({"care_substitute_id": self.employee.id}, "does not use"),
            ({"care_substitute_id": self.other_rep.id}, "does not use"),
        ):
            with (
                self.subTest(vals=vals),
                self.assertRaisesRegex(ValidationError, reason),
                self.env.cr.savepoint(),
            ):
                self.rep.write(vals)

    def test_everybody_names_her_own_substitute(self):
        self.rpc(
            self.rep,
            "res.users",
            "write",
            self.rep.ids,
            {"care_substitute_id": self.member.id, "care_absent_from": "2026-03-10"},
        )
        self.assertEqual(self.acting(), self.member)
        with self.assertRaises(AccessError):
            self.rpc(
                self.rep, "res.users", "write", self.colleague.ids, {"care_absent_from": NOW[:10]}
            )

    def test_leaders_set_it_for_their_people(self):
        for user in self.team_leader, self.manager:
            self.rep.write({"care_absent_from": False, "care_absent_until": False})
            with Form(self.env["care.absence"].with_user(user)) as form:
                form.user_id = self.rep
                form.date_from = TODAY
                form.date_until = LAST
                form.substitute_id = self.member
            form.record.action_set()
            with self.subTest(user=user.name):
                self.assertEqual(self.acting(), self.member)
        wizard = self.env["care.absence"].with_user(self.boss).create({"user_id": self.rep.id})
        with self.assertRaisesRegex(AccessError, "leader"):
            wizard.action_set()
        with self.assertRaises(AccessError):
            self.env["care.absence"].with_user(self.rep).create({"user_id": self.rep.id})

    def test_nobody_writes_who_acts(self):
        vals = {"user_id": self.rep.id, "deputy_id": self.colleague.id}
        vals |= {"date_from": TODAY, "date_until": TODAY}
        for user in self.rep, self.manager:
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.deputy", "create", vals)

    def test_working_it_out_again_changes_nothing(self):
        self.be_absent(self.rep, self.member)
        before = self.env["care.deputy"].search([]).ids
        self.env["care.deputy"]._rebuild()
        self.assertEqual(self.env["care.deputy"].search([]).ids, before)


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestAccessSubstitute(SubstituteCommon):
    """Whoever acts for an absent colleague sees her customers on these days, and no longer."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.touchpoint = cls.make_touchpoint(cls.acme, user_id=cls.rep.id, date_planned=TODAY)
        cls.contract = cls.env["care.contract"].create(
            {
                "name": "Frame",
                "partner_id": cls.acme.id,
                "company_id": cls.company.id,
                "user_id": cls.rep.id,
                "product_id": cls.product.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        cls.touchpoint._promise()
        cls.promise = cls.touchpoint.clock_ids
        cls.file = cls.file_of(cls.acme)

    def setUp(self):
        super().setUp()
        self.be_absent(self.rep, self.member)

    def records(self):
        return (self.file, self.touchpoint, self.contract, self.promise)

    def test_it_is_read_on_these_days_alone(self):
        for moment, is_seen in ((BEFORE, False), (NOW, True), (WITHIN, True), (AFTER, False)):
            for record in self.records():
                with self.subTest(moment=moment, model=record._name), freeze_time(moment):
                    found = self.rpc(self.member, record._name, "search", [("id", "=", record.id)])
                    self.assertEqual(bool(found), is_seen)
                    if not is_seen:
                        with self.assertRaises(AccessError):
                            self.rpc(self.member, record._name, "read", record.ids, ["partner_id"])

    def test_contacts_are_written_on_these_days_alone(self):
        for moment, may in ((BEFORE, False), (WITHIN, True), (AFTER, False)):
            with self.subTest(moment=moment), freeze_time(moment):
                args = self.member, "care.touchpoint", "write", self.touchpoint.ids
                if may:
                    self.rpc(*args, {"name": moment})
                    self.assertEqual(self.touchpoint.name, moment)
                else:
                    with self.assertRaises(AccessError):
                        self.rpc(*args, {"name": moment})

    def test_files_are_read_only_and_nothing_is_deleted(self):
        with self.assertRaises(AccessError):
            self.rpc(
                self.member, "care.profile", "write", self.file.ids, {"member_ids": [(6, 0, [])]}
            )
        for record in self.touchpoint, self.contract:
            with self.subTest(model=record._name), self.assertRaises(AccessError):
                self.rpc(self.member, record._name, "unlink", record.ids)

    def test_her_colleagues_customers_stay_hers(self):
        """Only those of the absent one are opened, and only to the one who acts."""
        bolt = self.file_of(self.bolt)
        self.assertFalse(self.rpc(self.member, "care.profile", "search", [("id", "=", bolt.id)]))
        found = self.rpc(self.colleague, "care.profile", "search", [("id", "=", self.file.id)])
        self.assertFalse(found)

    def test_the_other_company_stays_closed(self):
        other = self.make_touchpoint(
            self.elm, company=self.other_company, user_id=self.rep.id, date_planned=TODAY
        )
        found = self.rpc(self.member, "care.touchpoint", "search", [("id", "=", other.id)])
        self.assertFalse(found)

    def test_the_confidential_dossier_stays_closed(self):
        dossier = self.env["care.dossier"].create({"partner_id": self.petra.id})
        found = self.rpc(self.member, "care.dossier", "search", [("id", "=", dossier.id)])
        self.assertFalse(found)
        with self.assertRaises(UserError):
            self.rpc(self.member, "care.dossier", "read", dossier.ids, ["family"])

    def test_a_long_list_costs_no_more_queries(self):
        def read_list():
            return self.rpc(
                self.member,
                "care.touchpoint",
                "web_search_read",
                [("partner_id", "=", self.acme.id), ("name", "=", "Budget")],
                {"partner_id": {"fields": {"display_name": {}}}, "date_planned": {}},
            )

        for number in (1, 79):
            for _each in range(number):
                self.make_touchpoint(self.acme, user_id=self.rep.id, name="Budget")
            read_list()
            with self.subTest(number=number), self.assertQueryCount(9):
                self.assertEqual(read_list()["length"], 1 if number == 1 else 80)

    def test_my_day_shows_what_she_does_instead(self):
        specification = {"on_behalf_id": {"fields": {"display_name": {}}}, "is_mine": {}}

        def day(user):
            return self.rpc(
                user,
                "care.work",
                "web_search_read",
                [("is_mine", "=", True), ("res_model", "=", "care.touchpoint")],
                specification,
            )["records"]

        [row] = day(self.member)
        self.assertEqual(row["on_behalf_id"]["display_name"], "Rep")
        self.assertFalse(day(self.rep)[0]["on_behalf_id"], "her own")
        with freeze_time(AFTER):
            self.assertFalse(day(self.member))

    def test_the_substitute_works_off_the_day(self):
        work = self.env["care.work"].search([("res_id", "=", self.touchpoint.id)])
        work = work.filtered(lambda row: row.res_model == "care.touchpoint")
        self.rpc(self.member, "care.work", "action_move", work.ids, days=1)
        self.assertEqual(self.touchpoint.date_planned, TODAY + timedelta(days=1))
        self.rpc(self.member, "care.touchpoint", "action_done", self.touchpoint.ids)
        self.assertRecordValues(self.touchpoint, [{"state": "done", "user_id": self.rep.id}])
        self.assertEqual(self.file.last_contact_date, TODAY)
        self.assertEqual(self.file.user_id, self.rep, "the owner stays")

    def test_reminders_go_to_her_and_come_back(self):
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        reminder = self.touchpoint.reminder_id
        self.assertRecordValues(
            reminder, [{"user_id": self.member.id, "summary": "Call (instead of Rep)"}]
        )
        with freeze_time(AFTER):
            self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(reminder.user_id, self.rep)

    def test_a_reminder_that_is_there_goes_over_on_the_first_day(self):
        self.be_absent(self.rep, self.member, TODAY + timedelta(days=2))
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(self.touchpoint.reminder_id.user_id, self.rep)
        with freeze_time(WITHIN):
            self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertEqual(self.touchpoint.reminder_id.user_id, self.member)
