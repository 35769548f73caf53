"""The same jobs done by what Odoo offers beside our engines: ``./care bench --only alternatives``.

Runs in an Odoo shell, on a copy that is thrown away. Figures, touchpoints, reminders and grades are
brought about by our engine, by the barest SQL, by a loop over records, by the ORM's own way for
many records, and reminders by an automation rule (``base_automation``) too: in turn, several
rounds, each from the same state. What each left behind is counted before a time is believed. Slow
ways do fewer of the units, so all times are told by the unit.
"""

import datetime
import itertools
import math
import os
import statistics

import floor as floors
import generator
import jobs
import measure
from dateutil.relativedelta import relativedelta

from odoo import Command, fields
from odoo.tools import split_every

from odoo.addons.customer_care.models.customer.refresh_scope import RefreshScope

ROUNDS = int(os.environ.get("CARE_BENCH_ROUNDS", "3"))
CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
FEW, MANY = 200, 2000  # units of the slow ways
REMINDERS_EACH = 200  # open reminders that a seller has at most

PRODUCT, FLOOR = "ours", "bare SQL"
LOOP, BATCH = "loop over records", "ORM, in batches"
RULE, QUIET_RULE = "automation rule", "automation rule, without mail"
WAYS = (FLOOR, LOOP, BATCH, RULE, QUIET_RULE)


