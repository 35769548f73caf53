"""Run Odoo: its source tree, its configuration file, its commands, and what its log says."""

import os
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .debian import PYTHON_PATH
from .errors import CareError
from .postgres import Server
from .process import Program, quiet_output
from .progress import Step
from .stamps import digest, write_atomically
from .workspace import Workspace

LOADING = re.compile(r"odoo\.modules\.loading: Loading module (\S+) \((\d+/\d+)\)")
LOG_LINE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ \d+ (?P<level>[A-Z]+) ")
PROBLEM_LEVELS = {"WARNING", "ERROR", "CRITICAL"}


@dataclass(frozen=True)
class OdooTree:
    """Odoo's source: where Python imports it from, and the folders of its addons."""

    python_path: Path
    addons: tuple[Path, ...]
    key: str

    @classmethod
    def find(cls, workspace: Workspace) -> "OdooTree":
        """Return the tree that the user named, else the one we unpacked."""
        if not workspace.odoo_choice:
            base = workspace.odoo / PYTHON_PATH
            return cls(base, (base / "odoo/addons",), (workspace.odoo / "odoo.sha256").read_text())
        return cls._from_choice(Path(workspace.odoo_choice).expanduser().resolve())

    @classmethod
    def _from_choice(cls, path: Path) -> "OdooTree":
        for base in (path, path / PYTHON_PATH, path.parent):
            release = base / "odoo" / "release.py"
            if release.is_file() and (base == path or base != path.parent or path.name == "odoo"):
                break
        else:
            raise CareError(
                f"--odoo {path}: there is no Odoo in this folder (odoo/release.py is missing).\n"
                "Name the folder of an Odoo 19.0 checkout, or of an unpacked Odoo 19 package."
            )
        text = release.read_text(encoding="utf-8")
        version = re.search(r"version_info\s*=\s*\((\d+),", text)
        if not version or version.group(1) != "19":
            raise CareError(f"--odoo {path}: this is not Odoo 19 ({release} says otherwise).")
        addons = tuple(
            f
            for f in (base / "odoo/addons", base / "addons")
            if (f / "base").is_dir() or (f / "web").is_dir()
        )
        commit = quiet_output(["git", "-C", base, "rev-parse", "HEAD"])
        return cls(base, addons, digest(str(base), text, commit))


class Odoo:
    """Odoo on one database server."""

    def __init__(self, workspace: Workspace, server: Server):
        self.workspace, self.server = workspace, server
        self.tree = OdooTree.find(workspace)
        self.config = workspace.home / "odoo.conf"
        self._write_config()

    def _write_config(self) -> None:
        addons = [*self.tree.addons, self.workspace.addons]
        values = {
            "addons_path": ",".join(str(path) for path in addons),
            "db_host": self.server.host,
            "db_port": self.server.port,
            "db_user": self.server.user,
            "db_password": self.server.password,
            "data_dir": self.workspace.home / "data",
            "http_interface": "127.0.0.1",
            "list_db": False,
            "max_cron_threads": 0,
            "screenshots": self.workspace.home / "screenshots",
            "server_wide_modules": "base,rpc,web",
        }
        lines = [f"{name} = {str(value).replace('%', '%%')}" for name, value in values.items()]
        write_atomically(self.config, "\n".join(["[options]", *lines, ""]), 0o600)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables that Odoo runs with."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PG", "ODOO_"))}
        return {
            **kept,
            "PYTHONPATH": str(self.tree.python_path),
            "PYTHONUNBUFFERED": "1",
            "LANG": "C.UTF-8",
        }

    def program(self, title: str, *words: Any, **choices: Any) -> Program:
        """Return the call of an Odoo command, e.g. ``program("…", "shell", "-d", name)``."""
        command, rest = ("shell", words[1:]) if words[0] == "shell" else (None, words)
        line = [self.workspace.python, "-m", "odoo", *([command] if command else [])]
        return Program(
            title,
            [*line, "-c", self.config, *rest],
            env=self.environment,
            cwd=self.workspace.home,
            **choices,
        )

    def module_command(self, title: str, database: str, *words: Any, **choices: Any) -> Program:
        """Return the call that installs or updates modules and then ends."""
        ending = ("--no-http", "--stop-after-init")
        return self.program(title, "-d", database, *words, *ending, **choices)

    def scripts(
        self, title: str, database: str, names: Sequence[str], log: Path, step: Step
    ) -> None:
        """Run some of ``launcher/scripts``, one after the other, in an Odoo shell."""
        with tempfile.TemporaryFile() as source:
            source.write(b"\n".join(script_path(name).read_bytes() for name in names))
            source.seek(0)
            self.program(
                title, "shell", "-d", database, "--no-http", log=log, stdin=source, timeout=900
            ).check(step, doing)


def script_path(name: str) -> Path:
    """Return the file of a script that runs in an Odoo shell."""
    return Path(__file__).parent / "scripts" / f"{name}.py"


def doing(line: str) -> str | None:
    """Turn a line of Odoo's log into what a step shows at the moment."""
    if match := LOADING.search(line):
        return f"module {match.group(1)} ({match.group(2)})"
    return None


def problems(log: str) -> list[str]:
    """Return the warnings and errors of a log, each with the lines that belong to it."""
    found: list[list[str]] = []
    inside = False
    for line in log.splitlines():
        match = LOG_LINE.match(line)
        if match:
            inside = match["level"] in PROBLEM_LEVELS
            if inside:
                found.append([line])
        elif inside:
            found[-1].append(line)
    return ["\n".join(lines) for lines in found]
