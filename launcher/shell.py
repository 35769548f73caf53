"""``./care shell``: a Python prompt, or a script, with Odoo's ``env`` of the sample database."""

import signal
import subprocess
import sys
from contextlib import ExitStack

from .environment import Tools, prepare, tools
from .progress import say
from .sample import demo_lock, ensure_demo
from .workspace import Workspace


def shell_command(workspace: Workspace, *, fresh: bool, arguments: list[str]) -> int:
    """Open the shell, or run the script on standard input; return its exit code."""
    prepare(workspace, arguments)
    with ExitStack() as stack:
        kit = stack.enter_context(tools(workspace))
        if fresh:
            database = stack.enter_context(kit.databases.throwaway(kit.cache.sample(), "shell"))
        else:
            database = _demo(kit)
        return _open(kit, database)


def _demo(kit: Tools) -> str:
    """Return the sample database, updated unless it is being served right now."""
    lock = demo_lock(kit.workspace)
    try:
        if lock.acquire():
            lock.note("being updated by ./care shell")
            ensure_demo(kit)
        else:
            say("The sample database is in use by ./care run: it is not updated now.")
    finally:
        lock.close()
    return kit.workspace.demo_database


def run_script(kit: Tools, database: str, script: str, choices: dict[str, str]) -> int:
    """Run a script in an Odoo shell, its output being the user's; return its exit code.

    ``choices`` are environment variables for it.
    """
    program = kit.odoo.program("Odoo shell", *_words(database))
    env = {**program.env, **choices}
    words = [str(word) for word in program.words]
    process = subprocess.Popen(words, env=env, cwd=program.cwd, stdin=subprocess.PIPE, text=True)
    try:
        process.communicate(script)
        return process.returncode
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)


def _words(database: str) -> tuple[str, ...]:
    return ("shell", "-d", database, "--no-http", "--log-level=warn")


def _open(kit: Tools, database: str) -> int:
    """Standard input and output are the user's; Ctrl-C belongs to the shell."""
    program = kit.odoo.program("Odoo shell", *_words(database))
    before = signal.signal(signal.SIGINT, signal.SIG_IGN) if sys.stdin.isatty() else None
    process = subprocess.Popen(
        [str(word) for word in program.words], env=program.env, cwd=program.cwd
    )
    try:
        return process.wait()
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(30)
        if before:
            signal.signal(signal.SIGINT, before)
