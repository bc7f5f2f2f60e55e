"""The few figures that tell how a business stands today."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import TYPE_CHECKING

from api.common.tables import Table
from api.common.wire import Wire, plain
from api.dialects.kashoo.wire.entries import entries_href
from api.dialects.kashoo.wire.reports.figures import CellOut, FigureOut, camel, money

if TYPE_CHECKING:
    from api.common.tables import Cell
    from bookkeeping.reporting.insights import CustomerFigure, Insights
    from businesses.actors import Actor


class InsightOut(Wire):
    """A figure under its name; ``compared``: the same of the month, or of the year, before."""

    name: str
    amount: int
    href: str
    compared: FigureOut | None


class CustomerOut(Wire):
    """A customer, and the income of this fiscal year."""

    contact: int
    name: str
    amount: int
    href: str

    @classmethod
    def of(cls, customer: CustomerFigure, business: int) -> CustomerOut:
        """Return a customer as clients read it."""
        figure = customer.figure
        return cls(
            contact=customer.contact,
            name=customer.name,
            amount=figure.amount,
            href=entries_href(business, figure.of),
        )


class InsightsOut(Wire):
    """How a business stands: figures, the best customers of the year, and for how many months the cash lasts.

    ``runwayMonths`` is null while the cash of the last three whole months did not fall.
    """

    kind: str
    business: int
    currency: str
    as_of: dt.date
    rows: list[InsightOut]
    top_customers: list[CustomerOut]
    runway_months: Decimal | None

    @classmethod
    def of(cls, report: Insights, actor: Actor) -> InsightsOut:
        """Return the report as clients read it."""
        business = actor.business.id
        cells = {name: CellOut.of(figure, business) for name, figure in report.figures.items()}
        return cls(
            kind="insights",
            business=business,
            currency=actor.business.currency,
            as_of=report.as_of,
            rows=[
                InsightOut(name=camel(name), amount=cell.amount, href=cell.href, compared=cell.compared)
                for name, cell in cells.items()
            ],
            top_customers=[CustomerOut.of(customer, business) for customer in report.customers],
            runway_months=plain(report.runway),
        )

    def table(self) -> Table:
        """Return the figures and customers as a table, amounts in major units."""
        headings = ("name", f"amount {self.currency}", f"compared {self.currency}", "href")
        rows: list[tuple[Cell, ...]] = []
        for row in self.rows:
            compared = money((row.compared.amount,), self.currency)[0] if row.compared else None
            rows.append((row.name, money((row.amount,), self.currency)[0], compared, row.href))
        rows += [
            (customer.name, money((customer.amount,), self.currency)[0], None, customer.href)
            for customer in self.top_customers
        ]
        return Table(f"{self.kind}-{self.as_of}", headings, rows)
