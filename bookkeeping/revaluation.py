"""Revaluation: what balances in foreign currencies have gained or lost by the end of a day, at the rates of that day.

Only what is money, or will be settled in money, is revalued: receivables, payables, banks, cash, cards, and other
assets and liabilities of that kind. What was bought, earned or spent keeps the rate of its day. The difference is not
realised, so its entry touches home amounts only (every line has the amount 0), and is reversed on the next day.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.checks import currency_of, each
from bookkeeping.entries import Entry, JournalLine
from bookkeeping.errors import ExchangeRateMissingError
from bookkeeping.exchange import gain_lines
from bookkeeping.money import convert
from bookkeeping.posting import reverse

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date
    from decimal import Decimal

    from bookkeeping.books import Books

MONETARY = frozenset(
    {
        AccountType.ACCOUNTS_RECEIVABLE,
        AccountType.ACCOUNTS_PAYABLE,
        AccountType.BANK,
        AccountType.CASH,
        AccountType.CREDIT_CARD,
        AccountType.CLIENT_CREDIT,
        AccountType.OTHER_ASSET,
        AccountType.OTHER_CURRENT_ASSET,
        AccountType.OTHER_CURRENT_LIABILITY,
        AccountType.LONG_TERM_LIABILITY,
        AccountType.TAXES,
        AccountType.PAYROLL_TAX,
    }
)
"""The types of accounts whose balances are revalued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Balance:
    """What an account holds in a foreign currency: a credit amount there, and what it is booked at at home."""

    account: int
    currency: str
    amount: int
    booked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Revalued:
    """A balance, the rate of the day, and what the balance is worth at it."""

    balance: Balance
    rate: Decimal
    worth: int

    @property
    def difference(self) -> int:
        """What the account must be credited with at home to be worth that."""
        return self.worth - self.balance.booked


def revalued(balances: Sequence[Balance], books: Books) -> tuple[Revalued, ...]:
    """Return what balances are worth at the rates of the books.

    Raises:
        ExchangeRateMissingError: there is no rate for a currency; the field names it.
        ManyInvalidError: there is none for several.
        AmountOutOfBoundsError: a balance would be worth more than an amount may be.
    """
    currencies = sorted({balance.currency for balance in balances})
    each(lambda _, code: _rate(code, books), currencies, field="rates")
    return tuple(
        Revalued(
            balance=balance,
            rate=books.rates[balance.currency],
            worth=convert(
                balance.amount,
                currency_of(balance.currency, books),
                books.home,
                books.rates[balance.currency],
                field=f"rates.{balance.currency}",
            ),
        )
        for balance in balances
    )


def revaluation_entries(day: date, rows: Sequence[Revalued], gain: int) -> tuple[Entry, Entry]:
    """Return the entry that brings the accounts to what they are worth at the end of a day, and its reversal.

    The differences of each currency go against the account ``gain``. The reversal is one day later.
    """
    lines = tuple(
        JournalLine(account=row.balance.account, amount=0, currency=row.balance.currency, home=row.difference)
        for row in rows
    )
    gained: dict[str, int] = defaultdict(int)
    for line in lines:
        gained[line.currency] -= line.home
    entry = Entry(date=day, lines=(*lines, *gain_lines(gained, gain)))
    return entry, replace(reverse(entry), date=day + timedelta(days=1))


def _rate(code: str, books: Books) -> Decimal:
    rate = books.rates.get(code)
    if rate is None:
        message = f"No exchange rate is given for {code} and none is stored on or before this date."
        raise ExchangeRateMissingError(message, field=f"rates.{code}")
    return rate
