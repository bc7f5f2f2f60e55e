"""Sales tax: collected, paid, and what is due; and the accounts that it is recorded in."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Wire
from api.dialects.kashoo.wire.reports.figures import FigureOut, money
from bookkeeping.books import AccountType

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.sales_tax import SalesTax, TaxAccountRow, TaxFigures, TaxRow
    from businesses.actors import Actor


class TaxRowOut(Wire):
    """A tax: what customers were charged, what vendors charged and can be had back, and the difference that is due."""

    tax: int
    name: str
    short_name: str
    registration: str
    collected: FigureOut
    paid: FigureOut
    net: FigureOut

    @classmethod
    def of(cls, row: TaxRow, business: int) -> TaxRowOut:
        """Return a tax as clients read it."""
        tax = row.tax
        return cls(
            tax=tax.id,
            name=tax.name,
            short_name=tax.short_name,
            registration=tax.registration,
            collected=FigureOut.of(row.figures.collected, business),
            paid=FigureOut.of(row.figures.paid, business),
            net=FigureOut.of(row.figures.net, business),
        )


class TaxAccountOut(Wire):
    """An account that taxes are recorded in, in credit amounts: ``opening`` + ``taxes`` + ``other`` = ``closing``."""

    account: int
    number: str
    name: str
    type: AccountType
    opening: FigureOut
    taxes: FigureOut
    other: FigureOut
    closing: FigureOut

    @classmethod
    def of(cls, row: TaxAccountRow, business: int) -> TaxAccountOut:
        """Return an account as clients read it."""
        account = row.account
        return cls(
            account=account.id,
            number=account.number,
            name=account.name,
            type=account.type,
            opening=FigureOut.of(row.opening, business),
            taxes=FigureOut.of(row.taxes, business),
            other=FigureOut.of(row.other, business),
            closing=FigureOut.of(row.closing, business),
        )


class TaxSumsOut(Wire):
    """The sums of all taxes, with their addresses."""

    collected: FigureOut
    paid: FigureOut
    net: FigureOut

    @classmethod
    def of(cls, figures: TaxFigures, business: int) -> TaxSumsOut:
        """Return the sums as clients read them."""
        return cls(
            collected=FigureOut.of(figures.collected, business),
            paid=FigureOut.of(figures.paid, business),
            net=FigureOut.of(figures.net, business),
        )


class TaxTotals(Wire):
    """The sums of all taxes."""

    collected: int
    paid: int
    net: int


class SalesTaxOut(Wire):
    """The sales tax of a period."""

    kind: str
    business: int
    currency: str
    start_date: dt.date | None
    end_date: dt.date | None
    changeset: int | None
    rows: list[TaxRowOut]
    accounts: list[TaxAccountOut]
    sums: TaxSumsOut
    totals: TaxTotals

    @classmethod
    def of(cls, report: SalesTax, actor: Actor) -> SalesTaxOut:
        """Return the report as clients read it."""
        business, total = actor.business.id, report.total
        return cls(
            kind="sales-tax",
            business=business,
            currency=actor.business.currency,
            start_date=report.base.start,
            end_date=report.base.end,
            changeset=report.base.changeset,
            rows=[TaxRowOut.of(row, business) for row in report.rows],
            accounts=[TaxAccountOut.of(row, business) for row in report.accounts],
            sums=TaxSumsOut.of(total, business),
            totals=TaxTotals(collected=total.collected.amount, paid=total.paid.amount, net=total.net.amount),
        )

    def table(self) -> Table:
        """Return the taxes, not the accounts, as a table; amounts in major units."""
        names = (f"{name} {self.currency}" for name in ("collected", "paid", "net"))
        rows: list[tuple[Cell, ...]] = [
            (row.short_name, row.name, row.registration, *self._amounts(row), row.net.href) for row in self.rows
        ]
        rows.append((None, "total", None, *self._amounts(self.sums), self.sums.net.href))
        return Table(f"{self.kind}-{self.end_date}", ("tax", "name", "registration", *names, "href"), rows)

    def _amounts(self, row: TaxRowOut | TaxSumsOut) -> list[Cell]:
        return [*money((row.collected.amount, row.paid.amount, row.net.amount), self.currency)]
