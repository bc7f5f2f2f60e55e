"""The currencies that Daybook knows: ISO 4217, from a shipped file."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyStyle:
    """How amounts in a currency are written (seed 002, element currency). ``foreign_prefix``: in foreign books."""

    id: int
    code: str
    name: str
    digits: int
    prefix: str
    foreign_prefix: str
    suffix: str
    decimal_separator: str


@functools.cache
def currency_styles() -> Mapping[str, CurrencyStyle]:
    """Return how every currency is written, by its code, in order."""
    return MappingProxyType({row["code"]: _style(row) for row in fixtures.load("currencies")})


def _style(row: dict[str, Any]) -> CurrencyStyle:
    first, second, third = (ord(letter) - ord("A") for letter in row["code"])
    return CurrencyStyle(
        id=1 + first * 26**2 + second * 26 + third,  # the code as a number, which stays when others come
        code=row["code"],
        name=row["name"],
        digits=row["digits"],
        prefix=row["prefix"],
        foreign_prefix=row["foreignPrefix"],
        suffix=row["suffix"],
        decimal_separator=row["decimalSeparator"],
    )


def currency_known(code: str, *, field: str = "currency") -> Currency:
    """Return the currency with this code (any case); raise ``InvalidError`` naming the field when there is none."""
    found = currencies().get(code.upper())
    if found is None:
        message = f"There is no currency {code!r}."
        raise InvalidError(message, field=field)
    return found
