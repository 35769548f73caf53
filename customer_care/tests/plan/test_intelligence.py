from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..common import TODAY
from .intelligence_common import IntelligenceCommon


@tagged("post_install", "-at_install")
class TestIntelligence(IntelligenceCommon):
    """A piece of market information from writing to being read."""

    def messages_to(self, user):
        return self.env["mail.message"].search(
            [
                ("partner_ids", "in", user.partner_id.ids),
                ("message_type", "=", "user_notification"),
            ]
        )

    # === WRITING === #

    def test_rep_writes_in_the_form(self):
        form = Form(self.env["care.intelligence"].with_user(self.rep))
        form.name = "New plant in spring"
        form.source_grade = "3"
        form.informant = "Petra, by phone"
        form.profile_ids.add(self.profile)
        piece = form.save()
        self.assertRecordValues(
            piece,
            [{"user_id": self.rep.id, "company_id": self.company.id, "state": "draft"}],
        )
        self.assertEqual(piece.informant, "Petra, by phone")
        self.assertEqual(piece.report_id, self.report_of(self.rep))

    def test_industry_is_that_of_the_customer_until_somebody_chooses(self):
        self.acme.industry_id, other = self.env["res.partner.industry"].search([], limit=2)
        piece = self.make_piece(profile_ids=self.profile.ids)
        self.assertEqual(piece.industry_id, self.acme.industry_id)
        piece.industry_id = other
        piece.profile_ids |= self.file_of(self.dock)
        self.assertEqual(piece.industry_id, other)

    def test_nobody_signs_for_another_nor_takes_a_step_by_writing(self):
        piece = self.make_piece(user_id=self.colleague.id, state="filed", comment="Fine")
        self.assertRecordValues(
            piece, [{"user_id": self.rep.id, "state": "draft", "comment": False}]
        )
        by_context = (
            self.env["care.intelligence"]
            .with_user(self.rep)
            .with_context(default_user_id=self.colleague.id, default_state="sent")
            .create({"name": "X", "source_grade": "1"})
        )
        self.assertRecordValues(by_context, [{"user_id": self.rep.id, "state": "draft"}])
        for vals in ({"state": "filed"}, {"user_id": self.colleague.id}, {"comment": "Fine"}):
            with self.subTest(vals=vals), self.assertRaises(AccessError):
                self.rpc(self.rep, "care.intelligence", "write", piece.ids, vals)

    def test_nobody_learns_tomorrow(self):
        with self.assertRaises(ValidationError):
            self.make_piece(date="2026-03-11")

    def test_a_piece_is_about_customers_of_one_company(self):
        with self.assertRaises(ValidationError):
            self.make_piece().sudo().profile_ids = self.file_of(self.elm, self.other_company)

    def test_a_draft_can_be_deleted_and_what_was_sent_stays(self):
        self.make_piece().unlink()
        piece = self.make_piece()
        piece.action_send()
        with self.assertRaises(UserError):
            piece.unlink()
        with self.assertRaises(UserError):
            piece.content = "Something else"
        with self.assertRaises(AccessError):
            piece.with_user(self.steward).content = "Something else"

    # === READING === #

    def test_steward_takes_note(self):
        piece = self.make_piece()
        piece.action_send()
        with self.assertRaises(AccessError):
            piece.action_file()
        piece.with_user(self.steward).action_file()
        self.assertRecordValues(
            piece, [{"state": "filed", "filed_user_id": self.steward.id, "date_filed": TODAY}]
        )

    def test_a_question_comes_back_to_the_author_and_is_answered(self):
        piece = self.make_piece()
        piece.action_send()
        reader = piece.with_user(self.steward)
        with self.assertRaises(UserError):
            reader.action_ask()
        reader.comment = "Which plant?"
        reader.action_ask()
        self.assertEqual(piece.state, "question")
        [task] = self.tasks_of(piece, self.rep)
        self.assertIn("New plant", task.summary)
        self.assertIn("Which plant?", piece.message_ids.mapped("preview"))
        piece.content = "The one in Wuxi."
        piece.action_send()
        self.assertEqual(piece.state, "sent")
        self.assertFalse(self.tasks_of(piece))

    def test_a_step_that_does_not_follow_is_refused_in_words(self):
        piece = self.make_piece()
        piece.action_send()
        with self.assertRaisesRegex(UserError, "To Be Read"):
            piece.action_send()

    # === MAJOR === #

    def test_major_reaches_manager_and_steward_at_once_and_once(self):
        piece = self.make_piece(is_major=True, content="They change the supplier.")
        self.assertEqual(piece.state, "sent")
        for user in (self.team_leader, self.steward):
            with self.subTest(user=user.name):
                [message] = self.messages_to(user)
                self.assertIn("They change the supplier.", message.body)
                self.assertEqual(len(self.tasks_of(piece, user)), 1)
        self.assertFalse(self.messages_to(self.manager))  # the team has a leader
        self.assertFalse(self.tasks_of(piece, self.rep))
        piece.write({"is_major": False})
        piece.write({"is_major": True})
        self.assertEqual(len(self.messages_to(self.steward)), 1)

    def test_what_turns_out_to_be_major_is_told_then(self):
        piece = self.make_piece()
        self.assertFalse(self.messages_to(self.steward))
        piece.is_major = True
        self.assertEqual(piece.state, "sent")
        self.assertEqual(len(self.messages_to(self.steward)), 1)

    def test_major_is_told_in_the_readers_language_and_by_mail_where_she_wants_it(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.steward.lang = "zh_CN"
        self.steward.notification_type = "email"
        self.team_leader.notification_type = "inbox"
        self.make_piece(is_major=True, informant="Petra", source_grade="3")
        [to_steward], [to_leader] = map(self.messages_to, (self.steward, self.team_leader))
        self.assertIn("重大市场信息", to_steward.subject)
        self.assertIn("Major market information", to_leader.subject)
        self.assertEqual(to_steward.notification_ids.notification_type, "email")
        self.assertEqual(to_leader.notification_ids.notification_type, "inbox")
        self.assertNotIn("Petra", to_steward.body + to_leader.body)

    def test_taking_note_settles_the_tasks_of_all_stewards_but_not_the_managers(self):
        piece = self.make_piece(is_major=True)
        piece.with_user(self.steward).action_file()
        self.assertEqual(self.tasks_of(piece).user_id, self.team_leader)

    # === CUSTOMERS === #

    def test_the_customers_page_tells_what_was_sent(self):
        piece = self.make_piece(profile_ids=self.profile.ids, meaning="They need pumps.")
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        self.assertNotIn("intelligence", {event["kind"] for event in page["timeline"]})
        piece.action_send()
        page = self.rpc(self.rep, "care.profile", "get_customer_page", self.acme.id)
        [event] = [event for event in page["timeline"] if event["kind"] == "intelligence"]
        self.assertEqual((event["title"], event["note"]), ("New plant", "They need pumps."))
        self.assertEqual(event["res_id"], piece.id)

    def test_the_file_leads_to_its_pieces(self):
        piece = self.make_piece(profile_ids=self.profile.ids)
        profile = self.profile.with_user(self.rep)
        self.assertEqual(profile.intelligence_count, 1)
        action = profile.action_open_intelligence()
        found = self.env["care.intelligence"].with_user(self.rep).search(action["domain"])
        self.assertEqual(found, piece)
        with self.assertRaises(AccessError):
            self.profile.with_user(self.colleague).action_open_intelligence()

    def test_pieces_follow_customers_who_become_one(self):
        piece = self.make_piece(profile_ids=(self.profile | self.file_of(self.dock)).ids)
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge([self.acme.id, self.dock.id], self.dock)
        self.env.invalidate_all()
        self.assertEqual(piece.sudo().profile_ids, self.file_of(self.dock))

    def test_a_piece_outlives_its_customer(self):
        alone = self.env["care.profile"]._ensure(self.make_customer("Alone", self.rep))
        piece = self.make_piece(profile_ids=alone.ids)
        alone.partner_id.unlink()
        self.assertTrue(piece.exists())
        self.assertFalse(piece.profile_ids)

    # === REPORT === #

    def test_print_groups_by_industry_and_names_no_source(self):
        first, second = self.env["res.partner.industry"].search([], limit=2)
        pieces = self.make_piece(industry_id=first.id, informant="Petra", source_grade="4")
        pieces |= self.make_piece(industry_id=second.id, name="Price rise")
        pieces |= self.make_piece(name="Exchange rate")
        html = str(
            self.env["ir.actions.report"]
            .with_user(self.rep)
            ._render_qweb_html("customer_care.report_intelligence", pieces.ids)[0],
            "utf-8",
        )
        for text in (first.name, second.name, "Market and several industries", "Exchange rate"):
            self.assertIn(text.replace("&", "&amp;"), html)
        self.assertNotIn("Petra", html)
