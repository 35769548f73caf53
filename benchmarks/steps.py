"""Where the time of a night goes: ``./care bench --only steps``.

Runs in an Odoo shell, on a copy that is thrown away, with the generated company of ``nightly.py``.
A first night, a quiet one, one after a day's business and the queue of another day are lived
through; each step's CPU time and statements are told, and the longest statements. Nothing is
judged: it is where to look before something is made faster, and whether it was.
"""

import os
from collections import defaultdict
from functools import wraps

import floor as floors
import generator
import jobs
import measure

from odoo.sql_db import Cursor

CUSTOMERS = int(os.environ.get("CARE_BENCH_CUSTOMERS", "20000"))
LONGEST = 15  # statements that are told
SHOWN = 90  # characters of a statement
NIGHTS = ("first night", "quiet night", "night after business", "queue of a day")


class Spent:
    """CPU milliseconds and numbers of statements, by what was done and by night."""

    def __init__(self):
        self.costs = defaultdict(lambda: defaultdict(lambda: [0.0, 0]))

    def add(self, what, night, seconds, statements):
        cost = self.costs[what][night]
        cost[0] += seconds * 1000
        cost[1] += statements

    def rows(self, name):
        """One for each thing done, in the order in which they were first done."""
        return [
            {
                name: what,
                **{f"{night} (CPU ms)": round(nights[night][0]) for night in NIGHTS},
                "statements of a quiet night": nights["quiet night"][1],
            }
            for what, nights in self.costs.items()
        ]


class Steps:
    """One company, its nights, and what watches them."""

    def __init__(self, env):
        self.env = env
        self.trading = generator.TradingCompany(env, CUSTOMERS)
        self.trading.fill()
        self.company = self.trading.company
        env.cr.execute("DELETE FROM care_dirty")
        env.cr.commit()
        self.steps, self.statements = Spent(), Spent()
        self.session = self.night = None
        self._watch_steps(env.registry["care.profile"])
        self._watch_statements()

    # === WATCHING === #

    def _watch_steps(self, model):
        for name in self.env["care.profile"]._refresh_steps():
            setattr(model, name, self._watched(name, getattr(model, name)))

    def _watched(self, name, step):
        @wraps(step)
        def run(records, scope):
            start = self.session.clock.seconds(), self.session.cr.sql_log_count
            try:
                return step(records, scope)
            finally:
                self._note(name, *start)

        return run

    def _note(self, name, seconds, statements):
        clock, cr = self.session.clock, self.session.cr
        self.steps.add(name, self.night, clock.seconds() - seconds, cr.sql_log_count - statements)

    def _watch_statements(self):
        execute = Cursor.execute

        @wraps(execute)
        def watched(cr, query, *args, **kwargs):
            if self.session is None or cr is not self.session.cr:
                return execute(cr, query, *args, **kwargs)
            start = self.session.clock.seconds()
            try:
                return execute(cr, query, *args, **kwargs)
            finally:
                words = " ".join(getattr(query, "code", str(query)).split())[:SHOWN]
                self.statements.add(words, self.night, self.session.clock.seconds() - start, 1)

        Cursor.execute = watched

    # === NIGHTS === #

    def lived(self, cron, model, work, name=None):
        """Let a scheduled action do its work.

        :param name: of what is told as one step; None when its steps are told
        """
        with measure.Session(self.env.registry) as session:
            action = jobs.scheduled(session.cr, cron)
            session.cr.flush()
            self.session = session
            start = session.clock.seconds(), session.cr.sql_log_count
            work(action.env[model])
            if name:
                self._note(name, *start)
            self.session = None

    def refresh(self):
        self.lived(
            "cron_profile_refresh",
            "care.profile",
            lambda profiles: profiles._refresh(company=self.company),
        )

    def plan(self):
        self.lived(
            "cron_calendar_generate",
            "care.touchpoint",
            lambda touchpoints: touchpoints._generate(company=self.company),
            "planning",
        )

    def drain(self):
        self.lived(
            "cron_dirty_drain", "care.dirty", lambda queue: queue._cron_drain_dirty(), "queue"
        )

    def live(self, night):
        """A refresh, and the planning after it."""
        self.night = night
        print(f"  {night}", flush=True)
        self.refresh()
        self.plan()
        jobs.vacuum(self.env, *generator.TABLES, *floors.TABLES)

    def run(self):
        """All nights, then the tables."""
        self.live("first night")
        self.trading.make_contracts()
        self.trading.make_answers()
        self.trading.make_plans()
        self.env.cr.commit()
        self.live("unmeasured")
        self.live("quiet night")
        self.trading.live_a_day(1)
        self.env.cr.commit()
        self.live("night after business")
        self.trading.live_a_day(2)
        self.trading.put_day(2)
        self.env.cr.commit()
        self.night = "queue of a day"
        self.drain()
        measure.keep(self.steps.rows("step"), "Steps")
        told = self.statements.rows("statement, its beginning")
        told.sort(key=lambda row: -row["quiet night (CPU ms)"])
        measure.keep(told[:LONGEST], "Longest statements of a quiet night")


def run(env):
    """The whole, in an Odoo shell."""
    Steps(env).run()
