"""What work costs an Odoo process and the database backends that serve it."""

import statistics
import time
from dataclasses import dataclass, field

_CPU_CLOCK = 2  # of the kinds of clocks that Linux has for any process


def cpu_seconds(process):
    """The CPU time of a process since it began, ended threads included."""
    return time.clock_gettime((~process << 3) | _CPU_CLOCK)


@dataclass
class Costs:
    """What the same work cost, each time."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    @property
    def ms(self):
        """Milliseconds that one waits, the median."""
        return round(1000 * statistics.median(self.wall), 1)

    @property
    def cpu_ms(self):
        """Milliseconds of CPU time, the median."""
        return round(1000 * statistics.median(self.cpu), 1)

    @property
    def queries(self):
        """Statements, the median."""
        return round(statistics.median(self.statements))


class Meter:
    """Measures one Odoo process at work in one database.

    :param env: of that database, to look at its connections with
    :param process: the id of the Odoo process
    :param statements: called before and after; gives how many there were until then
    """

    def __init__(self, env, process, statements):
        self.env, self.process, self.statements = env, process, statements

    def measure(self, costs, work):
        """Do some work; add what it costs.

        :param work: called without arguments
        :return: what it returns
        """
        before = {process: cpu_seconds(process) for process in [*self._backends(), self.process]}
        counted = self.statements()
        start = time.perf_counter()
        result = work()
        costs.wall.append(time.perf_counter() - start)
        costs.statements.append(self.statements() - counted)
        spent = sum(cpu_seconds(process) - then for process, then in before.items())
        costs.cpu.append(spent + sum(map(cpu_seconds, self._backends() - before.keys())))
        return result

    def _backends(self):
        """The backends of the process in this database, but for the one that looks."""
        self.env.cr.execute(
            """
            SELECT pid FROM pg_stat_activity
             WHERE datname = current_database() AND application_name = %s
               AND pid <> pg_backend_pid()
            """,
            [f"odoo-{self.process}"],
        )
        found = {pid for (pid,) in self.env.cr.fetchall()}
        self.env.cr.rollback()
        return found
