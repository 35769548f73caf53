"""``./care lint``: zero findings is the gate."""

import os
from collections.abc import Iterator
from pathlib import Path

from .environment import bring_home
from .locks import exclusive
from .process import Program, tail
from .progress import Step, say, step
from .stamps import digest, tree_files
from .venv import ensure_lint_venv
from .workspace import Workspace

SETTINGS = ("pyproject.toml", ".pylintrc", "requirements/lint.txt")
OWN_FOLDERS = ("launcher", "tests", "benchmarks")
LINT_SECONDS = 900


def lint_command(workspace: Workspace) -> int:
    """Show the findings; return 1 if there are any."""
    findings = lint_findings(workspace)
    print(findings or "lint: no findings", flush=True)
    return 1 if findings else 0


def lint_findings(workspace: Workspace) -> str:
    """Return what the linters say, or nothing. Files that were clean before are not read again."""
    bring_home(workspace)
    with exclusive(workspace.setup_lock, "the linters"):
        ensure_lint_venv(workspace)
    stamp = workspace.home / "lint-clean"
    key = _key(workspace)
    if stamp.exists() and stamp.read_text() == key:
        say("  lint: unchanged since it was last clean")
        return ""
    with step("Linting") as current:
        found = [text for linter in _linters(workspace) if (text := _run(linter, current))]
    if not found:
        stamp.write_text(key)
    return "\n".join(found)


def _key(workspace: Workspace) -> str:
    """Return a name for all that decides about the findings."""
    files = [workspace.root / name for name in (*SETTINGS, "care")]
    for folder in _folders(workspace):
        files += tree_files(folder)
    parts: list[str | bytes] = []
    for path in files:
        if path.is_file():
            parts += [str(path), path.read_bytes()]
    return digest(*parts)


def _folders(workspace: Workspace) -> list[Path]:
    own = [workspace.root / name for name in OWN_FOLDERS]
    return [folder for folder in (*workspace.own_addons, *own) if folder.is_dir()]


def _linters(workspace: Workspace) -> Iterator[Program]:
    """Yield each linter, called through its virtual environment's Python."""
    python = workspace.lint_venv / "bin" / "python"
    code = [*_folders(workspace), workspace.root / "care"]
    config = f"--config={workspace.root / 'pyproject.toml'}"
    cache = f"--cache-dir={workspace.home / 'ruff-cache'}"
    calls: dict[str, list] = {
        "ruff check": [python, "-m", "ruff", "check", "--no-fix", "-q", config, cache, *code],
        "ruff format": [python, "-m", "ruff", "format", "--check", "-q", config, cache, *code],
    }
    if addons := [folder for folder in workspace.own_addons if folder.is_dir()]:
        rules = f"--rcfile={workspace.root / '.pylintrc'}"
        calls["pylint-odoo"] = [python, "-m", "pylint", rules, *addons]
        calls["oca-checks-odoo-module"] = _oca(python, "cli", addons)
        if catalogues := [path for folder in addons for path in sorted(folder.glob("i18n/*.po*"))]:
            calls["oca-checks-po"] = _oca(python, "cli_po", catalogues)
    env = {**os.environ, "PYLINTHOME": str(workspace.home / "pylint-cache")}
    for title, words in calls.items():
        log = workspace.log(f"lint-{title.replace(' ', '-')}")
        yield Program(title, words, log, env, workspace.root, timeout=LINT_SECONDS)


def _oca(python: Path, module: str, targets: list[Path]) -> list:
    code = f"import sys; from oca_pre_commit_hooks.{module} import main; sys.exit(main())"
    return [python, "-c", code, *targets]


def _run(linter: Program, current: Step) -> str:
    """Return what one linter found; ruff format names files only, so say what that means."""
    current.tick(linter.title)
    code = linter.run(current, lambda line: linter.title)
    if not code:
        return ""
    output = tail(linter.log, 200_000).strip() if linter.log else ""
    return f"[{linter.title}]\n{output or f'ended with code {code}'}"
