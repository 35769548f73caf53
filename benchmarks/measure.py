"""The clock of the benchmarks, and the judge: rows first, then ratios."""

import pathlib
import statistics
import time
from dataclasses import dataclass, field

GATE = 1.5  # a nightly engine may take so many times what the barest SQL takes
# A floor that takes less (seconds) is a few statements' constant cost: no ratio is judged by it.
LEAST_FLOOR = 0.1


@dataclass
class Line:
    """One engine, measured: CPU seconds of product and floor, each several times."""

    name: str
    is_gated: bool
    product: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    statements: int = 0

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


def table(lines):
    """The lines as a table in Markdown."""
    rows = ["| engine | product (CPU s) | floor (CPU s) | ratio | statements | |"]
    rows.append("| --- | ---: | ---: | ---: | ---: | --- |")
    for line in lines:
        product, floor = line.seconds
        rows.append(
            f"| {line.name} | {product:.2f} | {floor:.2f} | {line.ratio:.1f} |"
            f" {line.statements} | {_verdict(line)} |"
        )
    return "\n".join(rows)


def _verdict(line):
    if not line.is_gated:
        return "once"
    if line.seconds[1] < LEAST_FLOOR:
        return "too short to judge"
    return f"above {GATE}" if line.is_too_slow else "good"


def judge(lines):
    """End the program with exit code 1 when a ratio is above its gate."""
    if slow := [line.name for line in lines if line.is_too_slow]:
        raise SystemExit(f"more than {GATE} times the floor: {', '.join(slow)}")


class Session:
    """A database cursor, committed at its end, whose CPU time is measured: that of Odoo's process
    and of the database backend together. It does not depend on what else the machine does.

    Everything is done by that one backend: what parallel workers do for it, nobody would count.
    """

    def __init__(self, registry):
        self.registry = registry

    def __enter__(self):
        self.cr = self.registry.cursor()
        self.cr.execute("SET max_parallel_workers_per_gather = 0")
        self.cr.commit()
        self.backend = self.cr._cnx.get_backend_pid()
        self.start, self.counted = self._cpu(), self.cr.sql_log_count
        return self

    def __exit__(self, kind, *error):
        if kind is None:
            self.cr.commit()
        self.seconds = self._cpu() - self.start
        self.statements = self.cr.sql_log_count - self.counted
        self.cr.close()

    def _cpu(self):
        nanoseconds = pathlib.Path(f"/proc/{self.backend}/schedstat").read_text().split()[0]
        return time.process_time() + int(nanoseconds) / 1e9


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
