from datetime import date

from lxml import html

from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, tagged

from ..common import NOW, TODAY, CareCommon

RECORD = "customer_care.report_touchpoint"
PERIOD = "customer_care.report_communication"


@freeze_time(NOW)
@tagged("post_install", "-at_install")
class TestCommunicationPrint(CareCommon):
    """The printed communication record 客户沟通记录表 and visit report."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.set_up_trade()
        cls.visit = cls.log(
            *(cls.petra, "2026-03-09 08:30:00"),
            channel="visit",
            name="The new line",
            topics="Flow rate\nDelivery",
            feedback="Pleased with the service",
            need_changes="A second shift from May",
            mood="good",
            duration_minutes=45,
            next_step="Send the quotation",
            next_step_date=date(2026, 3, 16),
            next_step_user_id=cls.colleague.id,
            participant_ids=cls.member.partner_id.ids,
        )
        cls.call = cls.log(cls.acme, "2026-03-02 23:30:00", topics="Invoice received")
        cls.old = cls.log(cls.acme, "2025-11-02 10:00:00", topics="Long ago")
        cls.planned = cls.make_touchpoint(cls.acme, user_id=cls.rep.id, topics="Not yet said")
        cls.rival = cls.log(cls.bolt, "2026-03-04 10:00:00", topics="Rival matters")

    @classmethod
    def log(cls, partner, moment, **vals):
        user = partner.commercial_partner_id.user_id
        touchpoint = cls.make_touchpoint(partner, user_id=user.id, **vals)
        touchpoint._finish(date_done=moment)
        return touchpoint

    def render(self, name, records, reader=None, company=None, **context):
        reader = reader or self.rep
        self.env.flush_all()
        self.env.invalidate_all()
        company = company or reader.company_id
        report = self.env(
            user=reader, context={"allowed_company_ids": company.ids, "tz": "UTC", **context}
        )["ir.actions.report"]
        content, kind = report._render_qweb_html(name, records.ids)
        self.assertEqual(kind, "html")
        return html.fromstring(content)

    def print_period(self, customers, reader=None, company=None, **vals):
        reader = reader or self.rep
        company = company or reader.company_id
        files = self.file_of(self.acme).browse()
        for customer in customers:
            files |= self.file_of(customer, company)
        wizard = (
            self.env["care.communication.print"]
            .with_user(reader)
            .with_context(allowed_company_ids=company.ids)
            .create({"profile_ids": files.ids, "lang": "en_US", **vals})
        )
        return self.render(PERIOD, wizard, reader, company)

    def rows(self, page):
        return [
            [" ".join(cell.text_content().split()) for cell in row.findall("td")]
            for row in page.findall(".//tbody/tr")
        ]

    def lines(self, page):
        return {
            row.find("th").text_content(): " ".join(row.find("td").text_content().split())
            for row in page.findall(".//table//tr")
        }

    def test_one_visit_is_a_visit_report(self):
        page = self.render(RECORD, self.visit)
        self.assertEqual(page.find(".//h1").text_content(), "Visit Report")
        self.assertIn("Acme · 03/09/2026", page.text_content())
        self.assertEqual(
            self.lines(page),
            {
                "Time": "03/09/2026 08:30 AM · 45 minutes",
                "Customer's participants": self.petra.name,
                "Our participants": "Rep and Member",
                "Channel": "Visit",
                "Purpose": "The new line",
                "Core topics": "Flow rate Delivery",
                "Customer's feedback": "Pleased with the service",
                "Changes in needs": "A second shift from May",
                "Mood": "Satisfied",
                "Next step": "Send the quotation",
                "By when, by whom": "03/16/2026 · Colleague",
            },
        )

    def test_other_contacts_are_a_communication_record(self):
        page = self.render(RECORD, self.call)
        self.assertEqual(page.find(".//h1").text_content(), "Customer Communication Record")
        self.assertEqual(self.lines(page)["By when, by whom"], "", "nothing was agreed on")

    def test_a_customers_records_of_a_period(self):
        page = self.print_period(self.acme, date_from="2026-03-01", date_to=TODAY)
        call, visit = self.rows(page)
        self.assertEqual(call[3], "Invoice received")
        self.assertEqual(
            visit,
            [
                "03/09/2026 08:30 AM",
                f"{self.petra.name} Rep and Member",
                "Visit",
                "The new lineFlow rate Delivery",
                "Pleased with the service",
                "A second shift from May",
                "Send the quotation 03/16/2026 · Colleague",
                "Satisfied",
            ],
        )
        self.assertIn("Acme · 03/02/2026 – 03/09/2026", page.text_content())

    def test_a_day_is_the_companys(self):
        self.company.partner_id.tz = "Asia/Shanghai"  # the call was on 3 March there
        page = self.print_period(self.acme, date_from="2026-03-03", date_to="2026-03-03")
        self.assertEqual(self.lines(page)["Core topics"], "Invoice received")
        page = self.print_period(self.acme, date_from="2026-03-02", date_to="2026-03-02")
        self.assertIn("No contact was logged", page.text_content())

    def test_each_customer_begins_a_page(self):
        page = self.print_period(self.acme | self.bolt, self.manager)
        self.assertEqual(len(page.findall(".//h1")), 2)
        self.assertEqual(len(page.findall(".//div[@class='o_care_print_section']")), 1)
        self.assertIn("Rival matters", page.text_content())

    def test_selected_records_are_printed_without_plans(self):
        page = self.render(RECORD, self.visit | self.call | self.planned)
        self.assertEqual(len(self.rows(page)), 2)
        self.assertNotIn("Not yet said", page.text_content())

    def test_what_was_typed_is_text(self):
        self.call.topics = "<script>alert(1)</script>"
        page = self.render(RECORD, self.call)
        scripts = "".join(script.text or "" for script in page.findall(".//script"))
        self.assertNotIn("alert(1)", scripts)
        self.assertEqual(self.lines(page)["Core topics"], "<script>alert(1)</script>")

    def test_a_rep_prints_no_colleagues_records(self):
        with self.assertRaises(AccessError):
            self.render(RECORD, self.rival)
        with self.assertRaises(AccessError):
            self.print_period(self.bolt)

    def test_what_a_former_account_manager_may_not_see_any_more_is_not_printed(self):
        wizard = (
            self.env["care.communication.print"]
            .with_user(self.rep)
            .create({"profile_ids": self.file_of(self.acme).ids, "lang": "en_US"})
        )
        (self.visit | self.call).sudo().user_id = self.colleague
        self.acme.user_id = self.colleague
        page = self.render(PERIOD, wizard)
        self.assertIn("No contact was logged", page.text_content())
        self.assertNotIn("Invoice", page.text_content())

    def test_the_other_company_prints_its_own(self):
        theirs = self.make_touchpoint(
            self.elm, self.other_company, user_id=self.other_rep.id, topics="Ridge only"
        )
        theirs._finish(date_done="2026-03-05 10:00:00")
        page = self.print_period(self.elm, self.other_rep, date_from="2026-03-01")
        self.assertEqual(self.lines(page)["Core topics"], "Ridge only")
        for record, reader in (self.visit, self.other_rep), (theirs, self.manager):
            with self.subTest(reader=reader.name), self.assertRaises(AccessError):
                self.render(RECORD, record, reader)

    def test_who_has_no_care_right_prints_nothing(self):
        with self.assertRaises(AccessError):
            self.render(RECORD, self.visit, self.employee)

    def test_it_speaks_the_chosen_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.env["ir.module.module"]._load_module_terms(["customer_care"], ["zh_CN"])
        page = self.print_period(self.acme, lang="zh_CN", date_from="2026-03-01")
        self.assertEqual(page.find(".//h1").text_content(), "客户沟通记录表")
        heads = [" ".join(head.text_content().split()) for head in page.findall(".//thead//th")]
        self.assertEqual(
            heads,
            [
                *("时间", "参与人", "渠道", "核心议题"),
                *("客户反馈", "需求变化", "下一步行动", "客户情绪"),
            ],
        )
        page = self.render(RECORD, self.visit, lang="zh_CN")
        self.assertEqual(page.find(".//h1").text_content(), "客户拜访报告")

    def test_it_does_not_end_before_it_begins(self):
        with self.assertRaises(ValidationError):
            self.print_period(self.acme, date_from="2026-03-02", date_to="2026-03-01")

    def test_the_customer_list_chooses_whose(self):
        files = self.file_of(self.acme)
        action = self.env.ref("customer_care.care_communication_print_action")
        self.assertEqual(action.binding_model_id.model, "care.profile")
        wizard = (
            self.env["care.communication.print"]
            .with_user(self.rep)
            .with_context(active_model="care.profile", active_ids=files.ids)
            .create({})
        )
        self.assertRecordValues(
            wizard,
            [
                {
                    "profile_ids": files.ids,
                    "date_from": date(2025, 12, 11),
                    "date_to": TODAY,
                }
            ],
        )

    def test_it_becomes_a_pdf(self):
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        with self.allow_pdf_render():
            content, kind = report._render_qweb_pdf(RECORD, self.visit.ids)
        self.assertEqual((kind, content[:5]), ("pdf", b"%PDF-"))
