"""``./care test``: everything in order, or a part of it in seconds."""

import os
import re
import shutil
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from .cache import QUICK, InstallProblem, log_problems
from .environment import Tools, prepare, tools
from .errors import CareError, CommandFailed
from .lint import lint_findings
from .process import Program, tail
from .progress import say
from .results import Tally, one, read_junit, read_odoo_log
from .stamps import remove
from .system import (
    CHINESE_FONT,
    CHROMIUM,
    LIBREOFFICE,
    WKHTMLTOPDF,
    free_port,
    require_packages,
)
from .translations import translation_findings
from .workspace import ADDON, Workspace

# what hangs is given up: at least four times what a quiet machine with two cores takes
PYTEST_SECONDS = 60 * 60
OWN_RUNNER_SECONDS = 15 * 60
LAUNCHER_SECONDS = 25 * 60
MOST_WORKERS = 4  # each has a database and a browser of its own
LIFECYCLE = ("tests", "test_lifecycle.py")
BROWSER_TEST = re.compile(r"\b(?:start_tour|browser_js)\(")
# pytest's options that take a value in the next word
VALUED = {"-k", "-m", "-p", "-c", "-o", "-W", "-r", "-n"}
VALUED |= {"--dist", "--durations", "--maxfail", "--tb"}


@dataclass
class TestRun:
    """One call of ``./care test``: its tools, the caller's pytest options, and the count so far."""

    __test__ = False

    kit: Tools
    options: list[str]
    keep: bool = False
    tally: Tally = field(default_factory=Tally)

    @property
    def workspace(self) -> Workspace:
        """The checkout under test."""
        return self.kit.workspace

    @property
    def addon_targets(self) -> list[str]:
        """The folders of all our addons, as pytest takes them."""
        return [str(folder) for folder in self.workspace.own_addons]

    def stage(self, title: str, work: Callable[[], Tally]) -> Tally:
        """Run a stage, count it, and tell at once what it found."""
        say(f"\n=== {title}")
        try:
            found = work()
        except InstallProblem as failure:
            found = one(False, str(failure))
        except CommandFailed as failure:
            found = one(False, str(failure))
        for remark in found.remarks:
            say(f"  {remark}")
        say(f"  {title}: {found.line}")
        self.tally.add(found)
        return found

    def pytest_addon(self, targets: list[str], *, browser: bool = True, workers: int = 1) -> Tally:
        """Run the addon's tests in pytest on a copy of a cached database.

        Without ``browser`` nothing is built for browser tests beforehand: they work, only slower.
        More ``workers`` than one share the test classes, each on a copy of its own.
        """
        databases, cache = self.kit.databases, self.kit.cache
        wanted = need_browser(targets) and (browser or cache.browser_is_current())
        source = cache.browser() if wanted else cache.quick()
        with databases.throwaway(source, "pytest", keep=self.keep) as database:
            if self.keep:
                say(f"  The test database is kept: {database}")
            options = ["--odoo-http", f"--odoo-database={database}"]
            options.append(f"--odoo-config={self.kit.odoo.config}")
            options += shared(workers, "loadscope")
            return self._pytest("addon", [*options, *targets], PYTEST_SECONDS)

    def pytest_launcher(self, targets: list[str], *, workers: int = 1) -> Tally:
        """Run the tests of the launcher and of the addon's life cycle.

        More ``workers`` than one share the files.
        """
        if any(Path(target.partition("::")[0]).name in LIFECYCLE for target in targets):
            self.kit.cache.sample()  # built here, where progress is shown
            self.kit.cache.template(demo=False)
        options = ["-p", "no:odoo", *shared(workers, "loadfile")]
        return self._pytest("launcher", [*options, *targets], LAUNCHER_SECONDS)

    def _pytest(self, stage: str, words: list[str], seconds: int) -> Tally:
        report = self.workspace.home / f"junit-{stage}-{os.getpid()}.xml"
        line = [self.workspace.python, "-m", "pytest", f"--junitxml={report}", "-p"]
        line += [
            "no:cacheprovider",
            "-ra",
            "-c",
            self.workspace.root / "pyproject.toml",
            "--rootdir",
            self.workspace.root,
            *words,
            *self.options,
        ]
        env = {**self.kit.odoo.environment, **self._server(), **self._choices()}
        program = Program("pytest", line, None, env, self.workspace.root, timeout=seconds)
        sys.stdout.flush()
        try:
            return read_junit(report, stage, program.run())
        finally:
            remove(report)

    def _server(self) -> dict[str, str]:
        """Tell PostgreSQL's own programs, which copy the database for each worker, where it is."""
        server = self.kit.databases.server
        return {
            "PGHOST": server.host,
            "PGPORT": str(server.port),
            "PGUSER": server.user,
            "PGPASSWORD": server.password,
        }

    def _choices(self) -> dict[str, str]:
        """Pass on what the command line chose."""
        chosen = {
            "CARE_ADDONS": str(self.workspace.addons),
            "CARE_ODOO": self.workspace.odoo_choice,
            "CARE_DB": self.workspace.db_choice,
        }
        return {name: value for name, value in chosen.items() if value}

    def own_runner(self, source: str) -> Tally:
        """Run the tests that Odoo runs while it loads a module, in Odoo's own runner."""
        log = self.workspace.log("at-install")
        tags = ",".join(f"at_install/{folder.name}" for folder in self.workspace.own_addons)
        with self.kit.databases.throwaway(source, "atinstall", keep=self.keep) as database:
            program = self.kit.odoo.program(
                "Odoo's own runner",
                *("-d", database, "-u", ADDON, "--stop-after-init"),
                *("--test-tags", tags, f"--http-port={free_port()}"),
                log=log,
                timeout=OWN_RUNNER_SECONDS,
            )
            code = program.run()
        text = tail(log, 20_000_000)
        found = read_odoo_log(text, "at-install", code)
        if found.failed:
            say(log_problems(log))
        return found

    def finish(self) -> int:
        """Print what to look at and, as the last line, the count; return the exit code."""
        good = self.tally.is_good
        if self.tally.remarks:
            say("\nTo look at:")
            for remark in self.tally.remarks:
                say(f"  - {remark.splitlines()[0]}")
            for picture in sorted((self.workspace.home / "screenshots").rglob("*.png")):
                say(f"  - screenshot: {picture}")
        elif not good:
            say("\nNo test ran.")
        sys.stderr.flush()
        print(self.tally.line, flush=True)
        return 0 if good else 1


