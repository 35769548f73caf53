from datetime import date, timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ..common import NOW, TODAY, CareCommon


@tagged("post_install", "-at_install")
class TestHandover(CareCommon):
    """Customers go to a new account manager with all that is open, and nothing is forgotten."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.env["care.sla.policy"].create(
            {
                "name": "Return visits",
                "kind": "return_visit",
                "amount": 72,
                "company_id": cls.company.id,
            }
        )
        cls.touchpoint = cls.make_touchpoint(
            cls.acme, user_id=cls.rep.id, name="Show the new line", date_planned="2026-03-20"
        )
        cls.touchpoint._promise(fields.Datetime.to_datetime(NOW))
        cls.said = cls.make_touchpoint(
            cls.acme,
            user_id=cls.rep.id,
            name="Fair",
            topics="Wants a trial",
            contact_id=cls.petra.id,
        )
        cls.said._finish(fields.Datetime.to_datetime("2026-03-01 10:00:00"))
        cls.contract = cls.env["care.contract"].create(
            {
                "name": "A-1",
                "partner_id": cls.acme.id,
                "company_id": cls.company.id,
                "user_id": cls.rep.id,
                "product_id": cls.product.id,
                "date_start": "2026-01-01",
                "date_end": "2026-12-31",
            }
        )
        cls.contract.action_start()
        cls.lead = cls.env["crm.lead"].create(
            {
                "name": "Second line",
                "type": "opportunity",
                "partner_id": cls.petra.id,
                "user_id": cls.rep.id,
            }
        )
        cls.activity = cls.acme.activity_schedule(
            "mail.mail_activity_data_todo", summary="Send the leaflet", user_id=cls.rep.id
        )
        cls.file = cls.file_of(cls.acme)

    def hand_over(self, *customers, user=None, new_user=None, **kwargs):
        profiles = self.env["care.profile"]
        for customer in customers or (self.acme,):
            profiles |= self.file_of(customer)
        kwargs.setdefault("reason", "Parental leave")
        return profiles.with_user(user or self.manager)._hand_over(
            new_user or self.member, **kwargs
        )

    def test_all_that_is_open_goes_along(self):
        self.petra.user_id = self.rep
        handover = self.hand_over(note="Never call before nine")
        clocks = self.touchpoint.clock_ids
        self.assertTrue(clocks)
        for record in (
            self.acme,
            self.petra,
            self.file,
            self.touchpoint,
            clocks,
            self.contract,
            self.lead,
            self.activity,
        ):
            self.assertEqual(record.user_id, self.member, record)
        self.assertEqual(self.said.user_id, self.rep, "what was said was said by the old one")
        self.assertRecordValues(
            handover,
            [
                {
                    "user_id": self.member.id,
                    "done_by_id": self.manager.id,
                    "reason": "Parental leave",
                    "company_id": self.company.id,
                }
            ],
        )
        self.assertRecordValues(
            handover.line_ids, [{"partner_id": self.acme.id, "old_user_id": self.rep.id}]
        )

    def test_what_is_not_chosen_stays(self):
        self.hand_over(kinds=set())
        self.assertEqual(self.acme.user_id, self.member)
        for record in (self.touchpoint, self.contract, self.lead, self.activity):
            self.assertEqual(record.user_id, self.rep, record)
        self.plan(self.acme)
        self.assertEqual(self.touchpoint.user_id, self.rep, "the planning leaves it alone")

    def test_cadence_is_not_reset(self):
        self.plan(self.acme)
        planned = self.env["care.touchpoint"].search(
            [("partner_id", "=", self.acme.id), ("state", "=", "planned")]
        )
        self.env.invalidate_all()
        days = {touchpoint: touchpoint.date_planned for touchpoint in planned}
        before = (self.file.last_contact_date, self.file.next_contact_date)
        self.assertTrue(before[1])
        self.hand_over()
        self.refresh()
        self.plan(self.acme)
        self.assertEqual((self.file.last_contact_date, self.file.next_contact_date), before)
        self.assertEqual({row: row.date_planned for row in planned.exists()}, days)
        self.assertEqual(planned.user_id, self.member)

    def test_access_of_the_old_one_ends(self):
        dossier = self.env["care.dossier"].create(
            {"partner_id": self.petra.id, "company_id": self.company.id, "family": "Two sons"}
        )
        self.file.member_ids = self.rep | self.colleague
        self.acme.message_subscribe(self.rep.partner_id.ids)
        card = self.env["care.dossier.grant"].create(
            {
                "partner_id": self.petra.id,
                "company_id": self.company.id,
                "user_id": self.rep.id,
                "purpose": "Dinner",
                "date_to": TODAY + timedelta(days=3),
            }
        )
        card._set_state("granted")
        self.rpc(self.rep, "care.dossier", "action_open", dossier.ids)
        self.assertTrue(self.rpc(self.rep, "care.dossier", "read", dossier.ids, ["family"]))
        rows = self.env["care.dossier.access"].search_count([("dossier_ref", "=", dossier.id)])
        self.hand_over()
        self.assertEqual(self.file.member_ids, self.colleague)
        self.assertEqual(card.state, "ended")
        self.assertNotIn(self.rep.partner_id, self.acme.message_partner_ids)
        self.assertIn(self.member.partner_id, self.acme.message_partner_ids)
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.dossier", "read", dossier.ids, ["family"])
        with self.assertRaises(AccessError):
            self.rpc(self.rep, "care.profile", "read", self.file.ids, ["turnover_12m"])
        self.assertEqual(
            self.env["care.dossier.access"].search_count([("dossier_ref", "=", dossier.id)]), rows
        )

    def test_new_one_reads_one_message_and_the_brief(self):
        self.acme.comment = "<p>Pays late in December</p>"
        handover = self.hand_over(self.acme, self.bolt, note="Never call before nine")
        notes = self.env["mail.message"].search(
            [("partner_ids", "in", self.member.partner_id.ids), ("model", "!=", "care.touchpoint")]
        )
        self.assertEqual(len(notes), 1)
        self.assertIn("2 customers", notes.body)
        line = handover.line_ids.filtered(lambda line: line.partner_id == self.acme)
        [values] = self.rpc(
            self.member, "care.handover.line", "read", line.ids, ["brief", "brief_html"]
        )
        sections = {section["key"]: section["lines"] for section in values["brief"]}
        self.assertEqual(
            list(sections),
            [
                "standing",
                "trade",
                "promises",
                "dates",
                "people",
                "contracts",
                "contacts",
                "remember",
            ],
        )
        self.assertEqual(sections["standing"][0][0], "Grade")
        self.assertEqual(sections["dates"][0], ["03/20/2026", "Show the new line · Call"])
        self.assertIn("Wants a trial", sections["contacts"][0][1])
        self.assertIn("Portal", sections["people"][0][0])
        self.assertIn("A-1", sections["contracts"][0][0])
        remembered = [words for _label, words in sections["remember"]]
        self.assertEqual(remembered, ["Never call before nine", "Pays late in December"])
        self.assertTrue(any(label == "Why" for label, _words in sections["standing"]))
        for words in ("Never call before nine", "Wants a trial", "600,000"):
            self.assertIn(words, values["brief_html"])

    def test_brief_is_in_the_language_of_the_new_one(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.member.lang = "zh_CN"
        handover = self.hand_over()
        titles = [section["title"] for section in handover.line_ids.brief]
        self.assertNotIn("How they stand", titles)
        self.assertIn("关键人物", titles)

    def test_brief_prints_a_page_each(self):
        handover = self.hand_over(self.acme, self.bolt)
        html, kind = (
            self.env["ir.actions.report"]
            .with_user(self.member)
            ._render_qweb_html("customer_care.report_handover", handover.ids)
        )
        self.assertEqual(kind, "html")
        self.assertEqual(html.decode().count("o_care_print_head"), 2 + 1, "two heads, one style")
        self.assertIn("Show the new line", html.decode())

    def test_new_one_loses_the_brief_with_the_customer(self):
        handover = self.hand_over()
        self.hand_over(new_user=self.colleague)
        self.assertFalse(
            self.rpc(
                self.member,
                "care.handover.line",
                "search_count",
                [("handover_id", "=", handover.id)],
            )
        )

    def test_hand_over_is_not_held(self):
        self.company.care_hold_user_id = True
        self.hand_over()
        self.assertEqual(self.acme.user_id, self.member)
        self.assertFalse(
            self.env["care.change.request"].search([("partner_id", "=", self.acme.id)])
        )

    def test_only_managers_hand_over(self):
        for user in (self.rep, self.team_leader, self.steward):
            with self.assertRaises(AccessError):
                self.hand_over(user=user)
            with self.assertRaises(AccessError):
                self.rpc(user, "care.profile", "action_hand_over", self.file.ids)
            with self.assertRaises(AccessError):
                self.rpc(user, "care.handover.start", "create", [{}])
        self.assertEqual(self.acme.user_id, self.rep)

    def test_refusals(self):
        for new_user in (self.seller, self.other_rep):
            with self.assertRaisesRegex(UserError, "does not use Customer Care here"):
                self.hand_over(new_user=new_user)
        with self.assertRaisesRegex(UserError, "Say why"):
            self.hand_over(reason=" ")
        with self.assertRaisesRegex(UserError, "belong to her already"):
            self.hand_over(new_user=self.rep)
        handover = self.hand_over()
        with self.assertRaisesRegex(UserError, "can't be deleted"):
            handover.sudo().unlink()

    # === THE QUESTION === #

    def test_wizard_takes_all_of_somebody_who_leaves(self):
        self.colleague.action_archive()
        wizard = Form(
            self.env["care.handover.start"]
            .with_user(self.manager)
            .with_context(default_from_user_id=self.colleague.id)
        )
        wizard.user_id = self.member
        wizard.reason = "Left us"
        wizard.has_leads = False
        action = wizard.save().action_hand_over()
        self.assertEqual((self.bolt | self.crane).user_id, self.member)
        handover = self.env["care.handover"].browse(action["res_id"])
        self.assertEqual(handover.line_ids.partner_id, self.bolt | self.crane)
        self.assertEqual(self.colleague.with_user(self.manager).care_customer_count, 0)

    def test_wizard_refuses_a_day_to_come(self):
        wizard = (
            self.env["care.handover.start"]
            .with_user(self.manager)
            .create(
                {
                    "profile_ids": [Command.set(self.file.ids)],
                    "user_id": self.member.id,
                    "reason": "Region",
                    "date": date(2026, 3, 11),
                }
            )
        )
        with self.assertRaisesRegex(UserError, "at once"):
            wizard.action_hand_over()

    def test_whoever_archives_is_shown_what_is_left(self):
        for group in ("base.group_erp_manager", "sales_team.group_sale_manager"):
            self.manager.group_ids |= self.env.ref(group)
        self.assertEqual(self.colleague.with_user(self.manager).care_customer_count, 2)
        action = self.rpc(self.manager, "res.users", "action_archive", self.colleague.ids)
        self.assertEqual(action["res_model"], "care.handover.start")
        self.assertEqual(action["context"], {"default_from_user_id": self.colleague.id})
        officer = self._make_user(
            "Officer", "base.group_erp_manager", "sales_team.group_sale_manager"
        )
        note = self.rpc(officer, "res.users", "action_archive", self.rep.ids)
        self.assertIn("Rep: 1", note["params"]["message"])
        self.assertFalse(
            isinstance(self.rpc(officer, "res.users", "action_archive", self.employee.ids), dict)
        )

    # === MANY === #

    def test_three_hundred_in_one_go(self):
        customers = self.env["res.partner"].create(
            [
                {"name": f"Customer {number}", "is_company": True, "user_id": self.rep.id}
                for number in range(310)
            ]
        )
        profiles = self.env["care.profile"]._ensure(customers, self.company)
        touchpoints = self.env["care.touchpoint"].create(
            [
                {
                    "partner_id": customer.id,
                    "company_id": self.company.id,
                    "user_id": self.rep.id,
                    "channel": "call",
                    "date_planned": TODAY,
                }
                for customer in customers
            ]
        )
        self.env["care.touchpoint"]._cron_remind_touchpoints()
        self.assertTrue(all(touchpoints.mapped("reminder_id")))
        few = self.count_queries(profiles[:10])
        many = self.count_queries(profiles[10:])
        self.assertEqual(profiles.user_id, self.member)
        self.assertEqual(touchpoints.user_id, self.member)
        self.assertEqual(self.reminders_of(touchpoints).user_id, self.member)
        self.assertLessEqual(many, few + 40, "thirty times as many customers")

    def count_queries(self, profiles):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        profiles.with_user(self.manager)._hand_over(self.member, "Region")
        self.env.flush_all()
        return self.env.cr.sql_log_count - before
