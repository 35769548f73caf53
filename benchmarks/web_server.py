"""An Odoo server of its own for one database, on loopback, and what each of its answers costs."""

import os
import pathlib
import re
import sys

import meter
import web_client

from odoo.tools import config

from launcher.process import Program, stop
from launcher.system import free_port

# Odoo's own account at the end of the line of a request: statements, and seconds in and beside them
_ACCOUNT = re.compile(r'"[A-Z]+ \S+ \S+" \d+ - (\d+) [\d.]+ [\d.]+\s*$', re.MULTILINE)


class Server:
    """An Odoo server, which ends with the block.

    :ivar measure: see :meth:`meter.Meter.measure`
    """

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
        self._read = self._counted = 0
        self.measure = meter.Meter(self.env, self.process.pid, self._statements).measure
        web_client.wait_for(self.url)
        return self

    def __exit__(self, *error):
        stop(self.process)
        self.log.unlink(missing_ok=True)

    def client(self, login, password):
        """A person who is logged in here."""
        return web_client.Client(self.url, self.database, login, password)

    def _statements(self):
        """How many statements all answers took until now."""
        with self.log.open("rb") as stream:
            stream.seek(self._read)
            text = stream.read()
        self._read += len(text)
        self._counted += sum(int(number) for number in _ACCOUNT.findall(text.decode()))
        return self._counted
