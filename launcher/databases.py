"""Create, copy, rename and drop databases; a database's comment tells what it was made from."""

import contextlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import CareError, disk_full
from .postgres import Server

THROWAWAY = "care_tmp_"


class Databases:
    """The databases of one server, seen from outside (no Odoo involved)."""

    def __init__(self, server: Server):
        self.server = server

    @contextmanager
    def connect(self, database: str = "postgres") -> Iterator[Any]:
        """Give the block a cursor in autocommit mode."""
        import psycopg2  # only there in the virtual environment

        try:
            connection = psycopg2.connect(
                host=self.server.host,
                port=self.server.port,
                user=self.server.user,
                password=self.server.password,
                dbname=database,
                connect_timeout=15,
            )
        except psycopg2.OperationalError as failure:
            raise CareError(
                f"Cannot connect to PostgreSQL at {self.server.host}:{self.server.port}:\n"
                f"    {str(failure).strip()}\nCheck --db (or CARE_DB): address, user and password."
            ) from failure
        connection.autocommit = True
        try:
            with connection.cursor() as cursor:
                yield cursor
        except psycopg2.errors.DiskFull as failure:
            raise disk_full("the database server") from failure
        finally:
            connection.close()

    def check(self) -> None:
        """Refuse a server that cannot do what we need."""
        with self.connect() as cursor:
            cursor.execute("SHOW server_version_num")
            version = int(cursor.fetchone()[0])
            cursor.execute(
                "SELECT rolcreatedb OR rolsuper FROM pg_roles WHERE rolname = current_user"
            )
            may_create = cursor.fetchone()[0]
        if version < 130000:
            raise CareError(f"--db: Odoo 19 needs PostgreSQL 13, this is {version // 10000}.")
        if not may_create:
            raise CareError(
                f"--db: the role {self.server.user} may not create databases. As superuser run:"
                f" ALTER ROLE {self.server.user} CREATEDB"
            )

    def names(self, pattern: str) -> list[str]:
        """List the databases whose name is LIKE the pattern."""
        with self.connect() as cursor:
            cursor.execute(
                "SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY datname", (pattern,)
            )
            return [name for (name,) in cursor.fetchall()]

    def exists(self, name: str) -> bool:
        """Whether there is such a database."""
        return bool(self.names(name.replace("_", r"\_")))

    def drop(self, name: str) -> None:
        """Drop a database, and whoever is still connected to it."""
        with self.connect() as cursor:
            cursor.execute("SELECT datistemplate FROM pg_database WHERE datname = %s", (name,))
            row = cursor.fetchone()
            if row and row[0]:
                cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE false')
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def clone(self, source: str, target: str) -> None:
        """Copy a database that nobody is connected to."""
        self.drop(target)
        with self.connect() as cursor:
            cursor.execute(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')

    def rename(self, source: str, target: str) -> None:
        """Give a finished database its final name, in place of an older one."""
        self.drop(target)
        with self.connect() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s",
                (source,),
            )
            cursor.execute(f'ALTER DATABASE "{source}" RENAME TO "{target}"')

    def seal(self, name: str) -> None:
        """Make a finished database something that is only ever copied."""
        with self.connect() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" IS_TEMPLATE true ALLOW_CONNECTIONS false')

    def facts(self, name: str) -> dict[str, str]:
        """Return what the database was made from (nothing if it is not there or not ours)."""
        with self.connect() as cursor:
            cursor.execute(
                "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
                (name,),
            )
            row = cursor.fetchone()
        with contextlib.suppress(TypeError, ValueError):
            return json.loads(row[0])
        return {}

    def set_facts(self, name: str, **facts: str) -> None:
        """Remember what the database was made from."""
        with self.connect() as cursor:
            cursor.execute(f'COMMENT ON DATABASE "{name}" IS %s', (json.dumps(facts),))

    def module_state(self, name: str, module: str) -> str:
        """Return the state of an Odoo module in the database."""
        with self.connect(name) as cursor:
            cursor.execute("SELECT state FROM ir_module_module WHERE name = %s", (module,))
            row = cursor.fetchone()
        return row[0] if row else "unknown"

    @contextmanager
    def throwaway(self, source: str, label: str, *, keep: bool = False) -> Iterator[str]:
        """Give the block a copy of a database, dropped afterwards unless it is to be kept."""
        name = f"{THROWAWAY}{os.getpid()}_{label}"
        self.clone(source, name)
        if keep:
            self.set_facts(name, kept="yes")
        try:
            yield name
        finally:
            if not keep:
                self.drop(name)

    def drop_leftovers(self, *, kept: bool = False) -> None:
        """Drop the throw-away databases of runs that were killed, or also those that were kept."""
        for name in self.names(THROWAWAY.replace("_", r"\_") + "%"):
            owner = name.removeprefix(THROWAWAY).partition("_")[0]
            over = owner.isdigit() and not Path(f"/proc/{owner}").exists()
            if over and (kept or not self._kept(name)):
                self.drop(name)

    def _kept(self, name: str) -> bool:
        return self.facts(name).get("kept") == "yes"
