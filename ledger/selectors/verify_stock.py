"""The part of the audit that is about stock: what moved, what it costs, and what of it stands in the journal."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from django.db.models import F, Q, Sum

from bookkeeping.records import Line, RecordType
from bookkeeping.stock import CogsMethod, moved_quantity, replayed
from businesses.models import Business
from ledger.models import Item, JournalLine, RecordLine, StockMovement
from ledger.stock_rows import movements_by_item, stocked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


def _moved(business: int) -> Iterator[str]:
    """Each line of a posted document that names a tracked item has moved what it says, and nothing else has moved."""
    lines = RecordLine.objects.filter(
        business_id=business, item__tracked=True, record__state="POSTED", record__removed=False
    )
    columns = ("record_id", "position", "record__type", "record__date", "item_id", "quantity", "rate")
    wanted = {}
    for record, position, kind, day, item, quantity, rate in lines.values_list(*columns):
        moved = moved_quantity(RecordType(kind), Line(quantity=quantity, rate=rate))
        if moved:
            wanted[record, position] = (day, item, moved, kind == RecordType.BILL)
    found = {
        (each.record, each.moved.position): (
            each.date,
            each.moved.item,
            each.moved.quantity,
            each.moved.own is not None,
        )
        for each in map(stocked, StockMovement.objects.filter(business_id=business, superseded__isnull=True))
    }
    for record, position in sorted({*wanted, *found}):
        if wanted.get((record, position)) != found.get((record, position)):
            yield f"record {record}: its line {position} does not move the stock as it says"


def _costs(business: int) -> Iterator[str]:
    """What goes out costs what the movements before it brought, item by item from the first movement on."""
    method = CogsMethod(Business.objects.values_list("inventory_cogs_method", flat=True).get(id=business))
    rows = StockMovement.objects.filter(business_id=business, superseded__isnull=True)
    for item, movements in movements_by_item(rows.order_by("date", "record_id", "position")).items():
        for each, cost in replayed(movements, method):
            if cost != each.moved.cost:
                yield f"record {each.record}: item {item} is booked at {each.moved.cost}, it costs {cost}"


def _booked(business: int) -> Iterator[str]:
    """The lines of an item in its inventory account are what its movements make of its value, record by record."""
    live = Q(business_id=business, superseded__isnull=True)
    lines: Counter[tuple[int, int, int]] = Counter()
    booked = JournalLine.objects.filter(live, item__tracked=True, account_id=F("item__inventory_account_id"))
    for record, item, account, home in booked.values_list("record_id", "item_id", "account_id").annotate(Sum("home")):
        lines[record, item, account] -= home
    moved = StockMovement.objects.filter(live).values_list("record_id", "item_id", "inventory_account_id")
    for record, item, account, cost in moved.annotate(Sum("cost")):
        lines[record, item, account] -= cost
    for (record, item, _), rest in sorted(lines.items()):
        if rest:
            yield f"record {record}: its lines and its movements of item {item} differ by {rest}"


def _tracked(business: int) -> Iterator[str]:
    """A tracked item keeps its stock in the account that it names."""
    rows = StockMovement.objects.filter(business_id=business, superseded__isnull=True)
    apart = rows.exclude(inventory_account_id=F("item__inventory_account_id"))
    for item in Item.objects.filter(id__in=apart.values("item_id")).order_by("id"):
        yield f"item {item.id}: its stock is in another account than its own"


CHECKS: tuple[Callable[[int], Iterator[str]], ...] = (_moved, _costs, _booked, _tracked)
