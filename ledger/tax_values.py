"""A tax as a list of plain values, the order of its fields: how SQL and stored documents carry it."""

from __future__ import annotations

import datetime as dt
from dataclasses import fields
from decimal import Decimal
from operator import attrgetter
from typing import Any

import msgspec

from bookkeeping.taxes import Tax
from businesses.payloads import plain

_ACCOUNTS = 3
"""So many of the last values of a tax are accounts."""
_values = attrgetter(*(field.name for field in fields(Tax)))


def values_of(tax: Tax) -> list[Any]:
    """Return the values of a tax: decimals as text, the date in ISO form."""
    return [plain(value) for value in _values(tax)]


def tax_of(values: list[Any]) -> Tax:
    """Return a tax from its values in the order of its fields: decimals as text, the date in ISO form."""
    identity, name, short, rate, was, was_name, was_short, since, compound, registered, number, *accounts = values
    return Tax(
        id=identity,
        name=name,
        short_name=short,
        rate=Decimal(rate),
        previous_rate=_optional(was),
        previous_name=was_name,
        previous_short_name=was_short,
        effective_date=dt.date.fromisoformat(since) if since else None,
        compound=bool(compound),
        registered=bool(registered),
        registration=number,
        payable_account=accounts[0],
        receivable_account=accounts[1],
        expense_account=accounts[2],
    )


def basis_moved(text: str, source: int, target: int) -> str:
    """Return the taxes that a document was posted with, as JSON, with one account in place of another one."""
    basis: dict[str, Any] = msgspec.json.decode(text)
    for values in basis["taxes"]:
        values[-_ACCOUNTS:] = [target if account == source else account for account in values[-_ACCOUNTS:]]
    return msgspec.json.encode(basis).decode()


def _optional(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
