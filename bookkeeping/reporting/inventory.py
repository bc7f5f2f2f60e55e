"""Stock on hand, item by item in each inventory account; and what was bought and sold of every item.

Whatever the journal holds in the inventory accounts is told, by the item that its lines name or by none, so the report
comes to what these accounts hold. A line of a document names its item, and so do both lines that charge its cost: all
lines of an item in invoices then sum to what was sold, and those in bills to what was bought.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bookkeeping.books import AccountType
from bookkeeping.records import RecordType
from bookkeeping.reporting.figures import Figure, Selection, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bookkeeping.reporting.balances import ChartAccount


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemFacts:
    """An item as a report names it."""

    id: int
    name: str
    code: str
    sku: str
    tracked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHandRow:
    """What an inventory account holds of an item (None: of none); ``quantity`` in ``stock.UNIT``s, if it is tracked."""

    account: ChartAccount
    item: ItemFacts | None
    quantity: int | None
    value: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class OnHand:
    """Stock at the end of a day: its rows, what each inventory account holds, and all of them together."""

    base: Selection
    rows: tuple[OnHandRow, ...]
    accounts: tuple[tuple[ChartAccount, Figure], ...]
    total: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class TradeRow:
    """What was bought and sold of an item over some days, and what was charged to the cost of goods sold."""

    item: ItemFacts
    bought: int
    sold: int
    purchases: Figure
    sales: Figure
    cost: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Trade:
    """Purchases and sales of all items over some days; the sums are of the rows, and have no address of their own."""

    base: Selection
    rows: tuple[TradeRow, ...]
    purchases: int
    sales: int
    cost: int


def on_hand(
    base: Selection,
    accounts: Sequence[ChartAccount],
    values: Mapping[tuple[int, int], int],
    quantities: Mapping[int, int],
    items: Mapping[int, ItemFacts],
) -> OnHand:
    """Return the stock of a day.

    Args:
        base: the day, perhaps as known at a changeset.
        accounts: those of the type inventory, in order.
        values: the credit amounts at home by account and item (``NO_ITEM``: of lines without one).
        quantities: what there is of tracked items.
        items: those named, by id.
    """
    debit = replace(base, side=Side.DEBIT)
    rows = []
    for account in accounts:
        named = sorted((_name(items.get(item)), item) for holder, item in values if holder == account.id)
        for _, item in named:
            facts = items.get(item)
            value = Figure(amount=-values[account.id, item], of=replace(debit, accounts=(account.id,), item=item))
            quantity = quantities.get(item, 0) if facts and facts.tracked else None
            if value.amount or quantity:
                rows.append(OnHandRow(account=account, item=facts, quantity=quantity, value=value))
    held = tuple(
        (
            account,
            Figure(
                amount=-sum(home for (holder, _), home in values.items() if holder == account.id),
                of=replace(debit, accounts=(account.id,)),
            ),
        )
        for account in accounts
    )
    total = Figure(amount=-sum(values.values()), of=replace(debit, types=(AccountType.INVENTORY,)))
    return OnHand(base=base, rows=tuple(rows), accounts=held, total=total)


def trade(
    base: Selection,
    items: Iterable[ItemFacts],
    moved: Mapping[tuple[int, RecordType], int],
    quantities: Mapping[tuple[int, RecordType], int],
    costs: Mapping[int, int],
) -> Trade:
    """Return what was bought and sold over some days.

    Args:
        base: the days.
        items: those of which anything was, in order.
        moved: credit amounts at home by item and type of document.
        quantities: how much was bought and sold, likewise, in ``stock.UNIT``s.
        costs: credit amounts charged to the cost of goods sold, by item.
    """
    rows = []
    for item in items:
        own = replace(base, item=item.id)
        bills, invoices = (item.id, RecordType.BILL), (item.id, RecordType.INVOICE)
        bought = replace(own, record_types=(RecordType.BILL,), side=Side.DEBIT)
        charged = replace(own, types=(AccountType.COST_OF_GOODS_SOLD,), side=Side.DEBIT)
        rows.append(
            TradeRow(
                item=item,
                bought=quantities.get(bills, 0),
                sold=quantities.get(invoices, 0),
                purchases=Figure(amount=-moved.get(bills, 0), of=bought),
                sales=Figure(amount=moved.get(invoices, 0), of=replace(own, record_types=(RecordType.INVOICE,))),
                cost=Figure(amount=-costs.get(item.id, 0), of=charged),
            )
        )
    return Trade(
        base=base,
        rows=tuple(rows),
        purchases=sum(row.purchases.amount for row in rows),
        sales=sum(row.sales.amount for row in rows),
        cost=sum(row.cost.amount for row in rows),
    )


def _name(item: ItemFacts | None) -> str:
    """Return what an item is sorted by: those without come last."""
    return item.name.lower() if item else "\U0010ffff"
