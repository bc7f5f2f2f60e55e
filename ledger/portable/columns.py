"""How a column is written in a file: the type that a value must have, with the bounds of the column."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from django.db.models import ForeignKey
from msgspec import NODEFAULT, Meta
from msgspec import field as struct_field

from bookkeeping.money import MAX_MINOR
from businesses.models.fields import IdField, MinorField, OptionalRateField, RateField

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.db.models import Field

_ID = Annotated[int, Meta(ge=1, lt=2**53)]
_MINOR = Annotated[int, Meta(ge=-MAX_MINOR, le=MAX_MINOR)]
_RATE = Annotated[str, Meta(max_length=40, pattern=r"\A-?[0-9]{1,16}(\.[0-9]{1,30})?\Z")]
_TYPES: Mapping[str, Any] = {
    "BooleanField": bool,
    "DateField": dt.date,
    "DateTimeField": Annotated[dt.datetime, Meta(tz=True)],
    "JSONField": dict[str, Any] | list[Any],
    "PositiveSmallIntegerField": Annotated[int, Meta(ge=0, le=2**15 - 1)],
    "PositiveIntegerField": Annotated[int, Meta(ge=0, le=2**31 - 1)],
    "BigIntegerField": Annotated[int, Meta(ge=-(2**63), le=2**63 - 1)],
    "TextField": str,
}
_OWN: tuple[tuple[tuple[type, ...], Any], ...] = (
    ((IdField, ForeignKey), _ID),
    ((MinorField,), _MINOR),
    ((RateField, OptionalRateField), _RATE),
)


def column_type(column: Field[Any, Any]) -> tuple[str, Any, Any]:
    """Return a column as a field of a Struct: its name, its type, and what it is where a file does not have it.

    Raises:
        LookupError: no column of this kind has travelled yet.
    """
    kind = next((found for kinds, found in _OWN if isinstance(column, kinds)), None) or _plain(column)
    return column.attname, kind | None if column.null else kind, _default(column)


def _plain(column: Field[Any, Any]) -> Any:
    """Return the type of a column of Django's own kinds."""
    name = column.get_internal_type()
    return Annotated[str, Meta(max_length=column.max_length)] if name == "CharField" else _TYPES[name]


def _default(column: Field[Any, Any]) -> Any:
    """Return what a row has in a column that was not there yet when the file was written."""
    if not column.has_default():
        return None if column.null else NODEFAULT
    default = column.default
    if callable(default):
        return struct_field(default_factory=default)
    return default if isinstance(default, bool | int | str) else str(default)
