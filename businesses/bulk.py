"""Many rows of several tables with as few statements as the database allows.

The rows of a table travel as one JSON text, so that one prepared statement serves any number of them. PostgreSQL
takes all tables in one statement (data-modifying WITH); SQLite takes a statement per table.
"""

from __future__ import annotations

import datetime as dt
import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import msgspec
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.db.models import Field, Model


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to insert into one table; ``on_conflict`` is the clause for rows that are there already."""

    rows: Sequence[Model]
    on_conflict: str = ""


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
    model = type(batch.rows[0])
    fields, sql = _insert_sql(model, connection.vendor)
    values = [[_plain(field, row) for field in fields] for row in batch.rows]
    return Statement(sql + batch.on_conflict, (msgspec.json.encode(values).decode(),))


@functools.cache
def _insert_sql(model: type[Model], vendor: str) -> tuple[tuple[Field[Any, Any], ...], str]:
    """Return the columns of a model and the statement that inserts a JSON array of arrays of them."""
    fields = tuple(model._meta.local_concrete_fields)  # noqa: SLF001 - Django's documented model API
    table = model._meta.db_table  # noqa: SLF001
    columns = ", ".join(f'"{field.column}"' for field in fields)
    if vendor == "postgresql":
        # Without its length: a cast to varchar(n) would cut a text where the column must refuse it.
        kinds = [str(field.db_type(connection)).partition("(")[0] for field in fields]
        values = ", ".join(f"(r.v ->> {index})::{kind}" for index, kind in enumerate(kinds))
        source = "jsonb_array_elements(%s::jsonb) AS r(v)"
    else:
        values = ", ".join(f"json_extract(value, '$[{index}]')" for index in range(len(fields)))
        source = "json_each(%s)"
    # WHERE keeps SQLite from reading ON CONFLICT as part of a join.
    return fields, f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {source} WHERE true'  # noqa: S608


def _plain(field: Field[Any, Any], row: Model) -> Any:
    value = field.pre_save(row, add=True)
    prepared = (
        field.get_prep_value(value) if connection.vendor == "postgresql" else field.get_db_prep_save(value, connection)
    )
    return prepared.isoformat() if isinstance(prepared, dt.date | dt.datetime) else prepared
