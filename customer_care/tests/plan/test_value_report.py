from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from .value_common import NOW_Q, QUARTER, TODAY_Q, ValueCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW_Q)
class TestValueReport(ValueCommon):
    """One report a customer and quarter: begun, completed, released, sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell(cls.acme, "2026-02-10", Pumps=1000)
        cls.sell(cls.bolt, "2026-02-10", Pumps=1000)
        cls.refresh(today=TODAY_Q)

    def test_a_report_belongs_to_the_account_manager_and_is_due(self):
        report = self.make_report(date_start="2026-03-17")
        self.assertRecordValues(
            report,
            [
                {
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "date_start": QUARTER,
                    "date_end": QUARTER.replace(month=3, day=31),
                    "date_due": TODAY_Q.replace(day=18),
                    "state": "draft",
                    "contact_id": self.petra.id,
                    "display_name": "Acme · Q1 2026",
                }
            ],
        )

    def test_a_quarter_has_one_report(self):
        self.make_report()
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.make_report(date_start="2026-02-01")
        self.assertIn("_quarter_uniq", str(caught.exception))

    def test_a_quarter_that_has_not_begun_has_none(self):
        with self.assertRaises(ValidationError):
            self.make_report(date_start="2026-07-01")
        self.assertTrue(self.make_report(date_start="2026-04-01"))

    def test_states_move_by_buttons_alone(self):
        report = self.make_report()
        for vals in ({"state": "sent"}, {"snapshot": {}}, {"profile_id": 1}, {"is_joined": True}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                report.write(vals)
        with self.assertRaises(AccessError):
            self.make_report(date_start="2025-10-01", state="ready")
        with self.assertRaises(UserError):
            report.action_mark_sent()
        report.action_release()
        with self.assertRaises(UserError):
            report.action_release()
        report.action_mark_sent()
        with self.assertRaises(UserError):
            report.action_take_back()
        self.assertRecordValues(
            report,
            [
                {
                    "state": "sent",
                    "date_released": TODAY_Q,
                    "released_user_id": self.rep.id,
                    "date_sent": TODAY_Q,
                    "sent_user_id": self.rep.id,
                }
            ],
        )

    def test_words_stand_once_released_until_taken_back(self):
        report = self.make_report(message="Thank you")
        report.action_release()
        with self.assertRaises(UserError):
            report.message = "Something else"
        report.action_take_back()
        report.message = "Something else"
        self.assertFalse(report.sudo().snapshot)

    def test_owner_leader_and_manager_release_and_nobody_else(self):
        profile = self.file_of(self.acme)
        profile.sudo().member_ids = self.member
        report = self.make_report()
        with self.assertRaisesRegex(AccessError, "manager"):
            report.with_user(self.member).action_release()
        for user in (self.rep, self.team_leader, self.manager):
            report.with_user(user).action_release()
            self.assertEqual(report.released_user_id, user)
            report.with_user(user).action_take_back()

    def test_released_reports_stay(self):
        report = self.make_report()
        report.action_release()
        with self.assertRaises(UserError):
            report.with_user(self.manager).unlink()
        report.action_take_back()
        with self.assertRaises(AccessError):
            report.unlink()
        report.with_user(self.manager).unlink()
        with self.assertRaises(UserError):
            self.make_report().copy()

    def test_a_draft_follows_the_customer_to_a_new_account_manager(self):
        report, old = self.make_report(), self.make_report(date_start="2025-10-01")
        old.action_release()
        self.acme.user_id = self.colleague
        self.assertEqual(report.sudo().user_id, self.colleague)
        self.assertEqual(old.sudo().user_id, self.rep)

    def test_who_is_written_to_has_most_influence_and_a_mail_address(self):
        greta = self.make_contact("Greta", self.acme)
        dora = self.make_contact("Dora", self.acme, email="dora@acme.example")
        self.env["care.key.person"].create({"contact_id": greta.id, "influence": "3"})
        self.env["care.key.person"].create({"contact_id": dora.id, "influence": "2"})
        self.assertEqual(self.make_report().contact_id, dora)

    # === WHO SEES IT === #

    def reads(self, user, report):
        self.env.invalidate_all()
        context = {"allowed_company_ids": user.company_ids.ids}
        return report.with_env(self.env(user=user, context=context)).has_access("read")

    def test_whoever_may_see_the_customer_sees_the_report(self):
        report = self.make_report()
        seeing = (self.rep, self.team_leader, self.manager, self.steward, self.leader)
        for user in seeing:
            self.assertTrue(self.reads(user, report), user.name)
        for user in (self.colleague, self.member, self.employee, self.other_rep, self.portal_user):
            self.assertFalse(self.reads(user, report), user.name)
        self.assertFalse(report.with_user(self.leader).has_access("write"))
        self.env["care.profile"]._ensure(self.dock)
        self.assertTrue(self.reads(self.colleague, self.make_report(self.dock)))

    def test_nobody_begins_a_report_about_a_colleagues_customer(self):
        with self.assertRaises(AccessError):
            self.make_report(self.bolt)

    def test_another_company_has_a_report_of_its_own(self):
        self.sell(self.acme, "2026-02-11", company=self.other_company, Pumps=70)
        self.refresh(self.acme, today=TODAY_Q)
        profile = self.file_of(self.acme, self.other_company)
        ridge = self.env["care.value.report"].create(
            {"profile_id": profile.id, "date_start": QUARTER}
        )
        harbour = self.make_report()
        self.assertEqual(ridge.company_id, self.other_company)
        self.assertFalse(self.reads(self.rep, ridge))
        self.assertEqual(ridge._figures_internal()["trade"]["turnover"]["quarter"], 70)
        self.assertEqual(harbour._figures_internal()["trade"]["turnover"]["quarter"], 1000)

    # === PLATFORM EVENTS === #

    def merge(self, *partners):
        """The last one stays."""
        self.env.flush_all()
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([partner.id for partner in partners], partners[-1])
        self.env.invalidate_all()

    def test_merged_customers_keep_what_was_released_and_written(self):
        mine = self.make_report(message="Ours", outlook="More")
        theirs = self.make_report(self.bolt, self.colleague, message="Theirs")
        alone = self.make_report(self.bolt, self.colleague, date_start="2025-10-01")
        self.merge(self.bolt, self.acme)
        self.assertFalse(theirs.exists())
        self.assertEqual(mine.sudo().message, "Ours\n\nTheirs")
        self.assertEqual((mine | alone).sudo().partner_id, self.acme)

    def test_the_released_one_stands_for_the_quarter_after_a_merge(self):
        mine = self.make_report(message="Ours")
        theirs = self.make_report(self.bolt, self.colleague)
        theirs.action_release()
        self.merge(self.bolt, self.acme)
        self.assertFalse(mine.exists())
        self.assertEqual(theirs.sudo().partner_id, self.acme)
        self.assertIn("Ours", str(theirs.sudo().message_ids.mapped("body")))

    def test_two_released_ones_both_stay_after_a_merge(self):
        mine, theirs = self.make_report(), self.make_report(self.bolt, self.colleague)
        for report in (mine, theirs):
            report.action_release()
        theirs.action_mark_sent()
        self.merge(self.bolt, self.acme)
        self.assertEqual((mine | theirs).sudo().partner_id, self.acme)
        self.assertEqual((mine | theirs).sudo().mapped("is_joined"), [True, False])

    def test_reports_go_with_their_customer(self):
        alone = self.make_customer("Alone", self.rep)
        self.env["care.profile"]._ensure(alone)
        report = self.make_report(alone)
        report.activity_schedule("mail.mail_activity_data_todo", user_id=self.rep.id)
        activities = report.activity_ids
        report.action_release()
        alone.unlink()
        self.assertFalse(report.exists())
        self.assertFalse(activities.exists())

    def test_an_archived_customer_keeps_its_reports_but_is_nobodys_work(self):
        report = self.make_report()
        work = self.env["care.work"].search([("res_model", "=", report._name)])
        self.acme.action_archive()
        self.env.invalidate_all()
        self.assertTrue(report.exists())
        left = self.env["care.work"].search([("res_model", "=", report._name)])
        self.assertNotIn(report.id, left.mapped("res_id"))
        self.assertGreaterEqual(len(work), len(left))
