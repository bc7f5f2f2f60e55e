"""A statement without ceremony: asked of libpq itself, and answered with one text or none.

Django's cursor wraps psycopg's, which prepares, sends and waits in Python: nine tenths of what a small statement costs
this process. The layer that psycopg itself stands on does the same with one call. The usual way is taken wherever it
says more: on SQLite, and while somebody counts or logs statements.
"""

from __future__ import annotations

import datetime as dt
import functools
import itertools
import select
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final
from weakref import WeakKeyDictionary

from django.db import DEFAULT_DB_ALIAS, DataError, connection, connections
from psycopg.errors import InvalidSqlStatementName, OperationalError, error_from_result
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from psycopg import Connection
    from psycopg.pq.abc import PGconn, PGresult

Value = str | int | dt.date | None
"""What a statement may be given; a moment is a date to Python. What it is to the database, its place tells."""
KEPT: Final = 200
"""Statements that a connection keeps in mind; when there are more, the one seen first is forgotten."""
_number = itertools.count(1)
_known: WeakKeyDictionary[Connection[Any], dict[str, bytes]] = WeakKeyDictionary()
"""The statements that a connection has seen, and the names of those that it has prepared; an empty one: not yet."""


@dataclass(frozen=True, slots=True)
class Left:
    """A statement that waits for the end of its transaction: its name, and its values as the server reads them."""

    name: bytes
    values: Sequence[Any]


@functools.cache
def vendor() -> str:
    """Return the database of this process: ``postgresql`` or ``sqlite``."""
    return connection.vendor


def text_read(sql: str, values: Sequence[Value]) -> bytes | str | None:
    """Return the one text of the one row that a statement answers with, None without a row; ``%s`` is a value's place.

    Raises:
        OperationalError: among others, when a transaction is open and the server has forgotten the statement. The
            transaction is lost then, and its unit of work may run again.
    """
    database = _server()
    if database is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [_kept(value) for value in values])
            row = cursor.fetchone()
            return row[0] if row else None
    with database.wrap_database_errors:
        result = _asked(database.connection, sql, _written(values))
    return result.get_value(0, 0) if result.ntuples else None


def statement_run(sql: str, values: Sequence[Value]) -> None:
    """Run a statement that nobody waits for an answer of; raise what ``text_read`` raises."""
    database = _server()
    if database is None:
        with connection.cursor() as cursor:
            cursor.execute(sql, [_kept(value) for value in values])
        return
    with database.wrap_database_errors:
        _asked(database.connection, sql, _written(values))


def statement_leave(sql: str, values: Sequence[Value]) -> None:
    """Run a statement that nobody waits for an answer of when the transaction ends, or whatever else needs the session.

    What is wrong with it is then raised there. Only what is prepared can wait: anything else is run at once.
    """
    database = _server()
    name = None
    if database is not None and database.in_atomic_block:
        name = _known.get(database.connection, {}).get(sql)
    if not name or database.connection.pgconn.transaction_status != TransactionStatus.INTRANS:
        statement_run(sql, values)
        return
    database.left = Left(name, _written(values))


def left_run(session: Connection[Any], left: Left) -> None:
    """Run what was left for later."""
    _sound(session.pgconn.exec_prepared(left.name, left.values))


def transaction_end(session: Connection[Any], left: Left | None) -> None:
    """Run what was left for the end and commit the transaction that is open, if one is, as psycopg would.

    Both take one way to the server and back. Raises what the server says of the first that it refuses.
    """
    server: PGconn = session.pgconn
    if left is not None:
        _pipelined(server, lambda: server.send_query_prepared(left.name, left.values), lambda: _send(server, b"COMMIT"))
    elif server.transaction_status == TransactionStatus.INTRANS:
        _sound(server.exec_(b"COMMIT"))


def statements_forget(session: Connection[Any] | None) -> None:
    """Prepare the statements of a session anew: the server does not have them any more."""
    if session is not None:
        _known.pop(session, None)


def _server() -> Any:
    """Return Django's connection to PostgreSQL; None: take the usual way."""
    database: Any = connections[DEFAULT_DB_ALIAS]  # what ``connection`` stands for, looked up once
    if database.connection is None:
        database.ensure_connection()
    if vendor() != "postgresql" or database.execute_wrappers or database.queries_logged:
        return None
    if database.left is not None:
        with database.wrap_database_errors:
            database.left_run()
    return database


