"""Tell what happens during long steps: one updating line on a terminal, else a line at times."""

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

QUIET_SECONDS = 15.0


class Step:
    """One long step: knows how long it runs and what it is doing at the moment."""

    def __init__(self, title: str, stream: TextIO):
        self.title, self.stream = title, stream
        self.started = self.last_line = time.monotonic()
        self.doing = ""
        self.on_terminal = stream.isatty()

    @property
    def seconds(self) -> int:
        """Whole seconds since the step began."""
        return int(time.monotonic() - self.started)

    def tick(self, doing: str | None = None) -> None:
        """Call this often; it writes only when there is something to tell."""
        if doing is not None:
            self.doing = doing
        now = time.monotonic()
        pause = 0.2 if self.on_terminal else QUIET_SECONDS
        if now - self.last_line >= pause:
            self.last_line = now
            self._write()

    def _write(self) -> None:
        line = f"  {self.title} [{self.seconds} s] {self.doing}".rstrip()
        if self.on_terminal:
            width = shutil.get_terminal_size().columns - 1
            self.stream.write(f"\r\x1b[K{line[:width]}")
        else:
            self.stream.write(f"{line[:200]}\n")
        self.stream.flush()

    def close(self, outcome: str) -> None:
        """Replace the updating line by the outcome of the step."""
        start = "\r\x1b[K" if self.on_terminal else ""
        self.stream.write(f"{start}  {self.title}: {outcome} ({self.seconds} s)\n")
        self.stream.flush()


def say(text: str = "", stream: TextIO | None = None) -> None:
    """Print a line for the user (standard error: standard output is for results)."""
    print(text, file=stream or sys.stderr, flush=True)


@contextmanager
def step(title: str, stream: TextIO | None = None) -> Iterator[Step]:
    """Show a long step while the block runs, and how it ended."""
    current = Step(title, stream or sys.stderr)
    if not current.on_terminal:
        say(f"  {title} …", current.stream)
    try:
        yield current
    except BaseException:
        current.close("stopped")
        raise
    current.close("done")
