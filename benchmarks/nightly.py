"""The nightly engines beside the barest SQL that gives the same rows: ``./care bench``.

Runs in an Odoo shell, on a copy that is thrown away. Product and floor live through the same days,
one after the other, each committing as it does at night: the product through its scheduled
actions' own batches, the floor after each statement's job. Rows are compared after every night,
before any time is believed. The engines are those of an ordinary night; what happens once in a
company's life is measured, but not judged.
"""

import os
import time

import floor as floors
import generator
import jobs
import measure

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
ROUNDS = int(os.environ.get("CARE_BENCH_ROUNDS", "1" if CUSTOMERS > 100_000 else "3"))


class Bench:
    """One database, one company, and its nights."""

    def __init__(self, env):
        self.env = env
        self.lines = []
        start = time.time()
        self.trading = generator.TradingCompany(env, CUSTOMERS)
        made = self.trading.fill()
        env.cr.commit()
        told = ", ".join(f"{number} {kind}" for kind, number in made.items())
        print(f"{told}: {time.time() - start:.0f} s", flush=True)
        self.company = self.trading.company
        self.floor = floors.Floor(env, self.trading)
        self.floor.make_tables(env.cr)
        env.cr.execute("DELETE FROM care_dirty")
        env.cr.commit()
        jobs.vacuum(self.env, *generator.TABLES)

    # === THE ENGINES === #

    def refresh(self, cr):
        jobs.scheduled(cr, "cron_profile_refresh").env["care.profile"]._refresh(
            company=self.company
        )

    def plan(self, cr):
        jobs.scheduled(cr, "cron_calendar_generate").env["care.touchpoint"]._generate(
            company=self.company
        )

    def drain(self, cr):
        jobs.scheduled(cr, "cron_dirty_drain").env["care.dirty"]._cron_drain_dirty()

    # === MEASURING === #

    def measure(self, line, product, floor=None):
        """Let both do the same job, each in a transaction of its own: in turn, so that neither
        always finds what the other has read."""
        works = [(line.product, product), (line.floor, floor)]
        for works_of, work in works if len(line.product) % 2 else reversed(works):
            if not work:
                continue
            with measure.Session(self.env.registry) as session:
                work(session.cr)
            works_of.append(session.seconds)
            who = "floor" if works_of is line.floor else "product"
            print(f"  {line.name}, {who}: {session.seconds:.2f} s", flush=True)
            if works_of is line.floor:
                line.floor_wal = session.wal
                continue
            line.statements, line.wal = session.statements, session.wal
            line.dead, line.memory = session.dead, session.memory

    def line(self, name, is_gated=True):
        self.lines.append(measure.Line(name, is_gated))
        return self.lines[-1]

    def verify(self):
        """The rows of both, compared."""
        figures = ["partner_id", "grade_id", floors.FAILING_COLUMN]
        figures += floors.TRADE_COLUMNS + floors.CONTACT_COLUMNS + floors.FILE_COLUMNS
        plans = [name for name in floors.NAMES if name != "profile_id"]
        plans[plans.index("is_quota")] = "is_quota IS TRUE"
        counts = []
        with self.env.registry.cursor() as cr:
            for what, table, names, condition in (
                ("figures", "care_profile", figures, "TRUE"),
                ("touchpoints", "care_touchpoint", plans, "origin <> 'manual'"),
                ("plans", floors.PLANS, ["partner_id", *floors.PLAN_COLUMNS], "TRUE"),
            ):
                query = (
                    f"SELECT {', '.join(names)} FROM %s"
                    f" WHERE company_id = {self.company.id} AND {condition}"
                )
                counts.append(measure.verify(cr, what, query % table, query % f"floor_{table}"))
        print("  rows equal: {} files, {} touchpoints, {} plans".format(*counts), flush=True)

    def vacuum_ours(self):
        for table in floors.TABLES:
            jobs.vacuum(self.env, table, f"floor_{table}")

    def night(self, refresh, plan):
        self.measure(refresh, self.refresh, self.floor.refresh)
        self.measure(plan, self.plan, self.floor.plan)
        self.verify()

    def queue(self):
        """A day's business as the queue counts it, customer by customer, beside a whole night of
        the floor. What it wrote, the night after finds as it should be."""
        line = self.line("a day's changes, by the queue", False)
        night = self.found("night")
        for number in range(ROUNDS):
            self.trading.live_a_day(ROUNDS + number)
            self.trading.put_day(ROUNDS + number)
            self.env.cr.commit()
            self.measure(line, self.drain)
            line.floor.append(sum(one.floor[number] for one in night))
            self.unmeasured_night()

    def unmeasured_night(self):
        """Bring both to where they stand equal."""
        self.night(measure.Line("refresh", False), measure.Line("planning", False))

    def found(self, name):
        """The lines of one kind of night."""
        return [line for line in self.lines if line.name.startswith(f"{name}: ")]

    def total(self):
        """Whole nights: all engines together."""
        for name in ("quiet night", "night"):
            parts = self.found(name)
            line = self.line(f"whole {name}")
            for one in ("product", "floor"):
                both = zip(*(getattr(part, one) for part in parts), strict=True)
                setattr(line, one, [sum(seconds) for seconds in both])
            for one in ("statements", "wal", "floor_wal", "dead"):
                setattr(line, one, sum(getattr(part, one) for part in parts))
            line.memory = max(part.memory for part in parts)

    def run(self):
        """A company's first night, quiet nights, and nights after a day's business."""
        self.measure(self.line("first refresh", False), self.refresh, self.floor.first_refresh)
        self.trading.make_contracts()
        self.trading.make_answers()
        self.trading.make_plans()
        self.floor.copy_plans(self.env.cr)
        self.env.cr.commit()
        jobs.vacuum(self.env, "care_contract", "care_answer", floors.PLANS)
        self.vacuum_ours()
        self.measure(self.line("first planning", False), self.plan, self.floor.plan)
        self.verify()
        self.unmeasured_night()
        self.vacuum_ours()
        for name, is_busy in (("quiet night", False), ("night", True)):
            lines = self.line(f"{name}: refresh"), self.line(f"{name}: planning")
            for number in range(ROUNDS):
                if is_busy:
                    self.trading.live_a_day(number)
                    self.env.cr.commit()
                self.night(*lines)
        self.queue()
        self.total()
        measure.keep([line.row for line in self.lines])
        measure.judge(self.lines)


def run(env):
    """The whole, in an Odoo shell."""
    Bench(env).run()
