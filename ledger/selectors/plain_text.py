"""The journal of a business as a text for beancount or hledger: what is live, and what every account comes to."""

from __future__ import annotations

import itertools
from enum import StrEnum
from typing import IO, TYPE_CHECKING, Any, Final

from django.db.models import Max, Min

from accounts.currencies import currencies
from accounts.models import Account
from bookkeeping.books import AccountType
from bookkeeping.checks import LAST_DAY
from bookkeeping.plain_text import beancount, hledger
from bookkeeping.plain_text.journal import (
    Balance,
    Books,
    NamedAccount,
    Posting,
    Transaction,
    account_names,
    worth_alone,
)
from businesses.models import Business
from businesses.roles import Privilege
from ledger.models import JournalLine
from ledger.selectors.trial_balance import holdings_list

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Iterator

    from businesses.actors import Actor
    from ledger.selectors.trial_balance import HoldingView

    Told = Callable[[int, int], None] | None


class Program(StrEnum):
    """What reads the text."""

    BEANCOUNT = "beancount"
    HLEDGER = "hledger"


_AT_ONCE: Final = 1_000
"""Lines that are in memory together."""
_SPOKEN: Final = {Program.BEANCOUNT: beancount, Program.HLEDGER: hledger}
_COLUMNS: Final = (
    "entry_id",
    "date",
    "record_id",
    "record__type",
    "record__number",
    "record__contact__name",
    "record__memo",
    "account_id",
    "amount",
    "currency",
    "home",
    "note",
)


def journal_text(actor: Actor, *, program: Program, into: IO[bytes], told: Told = None) -> int:
    """Write the live entries as text for a program; return how many there are. The transaction is one snapshot.

    At the end stands what each account comes to, from the monthly totals, so that the program checks it.

    Args:
        actor: who exports.
        program: which program shall read it.
        into: what takes the text, in UTF-8.
        told: is told how many lines are read, and of how many, as it goes on.

    Raises:
        ForbiddenError: without REMOVE_BUSINESS, as for any export of all there is, and VIEW_ACCOUNT_BALANCES.
    """
    actor.require(Privilege.REMOVE_BUSINESS)
    spoken = _SPOKEN[program]
    held = holdings_list(actor, as_of=LAST_DAY)
    lines = JournalLine.objects.filter(business_id=actor.business.id, superseded__isnull=True)
    books = _books(actor, held, **lines.aggregate(first=Min("date"), last=Max("date")))
    _write(into, spoken.beginning(books))
    count, alone = 0, dict.fromkeys(books.names, 0)
    for transaction in _transactions(lines, told):
        count += 1
        for posting in transaction.postings:
            alone[posting.account] += worth_alone(posting, books.home)
        _write(into, ["", *spoken.transaction_lines(books, transaction)])
    if count:
        _write(into, ["", *spoken.ending(books, _balances(books, held, alone))])
    return count


def _books(actor: Actor, held: list[HoldingView], *, first: dt.date | None, last: dt.date | None) -> Books:
    today = actor.now.date()
    rows = Account.objects.filter(business_id=actor.business.id).order_by("id")
    accounts = tuple(NamedAccount(row.id, row.number, row.name, AccountType(row.type)) for row in rows)
    used = {holding.currency for holding in held} | {actor.business.currency}
    return Books(
        title=Business.objects.values_list("name", flat=True).get(id=actor.business.id),
        home=currencies()[actor.business.currency],
        currencies=tuple(currencies()[code] for code in sorted(used)),
        accounts=accounts,
        names=account_names(accounts),
        first=first or today,
        last=last or today,
    )


def _write(into: IO[bytes], lines: Iterable[str]) -> None:
    into.write("".join(f"{line}\n" for line in lines).encode())


def _transactions(lines: Any, told: Told) -> Iterator[Transaction]:
    """Yield the entries by date; their lines are read some at a time."""
    total, done = lines.count() if told else 0, 0
    rows = lines.order_by("date", "entry_id", "position").values_list(*_COLUMNS).iterator(chunk_size=_AT_ONCE)
    for _, found in itertools.groupby(rows, key=lambda row: row[0]):
        transaction = _transaction(list(found))
        done += len(transaction.postings)
        if told:
            told(done, total)
        yield transaction


def _transaction(entry: list[tuple[Any, ...]]) -> Transaction:
    _, date, record, kind, number, contact, memo, *_ = entry[0]
    return Transaction(
        date=date,
        record=record,
        kind=kind,
        number=number or "",
        payee=contact or "",
        narration=memo or kind.lower().replace("_", " "),
        postings=tuple(
            Posting(account, amount, currencies()[currency], home, note or "")
            for *_, account, amount, currency, home, note in entry
        ),
    )


def _balances(books: Books, held: list[HoldingView], alone: dict[int, int]) -> list[Balance]:
    """Return what each account comes to by currency, in the text: what is worth something at home alone, too."""
    amounts = {(holding.account, holding.currency): -holding.amount for holding in held}
    for account, worth in alone.items():
        if worth:
            key = account, books.home.code
            amounts[key] = amounts.get(key, 0) + worth
    return [Balance(account, currencies()[code], amount) for (account, code), amount in sorted(amounts.items())]
