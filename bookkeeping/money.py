"""Money: integers in minor units, and the one place where rates and quantities meet them.

A ``Currency`` says how many digits its minor unit has (CAD 2, JPY 0, KWD 3). Rates, quantities and
percentages are ``Decimal``; they become money only through the functions here, which round half away
from zero. No float is accepted anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from bookkeeping.errors import AmountOutOfBoundsError

MAX_MINOR = 10**15
"""The largest absolute amount, in minor units, that the books carry (DESIGN: money)."""


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency: its ISO 4217 code and the digits of its minor unit."""

    code: str
    digits: int


def round_half_away(value: Fraction | Decimal) -> int:
    """Round to the nearest integer, halves away from zero."""
    return round_ratio(*value.as_integer_ratio())


def round_ratio(numerator: int, denominator: int) -> int:
    """Round a ratio to the nearest integer, halves away from zero; the denominator is positive.

    Plain integers: as exact as a ``Fraction``, which would first find the greatest common divisor.
    """
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def bounded(amount: int, *, field: str | None = None) -> int:
    """Return the amount, or raise ``AmountOutOfBoundsError`` beyond ``MAX_MINOR``."""
    if abs(amount) > MAX_MINOR:
        raise AmountOutOfBoundsError(field=field)
    return amount


def to_minor(value: Decimal | Fraction, currency: Currency, *, field: str | None = None) -> int:
    """Turn an amount in major units (12.345) into minor units of the currency (1235 for CAD)."""
    numerator, denominator = value.as_integer_ratio()
    return bounded(round_ratio(numerator * 10**currency.digits, denominator), field=field)


def price(quantity: Decimal, rate: Decimal, currency: Currency, *, field: str | None = None) -> int:
    """Return quantity times rate (major units each) in minor units of the currency, rounded once."""
    (times, of), (units, to) = quantity.as_integer_ratio(), rate.as_integer_ratio()
    return bounded(round_ratio(times * units * 10**currency.digits, of * to), field=field)


def to_major(amount: int, currency: Currency) -> Decimal:
    """Turn minor units into an exact amount in major units."""
    return Decimal(amount).scaleb(-currency.digits)


def convert(amount: int, source: Currency, target: Currency, rate: Decimal, *, field: str | None = None) -> int:
    """Convert minor units of one currency into minor units of another.

    Args:
        amount: minor units of ``source``.
        source: the currency converted from.
        target: the currency converted to.
        rate: units of ``target`` for one unit of ``source`` (major units on both sides).
        field: the input to name when the result is out of bounds.
    """
    exact = Fraction(amount) * Fraction(rate) * Fraction(10**target.digits, 10**source.digits)
    return bounded(round_half_away(exact), field=field)


def portion(whole: int, part: int, total: int) -> int:
    """Return the part of ``whole`` that ``part`` is of ``total``; all of it when part equals total."""
    if part == total:
        return whole
    return round_ratio(whole * part, total) if total > 0 else round_ratio(-whole * part, -total)
