"""An Odoo server of its own for one database, on loopback, and what each of its answers costs."""

import os
import pathlib
import re
import statistics
import sys
import time
from dataclasses import dataclass, field

import web_client

from odoo.tools import config

from launcher.process import Program, stop
from launcher.system import free_port

# Odoo's own account at the end of the line of a request: statements, and seconds in and beside them
_ACCOUNT = re.compile(r'"[A-Z]+ \S+ \S+" \d+ - (\d+) [\d.]+ [\d.]+\s*$', re.MULTILINE)
_CPU_CLOCK = 2  # of the kinds of clocks that Linux has for any process


def cpu_seconds(process):
    """The CPU time of a process since it began, ended threads included."""
    return time.clock_gettime((~process << 3) | _CPU_CLOCK)


@dataclass
class Costs:
    """What several answers of the same kind cost."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    statements: list[int] = field(default_factory=list)

    @property
    def wall_ms(self):
        return 1000 * statistics.median(self.wall)

    @property
    def cpu_ms(self):
        return 1000 * statistics.median(self.cpu)

    @property
    def queries(self):
        return round(statistics.median(self.statements))


class Server:
    """An Odoo server, which ends with the block."""

    def __init__(self, env):
        """:param env: of the database, to look at its connections with"""
        self.env, self.database = env, env.cr.dbname
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = pathlib.Path(config["data_dir"]) / f"{self.database}.log"

    def __enter__(self):
        self.log.unlink(missing_ok=True)
        words = [sys.executable, "-m", "odoo", "-c", config["config"], "-d", self.database]
        words += [f"--db-filter=^{self.database}$", "--http-interface=127.0.0.1"]
        words += [f"--http-port={self.port}", "--max-cron-threads=0"]
        words += ["--log-level=warn", "--log-handler=werkzeug:INFO"]
        program = Program("Odoo", words, log=self.log, env=dict(os.environ))
        self.process = program.start()
        self._read = 0
        web_client.wait_for(self.url)
        return self

    def __exit__(self, *error):
        stop(self.process)
        self.log.unlink(missing_ok=True)

    def client(self, login, password):
        """A person who is logged in here."""
        return web_client.Client(self.url, self.database, login, password)

    def measure(self, costs, work):
        """Let a client do something here; add what it costs.

        :param work: called without arguments
        :return: what it returns
        """
        self._statements()
        before = self._cpu()
        start = time.perf_counter()
        result = work()
        costs.wall.append(time.perf_counter() - start)
        after = self._cpu()
        costs.cpu.append(sum(after.values()) - sum(before.values()))
        costs.statements.append(self._statements())
        return result

    def _cpu(self):
        """By process: this server's own, and the backends that work for it."""
        self.env.cr.rollback()
        self.env.cr.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = %s AND application_name = %s",
            [self.database, f"odoo-{self.process.pid}"],
        )
        backends = [pid for (pid,) in self.env.cr.fetchall()]
        return {pid: cpu_seconds(pid) for pid in [self.process.pid, *backends]}

    def _statements(self):
        """How many statements the answers took that were logged since the last look."""
        with self.log.open("rb") as stream:
            stream.seek(self._read)
            text = stream.read()
        self._read += len(text)
        return sum(int(number) for number in _ACCOUNT.findall(text.decode()))
