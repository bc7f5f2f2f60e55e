"""Stock against a model that keeps a list of single purchases, and what must hold after every movement."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

import pytest

from bookkeeping.entries import JournalLine
from bookkeeping.money import round_half_away
from bookkeeping.stock import (
    UNIT,
    CogsMethod,
    Movement,
    Stock,
    Stocked,
    charged_anew,
    charges,
    pieces,
    replayed,
    shortage,
    stock_of,
    units,
)

DAY = dt.date(2026, 1, 5)


@dataclass
class Shelf:
    """The model: purchases as [quantity, cost], in fractions of pieces, and what is owed to those who bought more."""

    first_out: bool
    held: list[list[Fraction]] = field(default_factory=list)
    owed: Fraction = Fraction(0)
    last: Fraction | None = None

    def into(self, quantity: Fraction, cost: int | None) -> int:
        made_up = min(self.owed, quantity)
        self.owed -= made_up
        rest = quantity - made_up
        if cost is None:
            there = sum((each[0] for each in self.held), Fraction(0))
            unit = self.last if self.last is not None else sum(each[1] for each in self.held) / there if there else 0
            worth = round_half_away(Fraction(unit) * rest)
        else:
            worth = cost - round_half_away(cost * made_up / quantity)
        if rest:
            self.held.append([rest, Fraction(worth)])
            if not self.first_out:
                self.held = [[sum((each[side] for each in self.held), Fraction(0)) for side in (0, 1)]]
        return worth if rest or cost is not None else 0

    def out(self, quantity: Fraction, *, sale: bool) -> int:
        left, cost = quantity, 0
        for each in self.held:
            part = min(left, each[0])
            worth = int(each[1]) if part == each[0] else round_half_away(each[1] * part / each[0])
            each[0], each[1], left, cost = each[0] - part, each[1] - worth, left - part, cost + worth
        self.held = [each for each in self.held if each[0]]
        self.owed += left
        if sale and left < quantity:
            self.last = Fraction(cost) / (quantity - left)
        return -cost


@pytest.mark.parametrize("method", CogsMethod)
@pytest.mark.parametrize("seed", range(60))
def test_stock_costs_what_the_model_says_and_none_of_it_is_worth_nothing(method: CogsMethod, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same histories each time
    stock, model = Stock(method), Shelf(method is CogsMethod.FIFO)
    value = 0
    for _ in range(40):
        amount = Decimal(chance.randrange(1, 2_000)).scaleb(-chance.choice([0, 0, 1, 3]))
        kind = chance.choice(["buy", "buy", "sell", "sell", "sell", "back", "return"])
        own = chance.randrange(0, 100_000) if kind == "buy" else -chance.randrange(0, 500) if kind == "return" else None
        incoming = kind in {"buy", "back"}
        cost = stock.move(units(amount) if incoming else -units(amount), own)
        exact = Fraction(amount)
        said = model.into(exact, own) if incoming else model.out(exact, sale=kind == "sell")
        assert cost == said
        value += cost
        assert value == sum(worth for _, worth in stock.parts)
        assert stock.quantity == (sum((each[0] for each in model.held), Fraction(0)) - model.owed) * UNIT
        if stock.quantity <= 0:
            assert value == 0
        assert not (stock.short and stock.parts)


def moved(position: int, quantity: int, own: int | None = None, cost: int = 0) -> Movement:
    """Return a movement of some pieces."""
    return Movement(
        item=7, position=position, quantity=quantity * UNIT, cost=cost, own=own, inventory_account=13, cogs_account=50
    )


def stored(record: int, quantity: int, own: int | None = None, *, date: dt.date = DAY) -> Stocked:
    """Return a stored movement of some pieces."""
    return Stocked(id=record, date=date, record=record, moved=moved(0, quantity, own))


def test_quantities_are_exact_both_ways() -> None:
    for text in ("0", "1", "-1.5", "999999999999999999.999999999999", "-0.000000000001", "100"):
        assert pieces(units(Decimal(text))) == Decimal(text)
    assert str(pieces(units(Decimal("1.50")))) == "1.5"


def test_a_history_is_replayed_from_the_first_movement_on() -> None:
    history = [stored(1, 2, 1_001), stored(2, -1), stored(3, -3), stored(4, 4, 800), stored(5, 1)]
    assert [cost for _, cost in replayed(history, CogsMethod.FIFO)] == [1_001, -501, -500, 400, 500]
    left = stock_of(history, CogsMethod.WEIGHTED_AVERAGE)
    assert (list(left.parts), left.short) == ([(3 * UNIT, 900)], 0)
    copied = left.copy()
    copied.move(-UNIT, None)
    assert list(left.parts) == [(3 * UNIT, 900)]


def test_what_comes_back_before_anything_was_sold_costs_what_is_there_or_nothing() -> None:
    assert Stock().move(UNIT, None) == 0
    stock = Stock()
    stock.move(2 * UNIT, 500)
    assert stock.move(UNIT, None) == 250


def test_only_what_is_charged_has_lines_and_old_ones_give_way_to_new_ones() -> None:
    before, after = [moved(0, -1, cost=-300), moved(1, -1)], [moved(0, -1, cost=-200), moved(1, -1, cost=-5)]
    other = JournalLine(account=1, amount=5, currency="CAD", home=5)
    lines = (other, *charges(before, "CAD"))
    assert [(line.account, line.home) for line in lines] == [(1, 5), (50, -300), (13, 300)]
    anew = charged_anew(lines, before, after, "CAD")
    assert [(line.account, line.home) for line in anew] == [(1, 5), (50, -200), (13, 200), (50, -5), (13, 5)]


def test_a_shortage_is_where_there_is_less_than_nothing_and_less_than_before() -> None:
    later = DAY + dt.timedelta(days=1)
    bought, sold = stored(1, 2, 10), stored(2, -2, date=later)
    assert shortage([], [bought, sold]) is None
    assert shortage([bought, sold], [sold]) == ((later, 2, 0), 0)
    assert shortage([sold], [sold]) is None
    assert shortage([sold], [sold, stored(3, -1, date=later)]) == ((later, 3, 0), -2 * UNIT)
    assert shortage([sold], [sold, stored(3, 1, 5, date=later)]) is None
