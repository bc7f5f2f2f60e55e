"""Reports in sections: profit and loss, balance sheet, cash flow."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from api.common.tables import Table
from api.common.wire import Wire
from api.dialects.kashoo.wire.reports.figures import (
    CellOut,
    ColumnOut,
    DaysOut,
    FigureOut,
    amounts,
    camel,
    figures,
    headings,
)
from bookkeeping.books import AccountType
from bookkeeping.reporting.figures import Basis

if TYPE_CHECKING:
    from bookkeeping.reporting.tables import Row, Statement, Sum
    from businesses.actors import Actor


class StatementLineOut(Wire):
    """A row: an account, or what is computed from several, which has a name only."""

    section: str
    account: int | None
    number: str | None
    name: str
    type: AccountType | None
    amount: int
    href: str
    compared: FigureOut | None
    columns: list[CellOut]

    @classmethod
    def of(cls, row: Row, business: int) -> StatementLineOut:
        """Return a row as clients read it."""
        account = row.account
        return cls(
            section=camel(row.section),
            account=account.id if account else None,
            number=account.number if account else None,
            name=account.name if account else camel(row.name),
            type=account.type if account else None,
            **figures(row.told, business),
        )


class SumOut(Wire):
    """A sum, under the name that it has among the totals."""

    name: str
    amount: int
    href: str
    compared: FigureOut | None
    columns: list[CellOut]

    @classmethod
    def of(cls, total: Sum, business: int) -> SumOut:
        """Return a sum as clients read it."""
        return cls(name=camel(total.name), **figures(total.told, business))


class ProfitAndLossTotals(Wire):
    """What was earned and spent: costs and expenses are positive, a gain on exchange lessens the expenses."""

    income: int
    cost_of_goods_sold: int
    gross_profit: int
    expenses: int
    net_income: int


class ProfitAndLossOut(Wire):
    """Profit and loss. ``sums`` are the totals, with their addresses and columns."""

    kind: str
    business: int
    currency: str
    start_date: dt.date | None
    end_date: dt.date
    basis: Basis
    changeset: int | None
    compared: DaysOut | None
    columns: list[ColumnOut]
    rows: list[StatementLineOut]
    sums: list[SumOut]
    totals: ProfitAndLossTotals

    @classmethod
    def of(cls, statement: Statement, actor: Actor) -> ProfitAndLossOut:
        """Return the report as clients read it."""
        period = statement.frame.period
        return cls(
            kind="profit-and-loss",
            start_date=period.start,
            end_date=period.end,
            basis=statement.frame.base.basis,
            totals=ProfitAndLossTotals(**totals(statement)),
            **shared(statement, actor),
        )

    def table(self) -> Table:
        """Return the report as a table."""
        return statement_table(self, self.start_date, self.end_date)


class BalanceSheetTotals(Wire):
    """Both sides: what there is, and whose it is."""

    assets: int
    liabilities: int
    equity: int
    liabilities_and_equity: int


class BalanceSheetOut(Wire):
    """The balance sheet at the end of a day. ``sums`` are its parts and totals, with their addresses and columns."""

    kind: str
    business: int
    currency: str
    as_of: dt.date
    closing: bool
    changeset: int | None
    compared: DaysOut | None
    columns: list[ColumnOut]
    rows: list[StatementLineOut]
    sums: list[SumOut]
    totals: BalanceSheetTotals

    @classmethod
    def of(cls, statement: Statement, actor: Actor) -> BalanceSheetOut:
        """Return the report as clients read it."""
        found = totals(statement)
        return cls(
            kind="balance-sheet",
            as_of=statement.frame.period.end,
            closing=statement.frame.base.closing,
            totals=BalanceSheetTotals(**{name: found[name] for name in BalanceSheetTotals.__struct_fields__}),
            **shared(statement, actor),
        )

    def table(self) -> Table:
        """Return the report as a table."""
        return statement_table(self, None, self.as_of)


class CashFlowTotals(Wire):
    """What changed the cash, and how much there was before and after. Inflows are positive."""

    operating: int
    investing: int
    financing: int
    net_change: int
    opening_cash: int
    closing_cash: int


class CashFlowOut(Wire):
    """The cash flow of a period. ``sums`` are the totals, with their addresses and columns."""

    kind: str
    business: int
    currency: str
    start_date: dt.date | None
    end_date: dt.date
    changeset: int | None
    compared: DaysOut | None
    columns: list[ColumnOut]
    rows: list[StatementLineOut]
    sums: list[SumOut]
    totals: CashFlowTotals

    @classmethod
    def of(cls, statement: Statement, actor: Actor) -> CashFlowOut:
        """Return the report as clients read it."""
        period = statement.frame.period
        return cls(
            kind="cash-flow",
            start_date=period.start,
            end_date=period.end,
            totals=CashFlowTotals(**totals(statement)),
            **shared(statement, actor),
        )

    def table(self) -> Table:
        """Return the report as a table."""
        return statement_table(self, self.start_date, self.end_date)


def shared(statement: Statement, actor: Actor) -> dict[str, Any]:
    """Return the values that all reports in sections have."""
    frame, business = statement.frame, actor.business.id
    return {
        "business": business,
        "currency": actor.business.currency,
        "changeset": frame.base.changeset,
        "compared": ColumnOut.of(frame.period, frame).compared,
        "columns": [ColumnOut.of(column, frame) for column in frame.columns],
        "rows": [StatementLineOut.of(row, business) for row in statement.rows],
        "sums": [SumOut.of(total, business) for total in statement.sums],
    }


def totals(statement: Statement) -> dict[str, int]:
    """Return the sums of the whole report by name."""
    return {total.name: total.told.whole.amount for total in statement.sums}


def statement_table(
    report: ProfitAndLossOut | BalanceSheetOut | CashFlowOut, start: dt.date | None, end: dt.date
) -> Table:
    """Return a report as a table, amounts in major units; ``start`` and ``end`` are its days."""
    whole = ColumnOut(start_date=start, end_date=end, compared=report.compared)
    above = ("section", "number", "name", "type", *headings(whole, report.columns, report.currency), "href")
    rows = [
        (row.section, row.number, row.name, row.type, *amounts(row, report.currency), row.href) for row in report.rows
    ]
    rows += [("total", None, total.name, None, *amounts(total, report.currency), total.href) for total in report.sums]
    return Table(f"{report.kind}-{end}", above, rows)
