"""Home amounts: conversion at a rate, and the gain or loss that is left.

Whatever an entry's lines lack at home is gain or loss on exchange, per currency: a line with amount 0.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import TYPE_CHECKING

from bookkeeping.books import DefaultAccount
from bookkeeping.checks import currency_of, default_account, positive_rate, usable_account
from bookkeeping.entries import Entry, JournalLine
from bookkeeping.errors import ExchangeRateMissingError
from bookkeeping.money import convert

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date

    from bookkeeping.books import Books

RATE_DIGITS = 15
"""Significant digits of a rate that is computed from two stored ones: what every database keeps exactly."""


def stored_rate(code: str, books: Books, *, field: str = "exchange_rate") -> Decimal:
    """Return home units for one unit of a currency from the books; raise ``ExchangeRateMissingError`` when unknown."""
    if code == books.home.code:
        return Decimal(1)
    rate = books.rates.get(code)
    if rate is None:
        message = f"No exchange rate is given for {code} and none is stored on or before this date."
        raise ExchangeRateMissingError(message, field=field)
    return rate


def cross_rate(source: str, target: str, books: Books, *, field: str = "exchange_rate") -> Decimal:
    """Return units of ``target`` for one unit of ``source`` by way of home, to ``RATE_DIGITS`` digits."""
    context = Context(prec=RATE_DIGITS, rounding=ROUND_HALF_UP)
    return context.divide(stored_rate(source, books, field=field), stored_rate(target, books, field=field))


def home_rate(code: str, given: Decimal | None, books: Books) -> Decimal:
    """Return home units for one unit of a record's currency: 1 at home whatever is given, else given, else stored.

    Raises:
        InvalidError: the given rate is not above zero.
        ExchangeRateMissingError: none is given, and the books have none.
    """
    if given is None or code == books.home.code:
        return stored_rate(code, books)
    return positive_rate(given, field="exchange_rate")


def to_home(amount: int, code: str, given: Decimal | None, books: Books) -> int:
    """Return the home amount of minor units of a currency at ``home_rate``; at home the amount itself."""
    if code == books.home.code:
        return amount
    rate = home_rate(code, given, books)
    return convert(amount, currency_of(code, books), books.home, rate, field="exchange_rate")


def balanced(amounts: Sequence[int], homes: Sequence[int]) -> list[int]:
    """Return the home amounts with what rounding leaves taken by the last amount that is not zero.

    The amounts sum to zero; so will the home amounts.
    """
    last = max((position for position, amount in enumerate(amounts) if amount), default=None)
    return [home - sum(homes) if position == last else home for position, home in enumerate(homes)]


def entry(day: date, lines: Iterable[JournalLine], books: Books) -> Entry:
    """Build an entry; what a currency's lines lack at home becomes a line of gain or loss with amount 0.

    Raises:
        AccountMissingError: there is a gain or loss, and the business has no account for it.
        AmountOutOfBoundsError: an amount exceeds the bounds.
        UnbalancedError: the amounts of a currency do not sum to zero.
    """
    booked = tuple(lines)
    lacking = lacks(booked)
    gains = gain_lines(lacking, gain_account(books)) if lacking else ()
    return Entry(date=day, lines=booked + gains)


def lacks(lines: Iterable[JournalLine]) -> dict[str, int]:
    """Return what the lines of each currency lack at home for their sum to be zero; only what is not zero."""
    lacking: dict[str, int] = defaultdict(int)
    for line in lines:
        lacking[line.currency] -= line.home
    return {currency: home for currency, home in lacking.items() if home}


def gain_lines(lacking: Mapping[str, int], account: int) -> tuple[JournalLine, ...]:
    """Return a line of gain or loss for each currency that lacks something at home."""
    return tuple(
        JournalLine(account=account, amount=0, currency=currency, home=home) for currency, home in lacking.items()
    )


def gain_account(books: Books) -> int:
    """Return the account for gain or loss on exchange; raise ``AccountMissingError`` when there is none."""
    account = default_account(DefaultAccount.GAIN_OR_LOSS, books)
    return usable_account(account, books.home.code, books, field=None).id
