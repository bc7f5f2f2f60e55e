"""Rows of records as SQL reads them: the columns of a view, and what the values of each database become.

Reading and listing records is hot, so it goes round the ORM (PERFORMANCE, section 2).
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

import msgspec
from django.db import connection

from bookkeeping.records import RecordType
from businesses.roles import Privilege
from ledger.selectors.parts import PARTS_BESIDE
from ledger.views import RecordView

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from businesses.actors import Actor
    from businesses.paging import Page
    from ledger.selectors.filters import Asked

_OWN: Final = RecordView.__struct_fields__[: RecordView.__struct_fields__.index("home_currency")]
"""What a view shows of the record's own row, and of the two that it is joined with."""
_ELSEWHERE: Final = {"contact_name": "c.name", "project_name": "p.name"}
_REFERENCES: Final = frozenset({"business", "contact", "account", "deposit_account", "credit_account", "project"})
_MOMENTS: Final = frozenset({"created_at", "modified_at"})
_EPOCH: Final = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_TYPES: Final = {str(kind): kind for kind in RecordType}
_FROM: Final = """FROM ledger_record r
    LEFT JOIN ledger_contact c ON c.id = r.contact_id LEFT JOIN ledger_project p ON p.id = r.project_id"""


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record's own values in the order of ``RecordView``.

    Beside them: the key that a list has it in order by, and its parts, if they were read with it.
    """

    pk: int
    type: RecordType
    values: list[Any]
    sort_key: Any
    parts: list[Any] | None


@dataclass(frozen=True, slots=True)
class _Reading:
    """How one kind of database is read: the columns of the SELECT, and what becomes of the values that are not null."""

    columns: str
    changes: tuple[tuple[int, Callable[[Any], Any]], ...]


def rows_get(actor: Actor, *, records: Sequence[int]) -> list[RecordRow]:
    """Return the rows of those records that the business has, in no order, with their parts. One statement."""
    actor.require(Privilege.VIEW_RECORDS)
    postgresql = connection.vendor == "postgresql"
    member = "= ANY(%s::bigint[])" if postgresql else "IN (SELECT value FROM json_each(%s))"
    wanted = list(records) if postgresql else msgspec.json.encode(list(records)).decode()
    return _read(
        f"NULL, {PARTS_BESIDE[connection.vendor]} {_FROM} WHERE r.business_id = %s AND r.id {member}",
        [actor.business.id, wanted],
        beside=True,
    )


def rows_listed(actor: Actor, *, asked: Asked, page: Page) -> list[RecordRow]:
    """Return the rows of a page, and the one after it, in order. One statement."""
    actor.require(Privilege.VIEW_RECORDS)
    return _read(f"{asked.key}, NULL {_FROM} {asked.tail(page)}", asked.values)


def _read(rest: str, arguments: Sequence[Any], *, beside: bool = False) -> list[RecordRow]:
    """Run a SELECT of the columns of a view, and of a key and the parts after them."""
    reading, found = _reading(connection.vendor), []
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {reading.columns}, {rest}", arguments)
        for read in cursor.fetchall():
            values = list(read)
            for index, change in reading.changes:
                if values[index] is not None:
                    values[index] = change(values[index])
            text, key = values.pop(), values.pop()
            parts = msgspec.json.decode(text or "[]") if beside else None
            found.append(RecordRow(values[0], values[2], values, key, parts))
    return found


@functools.cache
def _reading(vendor: str) -> _Reading:
    columns: list[str] = []
    changes: list[tuple[int, Callable[[Any], Any]]] = []
    for index, name in enumerate(_OWN):
        column = _ELSEWHERE.get(name) or f"r.{name}{'_id' if name in _REFERENCES else ''}"
        if name in _MOMENTS:
            # The driver reads a moment in Python, several times slower than it reads a number.
            column = f"(EXTRACT(EPOCH FROM {column}) * 1000000)::bigint" if vendor == "postgresql" else column
            changes.append((index, _moment_counted if vendor == "postgresql" else _moment_written))
        elif name in ("type", "exchange_rate"):
            changes.append((index, _TYPES.__getitem__ if name == "type" else Decimal))
        columns.append(column)
    return _Reading(", ".join(columns), tuple(changes))


def _moment_counted(microseconds: int) -> dt.datetime:
    return _EPOCH + dt.timedelta(microseconds=microseconds)


def _moment_written(naive: dt.datetime) -> dt.datetime:
    return naive.replace(tzinfo=dt.UTC)
