"""From a bare machine to a running database server and an Odoo that can be called.

The first stage needs nothing but Python: it brings Odoo's tree and libraries. Then the launcher
starts itself again in the virtual environment's Python, where the database driver is.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from .cache import Cache
from .databases import Databases
from .debian import ensure_tree, tree_is_current
from .locks import exclusive
from .odoo import Odoo, OdooTree
from .postgres import database_server, parse_server
from .system import FIRST_SETUP_BYTES, LATER_BYTES, require_space, require_writable
from .venv import ensure_venv, venv_is_current
from .workspace import Workspace


@dataclass(frozen=True)
class Tools:
    """What every command that needs Odoo works with."""

    workspace: Workspace
    odoo: Odoo
    databases: Databases
    cache: Cache


def prepare(workspace: Workspace, arguments: list[str]) -> None:
    """First stage: bring what is missing; go on in the virtual environment's Python."""
    check_choices(workspace)
    bring_home(workspace)
    complete = _is_complete(workspace)
    require_space(workspace, LATER_BYTES if complete else FIRST_SETUP_BYTES)
    if not complete:
        with exclusive(workspace.setup_lock, "the set-up"):
            if not workspace.odoo_choice:
                ensure_tree(workspace)
            ensure_venv(workspace)
    if not _inside(workspace):
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(workspace.python, [str(workspace.python), str(workspace.script), *arguments])


def check_choices(workspace: Workspace) -> None:
    """Refuse a wrong --odoo or --db before anything long begins."""
    if workspace.db_choice:
        parse_server(workspace.db_choice)
    if workspace.odoo_choice:
        OdooTree.find(workspace)


def bring_home(workspace: Workspace) -> None:
    """Make our own folder, which tools that scan the checkout are told to leave alone."""
    require_writable(workspace)
    ignore = workspace.home / ".gitignore"
    if not ignore.exists():
        ignore.write_text("*\n")


def _is_complete(workspace: Workspace) -> bool:
    tree_is_there = bool(workspace.odoo_choice) or tree_is_current(workspace)
    return tree_is_there and venv_is_current(workspace)


def _inside(workspace: Workspace) -> bool:
    """Whether this very process already runs in the virtual environment."""
    return os.path.realpath(sys.prefix) == os.path.realpath(workspace.venv)


@contextmanager
def tools(workspace: Workspace) -> Iterator[Tools]:
    """Second stage: give the block a running database server, Odoo and the cached databases."""
    with database_server(workspace) as server:
        databases = Databases(server)
        if server.embedded:
            databases.drop_leftovers()
        else:
            databases.check()
        odoo = Odoo(workspace, server)
        yield Tools(workspace, odoo, databases, Cache(workspace, odoo, databases))
