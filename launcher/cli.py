"""The commands of ``./care`` and what becomes of their failures."""

import argparse
import difflib
import errno
import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from .errors import CareError, Interrupted, disk_full
from .progress import say
from .workspace import Workspace

COMMANDS = {
    "run": "serve Odoo with the addon and its sample story",
    "test": "run all tests, or a part: ./care test [PATH…] [-k EXPR] [pytest options]",
    "bench": "measure the nightly engines beside bare SQL; fail when they are too slow",
    "shell": "open an Odoo shell on the sample database, or run a script from standard input",
    "lint": "check the style of all code",
    "pot": "bring the translation template up to date and check the Chinese translation",
}


class Parser(argparse.ArgumentParser):
    """Errors in one line, with the way to the help."""

    def error(self, message: str) -> Any:
        """Refuse the command line."""
        raise CareError(f"{message}\nSee ./care --help")


def parser() -> Parser:
    """Describe the command line."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--odoo", metavar="PATH", help="use this Odoo 19 source tree (CARE_ODOO)")
    address = "postgresql://user:password@host:port"
    common.add_argument("--db", metavar="URL", help=f"use this server: {address} (CARE_DB)")
    main = Parser(prog="./care", description="Customer Care for Odoo", parents=[common])
    commands = main.add_subparsers(dest="command", metavar="COMMAND", parser_class=Parser)
    made = {
        name: commands.add_parser(name, help=text, description=text, parents=[common])
        for name, text in COMMANDS.items()
    }
    made["run"].add_argument("--port", type=int, default=8069, help="HTTP port (default: 8069)")
    made["run"].add_argument(
        "--reset", action="store_true", help="forget all changes: start from the sample story again"
    )
    made["test"].add_argument("--keep", action="store_true", help="keep the test databases")
    made["bench"].add_argument(
        "--customers", type=int, default=20_000, help="how many to generate (default: 20000)"
    )
    made["bench"].add_argument(
        "--only",
        metavar="NAME",
        help="one benchmark of the folder benchmarks: nightly, path, review, clocks, wave, crowd",
    )
    made["shell"].add_argument(
        "--fresh", action="store_true", help="work on a throw-away copy of the sample story"
    )
    return main


def _command_word(arguments: Sequence[str]) -> str | None:
    """Return the first word that is neither an option nor an option's value."""
    skip = False
    for word in arguments:
        if skip:
            skip = False
        elif word in ("--odoo", "--db"):
            skip = True
        elif not word.startswith("-"):
            return word
    return None


def _refuse_unknown(word: str | None) -> None:
    if word is None or word in COMMANDS:
        return
    near = difflib.get_close_matches(word, COMMANDS, 1, 0.5)
    hint = f"Did you mean ./care {near[0]}?" if near else f"There are: {', '.join(COMMANDS)}."
    raise CareError(f"There is no command {word!r}. {hint}")


def _on_signal(number: int, _frame: Any) -> None:
    for again in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(again, signal.SIG_IGN)  # leave in peace, once
    raise Interrupted(number)


def main(arguments: list[str]) -> int:
    """Run a command; return the exit code."""
    os.umask(0o022)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _on_signal)
    try:
        return dispatch(arguments)
    except CareError as failure:
        say(f"\ncare: {failure}")
        return failure.exit_code
    except OSError as failure:
        if failure.errno in (errno.ENOSPC, errno.EDQUOT):
            say(f"\ncare: {disk_full(str(failure.filename or 'writing a file'))}")
            return 1
        raise
    except Interrupted as stop:
        say("\ncare: stopped.")
        return 128 + stop.signal_number


def dispatch(arguments: list[str]) -> int:
    """Read the command line and hand over to the command."""
    _refuse_unknown(_command_word(arguments))
    options, rest = parser().parse_known_args(arguments)
    if options.command is None:
        parser().print_help()
        return 0
    if rest and options.command != "test":
        unknown = " ".join(rest)
        raise CareError(f"./care {options.command} does not know {unknown}\nSee ./care --help")
    workspace = Workspace.here(getattr(options, "odoo", None), getattr(options, "db", None))
    return _run(workspace, options, rest, arguments)


def _run(
    workspace: Workspace, options: argparse.Namespace, rest: list[str], arguments: list[str]
) -> int:
    """Import late: a command loads only what it needs."""
    if options.command == "lint":
        from .lint import lint_command

        return lint_command(workspace)
    if options.command == "run":
        from .environment import check_choices
        from .serve import check_port, run_command

        check_choices(workspace)
        check_port(workspace, options.port)
        return run_command(workspace, options.port, reset=options.reset, arguments=arguments)
    if options.command == "shell":
        from .shell import shell_command

        return shell_command(workspace, fresh=options.fresh, arguments=arguments)
    if options.command == "bench":
        from .bench import bench_command, chosen

        scripts = chosen(workspace, options.customers, options.only)
        return bench_command(workspace, scripts, options.customers, arguments)
    if options.command == "pot":
        from .translations import pot_command

        return pot_command(workspace, arguments)
    from .testing import test_command

    return test_command(workspace, rest, keep=options.keep, arguments=arguments)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
