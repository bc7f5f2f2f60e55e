"""Many rows of several tables with as few statements as the database allows.

The rows of a table travel as one JSON text, so that one prepared statement serves any number of them. PostgreSQL
takes all tables in one statement (data-modifying WITH); SQLite takes a statement per table.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db import connection
from django.db.models import BooleanField, CharField, DateField, IntegerField, Model, TextField
from django.db.models.base import ModelState

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Field


Row = TypeVar("Row", bound=Model)


def row_new(model: type[Row], **columns: Any) -> Row:
    """Return a new row with these columns (foreign keys by id), as the model itself would make it, but much faster.

    A record of two lines is some twenty rows, and making them the usual way costs as much as storing them.

    Raises:
        TypeError: the model has no such column.
    """
    blank = _blank(model)
    if not columns.keys() <= blank.keys():
        message = f"{model.__name__} has no {sorted(columns.keys() - blank.keys())}"
        raise TypeError(message)
    row = model.__new__(model)
    vars(row).update(blank, **columns, _state=ModelState())
    return row


@functools.cache
def _blank(model: type[Model]) -> dict[str, Any]:
    """Return the columns of a row that says nothing yet; the defaults of the tables here are plain constants."""
    fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: field.get_default() for field in fields}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to insert into one table; ``on_conflict`` is the clause for rows that are there already."""

    rows: Sequence[Model]
    on_conflict: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model are inserted: the statement, the values of a row, and those that JSON does not carry so."""

    sql: str
    values_of: Callable[[Model], tuple[Any, ...]]
    prepared: tuple[tuple[int, Callable[[Any], Any]], ...]
    columns: tuple[str, ...]
    """Their names, if a row travels as an object; empty: as an array."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement beside the inserts (an UPDATE), with its arguments."""

    sql: str
    arguments: tuple[Any, ...]


def rows_write(batches: Sequence[Batch], *statements: Statement) -> None:
    """Insert the rows of every batch and run the statements, in this order; on PostgreSQL in one round trip."""
    parts = [_insert(batch) for batch in batches if batch.rows] + list(statements)
    if not parts:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql" and len(parts) > 1:
            named = ", ".join(f"part_{index} AS ({part.sql})" for index, part in enumerate(parts))
            cursor.execute(f"WITH {named} SELECT 1", [value for part in parts for value in part.arguments])
            return
        for part in parts:
            cursor.execute(part.sql, part.arguments)


def _insert(batch: Batch) -> Statement:
    plan = _plan(type(batch.rows[0]), connection.vendor)
    values: list[Any] = [list(plan.values_of(row)) for row in batch.rows]
    for index, prepare in plan.prepared:
        for row in values:
            row[index] = prepare(row[index])
    if plan.columns:
        values = [dict(zip(plan.columns, row, strict=True)) for row in values]
    return Statement(plan.sql + batch.on_conflict, (msgspec.json.encode(values).decode(),))


@functools.cache
def _plan(model: type[Model], vendor: str) -> _Plan:
    """Return how rows of a model are inserted: from a JSON array of objects on PostgreSQL, of arrays on SQLite."""
    fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented model API
    table = f'"{model._meta.db_table}"'  # noqa: SLF001
    columns = tuple(str(field.column) for field in fields)
    # WHERE keeps a parser from reading ON CONFLICT as part of a join.
    if vendor == "postgresql":
        # A short statement, for the driver parses it each time; the row type of the table says what becomes of a value.
        sql = f"INSERT INTO {table} SELECT * FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb) WHERE true"  # noqa: S608
    else:
        names = ", ".join(f'"{column}"' for column in columns)
        values = ", ".join(f"json_extract(value, '$[{index}]')" for index in range(len(fields)))
        sql = f"INSERT INTO {table} ({names}) SELECT {values} FROM json_each(%s) WHERE true"  # noqa: S608
    return _Plan(
        sql,
        attrgetter(*(field.attname for field in fields)),
        tuple((index, _prepare(field, vendor)) for index, field in enumerate(fields) if not _travels(field, vendor)),
        columns if vendor == "postgresql" else (),
    )


def _travels(field: Field[Any, Any], vendor: str) -> bool:
    """Tell whether a column's values are in JSON what the database wants."""
    target = getattr(field, "target_field", field)
    kinds: tuple[type[Field[Any, Any]], ...] = (BooleanField, IntegerField)
    if type(target) in (CharField, TextField) or isinstance(target, kinds):
        return True
    return vendor == "postgresql" and isinstance(target, DateField)


def _prepare(field: Field[Any, Any], vendor: str) -> Callable[[Any], Any]:
    if vendor == "postgresql":
        return field.get_prep_value

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return prepare
