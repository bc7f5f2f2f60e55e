"""Stock: what tracked items cost, first in first out or at the weighted average.

What comes in by a bill brings its own cost along; what goes out takes cost from what is there; what customers bring
back comes in at what was last sold. More may go out than is there: that costs nothing until it is made up for, and then
its cost goes to the cost of goods sold with what makes up for it. So stock without quantity is worth nothing, always.

Quantities are integers here, multiples of ``UNIT``, and costs minor units at home that are positive where stock gains
value. A movement puts into the inventory account what its document says (``own``), and moves the rest of its cost
between that account and the cost of goods sold (``Movement.charged``).
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from bookkeeping.checks import usable_account
from bookkeeping.defaults import SALES
from bookkeeping.entries import JournalLine
from bookkeeping.money import bounded, round_ratio
from bookkeeping.records import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from bookkeeping.books import Books
    from bookkeeping.records import Line, Record, RecordType

DECIMALS = 12
UNIT = 10**DECIMALS
"""So many parts of one piece are counted."""


class CogsMethod(StrEnum):
    """What goods cost that leave."""

    FIFO = "FIFO"
    WEIGHTED_AVERAGE = "WEIGHTED_AVERAGE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement of an item by a line of a document, and what it makes of the stock's value.

    ``own`` is what the line of a bill itself puts into the inventory account, None for an invoice.
    """

    item: int
    position: int
    quantity: int
    cost: int
    own: int | None
    inventory_account: int
    cogs_account: int

    @property
    def charged(self) -> int:
        """What goes from the inventory account to the cost of goods sold."""
        return (self.own or 0) - self.cost


@dataclass(slots=True)
class Stock:
    """What there is of an item: parts of equal age with their cost, oldest first, or one part at the average.

    ``short`` is how much more has gone out than was there; ``sold`` quantity and cost of what was sold last.
    """

    method: CogsMethod = CogsMethod.FIFO
    parts: deque[tuple[int, int]] = field(default_factory=deque)
    short: int = 0
    sold: tuple[int, int] = (0, 0)

    @property
    def quantity(self) -> int:
        """How much there is; below zero when more has gone out than was there."""
        return sum(quantity for quantity, _ in self.parts) - self.short

    def move(self, quantity: int, own: int | None) -> int:
        """Let a quantity come in or (below zero) go out, and return what that makes of the value."""
        if quantity < 0:
            return -self._take(-quantity, sale=own is None)
        missing = min(self.short, quantity)
        self.short -= missing
        rest = quantity - missing
        cost = self._returned(rest) if own is None else own - _share(own, missing, quantity)
        if rest:
            self._put(rest, cost)
        return cost

    def copy(self) -> Stock:
        """Return the same, to be moved on its own."""
        return Stock(self.method, deque(self.parts), self.short, self.sold)

    def _put(self, quantity: int, cost: int) -> None:
        if self.parts and self.method is CogsMethod.WEIGHTED_AVERAGE:
            held, worth = self.parts.pop()
            quantity, cost = quantity + held, cost + worth
        self.parts.append((quantity, cost))

    def _take(self, quantity: int, *, sale: bool) -> int:
        cost, wanted = 0, quantity
        while wanted and self.parts:
            held, worth = self.parts.popleft()
            taken = min(held, wanted)
            part = _share(worth, taken, held)
            if taken < held:
                self.parts.appendleft((held - taken, worth - part))
            cost, wanted = cost + part, wanted - taken
        self.short += wanted
        if sale and wanted < quantity:
            self.sold = quantity - wanted, cost
        return cost

    def _returned(self, quantity: int) -> int:
        """Return what comes back from a customer costs: as much as what was sold last, else as what is there."""
        of, cost = self.sold
        if not of:
            of, cost = self.quantity, sum(worth for _, worth in self.parts)
        return _share(cost, quantity, of) if quantity and of > 0 else 0


