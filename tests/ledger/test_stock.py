"""Tracked items: what is bought goes into stock, what is sold takes its cost along, whatever comes in between later."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from accounts.drafts import BusinessDraft
from bookkeeping.errors import AccountUnusableError, LockedError
from bookkeeping.records import Document, Line, RecordType
from businesses.errors import ConflictError, InUseError, StockShortError
from businesses.models import Business
from ledger.models import StockMovement
from ledger.selectors.items import item_get
from ledger.selectors.verify import faults_find
from ledger.services.businesses import business_update
from ledger.services.items import ItemDraft, item_update
from ledger.services.records import record_remove, record_restore, record_void
from tests.support.builders import COGS, PAYABLE, RECEIVABLE, SALES, STOCK, World, books, day, refused

if TYPE_CHECKING:
    import datetime as dt

    from ledger.views import RecordView

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> World:
    return books()


def item(world: World, **details: Any) -> int:
    """Add a tracked item."""
    return world.item(tracked=True, **details)


def buy(world: World, thing: int, quantity: str, price: str, on: dt.date, **details: Any) -> RecordView:
    """Bill so many pieces."""
    line = Line(item=thing, quantity=Decimal(quantity), rate=Decimal(price))
    return world.create(
        Document(**{"type": RecordType.BILL, "date": on, "currency": "CAD", "lines": (line,), **details})
    )


def sell(world: World, thing: int, quantity: str, on: dt.date, price: str = "10", **details: Any) -> RecordView:
    """Invoice so many pieces."""
    line = Line(item=thing, account=world.chart[SALES], quantity=Decimal(quantity), rate=Decimal(price))
    values = {"type": RecordType.INVOICE, "date": on, "currency": "CAD", "lines": (line,), **details}
    return world.create(Document(**values))


def negative(world: World) -> None:
    """Let the business sell more than is there."""
    Business.objects.filter(id=world.actor.business.id).update(negative_stock=True)


def cost(world: World, view: RecordView) -> int:
    """Return what a record charges to the cost of goods sold."""
    return -sum(home for number, _, _, home in world.entry(view) if number == COGS)


def stock(world: World) -> int:
    """Return what the inventory account holds, as a debit amount."""
    return -world.balance(STOCK).get("CAD", 0)


def test_what_is_bought_goes_into_stock_and_what_is_sold_takes_its_cost_along(world: World) -> None:
    thing = item(world)
    bill = buy(world, thing, "10", "5", day(1, 5))
    assert world.entry(bill) == [(STOCK, -5_000, "CAD", -5_000), (PAYABLE, 5_000, "CAD", 5_000)]
    invoice = sell(world, thing, "4", day(1, 10))
    assert world.entry(invoice) == [
        (SALES, 4_000, "CAD", 4_000),
        (RECEIVABLE, -4_000, "CAD", -4_000),
        (COGS, -2_000, "CAD", -2_000),
        (STOCK, 2_000, "CAD", 2_000),
    ]
    assert bill.lines[0].account == world.chart[STOCK]


@pytest.mark.parametrize(
    ("method", "costs"), [("FIFO", [1_000, 1_400, 1_600]), ("WEIGHTED_AVERAGE", [1_200, 1_400, 1_400])]
)
def test_the_business_says_what_goes_first(world: World, method: str, costs: list[int]) -> None:
    Business.objects.filter(id=world.actor.business.id).update(inventory_cogs_method=method)
    thing = item(world)
    buy(world, thing, "2", "5", day(1, 5))
    buy(world, thing, "2", "7", day(1, 6))
    sold = [sell(world, thing, "2", day(1, 10))]
    buy(world, thing, "2", "8", day(1, 11))
    sold += [sell(world, thing, "2", day(1, date)) for date in (12, 13)]
    assert [cost(world, each) for each in sold] == costs
    assert stock(world) == 0


def test_a_purchase_that_comes_late_costs_later_sales_anew(world: World) -> None:
    thing = item(world)
    buy(world, thing, "10", "5", day(1, 5))
    invoice = sell(world, thing, "4", day(2, 10))
    before = world.get(invoice).version
    late = buy(world, thing, "10", "3", day(1, 2))
    assert cost(world, invoice) == 1_200
    assert world.get(invoice).version == before
    world.edit(late, lines=(Line(item=thing, quantity=Decimal(1), rate=Decimal(3)),))
    assert cost(world, invoice) == 300 + 1_500
    record_void(world.actor, record=late.id)
    assert cost(world, invoice) == 2_000
    record_remove(world.actor, record=late.id)
    again = buy(world, thing, "10", "3", day(1, 3))
    record_remove(world.actor, record=again.id)
    assert cost(world, invoice) == 2_000
    record_restore(world.actor, record=again.id)
    assert cost(world, invoice) == 1_200
    assert faults_find(world.actor) == []


def test_goods_come_back_at_what_was_sold_last_and_go_back_at_what_they_cost(world: World) -> None:
    thing = item(world)
    buy(world, thing, "2", "5", day(1, 5))
    buy(world, thing, "2", "7", day(1, 6))
    sell(world, thing, "2", day(1, 10))
    back = sell(world, thing, "-1", day(1, 11))
    assert cost(world, back) == -500
    assert stock(world) == 1_900
    returned = buy(world, thing, "-1", "8", day(1, 12))
    assert cost(world, returned) == -100
    assert stock(world) == 1_200
    by_price = sell(world, thing, "1", day(1, 13), price="-10")
    assert cost(world, by_price) == -500


def test_more_than_is_there_is_refused_unless_the_business_allows_it(world: World) -> None:
    thing = item(world, name="Flour")
    bill = buy(world, thing, "2", "5", day(1, 5))
    sold = sell(world, thing, "2", day(1, 10))
    with refused(StockShortError) as told:
        sell(world, thing, "1", day(1, 7))
    assert told.conflicting == sold.id
    with refused(StockShortError, "lines[0].quantity"):
        sell(world, thing, "1", day(1, 11))
    with refused(StockShortError) as told:
        record_remove(world.actor, record=bill.id)
    assert told.conflicting == sold.id
    negative(world)
    record_remove(world.actor, record=bill.id)
    assert (cost(world, sold), stock(world)) == (0, 0)
    settled = buy(world, thing, "5", "4", day(1, 20))
    assert (cost(world, settled), stock(world)) == (800, 1_200)
    Business.objects.filter(id=world.actor.business.id).update(negative_stock=False)
    world.edit(sold, says={"memo": "still short between"})
    assert faults_find(world.actor) == []


def test_a_foreign_bill_and_tax_that_nobody_gives_back_are_cost(world: World) -> None:
    world.tax("N", "10", registered=False)
    world.rate("USD", "CAD", "1.25", day(1, 1))
    thing = item(world)
    line = Line(item=thing, quantity=Decimal(2), rate=Decimal(100), tax_code="N")
    world.create(Document(type=RecordType.BILL, date=day(1, 5), currency="USD", lines=(line,)))
    sold = sell(world, thing, "1", day(1, 6))
    assert cost(world, sold) == 13_750
    assert faults_find(world.actor) == []


def test_what_names_an_item_keeps_it_tracked_in_its_account(world: World) -> None:
    thing, other = item(world), world.item(name="Untracked")
    buy(world, thing, "1", "5", day(1, 5))
    world.invoice(item=other)
    for identity, draft in (
        (thing, ItemDraft(name="Thing")),
        (other, ItemDraft(name="Thing", tracked=True)),
    ):
        with refused(InUseError, "tracked"):
            item_update(world.actor, item=identity, draft=draft)
    line = Line(item=thing, account=world.chart[SALES], rate=Decimal(1))
    with refused(AccountUnusableError, "lines[0].account"):
        world.create(Document(type=RecordType.BILL, date=day(1, 5), currency="CAD", lines=(line,)))
    view = item_get(world.actor, item=thing)
    assert (view.inventory_account, view.cogs_account) == (world.chart[STOCK], world.chart[COGS])


def test_a_line_may_name_another_item_than_before(world: World) -> None:
    things = [item(world), world.item(name="Untracked", debit_account=world.chart[COGS], default_buy_rate=Decimal(1))]
    bill = buy(world, things[0], "3", "5", day(1, 5))
    world.edit(bill, lines=(Line(item=things[1], quantity=Decimal(2)),))
    assert (stock(world), cost(world, bill)) == (0, 200)
    world.edit(bill, lines=(Line(item=things[0], quantity=Decimal(2), rate=Decimal(4)),))
    assert (stock(world), cost(world, bill)) == (800, 0)


def test_what_is_free_moves_stock_as_well(world: World) -> None:
    thing = item(world)
    found = buy(world, thing, "3", "0", day(1, 5))
    given = sell(world, thing, "2", day(1, 6), price="0")
    assert world.entries(found) == world.entries(given) == []
    with refused(StockShortError):
        record_remove(world.actor, record=found.id)
    record_void(world.actor, record=given.id)
    record_remove(world.actor, record=found.id)
    assert StockMovement.objects.filter(superseded__isnull=True, item_id=thing).count() == 0
    assert faults_find(world.actor) == []


def test_locked_books_keep_their_costs(world: World) -> None:
    thing = item(world)
    buy(world, thing, "10", "5", day(1, 5))
    early = sell(world, thing, "1", day(1, 10))
    locked = world.locked(day(1, 31))
    with refused(LockedError):
        buy(locked, thing, "10", "3", day(1, 3))
    late = sell(locked, thing, "1", day(2, 10))
    buy(locked, thing, "10", "3", day(2, 1))
    assert (cost(world, early), cost(world, late)) == (500, 500)
    assert StockMovement.objects.filter(superseded__isnull=False).count() == 0


def test_how_goods_cost_stays_once_stock_has_moved(world: World) -> None:
    settings = BusinessDraft(name="Books", currency="CAD", country="CA", inventory_cogs_method="WEIGHTED_AVERAGE")
    business_update(world.actor, draft=settings)
    buy(world, item(world), "10", "5", day(1, 5))
    business_update(world.actor, draft=replace(settings, negative_stock=True))
    with refused(ConflictError, "inventory_cogs_method"):
        business_update(world.actor, draft=replace(settings, inventory_cogs_method="FIFO"))
