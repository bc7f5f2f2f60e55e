"""Random histories of stock, written in any order and changed: every cost is what a model says that starts anew."""

from __future__ import annotations

import random
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from django.db.models import Sum

from bookkeeping.records import Document, Line, RecordType
from bookkeeping.stock import CogsMethod, units
from businesses.models import Business
from ledger.drafts import RecordDraft
from ledger.models import JournalLine, StockMovement
from ledger.selectors.reports.inventory import inventory_on_hand_get, product_trade_get
from ledger.selectors.reports.options import PeriodOptions
from ledger.selectors.trial_balance import trial_balance_get
from ledger.selectors.verify import faults_find
from ledger.services.batches import records_create
from ledger.services.records import record_create, record_remove, record_restore, record_update, record_void
from tests.bookkeeping.test_stock import Shelf
from tests.ledger.reports.naive import Journal, figures
from tests.support.builders import COGS, SALES, STOCK, World, books, day

if TYPE_CHECKING:
    from ledger.views import RecordView

pytestmark = pytest.mark.django_db
BOOKS, DEEDS = 4, 14


class Play:
    """Books with two tracked items, the records written so far, and what chance does with them."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311 - the same histories each time
        self.method = CogsMethod.FIFO if seed % 2 else CogsMethod.WEIGHTED_AVERAGE
        self.world: World = books()
        here = Business.objects.filter(id=self.world.actor.business.id)
        here.update(negative_stock=True, inventory_cogs_method=self.method)
        self.world.rate("USD", "CAD", "1.25", day(1, 1))
        self.items = [self.world.item(tracked=True, name=name) for name in ("Flour", "Honey")]
        self.made: list[RecordView] = []
        self.gone: list[RecordView] = []

    def draft(self, kind: RecordType) -> RecordDraft:
        """Return a document of one to three lines about both items, on any day."""
        lines = tuple(
            Line(
                item=self.chance.choice(self.items),
                account=self.world.chart[SALES] if kind is RecordType.INVOICE else None,
                quantity=Decimal(self.chance.randrange(-3, 20)) / self.chance.choice([1, 2, 8]),
                rate=Decimal(self.chance.randrange(0, 900)) / 100,
            )
            for _ in range(self.chance.randrange(1, 4))
        )
        date = day(self.chance.randrange(1, 4), self.chance.randrange(1, 29))
        currency = self.chance.choice(["CAD", "CAD", "USD"])
        return RecordDraft(record=Document(type=kind, date=date, currency=currency, lines=lines))

    def deed(self) -> None:
        """Write, change, remove, void or restore something."""
        actor, kind = self.world.actor, self.chance.choice([RecordType.BILL, RecordType.INVOICE])
        what = self.chance.choice(["new", "new", "batch", "change", "remove", "void", "restore"])
        if what == "batch":
            self.made += records_create(actor, drafts=[self.draft(kind), self.draft(RecordType.BILL)])
        elif what == "restore" and self.gone:
            self.made.append(record_restore(actor, record=self.gone.pop().id))
        elif what == "new" or len(self.made) < 2:
            self.made.append(record_create(actor, draft=self.draft(kind)))
        else:
            view = self.made.pop(self.chance.randrange(len(self.made)))
            if what == "change":
                draft = self.draft(RecordType(view.type))
                self.made.append(record_update(actor, record=view.id, draft=draft))
            elif what == "void":
                record_void(actor, record=view.id)
            else:
                record_remove(actor, record=view.id)
                self.gone.append(view)

    def expected(self) -> dict[tuple[int, int], int]:
        """Return what the movements cost that the journal's own lines imply, worked out from nothing."""
        shelves = {item: Shelf(self.method is CogsMethod.FIFO) for item in self.items}
        found: dict[tuple[int, int], int] = {}
        rows = StockMovement.objects.filter(business_id=self.world.actor.business.id, superseded__isnull=True)
        for row in sorted(rows, key=lambda row: (row.date, row.record_id, row.position)):
            shelf, quantity = shelves[row.item_id], Fraction(abs(row.quantity))
            into = shelf.into(quantity, row.own) if row.quantity > 0 else shelf.out(quantity, sale=row.own is None)
            found[row.record_id, row.position] = into
        return found


@pytest.mark.parametrize("seed", range(BOOKS))
def test_stock_is_worth_what_its_account_holds_and_costs_what_a_model_says(seed: int) -> None:
    play = Play(seed)
    for _ in range(DEEDS):
        play.deed()
    assert faults_find(play.world.actor) == []
    rows = StockMovement.objects.filter(business_id=play.world.actor.business.id, superseded__isnull=True)
    assert {(row.record_id, row.position): row.cost for row in rows} == play.expected()
    live = JournalLine.objects.filter(business_id=play.world.actor.business.id, superseded__isnull=True)
    for item in play.items:
        value = sum(row.cost for row in rows if row.item_id == item)
        held = live.filter(item_id=item, account_id=play.world.chart[STOCK]).aggregate(home=Sum("home"))["home"] or 0
        assert value == -held
    charged = live.filter(account_id=play.world.chart[COGS]).aggregate(home=Sum("home"))["home"] or 0
    assert -charged == sum((row.own or 0) - row.cost for row in rows)
    check_reports(play)


def check_reports(play: Play) -> None:
    """Every figure of the two reports is the sum of its lines, and stock foots to the trial balance."""
    actor, journal = play.world.actor, Journal(play.world.actor)
    on_hand = inventory_on_hand_get(actor, as_of=day(3, 15), changeset=play.chance.choice([None, 12]))
    told = product_trade_get(actor, options=PeriodOptions(start=day(1, 1), end=day(3, 31)))
    for figure in (*figures(on_hand), *figures(told)):
        assert figure.amount == journal.sum(figure.of), figure
    assert sum(row.value.amount for row in on_hand.rows) == on_hand.total.amount
    now = inventory_on_hand_get(actor, as_of=day(3, 31))
    balances = {row.account: row.debit - row.credit for row in trial_balance_get(actor, as_of=day(3, 31)).rows}
    assert now.total.amount == balances.get(play.world.chart[STOCK], 0)
    moved = StockMovement.objects.filter(business_id=actor.business.id, superseded__isnull=True)
    for row in now.rows:
        assert row.item is not None
        assert row.quantity == sum(units(each.quantity) for each in moved if each.item_id == row.item.id)
