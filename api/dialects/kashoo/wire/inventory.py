"""Movements of stock (seed 002, type inventoryEntries)."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from accounts.currencies import currency_known
from api.common.wire import Id, Wire, plain
from api.dialects.kashoo.wire.queries import ListQuery
from bookkeeping.money import to_major
from ledger.selectors.inventory import InventoryFilter

if TYPE_CHECKING:
    from ledger.selectors.inventory import InventoryEntryView


class InventoryQuery(ListQuery):
    """Which movements: of an item, of a record, over some days."""

    item: Id | None = None
    record: Id | None = None
    start_date: dt.date | None = None
    end_date: dt.date | None = None

    def filters(self) -> InventoryFilter:
        """Return the filter."""
        return InventoryFilter(item=self.item, record=self.record, start_date=self.start_date, end_date=self.end_date)


class InventoryEntryOut(Wire):
    """A movement: positive for what came in. ``cost`` is what it made of the stock's value, in major units at home."""

    id: int
    record: int
    item: int
    quantity: Decimal | None
    date: dt.date
    cost: Decimal | None
    currency: str

    @classmethod
    def of(cls, entry: InventoryEntryView, currency: str) -> InventoryEntryOut:
        """Return a movement as clients read it; ``currency`` is that of the business."""
        return cls(
            id=entry.id,
            record=entry.record,
            item=entry.item,
            quantity=plain(entry.quantity),
            date=entry.date,
            cost=plain(to_major(entry.cost, currency_known(currency))),
            currency=currency,
        )
