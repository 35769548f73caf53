"""The way of one customer among all of them, from an order to the next visit: ``./care bench``.

Runs in an Odoo shell, on a copy that is thrown away, with the generated company of ``nightly.py``.
Each step is what a person or a scheduled action does; what has to follow from it is checked, and
how long it took is told, because somebody waits for it. No ratio is judged.
"""

import os
import time
from datetime import timedelta

import generator
import jobs

from odoo import Command

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
GOODS_WORTH = 900_000  # an order that lifts its customer into the best grade


class Walk:
    """One database, one company, one of its customers."""

    def __init__(self, env):
        self.env = env
        self.trading = generator.TradingCompany(env, CUSTOMERS)
        self.trading.fill()
        self.company = self.trading.company
        context = {**env.context, "allowed_company_ids": self.company.ids}
        self.env = env(context=context)
        env.cr.execute("DELETE FROM care_dirty")
        env.cr.commit()

    def step(self, title, work):
        """Do it, commit, and tell how long it took."""
        start = time.time()
        result = work()
        self.env.cr.commit()
        print(f"  {title}: {time.time() - start:.1f} s", flush=True)
        return result

    def action(self, name):
        """What a scheduled action does, in a transaction of its own."""
        with self.env.registry.cursor() as cr:
            jobs.scheduled(cr, name).ir_actions_server_id.run()
        self.env.invalidate_all()

    def file(self):
        return self.env["care.profile"]._of(self.customer, self.company)

    def touchpoints(self, *domain):
        return self.env["care.touchpoint"].search([("partner_id", "=", self.customer.id), *domain])

    def expect(self, holds, what):
        if not holds:
            raise SystemExit(f"{what}: it does not hold")

    # === THE WAY === #

    def order(self):
        """The customer buys more than ever."""
        product = self.env["product.product"].search([("type", "=", "service")], limit=1)
        line = {"product_id": product.id, "price_unit": GOODS_WORTH, "tax_ids": [Command.clear()]}
        self.env["sale.order"].create(
            {"partner_id": self.customer.id, "order_line": [Command.create(line)]}
        ).action_confirm()

    def log(self):
        """What was said, and the next step."""
        today = self.company._care_today()
        due = self.touchpoints(("state", "=", "planned"), ("date_planned", "<=", today))[:1]
        self.expect(due.reminder_id, "what is due stands before its responsible")
        due.write(
            {
                "topics": "Wants a second line",
                "next_step": "Send the plans",
                "next_step_date": today + timedelta(days=5),
            }
        )
        due.action_done()
        return today

    def print_plan(self):
        """The care plan of whoever looks after the customer."""
        today = self.company._care_today()  # the month may end before the next step
        wizard = self.env["care.plan.print"].create(
            {
                "user_ids": self.customer.user_id.ids,
                "company_id": self.company.id,
                "date_to": today + timedelta(days=7),
            }
        )
        report = self.env.ref("customer_care.report_care_plan_action")
        return report._render_qweb_html(report.report_name, wizard.ids)[0]

    def run(self):
        """From the first night to the printed plan."""
        self.step("first refresh of all", lambda: self.action("cron_profile_refresh"))
        self.step("first planning of all", lambda: self.action("cron_calendar_generate"))
        self.customer = (
            self.env["care.profile"]
            .search(
                [
                    ("company_id", "=", self.company.id),
                    ("grade_id.code", "=", "B"),
                    ("turnover_percentile", "<", 60),
                    ("next_contact_date", "<", self.company._care_today()),
                    ("user_id", "!=", False),
                ],
                limit=1,
            )
            .partner_id
        )
        before = self.file().turnover_12m
        self.step("confirm an order", self.order)
        self.step("count its customer", lambda: self.action("cron_dirty_drain"))
        self.expect(self.file().turnover_12m == before + GOODS_WORTH, "the order is counted")
        self.step("remind of all that is due", lambda: self.action("cron_touchpoint_remind"))
        today = self.step("log a contact", self.log)
        self.expect(self.file().last_contact_date == today, "the last contact moves")
        self.expect(self.file().next_contact_date > today, "the next contact moves")
        self.expect(self.touchpoints(("origin", "=", "next_step")), "the next step is planned")
        review = self.env["care.grade.review"].create({"company_id": self.company.id})
        self.step("propose changes for all", review.action_propose)
        self.step("approve them", review.action_approve)
        self.expect(self.file().grade_id.code == "A", "the grade is applied")
        page = self.step("print the care plan (HTML)", self.print_plan)
        self.expect(b"Send the plans" in page, "the plan has the next step")


def run(env):
    """The whole, in an Odoo shell."""
    Walk(env).run()
