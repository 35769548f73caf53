import re
from contextlib import contextmanager
from datetime import date

from psycopg2 import DatabaseError

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .dossier_common import DossierCommon


@tagged("post_install", "-at_install")
class TestDossierLog(DossierCommon):
    """The log is only ever added to, tells all, and is read by few."""

    def test_one_opening_is_one_insert(self):
        self.petra.with_user(self.rep).action_care_dossier()  # rights and names are in the caches
        self.env.flush_all()
        before = len(self.log())
        statements = []
        dossier = self.dossier.with_user(self.rep)
        with contextmanager(self._patchExecute)(statements):
            dossier.action_open()
            self.env.flush_all()
        written = [s for s in map(str, statements) if re.match(r"\s*(INSERT|UPDATE|DELETE)", s)]
        self.assertEqual(len(written), 1, written)
        self.assertIn("care_dossier_access", written[0])
        self.assertEqual(len(self.log()), before + 1)
        self.assertLess(len(statements), 12, statements)

    def test_rows_are_neither_changed_nor_deleted_by_anybody(self):
        self.open_dossier(self.rep)
        row = self.log()
        for user in self.rep | self.manager | self.confidant:
            for method, args in (
                ("write", [row.ids, {"purpose": "Nothing"}]),
                ("unlink", [row.ids]),
                ("create", [{"user_ref": 1, "dossier_ref": 1, "company_ref": 1, "what": "open"}]),
            ):
                with self.subTest(user=user.name, method=method), self.assertRaises(UserError):
                    self.rpc(user, "care.dossier.access", method, *args)
        with self.assertRaisesRegex(UserError, "can't be changed"):
            row.sudo().purpose = "Nothing"
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            row.sudo().unlink()

    @mute_logger("odoo.sql_db")
    def test_database_refuses_sql_of_the_application(self):
        self.open_dossier(self.rep)
        self.env.flush_all()
        for statement in (
            "UPDATE care_dossier_access SET purpose = 'Nothing'",
            "DELETE FROM care_dossier_access",
            "TRUNCATE care_dossier_access",
            "TRUNCATE care_dossier_access CASCADE",
        ):
            with (
                self.subTest(statement=statement),
                self.assertRaisesRegex(DatabaseError, "can only be added to"),
                self.env.cr.savepoint(),
            ):
                self.env.cr.execute(statement)
        self.env.invalidate_all()
        self.assertEqual(self.log().purpose, "Account manager")

    def test_log_refers_to_nothing(self):
        self.env.cr.execute(
            "SELECT count(*) FROM pg_constraint"
            " WHERE conrelid = 'care_dossier_access'::regclass AND contype = 'f'"
        )
        self.assertEqual(self.env.cr.fetchone(), (0,))

    def test_log_is_read_by_managers_and_the_confidential_group(self):
        self.open_dossier(self.rep)
        for user in self.manager | self.confidant:
            rows = self.rpc(user, "care.dossier.access", "search_read", [], ["user_name"])
            self.assertIn("Rep", [row["user_name"] for row in rows])
        self.assertFalse(self.rpc(self.ridge_manager, "care.dossier.access", "search", []))
        for user in (
            self.rep
            | self.member
            | self.team_leader
            | self.steward
            | self.leader
            | self.employee
            | self.portal_user
            | self.public_user
        ):
            with self.subTest(user=user.name), self.assertRaises(AccessError):
                self.rpc(user, "care.dossier.access", "search_read", [], ["user_name"])

    def test_manager_of_a_branch_reads_the_log_of_the_company(self):
        manager = self._make_user(
            "Branch Manager", "customer_care.group_care_manager", company=self.branch
        )
        self.open_dossier(self.rep)
        rows = self.rpc(manager, "care.dossier.access", "search_read", [], ["user_name"])
        self.assertIn("Rep", [row["user_name"] for row in rows])

    def test_writing_and_exporting_are_rows_of_their_own(self):
        self.rep.group_ids |= self.env.ref("base.group_allow_export")
        self.open_dossier(self.rep)
        self.rpc(self.rep, "care.dossier", "write", self.dossier.ids, {"notes": "Hm"})
        data = self.rpc(self.rep, "care.dossier", "export_data", self.dossier.ids, ["notes"])
        self.assertEqual(data, {"datas": [["Hm"]]})
        self.assertEqual(self.log().mapped("what"), ["open", "change", "export"])
        self.assertFalse(self.log(what="export").date_until, "an export is no key")

    def test_row_tells_who_whose_and_until_when(self):
        self.open_dossier(self.rep)
        self.assertRecordValues(
            self.log(),
            [
                {
                    "user_ref": self.rep.id,
                    "user_name": "Rep",
                    "dossier_ref": self.dossier.id,
                    "partner_ref": self.petra.id,
                    "person_name": "Petra",
                    "customer_name": "Acme",
                    "company_ref": self.company.id,
                    "date": fields.Datetime.to_datetime("2026-03-10 09:00:00"),
                    "date_until": fields.Datetime.to_datetime("2026-03-10 09:30:00"),
                }
            ],
        )

    def test_log_outlives_the_person_the_user_and_the_dossier(self):
        paul, double = (self.make_contact(name, self.acme) for name in ("Paul", "P. Paul"))
        dossiers = self.make_dossier(paul) | self.make_dossier(double)
        for dossier in dossiers:
            dossier.with_user(self.rep).action_open()
        rows = self.log(what="open")
        before = rows.read()
        self.env["base.partner.merge.automatic.wizard"].create({})._merge(
            (paul | double).ids, double
        )
        self.rep.active = False
        double.unlink()
        self.assertFalse(dossiers.exists())
        self.env.invalidate_all()
        self.assertEqual(rows.read(), before)
        self.assertTrue(self.log(what="delete"))

    # === UNUSUAL READING === #

    def flag(self, moment):
        self.env.flush_all()
        with freeze_time(moment), self.enter_registry_test_mode():
            self.env.ref("customer_care.cron_dossier_reading_flag").method_direct_trigger()
        return self.env["mail.activity"].search(
            [("user_id", "=", self.manager.id), ("summary", "ilike", "Unusual reading")]
        )

    def open_many(self, count):
        for number in range(count):
            person = self.make_contact(f"Person {number}", self.acme)
            self.make_dossier(person)
            self.rpc(self.rep, "res.partner", "action_care_dossier", person.ids)

    def test_unusual_reading_is_told_to_the_managers_once(self):
        self.company.care_dossier_daily_limit = 2
        self.open_many(3)
        self.assertFalse(self.flag("2026-03-10 23:00:00"), "the day is not over")
        told = self.flag("2026-03-11 01:00:00")
        self.assertEqual(len(told), 1)
        self.assertIn("Rep took up 3", told.summary)
        self.assertFalse(told.res_model, "no record that others see tells of it")
        self.assertEqual(self.flag("2026-03-11 02:00:00"), told)
        self.assertEqual(self.flag("2026-03-14 01:00:00"), told)
        self.assertEqual(self.company.care_reading_checked_date, date(2026, 3, 13))

    def test_days_without_the_scheduled_action_are_made_up_for(self):
        self.company.care_dossier_daily_limit = 2
        self.company.care_reading_checked_date = "2026-03-08"
        self.open_many(3)
        self.assertEqual(len(self.flag("2026-03-13 01:00:00")), 1)

    def test_the_same_dossier_many_times_is_usual(self):
        self.company.care_dossier_daily_limit = 2
        for _time in range(5):
            self.open_dossier(self.rep)
        self.assertFalse(self.flag("2026-03-11 01:00:00"))

    def test_limit_zero_tells_nothing(self):
        self.company.care_dossier_daily_limit = 0
        self.open_many(3)
        self.assertFalse(self.flag("2026-03-11 01:00:00"))
