"""The clock of the benchmarks, and the judge: rows first, then ratios."""

import json
import os
import pathlib
import statistics
import threading
import time
from dataclasses import dataclass, field

GATE = 1.5  # a nightly engine may take so many times what the barest SQL takes
# A floor that takes less (seconds) is a few statements' constant cost: no ratio is judged by it.
LEAST_FLOOR = 0.3
MEGABYTE = 1024 * 1024

PRODUCT, FLOOR, RATIO = "product (CPU s)", "floor (CPU s)", "ratio"


@dataclass
class Line:
    """One engine, measured: CPU seconds of product and floor, each several times, and what else
    the product's last run cost."""

    name: str
    is_gated: bool
    product: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: int = 0
    wal: int = 0  # bytes of write-ahead log
    floor_wal: int = 0
    dead: int = 0  # rows that were rewritten or deleted
    memory: int = 0  # bytes at the peak, of Odoo and its backend together, beyond those before

    @property
    def seconds(self):
        """The medians of product and floor."""
        return statistics.median(self.product), statistics.median(self.floor)

    @property
    def ratio(self):
        """How many times the floor's time the product takes."""
        product, floor = self.seconds
        return product / floor if floor else float("inf")

    @property
    def is_too_slow(self):
        """Whether the ratio is above its gate."""
        return self.is_gated and self.seconds[1] >= LEAST_FLOOR and self.ratio > GATE

    @property
    def row(self):
        """The line as a row of a table."""
        product, floor = self.seconds
        return {
            "engine": self.name,
            PRODUCT: round(product, 3),
            FLOOR: round(floor, 3),
            RATIO: round(self.ratio, 2),
            "statements": self.statements,
            "WAL (MB)": round(self.wal / MEGABYTE, 1),
            "floor's WAL": round(self.floor_wal / MEGABYTE, 1),
            "dead rows": self.dead,
            "memory (MB)": round(self.memory / MEGABYTE),
            "": self._verdict,
        }

    @property
    def _verdict(self):
        if not self.is_gated:
            return "once"
        if self.seconds[1] < LEAST_FLOOR:
            return "too short to judge"
        return f"above {GATE}" if self.is_too_slow else "good"


# === TELLING === #


def table(rows):
    """Rows (one dict each, all with the same keys) as a table in Markdown."""
    names = list(rows[0])
    lines = [names, ["---" if _is_word(rows[0][name]) else "---:" for name in names]]
    lines += [[_told(row[name]) for name in names] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _is_word(value):
    return isinstance(value, str)


def _told(value):
    return f"{value:,}".replace(",", " ") if isinstance(value, int) else str(value)


def keep(rows, title=None):
    """Print the table, and keep it for the report of the whole call.

    :param rows: dicts with the same keys; the first one names what was measured
    :param title: told above it, where a benchmark has several tables
    """
    print(f"\n{title}\n" if title else "", table(rows), sep="\n", flush=True)
    if path := os.environ.get("CARE_BENCH_KEEP"):
        with pathlib.Path(path).open("a") as lines:
            lines.write(json.dumps({"title": title, "rows": rows}) + "\n")


def judge(lines):
    """End the program with exit code 1 when a ratio is above its gate."""
    if slow := [line.name for line in lines if line.is_too_slow]:
        raise SystemExit(f"more than {GATE} times the floor: {', '.join(slow)}")


# === MEASURING === #


class Clock:
    """CPU seconds of Odoo's process and of a database backend together."""

    def __init__(self, cr):
        self.backend = cr._cnx.get_backend_pid()
        self.start = self._now()

    def seconds(self):
        """How many since the beginning."""
        return self._now() - self.start

    def _now(self):
        nanoseconds = pathlib.Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]
        return time.process_time() + int(nanoseconds) / 1e9


class Session:
    """A database cursor, committed at its end, whose cost is measured: the CPU time of Odoo's
    process and of the database backend together, which does not depend on what else the machine
    does; statements, write-ahead log, rows that died, and the peak of memory.

    Everything is done by that one backend: what parallel workers do for it, nobody would count.
    The log is that of the whole server, on which nothing else runs.
    """

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cr = self.registry.cursor()
        self.cr.execute("SET max_parallel_workers_per_gather = 0")
        self.cr.commit()
        self.log, self.died = self._written()
        self.peak = Peak(os.getpid(), self.cr._cnx.get_backend_pid())
        self.clock, self.counted = Clock(self.cr), self.cr.sql_log_count
        return self

    def __exit__(self, kind, *error):
        if kind is None:
            self.cr.commit()
        self.seconds = self.clock.seconds()
        self.statements = self.cr.sql_log_count - self.counted
        self.memory = self.peak.end()
        if kind is None:
            log, died = self._written()
            self.wal, self.dead = log - self.log, died - self.died
        self.cr.close()

    def _written(self):
        self.cr.execute("SELECT pg_stat_force_next_flush()")
        self.cr.commit()
        self.cr.execute(
            "SELECT pg_current_wal_insert_lsn() - '0/0', SUM(n_tup_upd + n_tup_del)"
            " FROM pg_stat_user_tables WHERE relname ~ '^(floor_)?(care|res_partner)'"
        )
        log, died = self.cr.fetchone()
        self.cr.commit()
        return int(log), int(died)


class Peak:
    """How much more memory processes have of their own at a moment than at the beginning."""

    STEP = 0.05

    def __init__(self, *pids):
        self.pids, self.is_over = pids, threading.Event()
        self.first = self.highest = self._own()
        self.thread = threading.Thread(target=self._watch, daemon=True)
        self.thread.start()

    def _watch(self):
        while not self.is_over.wait(self.STEP):
            self.highest = max(self.highest, self._own())

    def _own(self):
        """Bytes that no other process shares."""
        total = 0
        for pid in self.pids:
            for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
                if line.startswith("RssAnon:"):
                    total += int(line.split()[1]) * 1024
        return total

    def end(self):
        """Stop watching; the peak in bytes."""
        self.is_over.set()
        self.thread.join()
        return max(self.highest, self._own()) - self.first


def verify(cr, what, product_sql, floor_sql):
    """Stop when the product's rows are not those of the floor."""
    counts = []
    for one, other in ((product_sql, floor_sql), (floor_sql, product_sql)):
        cr.execute(f"SELECT COUNT(*) FROM (({one}) EXCEPT ALL ({other})) d")
        counts.append(cr.fetchone()[0])
    if any(counts):
        raise SystemExit(
            f"{what}: {counts[0]} rows of the product and {counts[1]} rows of the floor differ"
        )
    cr.execute(f"SELECT COUNT(*) FROM ({floor_sql}) d")
    return cr.fetchone()[0]
