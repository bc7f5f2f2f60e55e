"""The oracle's own arithmetic: rounding, conversion, proportions and taxes, on fractions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from decimal import Decimal

    from tests.ledger.oracle.said import Code, Sold

DIGITS = {"CAD": 2, "USD": 2, "JPY": 0}
"""Digits of the minor unit."""
COMPOUND = frozenset("C")
"""Taxes that apply to the taxes before them as well."""


class RefusedError(Exception):
    """The books must not take that; ``code`` is what the server has to say."""

    def __init__(self, code: str) -> None:
        """Keep the code."""
        self.code = code
        super().__init__(code)


def nearest(value: Fraction) -> int:
    """Round to the nearest whole number, halves away from zero."""
    size = math.floor(abs(value) + Fraction(1, 2))
    return size if value > 0 else -size


def changed(amount: int, source: str, target: str, rate: Decimal) -> int:
    """Convert minor units at ``rate`` target units for one source unit."""
    return nearest(Fraction(amount, 10 ** DIGITS[source]) * Fraction(rate) * 10 ** DIGITS[target])


def share(whole: int, part: int, total: int) -> int:
    """Return what of a whole belongs to a part of the total."""
    return nearest(Fraction(whole) * part / total)


def apportioned(whole: int, weights: Sequence[Fraction]) -> list[int]:
    """Split a whole by weights of one sign (all zero: evenly), so that rounded parts add up to it."""
    total = sum(weights)
    even = [Fraction(1)] * len(weights)
    parts: list[int] = []
    running = Fraction(0)
    for weight in weights if total else even:
        running += whole * weight / (total or len(weights))
        parts.append(nearest(running) - sum(parts))
    return parts


@dataclass(frozen=True)
class Taxed:
    """What a line comes to: quantity times price without tax, and each tax by its letter."""

    net: int
    taxes: tuple[tuple[str, int], ...]


def taxed(line: Sold, currency: str, rates: Mapping[str, Decimal]) -> Taxed:
    """Work out a line. A negative one is the positive one with all signs turned.

    Raises:
        RefusedError: its code names a tax that does not exist.
    """
    sign = -1 if (line.quantity < 0) != (line.price < 0) else 1
    unit = 10 ** DIGITS[currency]
    amount = nearest(abs(Fraction(line.quantity) * Fraction(line.price)) * unit)
    if any(letter not in rates for letter, _ in line.code.taxes):
        raise RefusedError("tax-code")  # noqa: EM101 - a code, no message
    work_out = _contained if line.code.inclusive else _added
    found = work_out(amount, line.code, unit, rates)
    return Taxed(sign * found.net, tuple((letter, sign * tax) for letter, tax in found.taxes))


def _one(letter: str, number: str, base: Fraction, unit: int, rates: Mapping[str, Decimal]) -> Fraction:
    """Return one tax on a base, in minor units and not rounded."""
    if number and not number.endswith("%"):
        return Fraction(nearest(Fraction(number) * unit))
    return base * Fraction(number.removesuffix("%") or rates[letter]) / 100


def _added(amount: int, code: Code, unit: int, rates: Mapping[str, Decimal]) -> Taxed:
    found: list[tuple[str, int]] = []
    for letter, number in code.taxes:
        before = sum(tax for _, tax in found) if letter in COMPOUND else 0
        found.append((letter, nearest(_one(letter, number, Fraction(amount + before), unit, rates))))
    return Taxed(amount, tuple(found))


def _contained(amount: int, code: Code, unit: int, rates: Mapping[str, Decimal]) -> Taxed:
    """Find the net amount: taxes are a straight line over it, so two points say where it meets the amount."""

    def exact(net: Fraction) -> list[Fraction]:
        taxes: list[Fraction] = []
        for letter, number in code.taxes:
            base = net + sum(taxes, Fraction(0)) if letter in COMPOUND else net
            taxes.append(_one(letter, number, base, unit, rates))
        return taxes

    at_zero = sum(exact(Fraction(0)), Fraction(0))
    slope = sum(exact(Fraction(1)), Fraction(0)) - at_zero
    net = (amount - at_zero) / (1 + slope)
    rounded = [nearest(tax) for tax in exact(net)]
    rated = [place for place, (_, number) in enumerate(code.taxes) if not number or number.endswith("%")]
    if rated:
        rounded[rated[-1]] += amount - nearest(net) - sum(rounded)
    return Taxed(nearest(net), tuple((letter, tax) for (letter, _), tax in zip(code.taxes, rounded, strict=True)))
