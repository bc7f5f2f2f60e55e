"""Making a database ready before anybody is served: key, migrations, the application's role, the demo company."""

from __future__ import annotations

import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

from config.paths import data_directory, secret_key_file

if TYPE_CHECKING:
    from collections.abc import Iterator


class NotReadyError(Exception):
    """The database cannot be served from; the text says why, for whoever typed the command."""


def prepare(*, demo: bool, migrate: bool = True) -> bool:
    """Make the database ready and take the application's role; return whether the demo company was loaded now.

    Args:
        demo: load the demo company, if the database is empty.
        migrate: bring the database up to date first; else only look whether it is, as befits a login that owns nothing.

    Raises:
        NotReadyError: the database does not answer, is not up to date, or does not give the role.
    """
    with _database():
        if migrate:
            _migrated()
        else:
            _migrations_checked()
        _role_taken()
        return demo and _demo_loaded()


def migrated() -> None:
    """Bring the database up to date, and grant the application's role what it needs.

    Raises:
        NotReadyError: the database does not answer.
    """
    with _database():
        _migrated()


def secret_key_ready(*, create: bool) -> bool:
    """Tell whether there is a secret key; on loopback, make one in the data directory."""
    if os.environ.get("DAYBOOK_SECRET_KEY"):
        return True
    file = secret_key_file()
    if not file.is_file():
        if not create:
            return False
        from businesses import allocator  # noqa: PLC0415 - knows no settings yet

        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
        file.write_text(allocator.secret())
    os.environ["DAYBOOK_SECRET_KEY"] = file.read_text().strip()
    return create


def connections_close() -> None:
    """Close every connection and its pool: a worker that is forked must not be born with the socket of another process.

    Two processes that talk over one socket read each other's answers.
    """
    from django.db import connections  # noqa: PLC0415 - needs Django set up
    from django.db.backends.postgresql.base import DatabaseWrapper  # noqa: PLC0415

    for connection in connections.all(initialized_only=True):
        connection.close()
        if isinstance(connection, DatabaseWrapper):
            connection.close_pool()


@contextmanager
def _database() -> Iterator[None]:
    """Set Django up for the block, close its connections afterwards, and say in one line when it cannot be reached."""
    import django  # noqa: PLC0415 - the environment must be complete first
    from django.db import OperationalError  # noqa: PLC0415

    secret_key_ready(create=True)
    django.setup()
    data_directory().mkdir(parents=True, exist_ok=True)
    try:
        yield
    except OperationalError as error:
        message = f"the database cannot be used: {' '.join(str(error).split())}"
        raise NotReadyError(message) from error
    finally:
        connections_close()


def _migrated() -> None:
    """Migrate, and on PostgreSQL let the application's role, if one is set, read and write the rows of every table."""
    from django.core.management import call_command  # noqa: PLC0415 - needs Django set up
    from django.db import connection  # noqa: PLC0415

    from businesses.application_role import role_grant  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    if role := _role():
        role_grant(connection, role)


def _migrations_checked() -> None:
    from config.health import migrations_waiting  # noqa: PLC0415 - needs Django set up

    if migrations_waiting():
        message = "the database is not up to date: run `daybook migrate` as the owner of the tables first"
        raise NotReadyError(message)


def _role_taken() -> None:
    """On PostgreSQL, hand over from the owner of the tables to the application's role, and make sure that it happened.

    A connection pooler may be told to ignore the option that asks for the role; the server would go on as the owner,
    whom no guard holds back.
    """
    from django.db import connection  # noqa: PLC0415 - needs Django set up

    from businesses.application_role import role_take  # noqa: PLC0415

    role = _role()
    if not role:
        return
    role_take(connection, role)
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        (user,) = cursor.fetchone()
    if user != role:
        message = (
            f"the database connection is {user}, not {role}; through a pooler that ignores `options`, let DATABASE_URL "
            "sign in as a login that owns nothing, and leave DAYBOOK_DATABASE_ROLE out"
        )
        raise NotReadyError(message)
    os.environ["DAYBOOK_DATABASE_ROLE_TAKEN"] = "1"


def _role() -> str:
    """Return the application's role, empty where there is none."""
    from django.conf import settings  # noqa: PLC0415 - needs Django set up
    from django.db import connection  # noqa: PLC0415

    return str(settings.DATABASE_ROLE) if connection.vendor == "postgresql" else ""


def _demo_loaded() -> bool:
    from businesses import clock  # noqa: PLC0415
    from businesses.actors import Caller  # noqa: PLC0415
    from businesses.errors import ConflictError  # noqa: PLC0415
    from businesses.transactions import writing  # noqa: PLC0415
    from ledger.services.demo import demo_load  # noqa: PLC0415

    try:
        with writing():
            demo_load(Caller(user=None, now=clock.now()))
    except ConflictError:
        return False
    return True
