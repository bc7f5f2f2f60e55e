"""Stock: what there is of each item and what it cost, found by walking through all that ever moved it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.ledger.oracle.ground import HOME
from tests.ledger.oracle.meaning import Goods, Line
from tests.ledger.oracle.sums import RefusedError, nearest

if TYPE_CHECKING:
    import datetime as dt

    from tests.ledger.oracle.oracle import Kept, Oracle

Place = tuple["dt.date", int, int]
"""When something moves: the day, the record and the line."""


@dataclass
class Shelf:
    """One item: what there is as (quantity, cost), oldest first, how much is owed, and what was sold last."""

    averages: bool
    there: list[tuple[Fraction, int]] = field(default_factory=list)
    owed: Fraction = Fraction(0)
    sold: tuple[Fraction, int] = (Fraction(0), 0)

    def move(self, goods: Goods) -> int:
        """Move goods, and return what that makes of the value of the stock."""
        if goods.quantity < 0:
            return -self._out(-goods.quantity, sale=goods.own is None)
        made_up = min(self.owed, goods.quantity)
        rest = goods.quantity - made_up
        self.owed -= made_up
        cost = self._back(rest) if goods.own is None else goods.own - _part(goods.own, made_up, goods.quantity)
        if rest:
            self.there.append((rest, cost))
        if self.averages and self.there:
            self.there = [(sum((n for n, _ in self.there), Fraction(0)), sum(cost for _, cost in self.there))]
        return cost

    def _out(self, quantity: Fraction, *, sale: bool) -> int:
        """Take goods, the oldest first; of what is not there nothing is known but that it is owed."""
        wanted, taken, left = quantity, 0, []
        for there, cost in self.there:
            part = min(wanted, there)
            worth = _part(cost, part, there)
            wanted, taken = wanted - part, taken + worth
            left += [(there - part, cost - worth)] if part < there else []
        self.there, self.owed = left, self.owed + wanted
        if sale and wanted < quantity:
            self.sold = (quantity - wanted, taken)
        return taken

    def _back(self, quantity: Fraction) -> int:
        """Return what goods that customers bring back cost: as what was sold last, else as what is there."""
        many, cost = self.sold
        if not many:
            many, cost = sum((n for n, _ in self.there), Fraction(0)), sum(cost for _, cost in self.there)
        return _part(cost, quantity, many) if many else 0


@dataclass(frozen=True)
class Moved:
    """A movement, and what it makes of the value of the stock."""

    kept: Kept
    goods: Goods
    cost: int

    @property
    def place(self) -> Place:
        """When it happens."""
        return self.kept.said.day, self.kept.id, self.goods.place


def moved(books: Oracle) -> list[Moved]:
    """Return all that has moved, in its order, with what it costs."""
    shelves: dict[int, Shelf] = defaultdict(lambda: Shelf(books.averages))
    live = sorted((kept for kept in books.records.values() if kept.live), key=lambda kept: (kept.said.day, kept.id))
    return [Moved(kept, goods, shelves[goods.item].move(goods)) for kept in live for goods in kept.meant.goods]


def charges(books: Oracle) -> list[tuple[int, Line]]:
    """Return the lines by which goods go to the cost of goods sold, each with its record."""
    lines: list[tuple[int, Line]] = []
    for each in moved(books):
        charged = (each.goods.own or 0) - each.cost
        for account, amount in ((books.ground.cogs, -charged), (books.ground.inventory, charged)):
            if amount:
                lines.append((each.kept.id, Line(account, HOME, amount, amount, each.kept.said.day)))
    return lines


def check(before: Oracle, after: Oracle) -> None:
    """Refuse what leaves less than nothing of an item somewhere, and less than there was, unless that is allowed."""
    if after.negative:
        return
    were, are = _quantities(before), _quantities(after)
    for item in after.ground.items:
        was = now = Fraction(0)
        for place in sorted({*were[item], *are[item]}):
            was, now = was + were[item].get(place, 0), now + are[item].get(place, 0)
            if now < min(was, Fraction(0)):
                raise RefusedError("stock-short")  # noqa: EM101


def _quantities(books: Oracle) -> dict[int, dict[Place, Fraction]]:
    """Return what moved of each item, by when it did."""
    found: dict[int, dict[Place, Fraction]] = defaultdict(dict)
    for each in moved(books):
        found[each.goods.item][each.place] = each.goods.quantity
    return found


def _part(cost: int, part: Fraction, whole: Fraction) -> int:
    """Return what a part of some goods costs."""
    return nearest(cost * part / whole)
