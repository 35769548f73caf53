from datetime import timedelta

from lxml import html

from odoo import Command, fields
from odoo.tests import Form

LOG_VIEW = "customer_care.care_touchpoint_view_form_log"


class WholePath:
    """The steps from an order to the next visit, as the people and the scheduled actions take them.

    ``rep`` looks after ``customer``, ``manager`` decides; all of them work in ``company`` today.
    """

    # === WHAT THE SERVER DOES === #

    def run_action(self, name):
        """Let a scheduled action run as the server does, and read anew."""
        self.env.flush_all()
        with self.enter_registry_test_mode():
            self.env.ref(f"customer_care.{name}").method_direct_trigger()
        self.env.invalidate_all()

    # === WHAT PEOPLE DO === #

    def judge_by_turnover_alone(self):
        """A rank depends on who else is in the database."""
        self.env["care.grade.criterion"].search([("metric", "=", "turnover_percentile")]).unlink()

    def quotation(self, customer, rep, amount):
        """A quotation of ``amount``, untaxed, in the company's currency."""
        product = self.env["product.product"].create(
            {"name": "Walked pump", "type": "service", "taxes_id": False}
        )
        return self.env["sale.order"].create(
            {
                "partner_id": customer.id,
                "user_id": rep.id,
                "currency_id": self.env.company.currency_id.id,
                "order_line": [
                    Command.create(
                        {
                            "product_id": product.id,
                            "price_unit": amount,
                            "tax_ids": [Command.clear()],
                        }
                    )
                ],
            }
        )

    def meet_person(self, customer, days):
        """A contact of the customer whose birthday is in so many days."""
        birthday = self.env.company._care_today() + timedelta(days=days)
        return self.env["res.partner"].create(
            {
                "name": "Invented Person",
                "parent_id": customer.id,
                "care_birthday": birthday.replace(year=1984),
            }
        )

    def spoke_long_ago(self, customer, rep, days=60):
        """The last contact was so many days ago, whatever the data tells of later ones."""
        moment = fields.Datetime.now() - timedelta(days=days)
        later = [("profile_id", "=", self.file_in(customer).id), ("state", "=", "done")]
        self.env["care.touchpoint"].search([*later, ("date_done", ">", moment)]).date_done = moment
        written = [("author_id", "child_of", customer.id), ("date", ">", moment)]
        self.env["mail.message"].search(written).date = moment
        touchpoint = self.env["care.touchpoint"].create(
            {"partner_id": customer.id, "user_id": rep.id, "channel": "visit", "name": "Long ago"}
        )
        touchpoint._finish(date_done=moment)

    def file_in(self, customer):
        return self.env["care.profile"].search(
            [("partner_id", "=", customer.id), ("company_id", "=", self.env.company.root_id.id)]
        )

    def planned_for(self, customer, **domain):
        return self.env["care.touchpoint"].search(
            [
                ("partner_id", "=", customer.id),
                ("state", "=", "planned"),
                *[(name, "=", value) for name, value in domain.items()],
            ]
        )

    def as_user(self, user, records):
        """The records as that person's client sees them, in this company."""
        return records.with_user(user).with_context(
            allowed_company_ids=self.env.company.ids, lang=user.lang
        )

    def log(self, rep, touchpoint, note, next_step, next_day):
        with Form(self.as_user(rep, touchpoint), view=LOG_VIEW) as form:
            form.topics = note
            form.next_step = next_step
            form.next_step_date = next_day
        self.as_user(rep, touchpoint).action_done()

    def print_plan(self, manager, rep, lang):
        """The rep's care plan that the manager prints: the page, and the bytes of the PDF."""
        today = self.env.company._care_today()
        wizard = self.as_user(manager, self.env["care.plan.print"]).create(
            {
                "user_ids": rep.ids,
                "date_from": today - timedelta(days=1),
                "date_to": today + timedelta(days=60),
                "lang": lang,
            }
        )
        action = wizard.action_print()
        report = self.as_user(manager, self.env["ir.actions.report"])
        content, _kind = report._render_qweb_html(action["report_name"], wizard.ids)
        with self.allow_pdf_render():
            pdf, _kind = report.with_context(force_report_rendering=True)._render_qweb_pdf(
                action["report_name"], wizard.ids
            )
        return html.fromstring(content), pdf

    # === THE PATH === #

    def walk(self, customer, rep, manager):
        """From an order to the next visit, and from the figures to another grade."""
        self.judge_by_turnover_alone()
        today = self.env.company._care_today()
        person = self.meet_person(customer, days=3)
        self.walk_to_figures(customer, rep, manager)
        self.spoke_long_ago(customer, rep)
        due = self.walk_to_reminder(customer, person, rep)
        self.log(rep, due, "Wants a second line", "Send the plans", today + timedelta(days=5))
        file = self.file_in(customer)
        self.assertEqual(file.last_contact_date, today)
        self.assertEqual(file.next_contact_date, today + timedelta(days=14))
        self.assertRecordValues(
            self.planned_for(customer, origin="next_step", name="Send the plans"),
            [{"user_id": rep.id, "date_planned": today + timedelta(days=5)}],
        )
        self.walk_to_other_grade(customer, rep, manager)
        self.walk_to_print(customer, rep, manager)

    def walk_to_figures(self, customer, rep, manager):
        """An order is confirmed; within a minute it is counted, and the customer has a grade."""
        before = self.file_in(customer)
        turnover, orders = before.turnover_12m or 0, before.order_count_12m or 0
        self.as_user(rep, self.quotation(customer, rep, 600_000)).action_confirm()
        self.run_action("cron_dirty_drain")
        file = self.file_in(customer)
        self.assertAlmostEqual(file.turnover_12m, turnover + 600_000, 2)
        self.assertEqual(file.order_count_12m, orders + 1)
        self.assertTrue(file.grade_id)
        self.assertEqual(file.user_id, rep)
        # a colleague of the manager's had put them lower: the review will object
        self.env["care.grade.change"].with_user(manager)._record(
            self.as_user(manager, file),
            self.env.ref("customer_care.care_grade_b"),
            "Not yet",
            lock_date=False,
        )
        self.assertEqual(file.grade_id.code, "B")

    def walk_to_reminder(self, customer, person, rep):
        """Birthday and cadence are planned, and what is due stands before the rep, on any day of
        the week.

        :return: the due touchpoint of the cadence
        """
        company = self.env.company
        today = company._care_today()
        # a card goes out on a working day; who is late with a call calls today
        card_day = company._care_working_days().since(today)
        self.run_action("cron_calendar_generate")
        card = self.planned_for(customer, origin="occasion", contact_id=person.id)
        call = self.planned_for(
            customer, cadence_id=self.env.ref("customer_care.care_grade_cadence_b_call").id
        )
        self.assertRecordValues(
            card | call,
            [
                {
                    "user_id": rep.id,
                    "date_planned": card_day,
                    "occurrence_date": today + timedelta(days=3),
                },
                {
                    "user_id": rep.id,
                    "date_planned": today,
                    "occurrence_date": today - timedelta(days=60 - 14),
                },
            ],
        )
        self.run_action("cron_touchpoint_remind")
        # who is reminded a day ahead hears on Sunday of Monday's card
        soon = today + timedelta(days=company.root_id.care_reminder_days)
        due = card | call if card_day <= soon else call
        self.assertEqual(due.reminder_id.user_id, rep)
        self.assertEqual((card | call).filtered("reminder_id"), due)
        work = self.as_user(rep, self.env["care.work"]).search([("user_id", "=", rep.id)])
        self.assertLessEqual(set((card | call).ids), set(work.mapped("res_id")))
        return call

    def walk_to_other_grade(self, customer, rep, manager):
        """The review proposes what the figures ask for; the manager approves it."""
        review = self.as_user(manager, self.env["care.grade.review"]).create({})
        review.action_propose()
        change = review.change_ids.filtered(lambda change: change.partner_id == customer)
        self.assertEqual((change.old_grade_id.code, change.new_grade_id.code), ("B", "A"))
        change.action_approve()
        file = self.file_in(customer)
        self.assertEqual((change.state, file.grade_id.code), ("applied", "A"))
        visit = self.env.ref("customer_care.care_grade_cadence_a_visit")
        self.assertEqual(
            self.planned_for(customer, cadence_id=visit.id).date_planned,
            file.last_contact_date + timedelta(days=visit.interval_days),
        )

    def walk_to_print(self, customer, rep, manager):
        """The manager prints the rep's care plan, in English and Chinese."""
        for lang, title, wanted in (
            ("en_US", "Care Plan", ("Deep contact", "every 30 days", "next step are noted")),
            ("zh_CN", "客户维护执行计划表", ("完成标准", "深度关怀", "每 30 天", "下一步行动。")),
        ):
            page, pdf = self.print_plan(manager, rep, lang)
            self.assertEqual(page.find(".//h1").text_content().strip(), title)
            text = page.text_content()
            for part in (rep.name, customer.name, "Wants a second line", "Send the plans", *wanted):
                self.assertIn(part, text)
            self.assertEqual(pdf[:5], b"%PDF-")
