from odoo.tests import freeze_time, tagged
from odoo.tools import mute_logger

from ..common import NOW
from .portal_common import PortalCommon
from .test_case_page_write import PIXEL


@tagged("post_install", "-at_install")
class TestContactForm(PortalCommon):
    """Anybody writes to the company without an account, and nobody learns anything by it."""

    def fill(self, company=None, files=None, csrf=True, **values):
        """Send the form, filled in by somebody unknown unless told otherwise."""
        self.env.flush_all()
        path = f"/care/contact/{(company or self.company).id}"
        token = self.csrf(self.url_open(path).text) if csrf else ""
        data = {
            "csrf_token": token,
            "kind": "complaint",
            "subject": "Leaking pump",
            "message": "It drips.",
            "name": "Nina",
            "email": "nina@nowhere.example",
            **values,
        }
        return self.url_open(path, data=data, files=files)

    def sent(self):
        return self.env["care.case"].search([("channel", "=", "web"), ("id", ">", self.case.id)])

    # === SENDING === #

    def test_unknown_person_gets_number_and_promise_and_a_person_looks(self):
        answer = self.fill(phone="123", remedy_sought="A new one")
        case = self.sent()
        self.assertRecordValues(
            case,
            [
                {
                    "kind": "complaint",
                    "subject": "Leaking pump",
                    "partner_id": False,
                    "contact_id": False,
                    "email_from": '"Nina" <nina@nowhere.example>',
                    "phone": "123",
                    "remedy_sought": "A new one",
                    "company_id": self.company.id,
                    "lang": "en_US",
                    "state": "received",
                }
            ],
        )
        self.assertIn(case.triage_reason, ("unknown", "unknown_sender"))
        self.assertIn(case.name, answer.text)
        self.assertIn("You get our answer by", answer.text)

    def test_link_goes_to_the_mail_address_alone(self):
        answer = self.fill()
        case = self.sent()
        self.assertNotIn(case.access_token, answer.text + answer.url)
        self.assertNotIn(case.access_url, answer.text)
        mail = self.mails_of(case)
        self.assertEqual(mail.email_to, "nina@nowhere.example")
        self.assertIn(case.access_token, mail.body_html)

    def test_known_address_becomes_her_case(self):
        self.fill(email="Petra@ACME.example")
        self.assertRecordValues(
            self.sent(),
            [{"partner_id": self.acme.id, "contact_id": self.petra.id, "triage_reason": False}],
        )

    def test_answer_is_the_same_for_known_and_unknown_addresses(self):
        """Not even a shorter promise to a good customer gives away that she is one."""
        self.env["care.sla.policy"].create(
            {"name": "Acme", "amount": 1, "partner_ids": self.acme.ids}
        )
        with freeze_time(NOW):
            answers = [
                self.fill(email=email).text for email in ("petra@acme.example", "x@y.example")
            ]
        numbers = self.sent().sorted("id").mapped("name")
        stable = [
            text[text.index('<div id="wrap"') : text.index("</main>")].replace(number, "")
            for text, number in zip(answers, numbers, strict=True)
        ]
        self.assertEqual(*stable)
        hers = self.sent().filtered("partner_id").clock_ids
        self.assertEqual(hers.filtered(lambda c: c.kind == "reply").target_hours, 1)

    def test_address_of_two_customers_is_nobodys(self):
        self.make_contact("Double", self.bolt, email="petra@acme.example")
        self.fill(email="petra@acme.example")
        self.assertFalse(self.sent().partner_id)

    def test_address_of_our_own_people_is_nobodys(self):
        self.rep.email = "rep@harbour.example"
        self.fill(email="rep@harbour.example")
        self.assertFalse(self.sent().partner_id)

    def test_order_counts_only_if_it_is_hers(self):
        hers, other = self.make_order(self.acme), self.make_order(self.bolt)
        self.fill(email="petra@acme.example", order_number=hers.name)
        self.fill(email="petra@acme.example", order_number=other.name)
        first, second = self.sent().sorted("id")
        self.assertEqual(first.order_id, hers)
        self.assertFalse(second.order_id)
        self.assertIn(other.name, second.description)

    def test_files_come_along(self):
        self.fill(files=[("files", ("leak.png", PIXEL, "image/png"))])
        case = self.sent()
        self.assertEqual(case.message_ids.attachment_ids.mapped("raw"), [PIXEL])
        self.assertIn("leak.png", self.page(case).text)

    def test_portal_customer_writes_as_herself(self):
        self.authenticate(self.portal_user.login, self.portal_user.login)
        self.assertIn("petra@acme.example", self.url_open("/care/contact").text)
        self.fill(email="boris@bolt.example")
        self.assertEqual(self.sent().contact_id, self.petra)

    def test_chinese_form_is_answered_in_chinese(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env.flush_all()
        self.opener.cookies["frontend_lang"] = "zh_CN"
        self.fill(company=self.company)
        self.assertEqual(self.sent().lang, "zh_CN")

    # === HOTLINE === #

    def test_hotline_and_its_hours_show_where_there_is_one(self):
        self.assertNotIn("Hotline", self.url_open(f"/care/contact/{self.company.id}").text)
        self.company.write({"care_hotline": "400 555 0100", "care_hotline_hours": "9-18"})
        self.env.flush_all()
        text = self.url_open(f"/care/contact/{self.company.id}").text
        self.assertIn("400 555 0100", text)
        self.assertIn("9-18", text)

    # === WHAT IS REFUSED === #

    def test_missing_and_wrong_values_are_told_and_the_rest_kept(self):
        answer = self.fill(subject="", email="nina(at)nowhere", message="Kept words", kind="bogus")
        self.assertIn("Please fill this in.", answer.text)
        self.assertIn("This is no mail address", answer.text)
        self.assertIn("Please choose one of these.", answer.text)
        self.assertIn("Kept words", answer.text)
        self.assertFalse(self.sent())

    def test_header_injection_and_long_texts_make_no_case(self):
        self.fill(email="nina@nowhere.example\r\nBcc: all@acme.example")
        self.fill(subject="x" * 201)
        self.fill(message="x" * 20001)
        self.assertFalse(self.sent())

    def test_script_stays_text(self):
        self.fill(subject="<script>alert(1)</script>", message="<img src=x onerror=alert(1)>")
        case = self.sent()
        self.assertNotIn("<img", case.description)
        self.assertNotIn("<script>alert(1)", self.page(case).text)
        self.assertNotIn("<script>alert(1)", self.mails_of(case).body_html)

    def test_robot_that_fills_in_the_trap_learns_nothing(self):
        answer = self.fill(homepage="http://spam.example")
        self.assertEqual(answer.status_code, 200)
        self.assertIn("Thank you", answer.text)
        self.assertFalse(self.sent())

    def test_one_address_writes_five_times_an_hour(self):
        for _time in range(5):
            self.fill()
        answer = self.fill(message="The sixth")
        self.assertIn("You wrote very often", answer.text)
        self.assertIn("The sixth", answer.text)
        self.assertEqual(len(self.sent()), 5)
        self.fill(email="other@nowhere.example")
        self.assertEqual(len(self.sent()), 6)

    def test_the_limit_knows_no_address(self):
        self.fill()
        marks = self.env["care.form.throttle"].search([]).mapped("mark")
        self.assertEqual(len(marks), 2)
        self.assertTrue(all(len(mark) == 64 for mark in marks))

    @mute_logger("odoo.http")
    def test_form_of_another_site_is_refused(self):
        self.assertEqual(self.fill(csrf=False).status_code, 400)
        self.assertFalse(self.sent())

    def test_reloading_the_thanks_sends_nothing_again(self):
        answer = self.fill()
        self.assertEqual(self.url_open(answer.url).status_code, 200)
        self.assertEqual(len(self.sent()), 1)

    def test_company_without_form_has_no_page(self):
        self.other_company.care_form_open = False
        self.env.flush_all()
        for company_id in (self.other_company.id, 999_999):
            self.assertEqual(self.url_open(f"/care/contact/{company_id}").status_code, 404)

    def test_message_to_another_company_stays_there(self):
        self.fill(company=self.other_company)
        self.assertEqual(self.sent().company_id, self.other_company)
