"""A statement that is left for the end of its transaction: when it is run, and what becomes of it when it cannot be."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from psycopg.pq import PipelineStatus, TransactionStatus

from businesses.driver import statement_leave, statement_run, text_read
from tests.settings import KIND

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.db.backends.base.base import BaseDatabaseWrapper

pytestmark = pytest.mark.skipif(KIND == "sqlite", reason="SQLite runs everything at once")
WRITE = "INSERT INTO left_values VALUES (CAST(%s AS integer))"
COUNT = "SELECT CAST(count(*) AS text) FROM left_values"


@pytest.fixture(autouse=True)
def table(committed_db: None) -> Iterator[None]:
    """Make a table of one session, whose values differ when the transaction ends, and a statement that it knows."""
    statement_run("CREATE TEMPORARY TABLE left_values (value integer UNIQUE DEFERRABLE INITIALLY DEFERRED)", ())
    for value in (1, 2, 3):
        with transaction.atomic():
            text_read("SELECT '1'", ())
            statement_leave(WRITE, (value,))
    assert count() == 3
    yield
    connection.close()


def count() -> int:
    return int(text_read(COUNT, ()) or 0)


def leave(value: str | int, *, then: Callable[[], object] = lambda: None) -> None:
    """Leave a value for the end of a transaction that has begun, and do something before the end."""
    with transaction.atomic():
        count()
        statement_leave(WRITE, (value,))
        assert waits()
        then()


def waits() -> bool:
    return bool(getattr(connection, "left", None))


def test_it_waits_for_the_commit() -> None:
    with transaction.atomic():
        count()
        statement_leave(WRITE, (4,))
        assert waits()
    assert not waits()
    server = connection.connection.pgconn
    assert server.transaction_status == TransactionStatus.IDLE
    assert server.pipeline_status == PipelineStatus.OFF
    assert count() == 4


def test_whatever_is_asked_meanwhile_comes_after_it() -> None:
    with transaction.atomic():
        count()
        statement_leave(WRITE, (4,))
        assert count() == 4
        statement_leave(WRITE, (5,))
        with connection.cursor() as cursor:
            cursor.execute("SELECT max(value) FROM left_values")
            assert cursor.fetchone() == (5,)
        statement_leave(WRITE, (6,))
        statement_leave(WRITE, (7,))
    assert count() == 7


def test_without_a_transaction_it_is_run_at_once() -> None:
    statement_leave(WRITE, (4,))
    assert not waits()
    assert count() == 4


def test_a_rollback_forgets_it() -> None:
    leave(4, then=lambda: transaction.set_rollback(True))
    assert not waits()
    assert count() == 3


def test_a_savepoint_that_is_rolled_back_forgets_only_what_came_after_it() -> None:
    def tried() -> None:
        with transaction.atomic():
            statement_leave(WRITE, (5,))
            transaction.set_rollback(True)

    leave(4, then=tried)
    assert count() == 4


@pytest.mark.parametrize(("value", "refused"), [(1, IntegrityError), ("x", DataError)])
def test_what_is_refused_is_a_fault_of_the_commit_and_nothing_is_stored(value: str | int, refused: type) -> None:
    with pytest.raises(refused):
        leave(value)
    assert not waits()
    assert connection.connection.pgconn.transaction_status == TransactionStatus.IDLE
    assert count() == 3


def test_what_is_refused_before_the_commit_is_a_fault_of_the_next_question() -> None:
    answers: list[int] = []
    with pytest.raises(DataError):
        leave("x", then=lambda: answers.append(count()))
    assert answers == []
    assert count() == 3


def test_a_transaction_that_failed_unheard_is_undone_and_the_session_goes_on() -> None:
    with transaction.atomic():
        statement_run(WRITE, (4,))
        with suppress(DataError), connection.cursor() as cursor:
            cursor.execute("SELECT CAST('x' AS integer)")
    assert connection.get_autocommit()
    assert connection.connection.pgconn.transaction_status == TransactionStatus.IDLE
    assert count() == 3


def test_what_waits_for_a_commit_is_done_after_it() -> None:
    heard: list[int] = []
    with transaction.atomic():
        statement_run(WRITE, (4,))
        transaction.on_commit(lambda: heard.append(count()))
    assert heard == [4]
    assert connection.get_autocommit()


def test_a_connection_that_is_cut_forgets_it(owner_connection: BaseDatabaseWrapper) -> None:
    backend = int(text_read("SELECT CAST(pg_backend_pid() AS text)", ()) or 0)

    def cut() -> None:
        with owner_connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [backend])

    with pytest.raises(OperationalError):
        leave(4, then=cut)
    connection.close()
    assert not waits()
    assert text_read("SELECT '1'", ()) is not None
