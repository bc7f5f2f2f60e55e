"""The currencies that Daybook knows: ISO 4217, from a shipped file."""

from __future__ import annotations

import functools
from types import MappingProxyType
from typing import TYPE_CHECKING

import fixtures
from bookkeeping.errors import InvalidError
from bookkeeping.money import Currency

if TYPE_CHECKING:
    from collections.abc import Mapping


@functools.cache
def currencies() -> Mapping[str, Currency]:
    """Return every currency by its code."""
    rows = fixtures.load("currencies")
    return MappingProxyType({row["code"]: Currency(row["code"], row["digits"]) for row in rows})


def currency_known(code: str, *, field: str = "currency") -> Currency:
    """Return the currency with this code (any case); raise ``InvalidError`` naming the field when there is none."""
    found = currencies().get(code.upper())
    if found is None:
        message = f"There is no currency {code!r}."
        raise InvalidError(message, field=field)
    return found
