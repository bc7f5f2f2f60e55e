"""The journal as beancount reads it (version 3): accounts, transactions, and at the end what every account comes to."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from bookkeeping.plain_text.journal import on_one_line, parts, priced, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from bookkeeping.plain_text.journal import Balance, Books, Transaction


def beginning(books: Books) -> Iterator[str]:
    """Yield the lines that a file begins with: options, and the accounts, open since the first day.

    beancount divides a total price by the amount and multiplies it again; what it loses on the way is allowed to it,
    a tenth of the smallest amount of home money at most.
    """
    least = Decimal(1).scaleb(-books.home.digits - 1)
    yield f'option "title" "{_quoted(books.title)}"'
    yield f'option "operating_currency" "{books.home.code}"'
    yield f'option "inferred_tolerance_default" "{books.home.code}:{least:f}"'
    for account in books.accounts:
        yield f"{books.first} open {books.names[account.id]}"
        yield f'  name: "{_quoted(account.name)}"'


def transaction_lines(books: Books, transaction: Transaction) -> Iterator[str]:
    """Yield the lines of a transaction."""
    payee, narration = _quoted(transaction.payee), _quoted(transaction.narration)
    yield f'{transaction.date} * "{payee}" "{narration}"' if payee else f'{transaction.date} * "{narration}"'
    yield f'  record: "{transaction.record}"'
    yield f'  type: "{transaction.kind}"'
    if number := _quoted(transaction.number):
        yield f'  number: "{number}"'
    for part in parts(transaction, books.home):
        yield f"  {books.names[part.account]}  {priced(part, books.home)}"
        if note := _quoted(part.note):
            yield f'    note: "{note}"'


def ending(books: Books, balances: Iterable[Balance]) -> Iterator[str]:
    """Yield the lines that say what accounts come to after the last day, exactly."""
    day = books.last + timedelta(days=1)
    for balance in balances:
        amount = written(balance.amount, balance.currency).replace(" ", " ~ 0 ")
        yield f"{day} balance {books.names[balance.account]}  {amount}"


def _quoted(text: str) -> str:
    return on_one_line(text).replace("\\", "\\\\").replace('"', '\\"')
