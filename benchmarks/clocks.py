"""The check of promises beside the barest SQL that changes the same rows.

Runs in an Odoo shell, on a copy that is thrown away: ``./care bench --only clocks``. There are five
open promises for each customer.

The check is measured three times: with open promises alone, with as many again that are far away,
and with ten times as many that have ended. What it costs must follow what is due, not what there
is. Beside it: a loop over all that are open, and a search with one write, neither of which tells
anybody. Times are CPU seconds of Odoo and its database backend together.
"""

import os
from datetime import timedelta

import measure

from odoo import fields

CLOCKS = 5 * int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
SHARE_DUE = 0.008  # of the open promises, between two runs of the scheduled action

MAKE = """
    INSERT INTO care_sla_clock (kind, policy_id, state, partner_id, company_id, user_id,
                touchpoint_id, target_hours, date_start, deadline, date_next_check, date_end,
                create_date, write_date)
    SELECT 'return_visit', %(policy)s, %(state)s, %(partner)s, %(company)s, %(user)s, t.id, 24,
           d.deadline - interval '24 hours', d.deadline, %(check)s, %(end)s, now(), now()
      FROM (SELECT id, row_number() OVER (ORDER BY id) AS n FROM care_touchpoint
             WHERE name = %(name)s) t
CROSS JOIN LATERAL (SELECT %(first)s::timestamp + t.n * %(step)s::interval AS deadline) d
"""
FLOOR = """
    UPDATE care_sla_clock SET state = 'breached', date_next_check = NULL, write_date = now()
     WHERE id IN (SELECT id FROM care_sla_clock WHERE state = 'running' AND deadline < %s
                     FOR UPDATE SKIP LOCKED)
"""


class Bench:
    def __init__(self, env):
        self.env, self.cr = env, env.cr
        self.rows = []
        self.now = fields.Datetime.now()
        env["care.sla.policy"].search([]).active = False
        self.policy = env["care.sla.policy"].create(
            {"name": "Bench", "kind": "return_visit", "amount": 24, "escalate_to": False}
        )
        self.partner = env["res.partner"].create({"name": "Bench", "is_company": True})
        self.profile = env["care.profile"]._ensure(self.partner)

    def touchpoints(self, name, number):
        """Subjects, by the barest SQL."""
        self.cr.execute(
            """
            INSERT INTO care_touchpoint (name, profile_id, partner_id, company_id, origin, channel,
                        date_planned, state)
            SELECT %s, %s, %s, %s, 'manual', 'call', now()::date, 'planned'
              FROM generate_series(1, %s)
            """,
            (name, self.profile.id, self.partner.id, self.env.company.id, number),
        )

    def make(self, name, number, first, step, is_open=True):
        self.touchpoints(name, number)
        self.cr.execute(
            MAKE.replace("%(check)s", "d.deadline" if is_open else "NULL").replace(
                "%(end)s", "NULL" if is_open else "d.deadline"
            ),
            {
                "policy": self.policy.id,
                "state": "running" if is_open else "met",
                "partner": self.partner.id,
                "company": self.env.company.id,
                "user": self.env.ref("base.user_admin").id,
                "name": name,
                "first": first,
                "step": step,
            },
        )

    def measure(self, name):
        """All ways from the same state."""
        self.env.flush_all()
        self.cr.execute("ANALYZE care_sla_clock")
        ways = {
            measure.PRODUCT: self.product,
            measure.FLOOR: self.floor,
            "loop (CPU s)": self.loop,
            "search and write (CPU s)": self.search_and_write,
        }
        row, changed = {"promises": name, "broken now": 0}, set()
        for title, work in ways.items():
            self.cr.execute("SAVEPOINT bench")
            clock = measure.Clock(self.cr)
            work()
            self.env.flush_all()
            row[title] = round(clock.seconds(), 3)
            self.cr.execute("SELECT COUNT(*) FROM care_sla_clock WHERE state = 'breached'")
            changed.add(self.cr.fetchone()[0])
            self.env.clear()
            self.cr.execute("ROLLBACK TO SAVEPOINT bench")
            self.env.invalidate_all()
        if len(changed) != 1:
            raise SystemExit(f"{name}: {sorted(changed)} broken, depending on the way")
        [row["broken now"]] = changed
        self.rows.append(row)
        print(f"  {name}", flush=True)

    def loop(self):
        """Each open promise is looked at."""
        for clock in self.env["care.sla.clock"].search([("state", "=", "running")]):
            if clock.deadline < self.now:
                clock.with_context(tracking_disable=True).write({"state": "breached"})

    def search_and_write(self):
        due = self.env["care.sla.clock"].search(
            [("state", "=", "running"), ("deadline", "<", self.now)]
        )
        due.with_context(tracking_disable=True).write({"state": "breached"})

    def product(self):
        self.env["care.sla.clock"]._cron_check_promises(self.now)

    def floor(self):
        self.cr.execute(FLOOR, (self.now,))

    def run(self):
        due = int(CLOCKS * SHARE_DUE)
        step = timedelta(minutes=1)
        self.make("open", CLOCKS, self.now - step * (due + 1), step)
        self.measure(f"{CLOCKS} open")
        self.make("far", CLOCKS, self.now + timedelta(days=400), step)
        self.measure("and as many far away")
        self.make("ended", CLOCKS * 10, self.now - timedelta(days=4000), step, is_open=False)
        self.measure("and ten times as many ended")
        measure.keep(self.rows)


def run(env):
    """The whole, in an Odoo shell."""
    Bench(env).run()
