import json
import re

from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from .value_common import NOW_Q, TODAY_Q, ValueCommon

# All that the customer's edition may hold, part by part. Whoever adds something decides it here.
_WHITE_LIST = {
    "trade": {"orders", "value", "value_before", "chart", "source"},
    "products": {"rows", "has_delivered", "more", "saved"},
    "service": {
        *("promised", "kept", "kept_percent", "reply_hours"),
        *("received", "solved", "solution_days"),
    },
    "cases": {"number", "subject", "received", "solved"},
    "voice": {"count", "satisfaction"},
    "measures": {"words", "done"},
    "events": {"name", "day", "is_ahead"},
    "team": {"name", "function", "phone", "email"},
}
# What the template reads of the report itself.
_WORDS = {"message", "achievements", "outlook", "period", "partner_id", "company_id"}


@tagged("post_install", "-at_install")
@freeze_time(NOW_Q)
class TestValueExternal(ValueCommon):
    """What the customer reads: much of what we did together, nothing of what we think of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.sell(cls.acme, "2025-03-01", Pumps=4321)
        cls.sell(cls.acme, "2026-02-10", discount=10, Pumps=1000, Valves=500)
        for partner in cls.bolt | cls.crane | cls.dock:
            cls.sell(partner, "2025-11-11", Service=7777)
        cls.refresh(today=TODAY_Q)
        cls.profile = cls.grade(cls.acme, cls.grade_a)
        cls.petra.write({"email": "petra@acme.example", "function": "Buyer"})
        cls.rep.partner_id.write({"phone": "+49 1", "function": "Account Manager"})

    def edition(self, report):
        """The text of the external edition, as printed."""
        self.env.flush_all()
        self.env.invalidate_all()
        html, _kind = self.env["ir.actions.report"]._render_qweb_html(
            "customer_care.report_value_external", report.ids
        )
        return self.text_of(html.decode())

    def text_of(self, html):
        text = re.sub(r"<style.*?</style>", " ", str(html), flags=re.DOTALL)
        return re.sub(r"<[^>]+>", " ", text)

    def make_solved_case(self, subject, partner=None, **vals):
        case = self.env["care.case"].create(
            {
                "subject": subject,
                "partner_id": (partner or self.acme).id,
                "company_id": self.company.id,
                **vals,
            }
        )
        case.sudo().write(
            {
                "state": "resolved",
                "date_received": "2026-02-01 10:00:00",
                "date_resolved": "2026-02-03 10:00:00",
            }
        )
        return case

    def note(self, record, words):
        record.message_post(body=words, subtype_xmlid="mail.mt_note")

    # === WHAT IS IN IT === #

    def test_it_tells_what_was_done_together(self):
        self.make_solved_case("Pump leaks")
        report = self.make_report(message="Thank you", achievements="Saved 5 %", outlook="Soon")
        report.action_release()
        text = self.edition(report)
        for words in (
            *("Acme", "Q1 2026", "Thank you", "Saved 5 %", "Soon", "Pump leaks"),
            *("Pumps one", "900", "Valves one", "450", "1,350", "150", "4,321"),
            *("Rep", "+49 1", "Account Manager", "02/01/2026", "02/03/2026"),
        ):
            with self.subTest(words=words):
                self.assertIn(words, text)

    def test_measures_are_told_only_in_words_for_customers(self):
        cause = self.env["care.cause"].create({"name": "Lazy colleague"})
        mine = self.make_solved_case("Pump leaks", cause_id=cause.id)
        theirs = self.make_solved_case("Valve stuck", self.bolt, cause_id=cause.id)

        def measure(name, **vals):
            self.env["care.measure"].create(
                {"name": name, "company_id": self.company.id, "user_id": self.rep.id, **vals}
            )

        measure("SECRET-1", case_id=mine.id, problem="SECRET-2", customer_note="Tested twice")
        measure("SECRET-3", case_id=mine.id)
        measure("SECRET-4", cause_id=cause.id, customer_note="New training")
        measure("SECRET-5", customer_note="Hotline on Saturdays")
        measure("SECRET-6", case_id=theirs.id, cause_id=cause.id, customer_note="For Bolt alone")
        report = self.make_report()
        report.action_release()
        text = self.edition(report)
        for words in ("Tested twice", "New training", "Hotline on Saturdays"):
            self.assertIn(words, text)
        for words in ("SECRET", "For Bolt alone", "Lazy"):
            self.assertNotIn(words, text)

    def test_events_are_those_that_the_customer_knows_of(self):
        def event(name, people=(), day="2026-02-20", **vals):
            event = self.env["calendar.event"].create(
                {
                    "name": name,
                    "start": f"{day} 09:00:00",
                    "stop": f"{day} 10:00:00",
                    "partner_ids": [(6, 0, [one.id for one in people])],
                    "user_id": self.rep.id,
                    **vals,
                }
            )
            if day < str(TODAY_Q):
                touchpoint = self.make_touchpoint(self.petra)
                touchpoint.sudo().write(
                    {
                        "event_id": event.id,
                        "origin": "event",
                        "state": "done",
                        "date_done": event.start,
                    }
                )

        event("Salon", privacy="public")
        event("Plant tour", [self.petra])
        event("SECRET price talk", privacy="private")
        event("SECRET about Acme")
        event("SECRET with Acme", [self.petra], privacy="private")
        event("Exhibition", [self.petra], day="2026-05-20", privacy="public")
        event("SECRET for Bolt", [self.bolt], day="2026-05-20", privacy="public")
        report = self.make_report()
        report.action_release()
        text = self.edition(report)
        for words in ("Salon", "Plant tour", "Exhibition", "you are invited"):
            self.assertIn(words, text)
        self.assertNotIn("SECRET", text)

    # === WHAT IS NOT IN IT === #

    def plant(self):
        """Put something internal into every corner, each marked, and tell what has no mark."""
        env, profile = self.env, self.profile
        profile.sudo().write(
            {
                "risk_state": "at_risk",
                "risk_signs": "silence",
                "value_tier": "low",
                "overdue_amount": 13131,
                "profit_12m": 14141,
                "turnover_percentile": 77,
            }
        )
        self.grade_a.with_context(lang="en_US").name = "SECRET-GRADE"
        self.grade_a.strategy = "SECRET-STRATEGY"
        self.acme.comment = "SECRET-COMMENT"
        self.acme.category_id = env["res.partner.category"].create({"name": "SECRET-TAG"})
        self.petra.write({"care_birthday": "1981-07-19", "comment": "SECRET-PERSON"})
        key = env["care.key.person"].create(
            {"contact_id": self.petra.id, "attitude": "opponent", "concerns": "SECRET-CONCERN"}
        )
        key.wanted_level = "positive"
        env["care.dossier"].create(
            {"partner_id": self.petra.id, "company_id": self.company.id, "taboos": "SECRET-TABOO"}
        )
        touchpoint = self.make_touchpoint(
            self.petra,
            name="SECRET-TOPIC",
            topics="SECRET-TOPICS",
            feedback="SECRET-FEEDBACK",
            need_changes="SECRET-NEED",
            next_step="SECRET-STEP",
        )
        touchpoint.sudo().write({"state": "done", "date_done": "2026-02-20 10:00:00"})
        cause = env["care.cause"].create({"name": "SECRET-CAUSE"})
        case = self.make_solved_case("Pump leaks", cause_id=cause.id, kind="complaint")
        case.sudo().write(
            {
                "cause_note": "SECRET-FINDINGS",
                "remedy_sought": "SECRET-SOUGHT",
                "reject_reason": "SECRET-REJECTED",
                "description": "SECRET-DESCRIPTION",
            }
        )
        self.note(case, "SECRET-NOTE")
        env["care.measure"].create(
            {
                "name": "SECRET-MEASURE",
                "problem": "SECRET-PROBLEM",
                "case_id": case.id,
                "company_id": self.company.id,
            }
        )
        self.make_solved_case("SECRET-OTHER-CASE", self.bolt)
        self.make_solved_case("SECRET-WITHDRAWN").sudo().state = "cancelled"
        contract = env["care.contract"].create(
            {
                "name": "SECRET-CONTRACT",
                "partner_id": self.acme.id,
                "company_id": self.company.id,
                "product_id": self.product.id,
                "date_end": "2026-12-31",
                "note": "SECRET-TERMS",
            }
        )
        contract.action_start()
        self.bolt.name = "SECRET-BOLT"
        for name in self.goods:
            self.category(name).name = f"SECRET-{name}"
        return self.make_report(
            assessment="SECRET-ASSESSMENT", next_steps="SECRET-NEXT", message="Thank you"
        )

    def test_nothing_internal_reaches_the_customer(self):
        report = self.plant()
        self.note(report, "SECRET-CHATTER")
        preview = self.text_of(report.external_edition)
        report.action_release()
        snapshot = json.dumps(report.sudo().snapshot["external"])
        texts = {"print": self.edition(report), "preview": preview, "snapshot": snapshot}
        internal = json.dumps(report.sudo().snapshot["internal"]) + str(report._draw("internal"))
        for planted in ("SECRET-GRADE", "SECRET-Pumps", "SECRET-CONTRACT", "SECRET-ASSESSMENT"):
            self.assertIn(planted, internal)  # the trap is set: the internal edition has them
        for planted in ("13,131", "7,777", "At Risk"):
            self.assertIn(planted, internal)
        for kind, text in texts.items():
            with self.subTest(where=kind):
                self.assertNotIn("SECRET", text)
                for word in (
                    *("13,131", "13131", "14,141", "14141", "7,777", "7777", "1981", "07/19"),
                    *("At Risk", "opponent", "Opponent", "margin", "Margin", "profit", "Profit"),
                    *("Risk", "Grade", "place ", "Share of our", "Overdue", "NPS", "Upselling"),
                ):
                    self.assertNotIn(word, text)

    def test_the_figures_are_those_of_the_white_list(self):
        self.make_solved_case("Pump leaks")
        figures = self.make_report()._figures_external()
        self.assertEqual(set(figures), set(_WHITE_LIST))
        for part, allowed in _WHITE_LIST.items():
            rows = figures[part] if isinstance(figures[part], list) else [figures[part]]
            for row in rows:
                self.assertEqual(set(row), allowed, part)

    def test_the_template_reads_nothing_else_of_the_report(self):
        arch = self.env.ref("customer_care.value_report_external").arch
        read = set(re.findall(r"\bdoc\.([a-z]\w*)", arch))
        self.assertLessEqual(read, _WORDS)

    # === WHO SENDS IT, AND WHEN === #

    def test_a_draft_is_neither_printed_nor_sent(self):
        report = self.make_report()
        for action in (report.action_print_external, report.action_send, report.action_mark_sent):
            with self.assertRaisesRegex(UserError, "draft"):
                action()
        with self.assertRaisesRegex(Exception, "draft"):
            self.edition(report)
        self.assertIn("1,350", str(report.external_edition))

    def send(self, report):
        action = report.action_send()
        composer = (
            self.env["mail.compose.message"]
            .with_user(self.rep)
            .with_context(**action["context"])
            .create({})
        )
        composer._action_send_mail()
        return report.message_ids.filtered(lambda one: one.message_type == "comment")

    def test_it_is_mailed_to_the_main_contact_with_the_edition_and_noted(self):
        report = self.make_report()
        report.action_release()
        message = self.send(report)
        self.assertEqual(message.partner_ids, self.petra)
        self.assertEqual(len(message.attachment_ids), 1)
        self.assertIn("Value report Q1 2026 Acme", message.attachment_ids.name)
        self.assertEqual(message.subject, "Our cooperation in Q1 2026")
        self.assertRecordValues(
            report,
            [{"state": "sent", "date_sent": TODAY_Q, "sent_user_id": self.rep.id}],
        )
        self.send(report)
        self.assertEqual(report.state, "sent")

    def test_it_speaks_the_customers_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.petra.lang = "zh_CN"
        report = self.make_report()
        self.assertEqual(report._external_lang(), "zh_CN")
        report.action_release()
        text = self.edition(report)
        self.assertIn("客户价值分析报告", text)
        self.assertIn("2026年第1季度", text)
        self.assertNotIn("What you ordered", text)

    def test_a_message_that_pretends_to_be_the_sending_needs_the_right(self):
        report = self.make_report()
        report.action_release()
        pretending = report.with_context(care_value_report_sending=True)
        with self.assertRaises(AccessError):
            self.note(pretending.with_user(self.leader), "x")
        report.action_take_back()
        with self.assertRaises(UserError):
            self.note(pretending, "x")
        self.assertEqual(report.state, "draft")

    def test_an_other_persons_report_is_not_rendered(self):
        report = self.make_report()
        report.action_release()
        self.env.invalidate_all()
        renderer = self.env["ir.actions.report"].with_user(self.colleague)
        for name in ("report_value_external", "report_value_internal"):
            with self.assertRaises(Exception) as caught:
                renderer._render_qweb_html(f"customer_care.{name}", report.ids)
            self.assertIn("access", str(caught.exception).lower())
