from datetime import date

from odoo import Command
from odoo.tests import freeze_time, tagged

from .value_common import NOW_Q, TODAY_Q, ValueCommon

_INDEPENDENT = {
    "quarter": (date(2026, 1, 1), date(2026, 3, 31)),
    "quarter_before": (date(2025, 1, 1), date(2025, 3, 31)),
    "year": (date(2025, 4, 1), date(2026, 3, 31)),
    "year_before": (date(2024, 4, 1), date(2025, 3, 31)),
}


@tagged("post_install", "-at_install")
@freeze_time(NOW_Q)
class TestValueFigures(ValueCommon):
    """What the editions say in figures, against a count that is made otherwise."""

    def plain(self, documents, window, amount):
        """The sum over documents of a window, in the company's currency, one by one."""
        first, last = _INDEPENDENT[window]
        return round(sum(amount(one, day) for one, day in documents if first <= day <= last), 2)

    def in_euro(self, currency, amount, day):
        return currency._convert(amount, self.euro, self.company, day)

    def set_rate(self, day, rate):
        self.env["res.currency.rate"].create(
            {
                "currency_id": self.yuan.id,
                "company_id": self.company.id,
                "name": day,
                "rate": rate,
            }
        )

    # === TRADE === #

    def test_orders_of_each_window_with_a_foreign_currency(self):
        self.set_rate("2024-01-01", 8)
        self.set_rate("2026-01-01", 4)
        days = {
            "2024-05-02": 100,
            "2025-01-31": 200,
            "2025-03-31": 50,
            "2025-04-01": 400,
            "2025-12-31": 25,
            "2026-01-01": 800,
            "2026-03-31": 60,
            "2026-04-01": 5000,
        }
        orders = [self.sell(self.acme, day, Pumps=amount) for day, amount in days.items()]
        with freeze_time("2026-02-03 12:00:00"):
            orders.append(
                self.sell(self.acme, "2026-02-03", currency=self.yuan, Pumps=1000, Service=200)
            )
        self.refresh(today=TODAY_Q)
        trade = self.make_report()._figures_internal()["trade"]
        documents = [(order, order.date_order.date()) for order in orders]
        for window in _INDEPENDENT:
            with self.subTest(window=window):
                self.assertAlmostEqual(
                    trade["turnover"][window],
                    self.plain(
                        documents,
                        window,
                        lambda one, day: self.in_euro(one.currency_id, one.amount_untaxed, day),
                    ),
                )
                self.assertEqual(
                    trade["orders"][window], self.plain(documents, window, lambda _one, _day: 1)
                )
        self.assertEqual(trade["turnover"]["quarter"], 800 + 60 + 300)
        self.assertEqual(trade["trend_quarter"], round((1160 - 250) * 100 / 250, 1))
        self.assertAlmostEqual(sum(trade["chart"]["values"]), trade["turnover"]["year"])
        self.assertAlmostEqual(sum(trade["chart"]["before"]), trade["turnover"]["year_before"])
        self.assertEqual(trade["chart"]["first"], "2025-04-01")

    def make_invoice(self, day, kind="out_invoice", currency=None, **amounts):
        move = (
            self.env["account.move"]
            .with_company(self.company)
            .create(
                {
                    "move_type": kind,
                    "partner_id": self.acme.id,
                    "invoice_date": day,
                    "invoice_date_due": day,
                    "currency_id": (currency or self.euro).id,
                    "invoice_line_ids": [
                        Command.create(
                            {
                                "product_id": self.goods[name].id,
                                "price_unit": amount,
                                "tax_ids": [Command.clear()],
                            }
                        )
                        for name, amount in amounts.items()
                    ],
                }
            )
        )
        move.action_post()
        return move

    def test_invoices_less_refunds_also_by_category(self):
        self.env["account.chart.template"].try_loading("generic_coa", self.company, False)
        self.company.currency_id = self.euro
        self.company.care_turnover_source = "invoices"
        self.set_rate("2024-01-01", 8)
        moves = [
            self.make_invoice("2025-02-05", Pumps=100),
            self.make_invoice("2026-01-05", Pumps=1000, Service=300),
            self.make_invoice("2026-02-05", currency=self.yuan, Valves=800),
            self.make_invoice("2026-03-05", kind="out_refund", Pumps=250),
            self.make_invoice("2026-04-01", Pumps=9999),
        ]
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        figures = report._figures_internal()
        documents = [(move, move.invoice_date) for move in moves]
        for window in _INDEPENDENT:
            with self.subTest(window=window):
                self.assertAlmostEqual(
                    figures["trade"]["turnover"][window],
                    self.plain(documents, window, lambda one, _day: one.amount_untaxed_signed),
                )
        self.assertEqual(
            [(row["name"], row["amount"], row["before"]) for row in figures["categories"]],
            [("Pumps", 750, 100), ("Service", 300, 0), ("Valves", 100, 0)],
        )
        self.assertEqual(figures["categories"][0]["share_percent"], round(75000 / 1150, 1))
        self.assertEqual(figures["categories"][0]["trend_percent"], 650)
        self.assertFalse(figures["categories"][1]["trend_percent"])
        self.assertEqual(
            sum(row["amount"] for row in figures["categories"]),
            figures["trade"]["turnover"]["quarter"],
        )

    def test_payment_counts_what_is_overdue_and_how_late_invoices_were_paid(self):
        self.env["account.chart.template"].try_loading("generic_coa", self.company, False)
        self.company.currency_id = self.euro
        paid = self.make_invoice("2026-01-10", Pumps=100)
        self.make_invoice("2026-03-01", Pumps=40)
        self.make_invoice("2026-03-20", Pumps=2)
        self.make_invoice("2026-04-20", Pumps=900)
        wizard = self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=paid.ids
        )
        wizard.create({"payment_date": "2026-01-30"})._create_payments()
        self.refresh(today=TODAY_Q)
        payment = self.make_report()._figures_internal()["payment"]
        self.assertEqual(
            payment,
            {
                "overdue": 42,
                "overdue_count": 2,
                "oldest_days": 33,
                "paid_count": 1,
                "late_days": 20,
            },
        )

    def test_while_the_quarter_runs_as_many_days_of_the_year_before_are_compared(self):
        for day in ("2025-04-02", "2025-04-20", "2026-04-02"):
            self.sell(self.acme, day, Pumps=100)
        self.refresh(today=TODAY_Q)
        report = self.make_report(date_start="2026-04-01")
        turnover = report._figures_internal()["trade"]["turnover"]
        self.assertEqual((turnover["quarter"], turnover["quarter_before"]), (100, 100))

    def test_rank_and_share_are_those_of_the_stored_turnover(self):
        for partner, amount in ((self.acme, 300), (self.bolt, 600), (self.crane, 100)):
            self.sell(partner, "2026-02-10", Pumps=amount)
        self.refresh(today=TODAY_Q)
        rank = self.make_report()._figures_internal()["rank"]
        self.assertEqual(rank, {"share_percent": 30, "place": 2, "count": 3})
        self.env["care.profile"]._ensure(self.fir)
        nobody = self.make_report(self.fir, self.colleague)
        self.assertFalse(nobody._figures_internal()["rank"])

    def test_no_data_is_not_zero(self):
        self.env["care.profile"]._ensure(self.acme)
        report = self.make_report()
        figures = report._figures_internal()
        self.assertIs(figures["voice"]["satisfaction"], False)
        self.assertIs(figures["voice"]["nps"], False)
        self.assertIs(figures["promises"]["kept_percent"], False)
        self.assertIs(figures["cases"]["solution_days"], False)
        self.assertIs(figures["payment"]["overdue"], False)
        self.assertIs(figures["trade"]["trend_quarter"], False)
        self.assertIs(figures["trade"]["chart"], False)
        self.assertIn("—", str(report.internal_edition))

    def test_profit_is_that_of_the_orders_where_margins_are_known(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.refresh(today=TODAY_Q)
        profit = self.make_report()._figures_internal()["profit"]
        if "margin" in self.env["sale.order"]._fields:
            self.assertEqual(profit, {"quarter": 1000, "year": 1000})
        else:
            self.assertEqual(profit, {"quarter": False, "year": False})

    # === SERVICE === #

    def make_case(self, day, solved=None, **vals):
        case = self.env["care.case"].create(
            {"subject": "Leak", "partner_id": self.acme.id, "company_id": self.company.id, **vals}
        )
        case.sudo().write({"date_received": f"{day} 10:00:00"})
        if solved:
            case.sudo().write({"state": "resolved", "date_resolved": f"{solved} 10:00:00"})
        return case

    def test_cases_and_promises_are_those_of_the_quarter(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.refresh(today=TODAY_Q)
        self.make_case("2025-12-30", solved="2026-01-09")
        self.make_case("2026-02-01", solved="2026-02-03", kind="complaint", severity="major")
        self.make_case("2026-03-31", kind="complaint")
        self.make_case("2026-04-01")
        self.make_case("2026-02-01").sudo().state = "cancelled"
        touchpoints = [self.make_touchpoint(self.acme) for _number in range(4)]
        policy = self.env["care.sla.policy"].create(
            {"name": "Visit", "kind": "return_visit", "amount": 24}
        )
        for touchpoint, (deadline, state) in zip(
            touchpoints,
            [
                ("2026-01-02", "met"),
                ("2026-03-31", "breached"),
                ("2026-04-01", "met"),
                ("2026-02-02", "cancelled"),
            ],
            strict=True,
        ):
            self.env["care.sla.clock"].create(
                {
                    "kind": "return_visit",
                    "policy_id": policy.id,
                    "touchpoint_id": touchpoint.id,
                    "profile_id": self.file_of(self.acme).id,
                    "partner_id": self.acme.id,
                    "company_id": self.company.id,
                    "date_start": "2026-01-01 00:00:00",
                    "deadline": f"{deadline} 12:00:00",
                    "date_end": f"{deadline} 10:00:00",
                    "state": state,
                }
            )
        figures = self.make_report()._figures_internal()
        self.assertEqual(
            figures["cases"],
            {
                "received": 2,
                "complaints": 2,
                "major": 1,
                "solved": 2,
                "open": 2,
                "solution_days": 6,
            },
        )
        self.assertEqual(
            figures["promises"],
            {"count": 2, "kept": 1, "kept_percent": 50, "reply_hours": False},
        )

    def make_answers(self, *scores):
        """Answers of as many people: ``(day, satisfaction, recommendation)``."""
        survey = self.env.ref("customer_care.survey_relationship")
        for number, (day, satisfaction, recommends) in enumerate(scores):
            contact = self.make_contact(f"Asked {number}", self.acme)
            sheet = self.env["survey.user_input"].create(
                {"survey_id": survey.id, "partner_id": contact.id, "state": "done"}
            )
            self.env["care.answer"].create(
                {
                    "user_input_id": sheet.id,
                    "survey_id": survey.id,
                    "company_id": self.company.id,
                    "profile_id": self.file_of(self.acme).id,
                    "partner_id": self.acme.id,
                    "contact_id": contact.id,
                    "date": day,
                    "satisfaction": satisfaction,
                    "recommend_score": recommends,
                }
            )

    def test_answers_of_twelve_months_are_averaged_with_their_number(self):
        self.env["care.profile"]._ensure(self.acme)
        self.make_answers(
            ("2025-03-31", 1, 0), ("2025-04-01", 5, 9), ("2026-03-31", 4, 3), ("2026-04-01", 1, 0)
        )
        voice = self.make_report()._figures_internal()["voice"]
        self.assertEqual(
            voice,
            {"count": 2, "people": 2, "satisfaction": 4.5, "recommend_score": 6, "nps": 0},
        )

    def test_the_customer_reads_no_average_that_tells_who_said_what(self):
        self.env["care.profile"]._ensure(self.acme)
        self.make_answers(("2026-02-01", 5, 9), ("2026-02-01", 4, 9))
        report = self.make_report()
        self.assertEqual(report._figures_external()["voice"], {"count": 2, "satisfaction": False})
        self.make_answers(("2026-02-02", 3, 9))
        self.assertEqual(report._figures_external()["voice"], {"count": 3, "satisfaction": 4})

    def test_contacts_of_the_quarter_are_counted_as_the_file_does(self):
        self.env["care.profile"]._ensure(self.acme)
        for day, channel in (
            ("2025-12-31", "call"),
            ("2026-01-01", "visit"),
            ("2026-02-01", "call"),
            ("2026-02-01", "call"),
            ("2026-04-01", "call"),
        ):
            touchpoint = self.make_touchpoint(self.petra, channel=channel)
            touchpoint.sudo().write({"state": "done", "date_done": f"{day} 10:00:00"})
        contacts = self.make_report()._figures_internal()["contacts"]
        self.assertEqual(contacts, {"count": 3, "channels": [["Call", 2], ["Visit", 1]]})

    # === FROZEN === #

    def test_a_released_report_says_what_was_released(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.refresh(today=TODAY_Q)
        report = self.make_report()
        self.sell(self.acme, "2026-02-11", Pumps=500)
        self.assertIn("1,500", str(report.internal_edition))
        report.action_release()
        self.sell(self.acme, "2026-02-12", Pumps=7000)
        self.env.invalidate_all()
        for edition in (report.internal_edition, report.external_edition):
            self.assertIn("1,500", str(edition))
            self.assertNotIn("8,500", str(edition))
        report.action_take_back()
        self.env.invalidate_all()
        self.assertIn("8,500", str(report.internal_edition))

    def test_a_released_report_is_read_in_each_language(self):
        self.env["res.lang"]._activate_lang("zh_CN")
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.refresh(today=TODAY_Q)
        self.acme.lang = self.petra.lang = "zh_CN"
        report = self.make_report()
        report.action_release()
        self.assertEqual(
            set(report.sudo().snapshot["internal"]) & {"en_US", "zh_CN"}, {"en_US", "zh_CN"}
        )
        self.assertIn("Turnover of the quarter", str(report.internal_edition))
        chinese = report.with_context(lang="zh_CN")
        self.assertIn("本季度交易额", str(chinese.internal_edition))
        self.assertIn("季度", str(report.external_edition))

    def test_customers_of_a_list_cost_no_more_than_one(self):
        self.sell(self.acme, "2026-02-10", Pumps=1000)
        self.refresh(today=TODAY_Q)
        profiles = self.env["care.profile"].create(
            [
                {
                    "partner_id": self.make_customer(f"Many {number}", self.rep).id,
                    "company_id": self.company.id,
                }
                for number in range(80)
            ]
        )
        reports = self.env["care.value.report"].create(
            [{"profile_id": profile.id, "date_start": "2026-01-01"} for profile in profiles]
        )
        counts = []
        for some in (reports[1:2], reports[:1], reports):  # the first one warms up
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            some.with_user(self.rep).web_read(
                {
                    "partner_id": {"fields": {"display_name": {}}},
                    **{name: {} for name in ("period", "date_due", "state", "is_late")},
                    "user_id": {"fields": {"display_name": {}}},
                    "grade_id": {"fields": {"display_name": {}}},
                }
            )
            counts.append(self.env.cr.sql_log_count - before)
        self.assertEqual(counts[1], counts[2])