def _asked(session: Connection[Any], sql: str, values: Sequence[bytes | None]) -> PGresult:
    """Run a statement; one that the server has forgotten is prepared anew, unless that has cost the transaction."""
    try:
        return _run(session, sql, values)
    except InvalidSqlStatementName:
        _known.pop(session, None)
        if session.pgconn.transaction_status != TransactionStatus.IDLE:
            raise
        return _run(session, sql, values)


def _run(session: Connection[Any], sql: str, values: Sequence[Any]) -> PGresult:
    """Run a statement, in a transaction if one is wanted.

    From the second time on it is prepared, unless the connection may be another's next time.
    """
    server: PGconn = session.pgconn
    begins = not session.autocommit and server.transaction_status == TransactionStatus.IDLE
    if begins and (prepared := _known.get(session, {}).get(sql)):
        return _begun_with(server, _beginning(session), prepared, values)
    if begins:
        _sound(server.exec_(_beginning(session)))
    if session.prepare_threshold is None:
        return _sound(server.exec_params(_numbered(sql), values))
    known = _known.setdefault(session, {})
    name = known.get(sql)
    if name is None:
        if len(known) >= KEPT:
            _forget(server, known)
        known[sql] = b""
        return _sound(server.exec_params(_numbered(sql), values))
    if not name:
        name = b"daybook_%d" % next(_number)
        _sound(server.prepare(name, _numbered(sql)))
        known[sql] = name
    return _sound(server.exec_prepared(name, values))


def _beginning(session: Any) -> bytes:
    """Return what psycopg itself begins a transaction with."""
    begin: bytes = session._get_tx_start_command()  # noqa: SLF001 - there is no other way to it
    return begin


def _begun_with(server: PGconn, begin: bytes, name: bytes, values: Sequence[Any]) -> PGresult:
    """Begin a transaction and run its first statement, on one way to the server and back."""
    return _pipelined(server, lambda: _send(server, begin), lambda: server.send_query_prepared(name, values))


def _pipelined(server: PGconn, *sends: Callable[[], None]) -> PGresult:
    """Send statements on one way to the server and back; return the result of the last, if all went well."""
    server.enter_pipeline_mode()
    try:
        for send in sends:
            send()
        server.pipeline_sync()
        while server.flush():
            _wait(server, select.POLLIN | select.POLLOUT)
        results = [_result(server) for _ in sends]
        server.get_result()  # the end of the pipeline
    finally:
        if server.status == ConnStatus.OK:
            server.exit_pipeline_mode()
    for result in results:
        _sound(result)
    return results[-1]


def _send(server: PGconn, command: bytes) -> None:
    server.send_query_params(command, None)


def _result(server: PGconn) -> PGresult:
    """Return the result of the next statement of a pipeline, with the end that follows each.

    Only what is there is fetched: libpq would wait for it with the interpreter's lock, and another thread may have to
    move before the server can answer.
    """
    while server.is_busy():
        _wait(server, select.POLLIN)
    result = server.get_result()
    if result is None:
        raise OperationalError(server.get_error_message())
    server.get_result()
    return result


def _wait(server: PGconn, events: int) -> None:
    """Wait until the connection has something to read, or takes more, and read what there is."""
    waiting = select.poll()
    waiting.register(server.socket, events)
    if waiting.poll()[0][1] & ~select.POLLOUT:
        server.consume_input()


def _forget(server: PGconn, known: dict[str, bytes]) -> None:
    """Make room for another statement."""
    if name := known.pop(next(iter(known))):
        _sound(server.exec_(b"DEALLOCATE " + name))


def _sound(result: PGresult) -> PGresult:
    """Return a result; raise what the server says instead, or that it says nothing any more."""
    if result.status in (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK):
        return result
    error = error_from_result(result)
    raise error if error.sqlstate else OperationalError(str(error))


@functools.lru_cache(maxsize=4 * KEPT)
def _numbered(sql: str) -> bytes:
    """Return a statement as PostgreSQL has it, with ``$1`` and so on for the values."""
    first, *others = sql.split("%s")
    return "".join([first, *(f"${number}{part}" for number, part in enumerate(others, 1))]).encode()


def _kept(value: Value) -> Value:
    """Return a value as the cursor of this database takes it."""
    if isinstance(value, dt.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, dt.date) else value


def _written(values: Sequence[Value]) -> list[bytes | None]:
    """Return values as PostgreSQL reads them; raise ``DataError`` for a text that would end early."""
    written = [None if value is None else str(value).encode() for value in values]
    if b"\0" in b"".join(filter(None, written)):
        message = "A text holds a NUL character."
        raise DataError(message)
    return written
