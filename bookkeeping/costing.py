"""Costing: what leaves a pool leaves at what the pool has cost, and what comes earlier later changes that.

A foreign bank, cash or card account carries its balance at what it cost at home. A movement towards zero leaves at that
average cost, all of it when the account is emptied; a movement away from zero enters at the record's own rate. So an
account without money is worth nothing at home, after every movement and not only at the end of a day.

Movements count in the order of their ``Place``. When one comes, changes or goes, those behind it cost something else:
``costed_anew`` says which entries, from no more than the entries themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from bookkeeping.books import Holding
from bookkeeping.exchange import gain_lines, lacks
from bookkeeping.money import portion
from bookkeeping.records import Adjustment, Document, Transfer

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence

    from bookkeeping.books import Books
    from bookkeeping.defaults import Completed
    from bookkeeping.entries import JournalLine

EMPTY = Holding(0, 0)
Money = tuple[int, str]
"""An account and a currency that it holds."""


class PoolKind(StrEnum):
    """What follows from earlier movements, and so must be worked out anew when one of them changes."""

    STOCK = "STOCK"
    """What goods of a tracked item cost that leave."""
    MONEY = "MONEY"
    """What money of a foreign account costs that leaves it."""
    BALANCE = "BALANCE"
    """What a balance in a foreign currency is revalued from."""


class Pool(NamedTuple):
    """Something with a history: of money and balances an account in a currency, of stock an item."""

    kind: PoolKind
    id: int
    currency: str


class Place(NamedTuple):
    """Where a record stands in time: by its date, and on one day in the order in which records were made."""

    date: dt.date
    record: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An entry in the journal that moves foreign money.

    It ``carries`` when it is a transfer within a foreign currency: what comes in then costs what has gone out.
    """

    id: int
    place: Place
    lines: tuple[JournalLine, ...]
    carries: bool = False


def foreign_money(record: Completed, books: Books) -> set[Money]:
    """Return the foreign money on bank, cash or card accounts that a completed record may move."""
    match record:
        case Document():
            taxes = [account for tax in books.taxes for account in (tax.payable_account, tax.receivable_account)]
            named = [(each, record.currency) for each in (record.account, *taxes)]
            named += [(line.account, record.currency) for line in record.lines]
        case Transfer():
            named = [(record.account, record.currency), (record.deposit_account, record.deposit_currency or "")]
        case Adjustment():
            named = [(line.account, line.currency or record.currency) for line in record.lines]
        case _:
            named = [(record.account, record.currency)]
    return {(account, code) for account, code in named if account and _is_foreign_money(account, code, books)}


def reduction(holding: Holding, amount: int) -> Holding:
    """Return the part of a movement that reduces a balance, at the balance's average home cost.

    ``amount`` is the movement, credit-positive like the holding; the part is empty when it moves away from zero, and no
    more than what brings the balance to zero.
    """
    if holding.amount * amount >= 0:
        return EMPTY
    size = min(abs(amount), abs(holding.amount))
    part = size if amount > 0 else -size
    return Holding(part, -portion(holding.home, -part, holding.amount))


def at_average_cost(lines: Iterable[JournalLine], books: Books) -> tuple[JournalLine, ...]:
    """Return lines at the record's rate, but those of foreign money that reduce a balance at its average cost."""
    marked = _marked(lines, books)
    return _costed(marked, _holdings(marked, books))


def carried(lines: Iterable[JournalLine], books: Books) -> tuple[JournalLine, ...]:
    """Return the two lines of a transfer within a currency: out at average cost, and in at what has gone out."""
    marked = _marked(lines, books)
    return _carried(marked, _holdings(marked, books))


def costed_anew(
    entries: Iterable[Booked], pools: Mapping[Money, tuple[Place, Holding]], gain: Callable[[], int]
) -> list[tuple[Booked, tuple[JournalLine, ...]]]:
    """Return the entries that cost something else now, with the lines that they should have.

    Args:
        entries: all that move one of the pools from the pool's place on, in the order of their places.
        pools: of each, the place from which it is costed anew, and what it holds before that.
        gain: returns the account for gain or loss of an entry that had none.
    """
    waiting = sorted(pools.items(), key=lambda pool: pool[1][0], reverse=True)
    holdings: dict[Money, Holding] = {}
    changed: list[tuple[Booked, tuple[JournalLine, ...]]] = []
    for booked in entries:
        while waiting and waiting[-1][1][0] <= booked.place:
            money, (_, held) = waiting.pop()
            holdings[money] = held
        lines = _recosted(booked, holdings, gain)
        if [line.home for line in lines] != [line.home for line in booked.lines]:
            changed.append((booked, lines))
    return changed


def _marked(lines: Iterable[JournalLine], books: Books) -> list[JournalLine]:
    """Return the lines, those that move foreign money with their home amounts as what they are worth at the rate."""
    return [
        replace(line, at_rate=line.home) if _is_foreign_money(line.account, line.currency, books) else line
        for line in lines
    ]


def _holdings(lines: Iterable[JournalLine], books: Books) -> dict[Money, Holding]:
    """Return what the accounts of the lines hold that move foreign money."""
    moved = [(line.account, line.currency) for line in lines if line.at_rate is not None]
    return {money: books.holdings.get(money, EMPTY) for money in moved}


def _costed(lines: Iterable[JournalLine], holdings: MutableMapping[Money, Holding]) -> tuple[JournalLine, ...]:
    """Return lines at the cost that follows from the holdings, which are brought up to date; others as they are."""
    booked: list[JournalLine] = []
    for line in lines:
        money = line.account, line.currency
        if line.at_rate is None or money not in holdings:
            booked.append(line)
            continue
        held = holdings[money]
        part = reduction(held, line.amount)
        rest = portion(line.at_rate, line.amount - part.amount, line.amount) if line.amount else 0
        holdings[money] = Holding(held.amount + line.amount, held.home + part.home + rest)
        booked.append(replace(line, home=part.home + rest))
    return tuple(booked)


def _carried(lines: Sequence[JournalLine], holdings: MutableMapping[Money, Holding]) -> tuple[JournalLine, ...]:
    """Return what ``carried`` does, for lines that are marked."""
    (out,) = _costed([line for line in lines if line.amount > 0], holdings)
    (into,) = (line for line in lines if line.amount < 0)
    into = replace(into, home=-out.home, at_rate=None if into.at_rate is None else -out.home)
    return out, *_costed((into,), holdings)


def _recosted(
    booked: Booked, holdings: MutableMapping[Money, Holding], gain: Callable[[], int]
) -> tuple[JournalLine, ...]:
    """Return the lines that an entry should have on these holdings, gain or loss among them."""
    moved = [line for line in booked.lines if line.amount]
    lines = _carried(moved, holdings) if booked.carries else _costed(moved, holdings)
    lacking = lacks(lines)
    if not lacking:
        return lines
    account = next((line.account for line in booked.lines if not line.amount), None)
    return (*lines, *gain_lines(lacking, gain() if account is None else account))


def _is_foreign_money(account_id: int, currency: str, books: Books) -> bool:
    """Whether an account holds money, and a currency is not that of the business."""
    account = books.accounts.get(account_id)
    return currency != books.home.code and account is not None and account.type.holds_money
