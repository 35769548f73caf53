"""``./care run``: serve the sample database on this machine until Ctrl-C."""

import subprocess
import time
import urllib.error
import urllib.request

from .environment import Tools, prepare, tools
from .errors import CareError, Interrupted
from .process import Program, stop, tail
from .progress import say, step
from .sample import demo_lock, ensure_demo, set_address
from .system import CHINESE_FONT, WKHTMLTOPDF, port_is_free, require_packages, require_port
from .workspace import Workspace

START_SECONDS = 180
WELCOME = """
Customer Care is at  {url}   (Ctrl-C stops it)

  login and password    who it is
  care_rep              Nora Hallbeck, sales representative
  care_manager          Margit Ashdown, care manager: sees all, decides about grades
  care_zh               程思远, sales representative who works in Chinese
  admin                 administrator

What to try first:
  1. As care_rep open Customer Care: My Day tells what is due and why. "Done" logs the contact,
     and its next step comes back on its day.
  2. Open Customers, then a customer: figures, the reasons for its grade, and the timeline are
     on one page.
  3. As care_manager decide about the proposals in Grades > Grade Changes, open a review of all
     grades, and print a care plan under Reporting.

The data is a made-up story; your changes are kept. ./care run --reset starts it over again.
Odoo's log: {log}
"""


def check_port(workspace: Workspace, port: int) -> None:
    """Refuse a port that cannot be served, before anything long begins."""
    if not 1 <= port <= 65535:
        raise CareError(f"--port {port}: a port is a number from 1 to 65535.")
    lock = demo_lock(workspace) if workspace.home.is_dir() else None
    if lock:
        free = lock.acquire()
        holder = lock.read()
        lock.close()
        if not free:
            raise _already_served(holder)
    require_port(port)


def _already_served(holder: str) -> CareError:
    return CareError(
        f"The sample database is already being served: {holder or 'by another ./care run'}.\n"
        "Use that one, or stop it first (Ctrl-C in its terminal)."
    )


def run_command(workspace: Workspace, port: int, *, reset: bool, arguments: list[str]) -> int:
    """Bring everything up, serve, and stop all of it at the end."""
    prepare(workspace, arguments)
    require_packages(workspace, [WKHTMLTOPDF, CHINESE_FONT], optional=True)
    lock = demo_lock(workspace)
    if not lock.acquire():
        raise _already_served(lock.read())
    url = f"http://127.0.0.1:{port}"
    lock.note(f"at {url}")
    try:
        with tools(workspace) as kit:
            ensure_demo(kit, reset=reset)
            set_address(kit, url)
            _serve(kit, port, url)
    except Interrupted:
        say("\nStopped.")
        return 0
    finally:
        lock.note("")
        lock.close()
    return 1


def _serve(kit: Tools, port: int, url: str) -> None:
    """Serve until a signal ends the block; everything that was started is stopped."""
    database, log = kit.workspace.demo_database, kit.workspace.log("server")
    program = kit.odoo.program(
        "Odoo",
        *("-d", database, f"--db-filter=^{database}$"),
        *(f"--http-port={port}", "--http-interface=127.0.0.1", "--max-cron-threads=1"),
        log=log,
    )
    require_port(port)
    process = program.start()
    try:
        _wait_until_it_answers(program, process, port, url)
        say(WELCOME.format(url=url, log=log))
        while process.poll() is None:
            time.sleep(0.2)
        raise _ended(program, process)
    finally:
        stop(process)


def _wait_until_it_answers(
    program: Program, process: subprocess.Popen, port: int, url: str
) -> None:
    with step("Starting Odoo") as current:
        while not _answers(f"{url}/web/health"):
            if process.poll() is not None:
                raise _ended(program, process)
            if current.seconds > START_SECONDS:
                raise CareError(f"Odoo did not answer within {START_SECONDS} s. Log: {program.log}")
            current.tick("waiting for its first answer" if not port_is_free(port) else "loading")
            time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _ended(program: Program, process: subprocess.Popen) -> CareError:
    lines = tail(program.log).splitlines()[-12:] if program.log else []
    text = "\n".join(f"    {line}" for line in lines)
    return CareError(f"Odoo ended with code {process.returncode}:\n{text}\nThe log: {program.log}")
