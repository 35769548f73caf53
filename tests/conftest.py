"""Shared by the tests of the launcher and of the addon's life cycle.

``./care test`` runs them with Odoo's Python, but without Odoo in pytest's own process.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))


class CareCommand:
    """Calls ``./care`` like a user whose own folder is an empty one."""

    def __init__(self, home: Path):
        self.home = home
        self.programs = home.parent / "programs"
        self.programs.mkdir()
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("CARE_", "PYTHON"))}
        self.env = {
            **kept,
            "CARE_HOME": str(home),
            "PATH": f"{self.programs}:{os.environ['PATH']}",
        }

    def stub(self, name: str, script: str) -> None:
        """Put a program of that name in front of the real one."""
        path = self.programs / name
        path.write_text(f"#!/bin/sh\n{script}\n")
        path.chmod(0o755)

    def __call__(self, *words: str, timeout: int = 120) -> subprocess.CompletedProcess:
        """Run ``./care`` and return its outcome."""
        return subprocess.run(
            [sys.executable, str(ROOT / "care"), *words],
            env=self.env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )


@pytest.fixture
def care(tmp_path):
    """``./care`` with an empty folder of its own."""
    return CareCommand(tmp_path / "home")


@pytest.fixture
def fake_odoo(tmp_path):
    """A folder that looks like an Odoo 19 checkout, for set-ups that stop before Odoo is called."""
    release = tmp_path / "checkout" / "odoo" / "release.py"
    release.parent.mkdir(parents=True)
    release.write_text("version_info = (19, 0, 0, 'final', 0, '')\n")
    return tmp_path / "checkout"


@pytest.fixture(scope="session")
def kit():
    """The running database server, Odoo and the cached databases of this checkout."""
    from launcher.environment import tools
    from launcher.workspace import Workspace

    with tools(Workspace.here()) as made:
        yield made


@pytest.fixture(scope="session")
def prepared(kit, tmp_path_factory):
    """A database with work for all scheduled actions, and customers whom nobody counted yet."""
    from stage import stage_on

    folder = tmp_path_factory.mktemp("prepared")
    with stage_on(kit, kit.cache.quick(), "prepared", folder / "run") as stage:
        stage.run(["prepare"])
        yield stage.database


def assert_one_message(outcome: subprocess.CompletedProcess, *parts: str) -> None:
    """A failure is told once, says what to do, and shows no traceback."""
    output = outcome.stdout + outcome.stderr
    assert outcome.returncode == 1, output
    assert output.count("care: ") == 1, output
    assert "Traceback" not in output
    for part in parts:
        assert part in output
