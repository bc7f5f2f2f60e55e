"""Rows as plain data, for changesets."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from businesses.models.fields import decimal_text

if TYPE_CHECKING:
    from django.db.models import Model


_AS_IT_IS = frozenset({str, int, bool, type(None)})


def row_payload(row: Model) -> dict[str, Any]:
    """Return a row as plain data, columns by name: dates as ISO text, moments as epoch ms, decimals as text."""
    fields = row._meta.concrete_fields  # noqa: SLF001 - Django's documented model API
    return {field.attname: plain(getattr(row, field.attname)) for field in fields}


def plain(value: Any) -> Any:
    """Return a value as JSON can carry it without losing anything."""
    if type(value) in _AS_IT_IS:
        return value
    if isinstance(value, datetime):
        return int(value.timestamp() * 1000)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return decimal_text(value)
    return value
