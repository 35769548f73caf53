"""The two virtual environments: Odoo's libraries with the tests' tools, and the linters."""

import os
import sys
from pathlib import Path

from .errors import explained
from .process import Program
from .progress import Step, step
from .stamps import build_folder, digest, is_current
from .system import require_venv_module
from .workspace import Workspace

PROOF = "import gevent, lxml, PIL, psycopg2, pytest, reportlab, sass, websocket, werkzeug"
LINT_PROOF = "import oca_pre_commit_hooks, pylint_odoo, ruff"


def requirements(workspace: Workspace, name: str) -> Path:
    """Return the file that pins the libraries of that purpose."""
    return workspace.root / "requirements" / f"{name}.txt"


def venv_key(pins: Path) -> str:
    """Return a name for a virtual environment: its pins and the Python below it."""
    return digest(pins.read_bytes(), sys.version, os.path.realpath(sys.base_prefix))


def venv_is_current(workspace: Workspace) -> bool:
    """Whether Odoo's libraries are there; asked by either Python, ours or the venv's."""
    return is_current(workspace.venv, venv_key(requirements(workspace, "odoo")))


def ensure_venv(workspace: Workspace) -> None:
    """Install Odoo's libraries unless they are there."""
    _ensure(workspace, workspace.venv, "odoo", "Odoo's Python libraries", PROOF)


def ensure_lint_venv(workspace: Workspace) -> None:
    """Install the linters unless they are there."""
    _ensure(workspace, workspace.lint_venv, "lint", "the linters", LINT_PROOF)


def _ensure(workspace: Workspace, folder: Path, name: str, what: str, proof: str) -> None:
    pins = requirements(workspace, name)
    key = venv_key(pins)
    if is_current(folder, key):
        return
    require_venv_module(workspace)
    log = workspace.log(f"venv-{name}")
    with explained(f"Installing {what}"), step(f"Installing {what}") as current:
        build_folder(folder, key, lambda fresh: _fill(fresh, pins, log, proof, current))


def _fill(folder: Path, pins: Path, log: Path, proof: str, current: Step) -> None:
    """A virtual environment may be renamed as long as it is used through its Python only."""
    base = getattr(sys, "_base_executable", sys.executable)
    Program("python -m venv", [base, "-m", "venv", folder], log).check(current)
    python = folder / "bin" / "python"
    install = [python, "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    install += ["--no-compile", "--no-warn-script-location", "--prefer-binary", "-r", pins]
    Program("pip install", install, log, timeout=2400).check(current, _pip_news)
    Program("Checking the libraries", [python, "-c", proof], log).check(current)


def _pip_news(line: str) -> str | None:
    """Return the lines of pip's output that tell what it does."""
    news = ("Collecting", "Downloading", "Building", "Installing")
    return line[:90] if line.startswith(news) else None
