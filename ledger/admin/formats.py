"""How figures are written for people: in the currency's digits, as the business's country groups them.

Inside, every amount is a credit amount. People read a balance on the side where its account normally stands, and an
entry in two columns.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from babel.numbers import format_currency

from accounts.currencies import currency_known
from bookkeeping.errors import InvalidError
from bookkeeping.money import to_major, to_minor

if TYPE_CHECKING:
    from decimal import Decimal

    from bookkeeping.books import AccountType
    from bookkeeping.money import Currency
    from businesses.actors import BusinessFacts


@dataclass(frozen=True, slots=True)
class Figure:
    """An amount as it is read; ``negative`` lets it stand out, beside its minus sign."""

    text: str
    negative: bool = False


@dataclass(frozen=True, slots=True)
class Formats:
    """The way of one business."""

    home: str
    locale: str

    @classmethod
    def of(cls, business: BusinessFacts) -> Formats:
        """Return the way of a business."""
        return cls(business.currency, business.locale)

    def money(self, amount: int, currency: str | None = None) -> Figure:
        """Return an amount in minor units of a currency (None: home) with the currency's sign."""
        return Figure(_written(amount, currency or self.home, self.locale, "¤"), amount < 0)

    def number(self, amount: int, currency: str | None = None) -> Figure:
        """Return an amount without a sign of its currency, for a column that names it."""
        return Figure(_written(amount, currency or self.home, self.locale, ""), amount < 0)

    def balance(self, amount: int, kind: AccountType, currency: str | None = None) -> Figure:
        """Return a credit amount as the balance of an account, seen from the account's normal side."""
        return self.money(amount if kind.normal_balance_credit else -amount, currency)

    def sides(self, amount: int, currency: str | None = None) -> tuple[str, str]:
        """Return a credit amount in two columns, debit and credit; both are empty for zero."""
        text = self.number(abs(amount), currency).text
        return (text if amount < 0 else "", text if amount > 0 else "")


def minor(value: Decimal, currency: Currency, *, field: str) -> int:
    """Return an amount that somebody wrote in minor units; raise ``InvalidError`` when it has too many digits."""
    amount = to_minor(value, currency, field=field)
    if to_major(amount, currency) != value:
        message = f"{currency.code} has at most {currency.digits} decimal places."
        raise InvalidError(message, field=field)
    return amount


@functools.lru_cache(maxsize=8_192)
def _written(amount: int, currency: str, locale: str, sign: str) -> str:
    """Return an amount as people of a locale write it, with the digits that the books have, not those of banknotes."""
    known = currency_known(currency)
    pattern = f"{sign}#,##0{'.' if known.digits else ''}{'0' * known.digits}"
    return str(format_currency(to_major(amount, known), currency, pattern, locale, currency_digits=False))
