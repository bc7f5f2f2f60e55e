"""Transactions: one way to write, one way to read.

On SQLite a writer begins IMMEDIATE, so that two writers queue at the start instead of failing in the middle, and
a reader begins deferred. On PostgreSQL a reader sees one snapshot however many statements it runs.
"""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from psycopg import IsolationLevel

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextmanager
def writing(*, durable: bool = True) -> Iterator[None]:
    """Run the block in one transaction that may write; everything in it is stored, or nothing."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        sqlite: Any = connection
        sqlite.transaction_mode = "IMMEDIATE"
        try:
            with transaction.atomic(durable=durable):
                yield
        finally:
            sqlite.transaction_mode = None
        return
    with transaction.atomic(durable=durable):
        yield


@contextmanager
def reading() -> Iterator[None]:
    """Run the block on one snapshot of the database, without writing."""
    if connection.vendor != "postgresql" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    connection.ensure_connection()
    session: Any = connection.connection
    before = session.isolation_level, session.read_only
    session.isolation_level, session.read_only = IsolationLevel.REPEATABLE_READ, True  # said by BEGIN itself
    try:
        with transaction.atomic():
            yield
    finally:
        if not session.closed:
            session.isolation_level, session.read_only = before


def rehearsed() -> None:
    """Make the transaction that is open a rehearsal: check now what a commit would check, and store nothing of it.

    Raises:
        IntegrityError: a deferred constraint or guard refuses what was written.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    transaction.set_rollback(True)