def test_command(
    workspace: Workspace, options: list[str], *, keep: bool, arguments: list[str]
) -> int:
    """Run all tests, or the part that the options name."""
    prepare(workspace, arguments)
    require_packages(workspace, [CHROMIUM, WKHTMLTOPDF, CHINESE_FONT, LIBREOFFICE])
    with tools(workspace) as kit:
        if keep:
            kit.databases.drop_leftovers(kept=True)
        remove(workspace.home / "screenshots")
        run = TestRun(kit, options, keep)
        if options:
            _run_part(run)
        else:
            _run_all(run)
        return run.finish()


def _run_all(run: TestRun) -> None:
    """The whole: style, installation, translations, tests in both runners, life cycle."""
    run.stage("lint", lambda: _lint(run.workspace))
    installed = run.stage("install", lambda: _install(run))
    if run.kit.databases.facts(QUICK).get("addon") == run.kit.cache.addon_key():
        run.stage("pot", lambda: _pot(run.kit, QUICK))
        run.stage("addon tests", lambda: run.pytest_addon(run.addon_targets, workers=workers()))
        run.stage("at-install tests", lambda: run.own_runner(QUICK))
        run.stage(
            "launcher and life cycle", lambda: run.pytest_launcher(["tests"], workers=workers())
        )
    elif not installed.is_good:
        run.stage("tests", lambda: one(False, "no test could run: the addon does not install"))


def shared(workers: int, way: str) -> list[str]:
    """Return pytest's options for so many processes, and for what one of them takes at a time."""
    return ["-n", str(workers), f"--dist={way}"] if workers > 1 else []


def workers() -> int:
    """Return how many processes share the tests; one where databases cannot be copied."""
    if not (shutil.which("createdb") and shutil.which("dropdb")):
        return 1
    return min(len(os.sched_getaffinity(0)), MOST_WORKERS)


def _lint(workspace: Workspace) -> Tally:
    findings = lint_findings(workspace)
    return one(not findings, f"lint has findings\n{findings}")


def _pot(kit: Tools, source: str) -> Tally:
    findings = translation_findings(kit, source)
    return one(not findings, "pot: " + "\n".join(findings))


def _install(run: TestRun) -> Tally:
    """Install the addon on a fresh copy of the template; a warning in the log is a failure, and so
    is glue that does not come along."""
    database = run.kit.cache.quick(anew=True)
    found = log_problems(run.workspace.logs / "install.log")
    tally = one(not found, f"install: the log has warnings or errors\n{found}")
    for folder in run.workspace.glue:
        state = run.kit.databases.module_state(database, folder.name)
        tally.add(one(state == "installed", f"install: {folder.name} did not come along: {state}"))
    return tally


def _run_part(run: TestRun) -> None:
    """Run what the paths name: files below tests/ need no Odoo, all others do."""
    paths, run.options = split_paths(run.options, run.workspace.root)
    own = [path for path in paths if _is_below(path, run.workspace.root / "tests")]
    addon = [path for path in paths if path not in own]
    if addon or not own:
        targets = addon or run.addon_targets
        run.stage("addon tests", lambda: run.pytest_addon(targets, browser=bool(addon)))
    if own:
        run.stage("launcher and life cycle", lambda: run.pytest_launcher(own))


def need_browser(targets: list[str]) -> bool:
    """Whether any of the test files or folders has a test that opens a browser."""
    for target in targets:
        path = Path(target.partition("::")[0])
        for file in [path] if path.is_file() else path.rglob("test*.py"):
            if BROWSER_TEST.search(file.read_text(encoding="utf-8")):
                return True
    return False


def split_paths(words: list[str], root: Path) -> tuple[list[str], list[str]]:
    """Tell test files and folders from pytest's options."""
    paths, options = [], []
    value_next = False
    for word in words:
        if value_next or word.startswith("-"):
            options.append(word)
            value_next = not value_next and word in VALUED
            continue
        found = _find(word, root)
        paths.append(found)
    return paths, options


def _find(word: str, root: Path) -> str:
    """Return a path that pytest understands from the root, whatever folder it was typed in."""
    path, node = re.fullmatch(r"([^:]*)((?:::.*)?)", word).groups()
    for base in (Path.cwd(), root):
        with suppress(OSError):
            if (base / path).exists():
                return f"{(base / path).resolve()}{node}"
    raise CareError(f"There is no test file {word!r}.")


def _is_below(path: str, folder: Path) -> bool:
    return Path(path.partition("::")[0]).is_relative_to(folder.resolve())
