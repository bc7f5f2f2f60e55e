"""Column kinds that every room shares."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    from collections.abc import Iterable

    _Integer = models.BigIntegerField[int, int]
    _Decimal = models.CharField[Decimal, Decimal]
    _OptionalDecimal = models.CharField[Decimal | None, Decimal | None]
else:
    _Integer = models.BigIntegerField
    _Decimal = _OptionalDecimal = models.CharField


class IdField(_Integer):
    """A primary key that the allocator gives out: a positive integer below 2^53."""

    def __init__(self, **options: Any) -> None:
        """Be the primary key, whatever else is asked for."""
        super().__init__(**{**options, "primary_key": True})


class MinorField(_Integer):
    """An amount of money in minor units, |amount| <= 10^15 (the services check the bound)."""


class _AsText:
    """How an exact decimal number is kept: as its text, on both databases.

    SQLite would turn a decimal column into a binary float; text keeps every digit.
    """

    def from_db_value(self, value: str | None, *_: object) -> Decimal | None:
        """Read the text back as a Decimal."""
        return None if value is None else Decimal(value)

    def to_python(self, value: object) -> Decimal | None:
        """Accept a Decimal or its text."""
        return None if value is None else Decimal(str(value))

    def get_prep_value(self, value: object) -> str | None:
        """Write the shortest plain text of the number: no exponent, no trailing zeros."""
        return None if value is None else decimal_text(Decimal(str(value)))


class RateField(_AsText, _Decimal):
    """An exact rate, price, percentage or quantity, of at most 40 characters."""

    def __init__(self, **options: Any) -> None:
        """Reserve the room that the longest number takes."""
        super().__init__(**{**options, "max_length": 40})


class OptionalRateField(_AsText, _OptionalDecimal):
    """A ``RateField`` that may be null."""

    def __init__(self, **options: Any) -> None:
        """Reserve the room that the longest number takes, and allow null."""
        super().__init__(**{**options, "max_length": 40, "null": True})


def decimal_text(value: Decimal) -> str:
    """Return the shortest plain text of a decimal number: 1.50 -> "1.5", 1E+2 -> "100"."""
    text = format(value, "f")
    return (text.rstrip("0").rstrip(".") if "." in text else text) or "0"


def one_of(field: str, values: Iterable[str], name: str) -> models.CheckConstraint:
    """Return the constraint that a column holds one of the members of an enum (or is null)."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [str(value) for value in values]}), name=name)


def where_set(column: str, name: str) -> models.Index:
    """Return the index of a foreign key that is mostly null: rows that do not have it cost nothing."""
    return models.Index(fields=[column], condition=models.Q(**{f"{column}__isnull": False}), name=name)
