"""Start programs so that none outlives the launcher, none hangs for ever, and all leave a log."""

import contextlib
import ctypes
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import DISK_SIGNS, CareError, CommandFailed, disk_full
from .progress import Step

POLL_SECONDS = 0.1
STOP_SECONDS = 15.0
TAIL_BYTES = 20_000
_PR_SET_PDEATHSIG = 1
# Turns a line of a log into what a step shows at the moment.
Watch = Callable[[str], str | None]


def _die_with_parent() -> None:
    """Runs in the child before exec: ask Linux to end it when the launcher is killed."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


@dataclass
class Program:
    """A command to run: its words, environment, log file and time limit in seconds."""

    title: str
    words: Sequence[str | Path]
    log: Path | None = None
    env: dict[str, str] | None = None
    cwd: Path | None = None
    timeout: float = 1800.0
    stdin: Any = subprocess.DEVNULL
    account: dict[str, Any] = field(default_factory=dict)

    def start(self) -> subprocess.Popen:
        """Start it in a session of its own, so that the whole group can be stopped."""
        output: Any = None
        if self.log:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            output = self.log.open("ab")
        try:
            return subprocess.Popen(
                [str(word) for word in self.words],
                stdin=self.stdin,
                stdout=output,
                stderr=subprocess.STDOUT if output else None,
                env=self.env,
                cwd=self.cwd,
                start_new_session=True,
                preexec_fn=_die_with_parent,
                **self.account,
            )
        except FileNotFoundError as failure:
            raise CareError(f"{self.title}: the program {self.words[0]} is missing.") from failure
        finally:
            if output:
                output.close()

    def run(self, step: Step | None = None, watch: Watch | None = None) -> int:
        """Run to the end and return the exit code; raise when it takes too long.

        ``watch`` turns a line of the log into what the step shows at the moment.
        """
        process = self.start()
        deadline = time.monotonic() + self.timeout
        try:
            while (code := process.poll()) is None:
                if time.monotonic() > deadline:
                    raise CommandFailed(
                        self.title, f"gave up after {self.timeout:.0f} s", *self.evidence()
                    )
                if step:
                    step.tick(self._doing(watch))
                time.sleep(POLL_SECONDS)
            return code
        finally:
            stop(process)

    def check(self, step: Step | None = None, watch: Watch | None = None) -> None:
        """Run to the end; raise with the last lines of the log when it fails."""
        code = self.run(step, watch)
        if code:
            failure = CommandFailed(self.title, f"ended with code {code}", *self.evidence())
            raise disk_full(self.title) if DISK_SIGNS.search(failure.tail) else failure

    def evidence(self) -> tuple[str, str]:
        """Return the last lines of the log and its path."""
        if not self.log:
            return "", ""
        return "\n".join(tail(self.log).splitlines()[-15:]), str(self.log)

    def _doing(self, watch: Watch | None) -> str | None:
        if not self.log:
            return None
        lines = [line.strip() for line in tail(self.log, 2000).splitlines() if line.strip()]
        if watch is None:
            return lines[-1][-90:] if lines else None
        return next((told for line in reversed(lines) if (told := watch(line))), None)


def tail(path: Path, size: int = TAIL_BYTES) -> str:
    """Return the end of a text file, whole lines only."""
    try:
        with path.open("rb") as stream:
            length = stream.seek(0, os.SEEK_END)
            stream.seek(max(0, length - size))
            text = stream.read().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""
    return text if length <= size else text.partition("\n")[2]


def stop(process: subprocess.Popen, patience: float = STOP_SECONDS) -> None:
    """End a program and all that it started: ask first, then insist."""
    for number in (signal.SIGINT, signal.SIGTERM):
        if process.poll() is not None:
            break
        _signal_group(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(patience / 2)
    _signal_group(process.pid, signal.SIGKILL)
    process.wait()


def _signal_group(leader: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, number)


def quiet_output(words: Sequence[str | Path], env: dict[str, str] | None = None) -> str:
    """Return what a short command prints, or nothing when it fails."""
    try:
        done = subprocess.run(
            [str(word) for word in words],
            env=env,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return done.stdout