def units(quantity: Decimal) -> int:
    """Return a quantity as a number of ``UNIT``s."""
    numerator, denominator = quantity.as_integer_ratio()
    return int(numerator * UNIT // denominator)


def pieces(quantity: int) -> Decimal:
    """Return a number of ``UNIT``s as a quantity."""
    whole, rest = divmod(abs(quantity), UNIT)
    return Decimal(f"{'-' if quantity < 0 else ''}{whole}.{rest:0{DECIMALS}}".rstrip("0").rstrip("."))


def moved_quantity(kind: RecordType, line: Line) -> int:
    """Return what a line of a document moves: goods go with the money, so a negative price turns the direction."""
    quantity = units(line.quantity)
    if line.rate is not None and line.rate < 0:
        quantity = -quantity
    return -quantity if kind in SALES else quantity


def tracked_items(record: Record, books: Books) -> set[int]:
    """Return the tracked items that a record names."""
    lines = record.lines if isinstance(record, Document) else ()
    return {item.id for line in lines if line.item and (item := books.items[line.item]).tracked}


def stock_moved(record: Document, homes: Sequence[int], books: Books) -> tuple[Movement, ...]:
    """Return the movements of the tracked items that the lines of a completed document name.

    Args:
        record: the document.
        homes: the home amount of each line, with the sign of the document.
        books: with the stock before the document's place, as far as there is any.

    Raises:
        AmountOutOfBoundsError: a cost exceeds the bounds.
        AccountUnusableError: an account of the item is archived.
    """
    stocks: dict[int, Stock] = {}
    movements: list[Movement] = []
    for position, (line, home) in enumerate(zip(record.lines, homes, strict=False)):
        item = books.items.get(line.item or 0)
        quantity = moved_quantity(record.type, line)
        if item is None or not item.tracked or not quantity:
            continue
        stock = stocks.get(item.id)
        if stock is None:
            stock = stocks[item.id] = books.stocks[item.id].copy() if item.id in books.stocks else Stock()
        own = None if record.type in SALES else home
        accounts = [
            usable_account(account, books.home.code, books, field=f"lines[{position}].item").id
            for account in (item.inventory_account, item.cogs_account)
        ]
        cost = bounded(stock.move(quantity, own), field=f"lines[{position}].quantity")
        movements.append(
            Movement(
                item=item.id,
                position=position,
                quantity=quantity,
                cost=cost,
                own=own,
                inventory_account=accounts[0],
                cogs_account=accounts[1],
            )
        )
    return tuple(movements)


def charges(movements: Iterable[Movement], home: str) -> tuple[JournalLine, ...]:
    """Return the lines by which movements charge the cost of goods sold, in home currency: two for each that does."""
    return tuple(
        JournalLine(account=account, amount=amount, currency=home, home=amount, item=moved.item)
        for moved in movements
        if moved.charged
        for account, amount in ((moved.cogs_account, -moved.charged), (moved.inventory_account, moved.charged))
    )


def charged_anew(
    lines: Iterable[JournalLine], before: Iterable[Movement], after: Iterable[Movement], home: str
) -> tuple[JournalLine, ...]:
    """Return the lines of an entry with what its movements charge now in place of what they charged before."""
    kept = list(lines)
    for line in charges(before, home):
        kept.remove(line)
    return (*kept, *charges(after, home))


Place = tuple["date", int, int]
"""Where a movement stands in time: day, record, and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stocked:
    """A stored movement: where it stands in time, and its id."""

    id: int
    date: date
    record: int
    moved: Movement

    @property
    def place(self) -> Place:
        """Its place among the movements of the item."""
        return self.date, self.record, self.moved.position


def replayed(movements: Iterable[Stocked], method: CogsMethod) -> list[tuple[Stocked, int]]:
    """Return the movements of one item, in their order and from the first on, each with what it should cost."""
    stock = Stock(method)
    return [(each, stock.move(each.moved.quantity, each.moved.own)) for each in movements]


def stock_of(movements: Iterable[Stocked], method: CogsMethod) -> Stock:
    """Return the stock that the movements of an item leave."""
    stock = Stock(method)
    for each in movements:
        stock.move(each.moved.quantity, each.moved.own)
    return stock


def shortage(before: Iterable[Stocked], after: Iterable[Stocked]) -> tuple[Place, int] | None:
    """Return where less than nothing of an item is there, and less than there was before; and how much there is.

    Args:
        before: the movements of the item, in their order, as they were before somebody wrote.
        after: the same, as they are now.
    """
    were = {each.place: each.moved.quantity for each in before}
    are = {each.place: each.moved.quantity for each in after}
    was, now = 0, 0
    for place in sorted({*were, *are}):
        was += were.get(place, 0)
        now += are.get(place, 0)
        if now < min(was, 0):
            return place, now - are.get(place, 0)
    return None


def _share(whole: int, part: int, total: int) -> int:
    """Return the part of an amount that a quantity is of another, above zero; all of it when they are equal."""
    return whole if part == total else round_ratio(whole * part, total)
