from odoo import Command
from odoo.tests import freeze_time, tagged

from ..common import NOW
from .portal_common import PortalCommon


@tagged("post_install", "-at_install")
class TestCasePage(PortalCommon):
    """What the customer's page shows, and to whom it opens."""

    # === WHAT IT SHOWS === #

    def test_link_opens_the_page_without_a_login(self):
        page = self.page()
        self.assertEqual(page.status_code, 200)
        for words in (self.case.name, "Coating peels", "It came off after three weeks."):
            self.assertIn(words, page.text)
        self.assertIn("You get our answer by", page.text)
        self.assertNotIn("/web/login?redirect", page.url)

    def test_page_is_kept_out_of_caches_search_engines_and_frames(self):
        headers = self.page().headers
        self.assertIn("no-store", headers["Cache-Control"])
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertEqual(headers["X-Frame-Options"], "DENY")
        self.assertEqual(headers["Referrer-Policy"], "same-origin")

    def test_promised_time_is_in_the_customers_words_language_and_zone(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        with freeze_time(NOW):
            case = self.make_case()
        self.petra.write({"lang": "zh_CN", "tz": "Asia/Shanghai"})
        clock = case.clock_ids.filtered(lambda clock: clock.kind == "reply")
        clock = clock.with_context(lang="zh_CN", tz="Asia/Shanghai")
        with freeze_time(NOW):
            said = case._page_values()["promises"]
        self.assertIn(clock._say_moment(clock.deadline), said[0])
        self.assertIn("17:00", said[0])  # 9:00 UTC the next day
        self.assertIn('lang="zh-CN"', self.page(case).text)

    def test_late_promise_is_admitted(self):
        with freeze_time(NOW):
            case = self.make_case()
        with freeze_time("2026-03-12 09:00:00"):
            self.assertIn("We are late", case._page_values()["promises"][0])

    def test_internal_fields_and_notes_never_show(self):
        self.case.write(
            {
                "cause_note": "SECRET-FINDINGS",
                "task_force_ids": [Command.set(self.manager.ids)],
                "solution": "<p>SECRET-DRAFT</p>",
            }
        )
        self.say(self.case, body="SECRET-NOTE", subtype_xmlid="mail.mt_note")
        self.say(
            self.case,
            body="SECRET-SUPPLIER",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.dock.ids,
            author_id=self.rep.partner_id.id,
        )
        text = self.page().text
        self.assertNotIn("SECRET", text)
        self.assertNotIn(self.manager.name, text)

    def test_what_we_wrote_to_the_customer_shows(self):
        self.say(
            self.case.with_user(self.agent),
            body="We send a painter.",
            message_type="comment",
            subtype_xmlid="mail.mt_comment",
            partner_ids=self.petra.ids,
        )
        self.assertIn("We send a painter.", self.page().text)

    def test_solution_shows_once_it_is_proposed(self):
        self.case.solution = "<p>A new coating</p>"
        self.assertNotIn("A new coating", self.page().text)
        self.case.action_propose()
        self.assertIn("A new coating", self.page().text)

    def test_line_of_steps_follows_the_case(self):
        self.case.action_investigate()
        steps = [how for _label, how in self.case._page_steps()]
        self.assertEqual(steps, ["done", "now", "next", "next", "next"])
        self.resolve(self.case)
        self.assertEqual({how for _label, how in self.case._page_steps()}, {"done"})
        enquiry = self.make_case(kind="enquiry")
        self.assertEqual(len(enquiry._page_steps()), 4)

    def test_cancelled_case_takes_no_line_of_steps(self):
        self.case._set_state("cancelled")
        page = self.page()
        self.assertIn("This was withdrawn", page.text)
        self.assertNotIn("o_care_step_", page.text)

    # === TO WHOM === #

    def test_wrong_tokens_and_missing_cases_look_the_same(self):
        missing = self.env["care.case"].browse(self.case.id + 99999)
        answers = [
            self.page(token=token, case=case)
            for case in (self.case, missing)
            for token in (None, "x", "0" * 36, "ключ", self.make_case().access_token)
        ]
        self.assertEqual({answer.status_code for answer in answers}, {404})
        lengths = {len(self.stable(answer.text)) for answer in answers}
        self.assertEqual(len(lengths), 1, "the answers can be told apart")

    @staticmethod
    def stable(text):
        """Without what differs from request to request."""
        body = text[text.index('<div id="wrap"') :]
        return body[: body.index("</main>")]

    def test_second_customer_sees_nothing_without_the_link(self):
        self.authenticate(self.boris_user.login, self.boris_user.login)
        self.assertEqual(self.page(token=None).status_code, 404)
        cases = self.url_open("/my/care/cases")
        self.assertNotIn(self.case.name, cases.text)

    def test_portal_customer_opens_her_own_case_by_her_login(self):
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertEqual(self.page(token=None).status_code, 200)
        self.assertIn(self.case.name, self.url_open("/my/care/cases").text)

    def test_colleagues_case_is_not_hers(self):
        """It may be a complaint about her."""
        paul = self.make_contact("Paul", self.acme, email="paul@acme.example")
        his = self.make_case(contact_id=paul.id)
        company_case = self.make_case(contact_id=False)
        self.authenticate(self.portal_user.login, self.portal_user.login)
        for case in (his, company_case):
            self.assertEqual(self.page(case, token=None).status_code, 404)
            self.assertNotIn(case.name, self.url_open("/my/care/cases").text)

    def test_account_page_counts_own_cases(self):
        self.make_case(contact_id=False)
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertIn("/my/care/cases", self.url_open("/my").text)
        counted = self.make_jsonrpc_request("/my/counters", {"counters": ["care_case_count"]})
        self.assertEqual(counted, {"care_case_count": 1})

    def test_internal_person_without_access_sees_nothing(self):
        self.authenticate(self.employee.login, self.employee.login)
        self.assertEqual(self.page(token=None).status_code, 404)

    def test_staff_look_but_do_not_write(self):
        self.authenticate(self.rep.login, self.rep.login)
        page = self.page(token=None)
        self.assertIn("This is what the customer sees", page.text)
        self.assertNotIn('action="/my/care/case', page.text)
        before = len(self.case.message_ids)
        self.assertEqual(self.post("write", message="As Petra").status_code, 404)
        self.assertEqual(len(self.case.message_ids), before)

    def test_link_of_somebody_who_left_opens_nothing(self):
        self.portal_user.active = False
        self.petra.action_archive()
        self.assertEqual(self.page().status_code, 404)

    def test_link_of_a_former_contact_opens_nothing(self):
        old_token = self.case.access_token
        paul = self.make_contact("Paul", self.acme, email="paul@acme.example")
        self.case.contact_id = paul
        self.assertEqual(self.page(token=old_token).status_code, 404)
        self.case._portal_ensure_token()
        self.assertNotEqual(self.case.access_token, old_token)
        self.assertEqual(self.page().status_code, 200)

    def test_merged_case_leads_the_same_person_to_the_one_that_goes_on(self):
        survivor = self.make_case(subject="The other one")
        self.case.sudo().merged_into_id = survivor
        page = self.page()
        self.assertIn(f"/my/care/case/{survivor.id}", page.url)
        self.assertIn("The other one", page.text)

    def test_merged_case_shows_nothing_of_another_persons(self):
        paul = self.make_contact("Paul", self.acme, email="paul@acme.example")
        survivor = self.make_case(subject="Pauls own words", contact_id=paul.id)
        self.case.sudo().merged_into_id = survivor
        page = self.page()
        self.assertIn("together with another message", page.text)
        self.assertNotIn("Pauls own words", page.text)
        self.assertNotIn(survivor.access_token, page.text)

    def test_core_doors_stay_closed_to_the_token(self):
        """Core's chatter would show and take more than the page does."""
        self.say(self.case, body="SECRET-COMMENT", subtype_xmlid="mail.mt_comment")
        token = self.case.access_token
        self.env.flush_all()
        fetched = self.url_open(
            "/mail/chatter_fetch",
            json={
                "params": {
                    "thread_model": "care.case",
                    "thread_id": self.case.id,
                    "token": token,
                }
            },
        )
        self.assertNotIn("SECRET", fetched.text)
        self.assertIn("error", fetched.json())
        posted = self.url_open(
            "/mail/message/post",
            json={
                "params": {
                    "thread_model": "care.case",
                    "thread_id": self.case.id,
                    "post_data": {"body": "From the back door"},
                    "token": token,
                }
            },
        )
        self.assertIn("error", posted.json())
        self.assertNotIn("From the back door", self.case.message_ids.mapped("body"))

    def test_portal_users_have_no_right_to_cases_themselves(self):
        case = self.case.with_user(self.portal_user)
        for operation in ("read", "write", "create", "unlink"):
            self.assertFalse(case.has_access(operation))
