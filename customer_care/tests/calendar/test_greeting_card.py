from datetime import date

from lxml import html

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from ..common import NOW, CareCommon


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestGreetingCard(CareCommon):
    """Greeting cards are written in the customer's language and printed without being sent."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("zh_CN")
        cls.set_up_trade()
        cls.birthday = cls.env.ref("customer_care.care_occasion_birthday")
        cls.birthday.channel = "card"
        cls.petra.write({"name": "Petra", "care_birthday": date(1980, 3, 20), "lang": "en_US"})
        cls.wang = cls.make_contact("Wang Wei", cls.bolt, care_birthday=date(1970, 3, 21))
        cls.wang.lang = "zh_CN"
        cls.plan()
        cls.cards = cls.env["care.touchpoint"].search(
            [("occasion_id", "=", cls.birthday.id), ("company_id", "=", cls.company.id)]
        )

    def ask(self, touchpoints, user=None):
        touchpoints = touchpoints.with_user(user or self.manager)
        context = touchpoints.action_print_card()["context"]
        Wizard = touchpoints.env["care.card.print"].with_context(
            **context, allowed_company_ids=self.company.ids
        )
        return Wizard.create({})

    def page(self, wizard, user=None):
        report = self.env["ir.actions.report"].with_user(user or self.manager)
        content, _kind = report._render_qweb_html(
            "customer_care.report_greeting_card_a6_pages", wizard.ids
        )
        return html.fromstring(content)

    def test_each_card_speaks_to_its_person_in_her_language(self):
        self.birthday.card_text = "All the best, {person} at {customer}. Yours, {company}"
        self.birthday.with_context(lang="zh_CN").card_text = "{person}，生日快乐！"
        wizard = self.ask(self.cards)
        self.assertRecordValues(
            wizard.line_ids.sorted("text"),
            [
                {
                    "lang": "en_US",
                    "design": "birthday",
                    "salutation": "Dear Petra,",
                    "text": "All the best, Petra at Acme. Yours, Harbour Trading",
                    "signature": "Rep",
                },
                {
                    "lang": "zh_CN",
                    "design": "birthday",
                    "salutation": "尊敬的 Wang Wei：",
                    "text": "Wang Wei，生日快乐！",
                    "signature": "Colleague",
                },
            ],
        )

    def test_without_a_text_the_design_has_a_greeting(self):
        card = self.ask(self.cards.filtered(lambda t: t.contact_id == self.petra)).line_ids
        self.assertIn("Happy birthday!", card.text)

    def test_a_text_is_no_program(self):
        self.birthday.card_text = "{person.user_id} {{7*7}} <t t-out='1'/> %(name)s"
        card = self.ask(self.cards.filtered(lambda t: t.contact_id == self.petra)).line_ids
        self.assertEqual(card.text, "{person.user_id} {{7*7}} <t t-out='1'/> %(name)s")

    def test_what_was_changed_is_printed_and_escaped(self):
        wizard = self.ask(self.cards)
        wizard.line_ids[0].text = "<b>Hello</b>"
        page = self.page(wizard)
        self.assertIn("<b>Hello</b>", page.text_content())
        self.assertEqual(len(page.xpath("//*[local-name()='svg']")), 2)

    def test_printing_sends_nothing_and_offers_done(self):
        wizard = self.ask(self.cards)
        action = wizard.action_print()
        self.assertEqual(action["type"], "ir.actions.report")
        self.assertEqual(set(self.cards.mapped("state")), {"planned"})
        self.assertTrue(wizard.is_printed)
        wizard.action_done()
        self.assertEqual(set(self.cards.mapped("state")), {"done"})

    def test_calls_have_no_card(self):
        call = self.make_touchpoint(self.acme, channel="call")
        self.assertFalse(call.has_card)
        with self.assertRaises(UserError):
            call.action_print_card()
        self.assertEqual(self.ask(self.cards | call).touchpoint_ids, self.cards)

    def test_a_rep_prints_no_card_of_a_colleagues_customer(self):
        with self.assertRaises(AccessError):
            self.ask(self.cards, self.rep)
        own = self.ask(self.cards.filtered(lambda t: t.user_id == self.rep), self.rep)
        self.assertEqual(own.line_ids.partner_id, self.acme)
        with self.assertRaises(AccessError):
            own.touchpoint_ids = self.cards
            own.line_ids.mapped("text")

    def test_my_day_prints_the_cards_among_the_work(self):
        self.make_touchpoint(self.acme, channel="card", user_id=self.rep.id, name="Thanks")
        self.make_touchpoint(self.acme, channel="call", user_id=self.rep.id)
        self.env.flush_all()
        works = self.env["care.work"].with_user(self.rep).search([("user_id", "=", self.rep.id)])
        self.assertGreater(len(works), 1)
        action = works.action_print_card()
        printed = self.env["care.touchpoint"].browse(action["context"]["default_touchpoint_ids"])
        self.assertEqual(set(printed.mapped("channel")), {"card"})

    def test_festivals_find_their_design(self):
        designs = {
            name: self.env.ref(f"customer_care.care_occasion_{name}").card_design
            for name in ("birthday", "anniversary", "spring_festival", "mid_autumn", "new_year")
        }
        self.assertEqual(
            designs,
            {
                "birthday": "birthday",
                "anniversary": "anniversary",
                "spring_festival": "spring",
                "mid_autumn": "autumn",
                "new_year": "generic",
            },
        )

    def test_it_becomes_a_pdf_of_two_sides_each(self):
        boxes = {"a6": rb"\[0 0 4\d\d", "a5": rb"\[0 0 59\d", "fold": rb"\[0 0 84\d"}
        for size, box in boxes.items():
            wizard = self.ask(self.cards)
            wizard.size = size
            report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
            with self.allow_pdf_render():
                content, kind = report._render_qweb_pdf(
                    f"customer_care.report_greeting_card_{size}", wizard.ids
                )
            self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
            self.assertEqual(content.count(b"/Type /Page\n"), 4, size)
            self.assertRegex(content, box, size)
