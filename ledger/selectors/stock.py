"""Movements of tracked items, as the costing of stock reads them: of each item all that stand, in their order."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from bookkeeping.stock import CogsMethod, stock_of
from businesses.models import Business
from ledger.models import StockMovement
from ledger.stock_rows import movements_by_item, stocked

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from bookkeeping.stock import Stock, Stocked
    from businesses.actors import Actor
    from ledger.stock_rows import ByItem

_ORDER = ("date", "record_id", "position", "id")


def stock_rules(actor: Actor) -> tuple[CogsMethod, bool]:
    """Return how the business costs its stock, and whether more may go out than is there. One statement."""
    row = Business.objects.values_list("inventory_cogs_method", "negative_stock").get(id=actor.business.id)
    return CogsMethod(row[0]), row[1]


def stocks_before(
    actor: Actor, *, items: Collection[int], day: date, record: int | None, method: CogsMethod
) -> dict[int, Stock]:
    """Return the stock of items before a record (None: a new one) of a day. One statement."""
    rows = StockMovement.objects.filter(business_id=actor.business.id, item_id__in=items, superseded__isnull=True)
    earlier = Q(date__lte=day) if record is None else Q(date__lt=day) | Q(date=day, record_id__lt=record)
    found = movements_by_item(rows.filter(earlier).order_by(*_ORDER))
    return {item: stock_of(found.get(item, ()), method) for item in items}


def movements_now(actor: Actor, *, items: Collection[int], changeset: int) -> tuple[ByItem, ByItem]:
    """Return the movements of items as they were before a changeset that is being written, and as they are now."""
    rows = StockMovement.objects.filter(business_id=actor.business.id, item_id__in=items)
    known = list(rows.filter(Q(superseded__isnull=True) | Q(superseded_id=changeset)).order_by(*_ORDER))
    before = movements_by_item(row for row in known if row.changeset_id != changeset)
    return before, movements_by_item(row for row in known if not row.superseded_id)


def movements_of_record(actor: Actor, *, record: int) -> list[Stocked]:
    """Return the standing movements of a record, line by line. One statement."""
    rows = StockMovement.objects.filter(business_id=actor.business.id, record_id=record, superseded__isnull=True)
    return [stocked(row) for row in rows.order_by("position")]
