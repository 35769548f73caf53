"""What this machine must offer: disk space, system packages, free ports."""

import contextlib
import importlib
import os
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path

from .errors import CareError, CommandFailed, explain
from .process import Program, quiet_output
from .progress import say, step
from .workspace import Workspace

GIGABYTE = 1 << 30
FIRST_SETUP_BYTES = 3 * GIGABYTE
LATER_BYTES = GIGABYTE // 2
BROWSERS = ("google-chrome", "chromium", "chromium-browser", "google-chrome-stable")


@dataclass(frozen=True)
class SystemPackage:
    """A package of the operating system, why we need it, and how to see that it is there."""

    name: str
    purpose: str
    programs: tuple[str, ...] = ()
    files: tuple[str, ...] = ()

    def is_present(self) -> bool:
        """Whether any of its programs or files is on this machine."""
        return any(shutil.which(name) for name in self.programs) or any(
            found for pattern in self.files for found in Path("/").glob(pattern.lstrip("/"))
        )


CHROMIUM = SystemPackage("chromium", "the browser of the tests", BROWSERS)
WKHTMLTOPDF = SystemPackage("wkhtmltopdf", "printing PDF reports", ("wkhtmltopdf",))
LIBREOFFICE = SystemPackage(
    "libreoffice-calc-nogui", "counting workbooks in the tests", ("soffice", "libreoffice")
)
CHINESE_FONT = SystemPackage(
    "fonts-wqy-microhei",
    "Chinese characters in PDF reports",
    files=(
        "/usr/share/fonts/truetype/wqy/*",
        "/usr/share/fonts/opentype/noto/NotoSansCJK*",
        "/usr/share/fonts/**/NotoSans*SC*",
    ),
)


def free_bytes(folder: Path) -> int:
    """Return the free space of the disk that the (perhaps future) folder is on."""
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free


def require_space(workspace: Workspace, needed: int) -> None:
    """Stop before a half-written set-up: tell how much space is missing, and where."""
    free = free_bytes(workspace.home)
    if free < needed:
        raise CareError(
            f"Not enough disk space for {workspace.home}: {free / GIGABYTE:.1f} GB are free,"
            f" {needed / GIGABYTE:.1f} GB are needed.\n"
            "Free some space, or let CARE_HOME name a folder on another disk, and run the same"
            " command again."
        )


def require_writable(workspace: Workspace) -> None:
    """Make sure that our folder exists and belongs to us."""
    home = workspace.home
    try:
        home.mkdir(parents=True, exist_ok=True)
    except PermissionError as failure:
        raise CareError(f"Cannot create {home}: {failure.strerror}.") from failure
    if not os.access(home, os.W_OK | os.X_OK) or home.stat().st_uid not in (os.geteuid(), 0):
        raise CareError(
            f"{home} belongs to another user (it was made by a run as root or by somebody else).\n"
            "Run as that user, or remove the folder, or let CARE_HOME name another one."
        )
    if os.geteuid() and home.stat().st_uid == 0:
        raise CareError(f"{home} was made by root: run as root, or remove the folder first.")


def is_root() -> bool:
    """Whether we may install system packages."""
    return os.geteuid() == 0


def apt_command(names: list[str]) -> str:
    """Return the command that installs the packages, ready to be pasted."""
    return f"apt-get update && apt-get install -y --no-install-recommends {' '.join(names)}"


def require_packages(
    workspace: Workspace, packages: list[SystemPackage], *, optional: bool = False
) -> list[SystemPackage]:
    """Install the missing packages as root; else tell the command. Return what stays missing."""
    missing = [package for package in packages if not package.is_present()]
    if not missing:
        return []
    if is_root() and shutil.which("apt-get"):
        _install(workspace, missing, optional)
        missing = [package for package in missing if not package.is_present()]
    if missing and optional:
        say(f"Note: {_missing_text(missing)}")
    elif missing:
        raise CareError(_missing_text(missing))
    return missing


def _missing_text(missing: list[SystemPackage]) -> str:
    names = [package.name for package in missing]
    purposes = ", ".join(f"{package.name} ({package.purpose})" for package in missing)
    if not shutil.which("apt-get"):
        return f"missing on this machine: {purposes}. Install it with your package manager."
    prefix = "" if is_root() else "sudo "
    command = apt_command(names)
    if prefix:
        command = f"sudo sh -c '{command}'"
    return f"missing on this machine: {purposes}.\nInstall with:\n    {command}"


def _install(workspace: Workspace, missing: list[SystemPackage], optional: bool) -> None:
    names = [package.name for package in missing]
    log = workspace.log("apt-install")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    update = ["apt-get", "-q", "-o", "Acquire::Retries=3", "update"]
    install = ["apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", "install", "-y"]
    install += ["--no-install-recommends", *names]
    title = f"Installing {', '.join(names)}"
    try:
        with step(title) as current:
            Program("apt-get update", update, log, env).run(current)
            Program(title, install, log, env, timeout=1200).check(current)
    except CommandFailed as failure:
        if not optional:
            raise explain(failure, title) from failure
        say(f"{title} failed, see {log}")


def require_venv_module(workspace: Workspace) -> None:
    """Debian splits ensurepip off Python: make sure that virtual environments can be made."""
    with contextlib.suppress(ImportError):
        importlib.import_module("ensurepip")
        return
    package = SystemPackage("python3-venv", "Python's virtual environments", files=())
    if is_root() and shutil.which("apt-get"):
        _install(workspace, [package], optional=False)
        return
    raise CareError(_missing_text([package]))


def port_is_free(port: int) -> bool:
    """Whether a server could listen on this loopback port now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
            probe.listen(1)
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return a loopback port that nobody uses at the moment."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def require_port(port: int) -> None:
    """Refuse an occupied port, and name its holder when we may know it."""
    if port_is_free(port):
        return
    holder = port_holder(port)
    raise CareError(
        f"Port {port} is in use{f' by {holder}' if holder else ' by another program'}.\n"
        f"Stop that program, or choose another port: ./care run --port {free_port()}"
    )


def port_holder(port: int) -> str:
    """Describe the process that listens on a loopback port, if the system lets us see it."""
    inodes = _listening_inodes(port)
    for link in Path("/proc").glob("[0-9]*/fd/*"):
        with contextlib.suppress(OSError):
            target = str(link.readlink())
            if target.startswith("socket:[") and target[8:-1] in inodes:
                process = link.parent.parent
                words = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                return f"process {process.name} ({words[:80]})"
    return ""


def _listening_inodes(port: int) -> set[str]:
    inodes = set()
    for table in ("tcp", "tcp6"):
        with contextlib.suppress(OSError):
            for line in (Path("/proc/net") / table).read_text().splitlines()[1:]:
                fields = line.split()
                if fields[3] == "0A" and int(fields[1].rpartition(":")[2], 16) == port:
                    inodes.add(fields[9])
    return inodes


def debian_release() -> str:
    """Return the code name of this Debian release, or nothing elsewhere."""
    values = dict(
        line.strip().split("=", 1)
        for line in quiet_output(["cat", "/etc/os-release"]).splitlines()
        if "=" in line
    )
    if values.get("ID", "").strip('"') != "debian":
        return ""
    return values.get("VERSION_CODENAME", "").strip('"')
