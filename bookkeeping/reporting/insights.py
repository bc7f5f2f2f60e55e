"""Insights: the few figures that tell how a business stands today.

Money and what is owed are positive as one says them: cash and receivables as debits, payables as credits, income as
credits, expenses as debits. This month up to today stands beside the whole month before, this fiscal year up to today
beside the same days of the year before.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import ROUND_DOWN, Decimal
from typing import TYPE_CHECKING, Final

from bookkeeping.reporting.ageing import PAYABLE, RECEIVABLE
from bookkeeping.reporting.cash_flow import CASH
from bookkeeping.reporting.figures import Figure, Selection, Side
from bookkeeping.reporting.periods import Comparison, Period, earlier, months_later
from bookkeeping.reporting.profit_and_loss import EXPENSES, INCOME, NET_INCOME

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from datetime import date

    from bookkeeping.books import AccountType
    from bookkeeping.reporting.balances import Balances
    from bookkeeping.reporting.periods import FiscalStart
    from bookkeeping.reporting.tables import Section

BURN_MONTHS: Final = 3
"""So many whole months tell by how much the cash falls a month."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer and the income of the fiscal year, a credit amount at home."""

    contact: int
    name: str
    income: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFigure:
    """A customer and the figure of it."""

    contact: int
    name: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Insights:
    """What is told: figures by name, the best customers, and for how many months the cash lasts (None: it grows)."""

    as_of: date
    figures: Mapping[str, Figure]
    customers: tuple[CustomerFigure, ...]
    runway: Decimal | None


@dataclass(frozen=True, slots=True)
class Days:
    """The periods that insights are about."""

    today: date
    year: Period
    month: Period
    last_month: Period
    last_year: Period
    burning: Period

    @classmethod
    def of(cls, today: date, fiscal: FiscalStart) -> Days:
        """Return the periods around a day."""
        begin = today.replace(day=1)
        before = begin - timedelta(days=1)
        year = Period(fiscal.on_or_before(today), today)
        return cls(
            today=today,
            year=year,
            month=Period(begin, today),
            last_month=Period(before.replace(day=1), before),
            last_year=earlier(year, Comparison.PREVIOUS_YEAR),
            burning=Period(months_later(begin, -BURN_MONTHS), before),
        )

    def periods(self) -> tuple[Period, ...]:
        """Return all of them, and everything up to today."""
        return (self.year, self.month, self.last_month, self.last_year, self.burning, Period(None, self.today))


def insights(
    balances: Balances, days: Days, overdue: Mapping[AccountType, int], customers: Iterable[Customer]
) -> Insights:
    """Return the figures of a day.

    Args:
        balances: of all accounts, at the ends of the periods of ``days``.
        days: the periods.
        overdue: what of receivables and payables was due before today, credit amounts at home.
        customers: the best of the fiscal year, best first.
    """
    figures = dict(_figures(balances, days, overdue))
    burning = figures["change_of_cash"].amount
    best = Selection(types=INCOME.types, year_ends=False).within(days.year)
    return Insights(
        as_of=days.today,
        figures=figures,
        customers=tuple(
            CustomerFigure(
                contact=each.contact,
                name=each.name,
                figure=Figure(amount=each.income, of=replace(best, contact=each.contact)),
            )
            for each in customers
        ),
        runway=_runway(figures["cash"].amount, burning),
    )


def _figures(balances: Balances, days: Days, overdue: Mapping[AccountType, int]) -> Iterator[tuple[str, Figure]]:
    """Yield the figures by name."""
    cash = Selection(types=CASH, side=Side.DEBIT)
    yield "cash", _figure(balances, replace(cash, end=days.today))
    for name, base in (("receivable", RECEIVABLE), ("payable", PAYABLE)):
        held = replace(base, end=days.today)
        yield name, _figure(balances, held)
        late = base.side.sign * overdue.get(base.types[0], 0)
        yield f"overdue_{name}", Figure(amount=late, of=replace(held, due_to=days.today - timedelta(days=1)))
    for section in (INCOME, EXPENSES, NET_INCOME):
        yield section.name, _compared(balances, section, days.month, days.last_month)
    yield "net_income_of_the_year", _compared(balances, NET_INCOME, days.year, days.last_year)
    yield "change_of_cash", _figure(balances, cash.within(days.burning))


def _figure(balances: Balances, of: Selection, compared: Figure | None = None) -> Figure:
    return Figure(amount=balances.amount(of), of=of, compared=compared)


def _compared(balances: Balances, section: Section, period: Period, other: Period) -> Figure:
    base = Selection(types=section.types, side=section.side, year_ends=False)
    return _figure(balances, base.within(period), _figure(balances, base.within(other)))


def _runway(cash: int, burning: int) -> Decimal | None:
    """Return for how many months the cash lasts, to one digit, when it goes on falling as it did."""
    if cash <= 0 or burning >= 0:
        return None if burning >= 0 else Decimal(0)
    return (Decimal(cash * BURN_MONTHS) / -burning).quantize(Decimal("0.1"), ROUND_DOWN)
