"""Bounds and existence: the checks that every kind of record shares.

Each check returns what it checked, so that it can stand where the value is used, and raises an error that
names the field it was given.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, TypeVar

from bookkeeping.errors import (
    AccountMissingError,
    AccountUnknownError,
    AccountUnusableError,
    AmountOutOfBoundsError,
    InvalidError,
    ManyInvalidError,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from decimal import Decimal

    from bookkeeping.books import Account, Books, DefaultAccount
    from bookkeeping.money import Currency

MAX_LINES = 1000
"""Lines or allocations that one record may have (DESIGN, section 4, limits)."""
MAX_DIGITS = 16
"""A rate, price or quantity has at most this many digits before the point."""
MAX_PLACES = 30
"""A rate, price or quantity has at most this many digits after the point."""
FIRST_DAY = date(1900, 1, 1)
LAST_DAY = date(2200, 12, 31)

Item = TypeVar("Item")
Result = TypeVar("Result")


def each(function: Callable[[int, Item], Result], items: Sequence[Item], *, field: str) -> tuple[Result, ...]:
    """Apply ``function(position, item)`` to every item, so that the client learns of all faults at once.

    Raises:
        InvalidError: there are more than ``MAX_LINES`` items; or the only fault that the function raised.
        ManyInvalidError: several faults.
    """
    if len(items) > MAX_LINES:
        message = f"There are more than {MAX_LINES} {field}: too many."
        raise InvalidError(message, field=field)
    results: list[Result] = []
    faults: list[InvalidError] = []
    for position, item in enumerate(items):
        try:
            results.append(function(position, item))
        except InvalidError as fault:
            faults.append(fault)
    if len(faults) > 1:
        raise ManyInvalidError(tuple(faults))
    if faults:
        raise faults[0]
    return tuple(results)


def sane_date(day: date, *, field: str) -> date:
    """Return the day if it lies between 1900 and 2200; raise ``InvalidError`` else."""
    if not FIRST_DAY <= day <= LAST_DAY:
        message = f"The date must lie between {FIRST_DAY} and {LAST_DAY}."
        raise InvalidError(message, field=field)
    return day


def sane_decimal(value: Decimal | None, *, field: str) -> Decimal:
    """Return the number if it is given and exact arithmetic with it stays small.

    Raises:
        InvalidError: it is missing or not a number, or has more than ``MAX_PLACES`` decimal places.
        AmountOutOfBoundsError: it has more than ``MAX_DIGITS`` digits before the point.
    """
    if value is None or not value.is_finite():
        message = "A number is needed here."
        raise InvalidError(message, field=field)
    if not value:
        return value
    if value.adjusted() >= MAX_DIGITS:
        message = "The number is too large."
        raise AmountOutOfBoundsError(message, field=field)
    places = len(value.as_tuple().digits) - value.adjusted() - 1
    if places > MAX_PLACES:
        message = f"The number has more than {MAX_PLACES} decimal places."
        raise InvalidError(message, field=field)
    return value


def positive_rate(rate: Decimal | None, *, field: str) -> Decimal:
    """Return an exchange rate if it is above zero and sane; raise ``InvalidError`` else."""
    value = sane_decimal(rate, field=field)
    if value <= 0:
        message = "An exchange rate is larger than zero."
        raise InvalidError(message, field=field)
    return value


def currency_of(code: str, books: Books, *, field: str = "currency") -> Currency:
    """Return the currency with this code; raise ``InvalidError`` when the books have none."""
    if code == books.home.code:
        return books.home
    currency = books.currencies.get(code)
    if currency is None:
        message = f"There is no currency {code!r}."
        raise InvalidError(message, field=field)
    return currency


def given_account(account: int | None, *, field: str | None) -> int:
    """Return the account if one is given; raise ``AccountMissingError`` else."""
    if account is None:
        raise AccountMissingError(field=field)
    return account


def usable_account(account_id: int | None, currency: str, books: Books, *, field: str | None) -> Account:
    """Return an account that may take amounts in this currency.

    A bank, cash or card account that has a currency takes no other one; on other accounts the currency is
    only what they are shown in.

    Raises:
        AccountMissingError: none is given.
        AccountUnknownError: it is not in this business.
        AccountUnusableError: it is archived or removed, or is for money of another currency.
    """
    account = books.accounts.get(given_account(account_id, field=field))
    if account is None:
        raise AccountUnknownError(field=field)
    if not account.usable:
        message = "The account is archived or removed."
        raise AccountUnusableError(message, field=field)
    if account.type.holds_money and account.currency not in {None, currency}:
        message = f"The account takes {account.currency} only."
        raise AccountUnusableError(message, field=field)
    return account


def default_account(kind: DefaultAccount, books: Books) -> int:
    """Return the business's default account of a kind; raise ``AccountMissingError`` when it has none."""
    account = books.defaults.get(kind)
    if account is None:
        message = f"The business has no default account for {kind.lower().replace('_', ' ')}."
        raise AccountMissingError(message)
    return account
