"""Stored movements of stock as the core reads them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bookkeeping.stock import Movement, Stocked, units

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.models import StockMovement

ByItem = dict[int, list[Stocked]]


def movements_by_item(rows: Iterable[StockMovement]) -> ByItem:
    """Return movements by their items, each in the order given."""
    found: ByItem = defaultdict(list)
    for row in rows:
        found[row.item_id].append(stocked(row))
    return found


def stocked(row: StockMovement) -> Stocked:
    """Return a stored movement as the core reads it."""
    moved = Movement(
        item=row.item_id,
        position=row.position,
        quantity=units(row.quantity),
        cost=row.cost,
        own=row.own,
        inventory_account=row.inventory_account_id,
        cogs_account=row.cogs_account_id,
    )
    return Stocked(id=row.id, date=row.date, record=row.record_id, moved=moved)
