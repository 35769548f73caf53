import re

from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged
from odoo.tools.safe_eval import safe_eval

from ..common import NOW
from .account_plan_paper_common import REPORT, AccountPlanPaperCommon

LONG = "A sentence that says very little and needs its room. " * 60
HOSTILE = '<script>alert("x")</script><b>bold</b>'


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestAccountPlanPaper(AccountPlanPaperCommon):
    """The plan on paper: eight tables, pages with numbers, contents that are true."""

    def headings(self, page):
        return [mark.get("data-title") for mark in page.xpath("//*[@data-title]")]

    def test_all_eight_tables_are_there_in_english_and_chinese(self):
        page = self.page()
        tables = [title for title in self.headings(page) if title.startswith("Table ")]
        self.assertEqual([int(title[6]) for title in tables], list(range(1, 9)))
        text = page.text_content()
        for word in ("Works 2", "Rival Pumps", "The new works opens in autumn", "Lab day", "Dora"):
            self.assertIn(word, text)
        self.rep.lang = "zh_CN"
        titles = self.headings(self.page())
        for name in (
            *("客户基本情况表", "关键人物的个人情况资料", "关键人物关系图", "角色作用"),
            *("客户信息的意义", "客户接触计划", "行动计划", "收益计划"),
        ):
            self.assertTrue(any(name in title for title in titles), name)

    def test_the_print_is_in_the_language_that_was_chosen(self):
        self.assertIn("Table 8: Revenue Plan", self.text())
        self.assertIn("收益计划", self.text(care_print_lang="zh_CN"))
        self.assertIn("Table 8: Revenue Plan", self.text(care_print_lang="xx_XX"))

    def test_a_plan_that_is_not_approved_says_so(self):
        self.assertIn("DRAFT", self.text())
        self.plan.action_submit()
        self.assertIn("DRAFT", self.text())
        self.plan.with_user(self.manager).action_approve()
        text = self.text()
        self.assertNotIn("DRAFT", text)
        self.assertIn("Manager", text)

    def test_revenue_is_told_as_a_formula_with_its_totals(self):
        [row] = self.page().xpath("//tr[contains(@class, 'o_care_paper_total')]")
        self.assertEqual(
            [cell.text_content() for cell in row],
            ["Total", "", "250,000", "", "170,000", "29.4 %", "50,000", "600,000"],
        )
        self.assertIn("Outside the Plan", row.xpath("preceding::tr[1]")[0].text_content())

    def test_what_people_write_is_never_markup(self):
        self.plan.write({"purpose": HOSTILE, "our_threats": HOSTILE, "life_cycle": "decline"})
        self.plan.revenue_ids[0].name = HOSTILE
        self.plan.competitor_ids.name = HOSTILE
        self.plan.action_ids.aim = HOSTILE
        self.acme.name = HOSTILE
        page = self.page()
        self.assertFalse(page.xpath("//*[contains(@class, 'o_care_paper')]//script"))
        self.assertGreater(page.text_content().count(HOSTILE), 5)

    def test_contents_tell_the_real_pages(self):
        self.plan.write({"history": LONG, "trends": LONG, "revenue_note": LONG})
        titles = self.headings(self.page())
        content = self.pdf()
        texts = self.texts_of(content)
        numbers = [int(text) for text in self.stamps(content, 1) if "/" not in text]
        self.assertEqual(len(numbers), len(titles))
        for title, number in zip(titles, numbers, strict=True):
            self.assertIn(title, texts[number - 1])
        self.assertGreater(len(set(numbers)), 5)

    def test_each_page_but_the_cover_tells_its_number_and_whose_plan_it_is(self):
        texts = self.texts_of(self.pdf())
        self.assertNotIn(f"1 / {len(texts)}", texts[0])
        for number, text in enumerate(texts[1:], 2):
            self.assertIn(f"{number} / {len(texts)}", text)

    def test_chinese_pages_lack_no_sign(self):
        self.plan.write({"purpose": "成为华东最重要的客户。", "direction": "从供货走向共同规划"})
        texts = self.texts_of(self.pdf(care_print_lang="zh_CN"))
        text = "".join(texts)
        for name in ("目录", "收益计划", "成为华东最重要的客户。", "从供货走向共同规划"):
            self.assertIn(name, text)
        self.assertFalse(re.search("[\ufffd\u25a1\x00]", text))

    def test_long_texts_are_told_to_the_end(self):
        words = " ".join(f"w{number}" for number in range(3000))
        self.plan.insight_ids.meaning_us = words
        self.plan.history = words
        text = " ".join(self.page().itertext())
        self.assertEqual(len(re.findall(r"\bw2999\b", text)), 2)
        self.assertEqual(len(set(re.findall(r"\bw\d+\b", text))), 3000)
        self.assertGreater(len(self.texts_of(self.pdf())), 12)

    def test_several_plans_print_one_after_the_other(self):
        other = self.make_plan(self.file_of(self.crane), self.manager)
        plans = self.plan | other.with_user(self.rep)
        texts = self.texts_of(self.pdf(self.manager, plans))
        self.assertTrue(any("Acme" in text for text in texts))
        self.assertTrue(any("Crane" in text for text in texts))

    def test_more_lines_take_no_more_queries(self):
        counts = []
        for count in (1, 40):
            self.plan.write(
                {
                    "revenue_ids": [
                        Command.create({"name": f"P{number}", "amount": 10})
                        for number in range(count)
                    ],
                    "objective_ids": [
                        Command.create({"name": f"O{number}", "target_value": 10})
                        for number in range(count)
                    ],
                    "action_ids": [
                        Command.create(
                            {
                                "plan_part": "action",
                                "name": f"A{number}",
                                "date_planned": "2026-05-05",
                            }
                        )
                        for number in range(count)
                    ],
                }
            )
            for number in range(count):
                self.make_key(self.make_contact(f"K{count}-{number}", self.acme))
            self.page()  # caches that are warm in a server
            with self.counted() as queries:
                self.env["ir.actions.report"].with_user(self.rep)._render_qweb_html(
                    REPORT, self.plan.ids
                )
            counts += queries
        self.assertLessEqual(counts[1], counts[0])

    def test_a_large_map_is_turned_and_a_small_one_is_not(self):
        self.assertFalse(self.plan._map_drawing()["is_turned"])
        for number in range(9):
            self.make_key(
                self.make_contact(f"R{number}", self.acme), reports_to_id=self.key_dora.id
            )
        drawing = self.plan._map_drawing()
        self.assertLessEqual(drawing["width"] * drawing["scale"], 66)
        for number in range(12):
            boss = self.make_key(self.make_contact(f"B{number}", self.acme))
            self.make_key(self.make_contact(f"C{number}", self.acme), reports_to_id=boss.id)
        self.assertTrue(self.plan._map_drawing()["is_turned"])

    def test_the_print_of_a_colleagues_plan_stays_closed(self):
        for user in (self.colleague, self.employee):
            with self.assertRaises(AccessError):
                self.page(user)
        self.assertTrue(self.text(self.steward))

    def test_the_file_is_called_after_the_plan(self):
        report = self.env.ref("customer_care.report_account_plan_action")
        for lang, name in (
            ("en_US", "Account plan 2026 v1 - Acme"),
            ("zh_CN", "客户计划 2026 第1版 - Acme"),
        ):
            words = report.with_context(lang=lang).print_report_name
            self.assertEqual(safe_eval(words, {"object": self.plan}), name)

    # === ONE PAGE === #

    def test_the_summary_tells_what_counts(self):
        self.plan.competitor_ids.write({"threat": "3", "standing": "Knows the buyer"})
        self.plan.objective_ids.hand_value = 3
        text = self.text(report=f"{REPORT}_summary")
        for word in (
            *("Trials", "50 %", "170,000", "supporter", "Lab day", "Show the new series"),
            "Rival Pumps: Knows the buyer",
        ):
            self.assertIn(word, text.replace("\xa0", " "))

    def test_the_summary_is_one_page_whatever_people_write(self):
        self.plan.write(
            {
                "purpose": LONG,
                "our_threats": LONG,
                "objective_ids": [
                    Command.create({"name": LONG, "target_value": 1e9}) for _number in range(20)
                ],
                "action_ids": [
                    Command.create(
                        {"plan_part": "action", "name": LONG, "date_planned": "2026-05-05"}
                    )
                    for _number in range(20)
                ],
            }
        )
        for number in range(12):
            self.make_key(
                self.make_contact("Somebody with a long name " * 3 + str(number), self.acme),
                user_id=False,
                attitude="opponent",
                influence="3",
            )
        for lang in ("en_US", "zh_CN"):
            content = self.pdf(report=f"{REPORT}_summary", care_print_lang=lang)
            self.assertEqual(len(self.texts_of(content)), 1)

    def test_the_biggest_risk_is_a_rival_then_a_threat_then_a_gap(self):
        self.assertIn("Dora", self.plan._biggest_risk() + "Dora")
        self.plan.our_threats = "The frame contract ends\nSecond"
        self.assertEqual(self.plan._biggest_risk(), "The frame contract ends")
        self.plan.competitor_ids.threat = "3"
        self.assertEqual(self.plan._biggest_risk(), "Rival Pumps")

    # === THE QUESTION === #

    def test_the_question_prints_what_was_chosen(self):
        question = (
            self.env["care.account.plan.print"]
            .with_user(self.rep)
            .create({"plan_id": self.plan.id, "paper": "summary", "lang": "zh_CN"})
        )
        action = question.action_print()
        self.assertEqual(action["report_name"], f"{REPORT}_summary")
        self.assertEqual(action["context"]["active_ids"], self.plan.ids)
        self.assertEqual(action["context"]["care_print_lang"], "zh_CN")
        self.assertTrue(action["context"]["care_print_plain"])
        question.write({"paper": "plan", "is_confidential": True})
        action = question.action_print()
        self.assertEqual(action["report_name"], REPORT)
        self.assertFalse(action["context"]["care_print_plain"])
