"""Stock on hand, and purchases and sales by item."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Wire, plain
from api.dialects.kashoo.wire.queries import ChangesetNumber
from api.dialects.kashoo.wire.reports.figures import FigureOut, money
from api.dialects.kashoo.wire.reports.queries import ReportQuery
from bookkeeping.stock import pieces
from ledger.selectors.reports.options import PeriodOptions

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.balances import ChartAccount
    from bookkeeping.reporting.figures import Figure
    from bookkeeping.reporting.inventory import OnHand, OnHandRow, Trade, TradeRow
    from businesses.actors import Actor


class OnHandQuery(ReportQuery):
    """The day at whose end the stock is looked at (without it, today), as it was known at a changeset."""

    as_of: dt.date | None = None
    changeset: ChangesetNumber | None = None


class TradeQuery(ReportQuery):
    """The days of a report: without an end up to today, without a start from the beginning of the fiscal year."""

    start_date: dt.date | None = None
    end_date: dt.date | None = None

    def options(self) -> PeriodOptions:
        """Return the options."""
        return PeriodOptions(start=self.start_date, end=self.end_date)


class OnHandRowOut(Wire):
    """What an inventory account holds of an item (null: of none); ``quantity`` is null if it is not tracked."""

    item: int | None
    name: str | None
    item_id: str
    sku: str
    account: int
    quantity: Decimal | None
    value: FigureOut

    @classmethod
    def of(cls, row: OnHandRow, business: int) -> OnHandRowOut:
        """Return a row as clients read it."""
        item = row.item
        return cls(
            item=item.id if item else None,
            name=item.name if item else None,
            item_id=item.code if item else "",
            sku=item.sku if item else "",
            account=row.account.id,
            quantity=None if row.quantity is None else plain(pieces(row.quantity)),
            value=FigureOut.of(row.value, business),
        )


class InventoryAccountOut(Wire):
    """An inventory account and what it holds, as a debit amount."""

    account: int
    number: str
    name: str
    value: FigureOut

    @classmethod
    def of(cls, account: ChartAccount, value: Figure, business: int) -> InventoryAccountOut:
        """Return an account as clients read it."""
        return cls(account=account.id, number=account.number, name=account.name, value=FigureOut.of(value, business))


class OnHandTotals(Wire):
    """What all inventory accounts hold, as a debit amount."""

    value: int


class OnHandOut(Wire):
    """The stock at the end of a day."""

    kind: str
    business: int
    currency: str
    as_of: dt.date | None
    changeset: int | None
    rows: list[OnHandRowOut]
    accounts: list[InventoryAccountOut]
    total: FigureOut
    totals: OnHandTotals

    @classmethod
    def of(cls, report: OnHand, actor: Actor) -> OnHandOut:
        """Return the report as clients read it."""
        business = actor.business.id
        return cls(
            kind="inventory-on-hand",
            business=business,
            currency=actor.business.currency,
            as_of=report.base.end,
            changeset=report.base.changeset,
            rows=[OnHandRowOut.of(row, business) for row in report.rows],
            accounts=[InventoryAccountOut.of(account, value, business) for account, value in report.accounts],
            total=FigureOut.of(report.total, business),
            totals=OnHandTotals(value=report.total.amount),
        )

    def table(self) -> Table:
        """Return the report as a table; amounts in major units."""
        numbers = {account.account: account.number for account in self.accounts}
        rows: list[tuple[Cell, ...]] = [
            (
                numbers[row.account],
                row.name,
                row.item_id,
                row.sku,
                row.quantity,
                *money((row.value.amount,), self.currency),
                row.value.href,
            )
            for row in self.rows
        ]
        rows.append((None, "total", None, None, None, *money((self.totals.value,), self.currency), self.total.href))
        names = ("account", "name", "itemId", "sku", "quantity", f"value {self.currency}", "href")
        return Table(f"{self.kind}-{self.as_of}", names, rows)


class TradeRowOut(Wire):
    """What was bought and sold of an item without taxes, and what was charged to the cost of goods sold."""

    item: int
    name: str
    item_id: str
    sku: str
    quantity_bought: Decimal | None
    quantity_sold: Decimal | None
    purchases: FigureOut
    sales: FigureOut
    cost_of_goods_sold: FigureOut

    @classmethod
    def of(cls, row: TradeRow, business: int) -> TradeRowOut:
        """Return an item as clients read it."""
        return cls(
            item=row.item.id,
            name=row.item.name,
            item_id=row.item.code,
            sku=row.item.sku,
            quantity_bought=plain(pieces(row.bought)),
            quantity_sold=plain(pieces(row.sold)),
            purchases=FigureOut.of(row.purchases, business),
            sales=FigureOut.of(row.sales, business),
            cost_of_goods_sold=FigureOut.of(row.cost, business),
        )


class TradeTotals(Wire):
    """The sums of all items."""

    purchases: int
    sales: int
    cost_of_goods_sold: int


class TradeOut(Wire):
    """Purchases and sales of items over some days."""

    kind: str
    business: int
    currency: str
    start_date: dt.date | None
    end_date: dt.date | None
    rows: list[TradeRowOut]
    totals: TradeTotals

    @classmethod
    def of(cls, report: Trade, actor: Actor) -> TradeOut:
        """Return the report as clients read it."""
        business = actor.business.id
        return cls(
            kind="product-purchases-sales",
            business=business,
            currency=actor.business.currency,
            start_date=report.base.start,
            end_date=report.base.end,
            rows=[TradeRowOut.of(row, business) for row in report.rows],
            totals=TradeTotals(purchases=report.purchases, sales=report.sales, cost_of_goods_sold=report.cost),
        )

    def table(self) -> Table:
        """Return the report as a table; amounts in major units."""
        rows: list[tuple[Cell, ...]] = [
            (
                row.name,
                row.item_id,
                row.sku,
                row.quantity_bought,
                *money((row.purchases.amount,), self.currency),
                row.quantity_sold,
                *money((row.sales.amount, row.cost_of_goods_sold.amount), self.currency),
                row.sales.href,
            )
            for row in self.rows
        ]
        totals = self.totals
        bought, sold, cost = money((totals.purchases, totals.sales, totals.cost_of_goods_sold), self.currency)
        rows.append(("total", None, None, None, bought, None, sold, cost, None))
        amounts = (f"purchases {self.currency}", "quantitySold", f"sales {self.currency}")
        names = ("name", "itemId", "sku", "quantityBought", *amounts, f"costOfGoodsSold {self.currency}", "href")
        return Table(f"{self.kind}-{self.end_date}", names, rows)
