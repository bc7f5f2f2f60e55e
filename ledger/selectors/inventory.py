"""Reads of what moved the stock of tracked items (element inventoryEntries)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F

from businesses.keyset import Order
from businesses.paging import EVERYTHING, Listed, Page
from businesses.roles import Privilege
from ledger.models import StockMovement

if TYPE_CHECKING:
    from datetime import date
    from decimal import Decimal

    from businesses.actors import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryEntryView:
    """A movement of an item: its quantity, positive for what came in, and what that made of the stock's value."""

    id: int
    record: int
    item: int
    quantity: Decimal
    date: date
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InventoryFilter:
    """Which movements a list shows, None: any."""

    item: int | None = None
    record: int | None = None
    start_date: date | None = None
    end_date: date | None = None


def inventory_entry_list(
    actor: Actor, *, filters: InventoryFilter | None = None, page: Page = EVERYTHING
) -> Listed[InventoryEntryView]:
    """Return a page of the movements of the business's stock that stand, oldest first.

    Raises:
        ForbiddenError: without VIEW_ITEMS. InvalidError: ``page.after`` is of another list.
    """
    actor.require(Privilege.VIEW_ITEMS)
    filters = filters or InventoryFilter()
    conditions = {
        "item_id": filters.item,
        "record_id": filters.record,
        "date__gte": filters.start_date,
        "date__lte": filters.end_date,
    }
    rows = StockMovement.objects.filter(
        business_id=actor.business.id,
        superseded__isnull=True,
        **{name: value for name, value in conditions.items() if value is not None},
    )
    found = Order(f"inventory-{actor.business.id}", F("date")).listed(rows, page)
    return Listed((_view(row) for row in found), more=found.more, after=found.after)


def _view(row: StockMovement) -> InventoryEntryView:
    return InventoryEntryView(
        id=row.id, record=row.record_id, item=row.item_id, quantity=row.quantity, date=row.date, cost=row.cost
    )
