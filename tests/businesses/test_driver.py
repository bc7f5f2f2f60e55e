"""Statements that are asked of the driver itself: what they say, and what becomes of them when the server forgets."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from django.db import DataError, OperationalError, ProgrammingError, connection, transaction
from psycopg.pq import PipelineStatus, TransactionStatus

from api.common.problems import is_cut
from businesses.driver import KEPT, text_read
from tests.settings import KIND
from tests.support.statements import asked

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper

    from businesses.driver import Value

postgres_only = pytest.mark.skipif(KIND == "sqlite", reason="SQLite is always asked in the usual way")
NOON = dt.datetime(2026, 6, 1, 12, 30, tzinfo=dt.UTC)
KNOWN = "SELECT CAST(%s AS text) || CAST(%s AS text)"


def told(sql: str, *values: Value) -> str | None:
    text = text_read(sql, values)
    return text.decode() if isinstance(text, bytes) else text


def prepared() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'daybook%%'")
        return int(cursor.fetchone()[0])


def test_values_arrive_whole_each_time(committed_db: None) -> None:
    for _ in range(3):
        assert told(KNOWN, "a'%é", 7) == "a'%é7"
        assert told("SELECT 'x' WHERE CAST(%s AS text) IS NULL", None) == "x"
        assert told("SELECT CAST(CAST(%s AS date) AS text)", NOON.date()) is not None
        assert told("SELECT 'x' WHERE 1 = CAST(%s AS integer)", 2) is None
        assert told("SELECT NULL") is None


def test_a_statement_in_a_transaction_belongs_to_it(committed_db: None) -> None:
    with transaction.atomic():
        assert told(KNOWN, "a", 1) == "a1"
    assert told(KNOWN, "b", 2) == "b2"


@postgres_only
def test_a_transaction_begins_with_a_first_statement_that_is_prepared(committed_db: None) -> None:
    for value in ("a", "b", "c"):
        with transaction.atomic():
            assert told(KNOWN, value, 1) == f"{value}1"
            server = connection.connection.pgconn
            assert server.transaction_status == TransactionStatus.INTRANS
            assert server.pipeline_status == PipelineStatus.OFF
        assert server.transaction_status == TransactionStatus.IDLE


@postgres_only
def test_a_first_statement_that_is_refused_leaves_nothing_open(committed_db: None) -> None:
    quotient = "SELECT CAST(6 / CAST(%s AS integer) AS text)"
    for value in (1, 2, 3):
        with transaction.atomic():
            assert told(quotient, value) == str(6 // value)
    with pytest.raises(DataError, match="division by zero"), transaction.atomic():
        told(quotient, 0)
    assert told(quotient, 6) == "1"
    with transaction.atomic():
        assert told(quotient, 3) == "2"


@postgres_only
def test_a_moment_is_the_same_on_the_usual_way(committed_db: None) -> None:
    sql = "SELECT CAST(CAST(EXTRACT(EPOCH FROM CAST(%s AS timestamptz)) AS bigint) AS text)"
    with asked():
        usual = told(sql, NOON)
    assert told(sql, NOON) == usual == str(int(NOON.timestamp()))


@postgres_only
def test_a_statement_is_prepared_the_second_time(committed_db: None) -> None:
    before = prepared()
    for ways in (0, 1, 1):
        assert told("SELECT CAST(%s AS text) /* twice */", "a") == "a"
        assert prepared() == before + ways


@postgres_only
def test_statements_that_psycopg_let_go_are_prepared_anew(committed_db: None) -> None:
    for _ in range(3):
        told(KNOWN, "a", 1)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    assert told(KNOWN, "b", 2) == "b2"
    assert prepared() == 0
    assert told(KNOWN, "c", 3) == "c3"
    assert prepared() == 1


@postgres_only
def test_only_so_many_statements_are_kept(committed_db: None) -> None:
    for number in range(KEPT + 20):
        for _ in range(2):
            assert told(f"SELECT CAST(%s AS text) /* {number} */", "a") == "a"
    assert prepared() == KEPT


@postgres_only
def test_nothing_is_kept_where_connections_are_shared(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "prepare_threshold", None)
    before = prepared()
    assert [told("SELECT CAST(%s AS text) /* shared */", "a") for _ in range(3)] == ["a"] * 3
    assert prepared() == before


@postgres_only
def test_what_the_server_refuses_is_a_fault_of_the_usual_kind(committed_db: None) -> None:
    for _ in range(3):
        with pytest.raises(ProgrammingError, match="nowhere"):
            told("SELECT CAST(x AS text) FROM nowhere")
    with pytest.raises(DataError, match="NUL"):
        told(KNOWN, "a\0b", 1)
    assert told(KNOWN, "a", 1) == "a1"


@postgres_only
def test_a_server_that_hung_up_is_one_that_is_out_of_order(
    committed_db: None, owner_connection: BaseDatabaseWrapper
) -> None:
    backend = told("SELECT CAST(pg_backend_pid() AS text)")
    with owner_connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [int(backend or 0)])
    with pytest.raises(OperationalError) as caught:
        told(KNOWN, "a", 1)
    assert is_cut(caught.value)
    connection.close()
    assert told(KNOWN, "b", 2) == "b2"
