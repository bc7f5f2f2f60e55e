"""Rows of records as SQL reads them: the columns of a view, and what the values of each database become.

Reading and listing records is hot, so it goes round the ORM, which only says which records are meant and in which
order: building a query of forty columns costs more than running it (PERFORMANCE, section 2).
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.core.exceptions import EmptyResultSet
from django.db import connection

from bookkeeping.records import RecordType

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import QuerySet

_SAME: Final = tuple(
    "id business_id type state date number contact_id account_id currency exchange_rate total before_taxes home_total "  # noqa: SIM905
    "paid_immediately balance open_home terms due_date po_number memo description deposit_account_id deposit_currency "
    "deposit_amount credit_account_id method by_check inbox_reference project_id exchange_payment "
    "keep_in_original_currency allow_zero_amounts read_only removed created_at modified_at version".split()
)
"""The columns of a record that a view shows, under the same name but for the ending ``_id``."""
_MOMENTS: Final = frozenset({"created_at", "modified_at"})
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_JOINED: Final = ("contact_name", "project_name")
_FROM: Final = """
    FROM {source} LEFT JOIN ledger_contact c ON c.id = r.contact_id LEFT JOIN ledger_project p ON p.id = r.project_id
"""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record's own values, named as in ``RecordView``, and the key that a list has it in order by."""

    pk: int
    type: RecordType
    values: dict[str, Any]
    sort_key: Any = None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one kind of database is read: the columns of the SELECT, and what becomes of the values that are not null."""

    columns: str
    names: tuple[str, ...]
    changes: tuple[tuple[str, Callable[[Any], Any]], ...]


def rows_get(business: int, *, records: Sequence[int]) -> list[RecordRow]:
    """Return the rows of those records that the business has, in no order. One statement."""
    postgresql = connection.vendor == "postgresql"
    member = "= ANY(%s::bigint[])" if postgresql else "IN (SELECT value FROM json_each(%s))"
    wanted = list(records) if postgresql else msgspec.json.encode(list(records)).decode()
    reading = _reading(connection.vendor)
    source = _FROM.format(source="ledger_record r")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {reading.columns} {source} WHERE r.business_id = %s AND r.id {member}",
            [business, wanted],
        )
        return [_row(reading, values) for values in cursor.fetchall()]


def rows_listed(found: QuerySet[Any], *, descending: bool) -> list[RecordRow]:
    """Return the rows that a query finds, in order of its ``sort_key`` and id. One statement."""
    try:
        inner, arguments = found.values_list("id", "sort_key").query.sql_with_params()
    except EmptyResultSet:
        return []
    reading, direction = _reading(connection.vendor), "DESC" if descending else "ASC"
    source = _FROM.format(source=f"({inner}) AS found JOIN ledger_record r ON r.id = found.id")
    key = _key_change(found)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {reading.columns}, found.sort_key {source} "
            f"ORDER BY found.sort_key {direction}, found.id {direction}",
            arguments,
        )
        return [_row(reading, values[:-1], key(values[-1])) for values in cursor.fetchall()]


@functools.cache
def _reading(vendor: str) -> _Reading:
    columns = ["c.name", "p.name"]
    changes: list[tuple[str, Callable[[Any], Any]]] = [("type", RecordType), ("exchange_rate", Decimal)]
    for column in _SAME:
        if vendor == "postgresql" and column in _MOMENTS:
            columns.append(f"(EXTRACT(EPOCH FROM r.{column}) * 1000000)::bigint")
            changes.append((column, _moment_counted))
            continue
        columns.append(f"r.{column}")
        if vendor != "postgresql" and column in _MOMENTS:
            changes.append((column, _moment_written))
    names = (*_JOINED, *(column.removesuffix("_id") for column in _SAME))
    return _Reading(", ".join(columns), names, tuple(changes))


def _row(reading: _Reading, read: Sequence[Any], sort_key: Any = None) -> RecordRow:
    values = dict(zip(reading.names, read, strict=True))
    for name, change in reading.changes:
        if values[name] is not None:
            values[name] = change(values[name])
    return RecordRow(values["id"], values["type"], values, sort_key)


def _key_change(found: QuerySet[Any]) -> Callable[[Any], Any]:
    """Return what makes of a key the date or moment that it is, where SQLite gives its text (of an expression)."""
    kind = found.query.annotations["sort_key"].output_field.get_internal_type()
    changes = {"DateField": _date_written, "DateTimeField": _moment_written}
    return _same if connection.vendor == "postgresql" else changes.get(kind, _same)


def _same(value: Any) -> Any:
    return value


def _moment_counted(microseconds: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def _moment_written(value: dt.datetime | str) -> dt.datetime:
    naive = dt.datetime.fromisoformat(value) if isinstance(value, str) else value
    return naive.replace(tzinfo=dt.UTC)


def _date_written(value: dt.date | str) -> dt.date:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value
