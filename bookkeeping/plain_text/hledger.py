"""The journal as hledger reads it: commodities, accounts, transactions, and at the end what every account comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bookkeeping.books import AccountType
from bookkeeping.plain_text.journal import on_one_line, parts, priced, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bookkeeping.plain_text.journal import Balance, Books, NamedAccount, Transaction

_TYPES: Final = {"Assets": "A", "Liabilities": "L", "Equity": "E", "Income": "R", "Expenses": "X"}
_BARE: Final = str.maketrans({",": " ", "[": "(", "]": ")"})
"""A comma ends a tag, and brackets make a date."""
_DESCRIBED: Final = str.maketrans({";": ",", "|": "/"})


def beginning(books: Books) -> Iterator[str]:
    """Yield the lines that a file begins with: currencies and accounts."""
    yield f"; {on_one_line(books.title)}"
    for currency in books.currencies:
        yield f"commodity 1000.{'0' * currency.digits} {currency.code}"
    for account in books.accounts:
        name = books.names[account.id]
        yield f"account {name}  ; type: {_type(account, name)}, name: {_bare(account.name)}"


def transaction_lines(books: Books, transaction: Transaction) -> Iterator[str]:
    """Yield the lines of a transaction."""
    number = on_one_line(transaction.number).replace(")", " ").strip()
    payee, narration = _described(transaction.payee), _described(transaction.narration)
    text = f"{payee} | {narration}" if payee else narration
    code = f"({number}) " if number else ""
    yield f"{transaction.date} * {code}{text}  ; record: {transaction.record}, type: {transaction.kind}"
    for part in parts(transaction, books.home):
        note = _bare(part.note)
        told = f"  ; note: {note}" if note else ""
        yield f"    {books.names[part.account]}  {priced(part, books.home)}{told}"


def ending(books: Books, balances: Iterable[Balance]) -> Iterator[str]:
    """Yield the lines that say what accounts come to at the end of the last day."""
    yield f"{books.last} * balances"
    for balance in balances:
        nothing = written(0, balance.currency)
        yield f"    {books.names[balance.account]}  {nothing} = {written(balance.amount, balance.currency)}"


def _type(account: NamedAccount, name: str) -> str:
    return "C" if account.type in (AccountType.BANK, AccountType.CASH) else _TYPES[name.partition(":")[0]]


def _described(text: str) -> str:
    return on_one_line(text).translate(_DESCRIBED)


def _bare(text: str) -> str:
    return on_one_line(text.translate(_BARE))