class Alternatives:
    """One company, its customers, and the jobs."""

    def __init__(self, env):
        rules = env["ir.module.module"].search([("name", "=", "base_automation")])
        rules.button_immediate_install()
        self.env = env = env(cr=env.registry.cursor())  # the former one knows the old models
        self.cr = env.cr
        self.trading = generator.TradingCompany(env, CUSTOMERS)
        self.trading.fill()
        self.company = self.trading.company
        self.company.care_reminder_limit = REMINDERS_EACH
        env.user.company_ids |= self.company
        self.env = env(context={**env.context, "allowed_company_ids": self.company.ids})
        self.cr.execute("DELETE FROM care_dirty")
        self.floor = floors.Floor(self.env, self.trading)
        self.floor.make_tables(self.cr)
        self.cr.execute("SET max_parallel_workers_per_gather = 0")
        self.cr.commit()
        self.rows = []

    # === MEASURING === #

    def compare(self, job, unit, ways):
        """Let all ways do their part of a job, in turn, each from the same state.

        :param ways: by name a method that returns how many units it did
        """
        costs = {name: [] for name in ways}
        for number in range(ROUNDS):
            for name, work in ways.items() if number % 2 else reversed(ways.items()):
                self.env.flush_all()
                self.cr.execute("SAVEPOINT way")
                clock = measure.Clock(self.cr)
                units = work()
                self.env.flush_all()
                self.cr.flush()
                costs[name].append(clock.seconds() / units * 1e6)
                self.env.clear()
                self.cr.execute("ROLLBACK TO SAVEPOINT way")
                self.env.invalidate_all()
            print(f"  {job}: round {number + 1} of {ROUNDS}", flush=True)
        medians = {name: statistics.median(values) for name, values in costs.items()}
        row = {"job": f"{job}, a {unit}", "ours (µs)": round(medians[PRODUCT], 1)}
        for name in WAYS:
            told = ""
            if name in medians:
                told = f"{medians[name]:,.0f}".replace(",", " ")
                told += f" ({medians[name] / medians[PRODUCT]:.2g} ×)"
            row[name] = told
        self.rows.append(row)

    def expect(self, what, found, wanted):
        if found != wanted or not wanted:
            raise SystemExit(f"{what}: {found} instead of {wanted}")
        return found

    def count(self, query, *values):
        self.env.flush_all()
        named = values and isinstance(values[0], dict)
        self.cr.execute(query, values[0] if named else values)
        return self.cr.fetchone()[0]

    def settle(self):
        """Keep the state, and let the planner know it."""
        self.env.flush_all()
        self.cr.commit()
        jobs.vacuum(self.env, *floors.TABLES, *(f"floor_{table}" for table in floors.TABLES))

    # === FIGURES: NOTHING NEW, AS MOSTLY === #

    def figures(self):
        """What orders tell of a customer, the ten figures of ``ORDER_FIGURES``: counted anew and
        compared with what is stored, as every night does. No way finds anything to write."""
        self.today = self.company._care_today()
        self.env["care.profile"]._refresh(company=self.company)
        self.settle()
        self.start = self.today - relativedelta(months=12)
        self.before = self.today - relativedelta(months=24)
        self.compare(
            "figures of orders",
            "customer",
            {
                PRODUCT: self.refresh,
                FLOOR: self.floor_refresh,
                LOOP: self.refresh_in_loop,
                BATCH: self.refresh_in_batch,
            },
        )

    def files(self, number):
        return self.env["care.profile"].search(
            [("company_id", "=", self.company.id)], limit=number, order="id"
        )

    def refresh(self):
        self.written = self.count("SELECT MAX(write_date) FROM care_profile")
        engine = self.env["care.profile"].sudo().with_company(self.company)
        engine._refresh_trade(RefreshScope.of(self.company))
        if self.count("SELECT MAX(write_date) FROM care_profile") != self.written:
            raise SystemExit("figures of orders: something was written")
        return self.number_of_files()

    def floor_refresh(self):
        differ = self.count(
            f"""
            SELECT COUNT(*) FROM care_profile p
         LEFT JOIN ({floors.TRADE}) t ON t.partner_id = p.partner_id
             WHERE p.company_id = %(company)s
               AND (p.turnover_12m, p.turnover_prev_12m, p.order_count_12m, p.first_order_date,
                    p.last_order_date, p.profit_12m, p.usual_interval_days, p.cooperation_years,
                    p.turnover_trend_percent, p.order_trend_percent)
                   IS DISTINCT FROM
                   (t.turnover_12m, CASE WHEN t.first_order_date <= %(start)s THEN t.previous END,
                    t.order_count_12m, t.first_order_date, t.last_order_date, t.profit_12m,
                    CASE WHEN t.intervals >= 2 THEN t.usual_interval END,
                    EXTRACT(YEAR FROM age(%(today)s, t.first_order_date))::int,
                    CASE WHEN t.previous > 0 THEN
                        ROUND((t.turnover_12m - t.previous) * 100 / t.previous, 1) END,
                    CASE WHEN t.previous_orders > 0 THEN
                        ROUND((t.order_count_12m - t.previous_orders) * 100.0
                              / t.previous_orders, 1) END)
            """,
            self.floor.values,
        )
        if differ:
            raise SystemExit(f"figures of orders: {differ} differ from the floor's")
        return self.number_of_files()

    def number_of_files(self):
        return self.count(
            "SELECT COUNT(*) FROM care_profile WHERE company_id = %s", self.company.id
        )

    def refresh_in_loop(self):
        """A search for each customer."""
        files = self.files(FEW)
        for file in files:
            self._compare_with_orders(file, self._orders(file.partner_id))
        return len(files)

    def refresh_in_batch(self):
        """One search for many customers, dealt out in Python."""
        files = self.files(MANY)
        by_customer = self._orders(files.partner_id).grouped(
            lambda order: order.partner_id.commercial_partner_id
        )
        none = self.env["sale.order"]
        for file in files:
            self._compare_with_orders(file, by_customer.get(file.partner_id, none))
        return len(files)

    def _orders(self, customers):
        return self.env["sale.order"].search_fetch(
            [
                ("partner_id.commercial_partner_id", "in", customers.ids),
                ("state", "=", "sale"),
                ("company_id", "=", self.company.id),
            ],
            ["partner_id", "date_order", "amount_untaxed", "margin"],
            order="date_order",
        )

    def _compare_with_orders(self, file, orders):
        """Write what differs, as a method of a model does."""
        zone = self.company._care_zone()
        dated = []
        for order in orders:
            day = order.date_order.replace(tzinfo=datetime.UTC).astimezone(zone).date()
            dated.append((day, order.amount_untaxed, order.margin))
        recent = [line for line in dated if line[0] > self.start]
        former = [line for line in dated if self.before < line[0] <= self.start]
        turnover, previous = (sum(line[1] for line in part) for part in (recent, former))
        days = sorted({line[0] for line in dated})
        since = self.today - datetime.timedelta(days=365)
        pauses = [(b - a).days for a, b in itertools.pairwise(days) if a > since]
        first, last = (days[0], days[-1]) if days else (False, False)
        figures = {
            "turnover_12m": turnover,
            "turnover_prev_12m": previous if first and first <= self.start else 0,
            "order_count_12m": len(recent),
            "first_order_date": first,
            "last_order_date": last,
            "profit_12m": sum(line[2] for line in recent),
            "usual_interval_days": statistics.median(pauses) if len(pauses) > 1 else 0,
            "cooperation_years": relativedelta(self.today, first).years if first else 0,
            "turnover_trend_percent": self._trend(turnover, previous),
            "order_trend_percent": self._trend(len(recent), len(former)),
        }
        for name, value in figures.items():
            same = file[name] == value
            if isinstance(value, (int, float)) and not isinstance(value, bool):
                same = math.isclose(file[name], value, abs_tol=0.051)  # as it is rounded there
            if not same:
                raise SystemExit(f"{name} of {file.display_name}: {value}, not {file[name]}")

    def _trend(self, recent, before):
        return (recent - before) * 100 / before if before else 0

    # === TOUCHPOINTS: THE FIRST PLANNING === #

    def touchpoints(self):
        self.floor.first_refresh(self.cr)
        self.settle()
        planned = self.env["care.touchpoint"]
        own = [("company_id", "=", self.company.id)]
        self.cr.execute("SAVEPOINT look")
        planned._generate(company=self.company)
        self.vals = planned.search(own, limit=MANY, order="id").read(floors.NAMES, load=False)
        for vals in self.vals:
            del vals["id"]
        self.env.clear()
        self.cr.execute("ROLLBACK TO SAVEPOINT look")
        self.env.invalidate_all()
        self.compare(
            "touchpoints",
            "row",
            {
                PRODUCT: self.plan,
                FLOOR: self.floor_plan,
                LOOP: self.plan_in_loop,
                BATCH: self.plan_in_batch,
            },
        )

    def plan(self):
        self.env["care.touchpoint"]._generate(company=self.company)
        return self.count(
            "SELECT COUNT(*) FROM care_touchpoint WHERE company_id = %s", self.company.id
        )

    def floor_plan(self):
        self.floor.plan(self.cr)
        return self.count("SELECT COUNT(*) FROM floor_care_touchpoint")

    def plan_in_loop(self):
        Touchpoint = self.env["care.touchpoint"]
        made = 0
        for vals in self.vals[:FEW]:
            key = ("profile_id", "cadence_id", "occasion_id", "order_id", "occurrence_date")
            if not Touchpoint.search_count([(name, "=", vals[name]) for name in key]):
                Touchpoint.create(vals)
                made += 1
        return self.expect("touchpoints in a loop", made, len(self.vals[:FEW]))

    def plan_in_batch(self):
        made = 0
        for batch in split_every(1000, self.vals):
            made += len(self.env["care.touchpoint"].create(list(batch)))
        return self.expect("touchpoints in batches", made, len(self.vals))

    # === REMINDERS: WHAT IS DUE ON THE FIRST DAY === #

    def reminders(self):
        self.env["care.touchpoint"]._generate(company=self.company)
        self.settle()
        self.due = self.env["care.touchpoint"].search(
            [("company_id", "=", self.company.id), ("date_planned", "<=", self.today)],
            order="date_planned, id",
            limit=FEW,
        )
        model = self.env["ir.model"]._get("care.touchpoint")
        self.rule = self.env["base.automation"].create(
            {
                "name": "Bench",
                "model_id": model.id,
                "trigger": "on_time",
                "trg_date_id": self.env.ref("customer_care.field_care_touchpoint__date_planned").id,
                "trg_date_range": 0,
                "trg_date_range_type": "day",
                "filter_domain": str([("id", "in", self.due.ids)]),
                "action_server_ids": [
                    Command.create(
                        {
                            "name": "Remind",
                            "model_id": model.id,
                            "state": "next_activity",
                            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
                            "activity_summary": "Contact",
                            "activity_user_type": "generic",
                            "activity_user_field_name": "user_id",
                        }
                    )
                ],
            }
        )
        self.settle()
        self.compare(
            "reminders",
            "reminder",
            {
                PRODUCT: self.remind,
                FLOOR: self.floor_remind,
                LOOP: self.remind_in_loop,
                BATCH: self.remind_in_batch,
                RULE: self.remind_by_rule,
                QUIET_RULE: lambda: self.remind_by_rule(mail_activity_quick_update=True),
            },
        )

    def reminded(self):
        return self.count(
            "SELECT COUNT(*) FROM mail_activity a JOIN care_touchpoint t ON t.id = a.res_id"
            " WHERE a.res_model = 'care.touchpoint' AND t.company_id = %s",
            self.company.id,
        )

    def remind(self):
        engine = self.env["care.touchpoint"].sudo()
        engine._remind_company(self.company, self.today)
        return self.reminded()

    def floor_remind(self):
        """The activities, and nothing that tells anybody of them."""
        self.cr.execute(
            """
            WITH due AS (
                SELECT id, user_id, date_planned FROM (
                    SELECT *, row_number() OVER (PARTITION BY user_id ORDER BY date_planned, id)
                               AS place
                      FROM care_touchpoint
                     WHERE company_id = %(company)s AND state = 'planned'
                       AND date_reminded IS NULL AND date_planned <= %(today)s) t
                 WHERE place <= %(limit)s),
            made AS (
                INSERT INTO mail_activity (res_model, res_model_id, res_id, activity_type_id,
                            user_id, active, date_deadline, summary, automated, create_date,
                            write_date)
                SELECT 'care.touchpoint', %(model)s, id, %(kind)s, user_id, TRUE, date_planned,
                       'Contact', TRUE, now(), now() FROM due
             RETURNING id, res_id)
            UPDATE care_touchpoint t SET reminder_id = made.id, date_reminded = %(today)s,
                   write_date = now() FROM made WHERE t.id = made.res_id
            """,
            {
                "company": self.company.id,
                "today": self.today,
                "limit": REMINDERS_EACH,
                "model": self.env["ir.model"]._get_id("care.touchpoint"),
                "kind": self.env.ref("mail.mail_activity_data_call").id,
            },
        )
        return self.reminded()

    def _activity(self, touchpoint):
        return {
            "activity_type_id": self.env.ref("mail.mail_activity_data_call").id,
            "res_model_id": self.env["ir.model"]._get_id("care.touchpoint"),
            "res_id": touchpoint.id,
            "user_id": touchpoint.user_id.id,
            "date_deadline": touchpoint.date_planned,
            "summary": "Contact",
        }

    def remind_in_loop(self):
        for touchpoint in self.due:
            self.env["mail.activity"].create(self._activity(touchpoint))
        return self.expect("reminders in a loop", self.reminded(), len(self.due))

    def remind_in_batch(self):
        self.env["mail.activity"].create([self._activity(touchpoint) for touchpoint in self.due])
        return self.expect("reminders in batches", self.reminded(), len(self.due))

    def remind_by_rule(self, **context):
        """What the scheduled action of rules does for each of them."""
        rule = self.rule.with_context(__action_done={}, **context)
        for touchpoint in rule._search_time_based_automation_records(until=fields.Datetime.now()):
            rule._process(touchpoint)
        return self.expect("reminders by a rule", self.reminded(), len(self.due))

    # === GRADES: EVERYBODY MOVES === #

    def grades(self):
        """As ``review.py`` has it, beside writing the grade with its history."""
        self.a, self.b, self.c = (
            self.env.ref(f"customer_care.care_grade_{letter}") for letter in "abc"
        )
        self.cr.execute(
            "UPDATE care_profile SET grade_id = CASE grade_id WHEN %s THEN %s ELSE %s END"
            " WHERE company_id = %s AND grade_id IS NOT NULL",
            (self.b.id, self.c.id, self.b.id, self.company.id),
        )
        self.env.invalidate_all()
        self.company.care_grade_patience_months = 0
        self.review = self.env["care.grade.review"].create({"company_id": self.company.id})
        self.review.action_propose()
        self.settle()
        self.compare(
            "grades",
            "change",
            {
                PRODUCT: self.approve,
                FLOOR: self.floor_approve,
                LOOP: self.grade_in_loop,
                BATCH: self.grade_in_batch,
            },
        )

    def applied(self):
        return self.count(
            "SELECT COUNT(*) FROM care_grade_change WHERE review_id = %s AND state = 'applied'",
            self.review.id,
        )

    def approve(self):
        self.review.action_approve()
        return self.applied()

    def floor_approve(self):
        self.cr.execute(
            "UPDATE care_grade_change SET state = 'applied', decided_user_id = %s,"
            " decided_date = %s, write_date = now() WHERE review_id = %s AND state = 'proposed'",
            (self.env.uid, self.today, self.review.id),
        )
        self.cr.execute(
            "UPDATE care_profile p SET grade_id = c.new_grade_id, grade_since = c.date_apply,"
            " write_date = now() FROM care_grade_change c"
            " WHERE c.profile_id = p.id AND c.review_id = %s AND c.state = 'applied'",
            (self.review.id,),
        )
        return self.applied()

    def grade_in_loop(self):
        changes = self.review.change_ids[:FEW]
        for change in changes:
            self._grade(change)
        return self.expect("grades in a loop", self.applied(), len(changes))

    def grade_in_batch(self):
        changes = self.review.change_ids[:MANY]
        for _grade, part in changes.grouped("new_grade_id").items():
            self._grade(part)
        return self.expect("grades in batches", self.applied(), len(changes))

    def _grade(self, changes):
        """Two writes, as simple as the ORM allows."""
        plain = {"tracking_disable": True}
        changes.profile_id.sudo().with_context(**plain).write(
            {"grade_id": changes.new_grade_id.id, "grade_since": self.today}
        )
        changes.sudo().with_context(**plain).write(
            {"state": "applied", "decided_user_id": self.env.uid, "decided_date": self.today}
        )
        self.env.flush_all()

    def run(self):
        """All jobs, each on what the one before left."""
        for job in (self.figures, self.touchpoints, self.reminders, self.grades):
            job()
        measure.keep(self.rows)
        self.cr.close()


def run(env):
    """The whole, in an Odoo shell."""
    Alternatives(env).run()
