"""Failures that a user can act upon: one message that says what to do, never a traceback."""

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager

NETWORK_SIGNS = re.compile(
    r"could not resolve|temporary failure (?:in name )?resolv|connection refused|unable to connect"
    r"|network is unreachable|newconnectionerror|max retries exceeded|connection timed out"
    r"|failed to fetch|could not connect|cannot initiate the connection|no route to host"
    r"|read timed out|name or service not known|connection failed|\(from versions: none\)",
    re.IGNORECASE,
)
DISK_SIGNS = re.compile(r"no space left on device|errno 28|disk quota exceeded", re.IGNORECASE)


class CareError(Exception):
    """What went wrong and what to do about it, in words for the person at the terminal."""

    exit_code = 1


class CommandFailed(CareError):
    """A program that the launcher started returned an error or ran out of time."""

    def __init__(self, title: str, reason: str, tail: str = "", log: str = ""):
        self.title, self.reason, self.tail, self.log = title, reason, tail, log
        parts = [f"{title}: {reason}"]
        if tail:
            parts.append("\n".join(f"    {line}" for line in tail.splitlines()))
        if log:
            parts.append(f"The whole log: {log}")
        super().__init__("\n".join(parts))


class Interrupted(BaseException):
    """SIGINT or SIGTERM arrived: stop what was started, then leave."""

    def __init__(self, signal_number: int):
        super().__init__(signal_number)
        self.signal_number = signal_number


def disk_full(where: str) -> CareError:
    """Return the message for a disk that filled up while something was written."""
    return CareError(
        f"The disk is full ({where}).\n"
        "Free some space and run the same command again: it goes on where it stopped.\n"
        "A first set-up needs about 3 GB; `rm -r .care` gives everything of ours back."
    )


def explain(failure: CommandFailed, what: str) -> CareError:
    """Turn a failed download or installation into the advice that fits its output."""
    text = failure.tail
    if DISK_SIGNS.search(text):
        return disk_full(what)
    if NETWORK_SIGNS.search(text):
        return CareError(
            f"{what}: no network, or the package server does not answer.\n"
            + "\n".join(f"    {line}" for line in text.splitlines()[-4:])
            + "\nCheck the connection (and the proxy of apt and pip), then run the same command"
            " again: what is already here is kept."
        )
    return failure


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Give every failed command inside the block the advice of :func:`explain`."""
    try:
        yield
    except CommandFailed as failure:
        raise explain(failure, what) from failure
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            raise disk_full(what) from failure
        raise
