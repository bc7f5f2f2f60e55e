"""What both formats say of the books, and how accounts are called so that both take the name.

Both count debits as positive, so amounts turn their sign. A line in a foreign currency says what it is worth at home as
its total price: then a transaction balances at home, and its lines per currency, too. A line that is worth something at
home only (a gain, a loss, a rounding) is an amount of the home currency.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.money import to_major

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from bookkeeping.money import Currency

ROOTS: Mapping[AccountType, str] = {
    AccountType.ACCOUNTS_RECEIVABLE: "Assets",
    AccountType.ACCOUNTS_PAYABLE: "Liabilities",
    AccountType.BANK: "Assets",
    AccountType.COST_OF_GOODS_SOLD: "Expenses",
    AccountType.CREDIT_CARD: "Liabilities",
    AccountType.EQUITY: "Equity",
    AccountType.EXPENSE: "Expenses",
    AccountType.FIXED_ASSET: "Assets",
    AccountType.INCOME: "Income",
    AccountType.GAIN_OR_LOSS_ON_EXCHANGE: "Income",
    AccountType.LONG_TERM_LIABILITY: "Liabilities",
    AccountType.OTHER_CURRENT_ASSET: "Assets",
    AccountType.OTHER_CURRENT_LIABILITY: "Liabilities",
    AccountType.OTHER_ASSET: "Assets",
    AccountType.TAXES: "Liabilities",
    AccountType.CASH: "Assets",
    AccountType.RETAINED_EARNINGS: "Equity",
    AccountType.PREPAID_EXPENSE: "Assets",
    AccountType.CLIENT_CREDIT: "Liabilities",
    AccountType.INVENTORY: "Assets",
    AccountType.PAYROLL_TAX: "Liabilities",
}
"""Where an account of a type hangs."""


@dataclass(frozen=True, slots=True)
class NamedAccount:
    """An account of the chart, as it is told apart from others."""

    id: int
    number: str
    name: str
    type: AccountType


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What a text is about: the business, the accounts and what they are called, the first and the last day."""

    title: str
    home: Currency
    currencies: tuple[Currency, ...]
    accounts: tuple[NamedAccount, ...]
    names: Mapping[int, str]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Posting:
    """A line: what an account is credited, in minor units of a currency and at home."""

    account: int
    amount: int
    currency: Currency
    home: int
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Transaction:
    """A journal entry with the words of its record; ``kind`` is the type of the record."""

    date: date
    record: int
    kind: str
    number: str
    payee: str
    narration: str
    postings: tuple[Posting, ...]


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account comes to, a debit in minor units of a currency."""

    account: int
    currency: Currency
    amount: int


@dataclass(frozen=True, slots=True)
class Part:
    """A posting as it is written: a debit in a currency, and what it is worth at home (None: it is home currency)."""

    account: int
    amount: int
    currency: Currency
    worth: int | None
    note: str


def parts(transaction: Transaction, home: Currency) -> Iterator[Part]:
    """Yield the postings of a transaction as they are written."""
    for posting in transaction.postings:
        alone = worth_alone(posting, home)
        if posting.amount and posting.currency == home:
            yield Part(posting.account, -posting.amount, home, None, posting.note)
        elif posting.amount:
            yield Part(posting.account, -posting.amount, posting.currency, abs(posting.home + alone), posting.note)
        if alone:
            yield Part(posting.account, alone, home, None, posting.note)


def worth_alone(posting: Posting, home: Currency) -> int:
    """Return what of a line is written as an amount of the home currency by itself, a debit.

    That is all that it is worth if it has no amount, or if amount and worth point apart, since a price has no sign of
    its own; and what a line in home currency is worth beside its amount.
    """
    if posting.currency == home:
        return posting.amount - posting.home
    return 0 if posting.amount and posting.amount * posting.home >= 0 else -posting.home


def account_names(accounts: Iterable[NamedAccount]) -> dict[int, str]:
    """Return a name for each account that no other has and that both programs take: ``Assets:1000-Chequing``."""
    names: dict[int, str] = {}
    taken: set[str] = set()
    for account in sorted(accounts, key=lambda account: account.id):
        name = f"{ROOTS[account.type]}:{_component(f'{account.number}-{account.name}')}"
        while name in taken:
            name = f"{name}-{account.id}"
        taken.add(name)
        names[account.id] = name
    return names


def _component(text: str) -> str:
    """Return a text as a part of an account's name: letters, digits and dashes, a capital or a digit first."""
    letters = [letter if letter.isalpha() or letter.isdecimal() else " " for letter in text]
    joined = "-".join("".join(letters).split()) or "0"
    first = joined[0].upper() if joined[0].isascii() else joined[0]
    return f"{first}{joined[1:]}" if first.isupper() or first.isdecimal() else f"0-{joined}"


def priced(part: Part, home: Currency) -> str:
    """Return the amount of a part, with its worth at home as the total price: ``-100.00 USD @@ 125.00 CAD``."""
    amount = written(part.amount, part.currency)
    return amount if part.worth is None else f"{amount} @@ {written(part.worth, home)}"


def written(amount: int, currency: Currency) -> str:
    """Return an amount with its currency: ``-12.50 CAD``."""
    return f"{to_major(amount, currency):f} {currency.code}"


def on_one_line(text: str) -> str:
    """Return a text without line breaks and other characters that are not seen."""
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
