"""Many rows of several tables with as few statements as the database allows.

The rows of a table travel as one JSON text, so that one prepared statement serves any number of them. PostgreSQL
takes all tables in one statement (data-modifying WITH); SQLite takes a statement per table. A row that comes alone
tells PostgreSQL its columns one by one, which costs it half of what taking them out of a JSON text does.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from django.db import connection
from django.db.models import BinaryField, BooleanField, CharField, DateField, IntegerField, JSONField, Model, TextField
from django.db.models.base import ModelState

from businesses.driver import statement_leave, statement_run, vendor

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.db.models import Field


Row = TypeVar("Row", bound=Model)
WIDE = 9
"""Columns from which it pays to have a statement of its own for a row that comes alone."""
Columns = dict[str, Any]
"""A row as its columns, by name (foreign keys by id); those that are null may be missing."""


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


def columns_new(model: type[Model], **columns: Any) -> Columns:
    """Return the columns of a new row that nobody needs as a row: it is only stored. Raise what ``row_new`` raises."""
    if not columns.keys() <= _blank(model).keys():
        message = f"{model.__name__} has no {sorted(columns.keys() - _blank(model).keys())}"
        raise TypeError(message)
    return {**_given(model), **columns}


@functools.cache
def _blank(model: type[Model]) -> Columns:
    """Return the columns of a row that says nothing yet; the defaults of the tables here are plain constants."""
    fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: field.get_default() for field in fields}


@functools.cache
def _given(model: type[Model]) -> Columns:
    """Return those of the columns that a row has to say even so."""
    return {name: value for name, value in _blank(model).items() if value is not None}


@dataclass(frozen=True, slots=True)
class Batch:
    """Rows to insert into one table; ``on_conflict`` is the clause for rows that are there already."""

    model: type[Model]
    rows: Sequence[Model | Columns]
    on_conflict: str = ""


@dataclass(frozen=True, slots=True)
class _Plan:
    """How rows of a model are inserted.

    ``many`` takes any number of them as JSON, ``single`` the columns of one (empty: never). ``prepared`` are the values
    that JSON does not carry as they are, ``documents`` the columns that hold JSON themselves.
    """

    many: str
    single: str
    columns: tuple[str, ...]
    prepared: tuple[tuple[str, Callable[[Any], Any]], ...]
    documents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement beside the inserts (an UPDATE), with its arguments."""

    sql: str
    arguments: tuple[Any, ...]


def rows_write(batches: Sequence[Batch], *statements: Statement, last: bool = False) -> None:
    """Insert the rows of every batch and run the statements, in this order; on PostgreSQL in one round trip.

    What is the ``last`` that a transaction does may wait for its end there.
    """
    parts = [_insert(batch) for batch in batches if batch.rows] + list(statements)
    if not parts:
        return
    if vendor() == "postgresql" and len(parts) > 1:
        run = statement_leave if last else statement_run
        run(_together(*[part.sql for part in parts]), [value for part in parts for value in part.arguments])
        return
    for part in parts:
        statement_run(part.sql, part.arguments)


@functools.lru_cache(maxsize=256)
def _together(*parts: str) -> str:
    """Return one statement that does what several do (PostgreSQL)."""
    named = ", ".join(f"part_{index} AS ({part})" for index, part in enumerate(parts))
    return f"WITH {named} SELECT 1"


def _insert(batch: Batch) -> Statement:
    plan = _plan(batch.model, vendor())
    rows = [_values(row, plan) for row in batch.rows]
    if plan.single and len(rows) == 1:
        return Statement(plan.single + batch.on_conflict, _told(rows[0], plan))
    # PostgreSQL reads objects, by the names of columns; SQLite finds its way through arrays faster.
    told: list[Any] = rows
    if not _OBJECTS[vendor()]:
        told = [[row.get(name) for name in plan.columns] for row in rows]
    return Statement(plan.many + batch.on_conflict, (msgspec.json.encode(told).decode(),))


def _told(values: Columns, plan: _Plan) -> tuple[Any, ...]:
    """Return the values of a row in the order of its columns."""
    for name in plan.documents:
        if values.get(name) is not None:
            values = {**values, name: msgspec.json.encode(values[name]).decode()}
    return tuple(map(values.get, plan.columns))


def _values(row: Model | Columns, plan: _Plan) -> Columns:
    """Return the columns of a row as JSON can carry them: what the row keeps of them, without asking its fields."""
    if isinstance(row, dict):
        values = row if not plan.prepared else row.copy()
    else:
        values = vars(row).copy()
        del values["_state"]
    for name, prepare in plan.prepared:
        if values.get(name) is not None:
            values[name] = prepare(values[name])
    return values


_OBJECTS = {"postgresql": True, "sqlite": False}


@functools.cache
def _plan(model: type[Model], vendor: str) -> _Plan:
    """Return how rows of a model are inserted; a column is called like the attribute that holds it."""
    fields = model._meta.local_concrete_fields  # noqa: SLF001 - Django's documented model API
    table = f'"{model._meta.db_table}"'  # noqa: SLF001
    columns = tuple(field.attname for field in fields)
    into = "INSERT INTO {} ({})".format(table, ", ".join(f'"{column}"' for column in columns))
    single = ""
    # WHERE keeps a parser from reading ON CONFLICT as part of a join.
    if vendor == "postgresql":
        # The row type of the table says what becomes of a value.
        many = f"INSERT INTO {table} SELECT * FROM json_populate_recordset(NULL::{table}, %s::json) WHERE true"  # noqa: S608
        if len(fields) >= WIDE and not any(isinstance(field, BinaryField) for field in fields):
            single = f"{into} VALUES ({', '.join(['%s'] * len(fields))})"
    else:
        values = ", ".join(f"json_extract(value, '$[{index}]')" for index in range(len(fields)))
        many = f"{into} SELECT {values} FROM json_each(%s) WHERE true"  # noqa: S608
    prepared = ((field.attname, _prepare(field, vendor)) for field in fields if not _travels(field, vendor))
    documents = (field.attname for field in fields if isinstance(field, JSONField))
    return _Plan(many, single, columns, tuple(prepared), tuple(documents))


def _travels(field: Field[Any, Any], vendor: str) -> bool:
    """Tell whether a column's values are in JSON what the database wants."""
    target = getattr(field, "target_field", field)
    kinds: tuple[type[Field[Any, Any]], ...] = (BooleanField, IntegerField)
    if type(target) in (CharField, TextField) or isinstance(target, kinds):
        return True
    return vendor == "postgresql" and isinstance(target, DateField)  # a moment is a date, too


def _prepare(field: Field[Any, Any], vendor: str) -> Callable[[Any], Any]:
    if vendor == "postgresql":
        return field.get_prep_value

    def prepare(value: Any) -> Any:
        return field.get_db_prep_save(value, connection)

    return prepare
