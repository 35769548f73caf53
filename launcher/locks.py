"""File locks: who may set things up, and who still uses the database server."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import CareError
from .progress import say, step

WAIT_SECONDS = 3600.0


class LockFile:
    """An advisory lock on a file; the kernel frees it when its holder dies."""

    def __init__(self, path: Path):
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path = path
        self.handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)

    def acquire(self, *, shared: bool = False) -> bool:
        """Take the lock if it is free at once; return whether it was."""
        kind = fcntl.LOCK_SH if shared else fcntl.LOCK_EX
        try:
            fcntl.flock(self.handle, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def note(self, text: str) -> None:
        """Leave a word about the holder, for those who wait."""
        os.ftruncate(self.handle, 0)
        os.pwrite(self.handle, text.encode(), 0)

    def read(self) -> str:
        """Return the word that the holder left."""
        return os.pread(self.handle, 500, 0).decode("utf-8", "replace").strip()

    def close(self) -> None:
        """Give the lock back."""
        os.close(self.handle)


@contextmanager
def exclusive(path: Path, purpose: str) -> Iterator[LockFile]:
    """Hold the lock while the block runs; wait for another holder and say so."""
    lock = LockFile(path)
    try:
        if not lock.acquire():
            _wait(lock, purpose)
        lock.note(f"{purpose} (process {os.getpid()})")
        yield lock
    finally:
        lock.close()


def _wait(lock: LockFile, purpose: str) -> None:
    say(f"Another ./care is busy: {lock.read() or 'unknown'}.")
    deadline = time.monotonic() + WAIT_SECONDS
    with step(f"Waiting to go on with {purpose}") as waiting:
        while not lock.acquire():
            if time.monotonic() > deadline:
                raise CareError(f"Waited an hour for another ./care: {lock.read()}. Stop it first.")
            waiting.tick(lock.read())
            time.sleep(0.3)
